"""What columns of other systems are called, in English and German, and which field of ours each may be."""

import re
from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "id": _("Id in their system"),
        "number": _("Number"),
        "status": _("Status"),
        "currency": _("Currency"),
        "total": _("Total"),
        "ordered_at": _("Ordered"),
        "paid_at": _("Paid"),
        "sent_at": _("Sent"),
        "promised": _("Promised for"),
        "delivered_at": _("Delivered"),
        "cancelled_at": _("Cancelled"),
        "returned_at": _("Returned"),
        "lines": _("Lines (a list)"),
        "line_name": _("Article"),
        "line_sku": _("Article number"),
        "line_quantity": _("Quantity"),
        "line_price": _("Price of one piece"),
        "booked_at": _("Booked"),
        "starts": _("Begins"),
        "ends": _("Ends"),
        "place": _("Place"),
        "unit": _("Unit, room or table"),
        "what": _("What was booked"),
        "party": _("How many people"),
        "wishes": _("Wishes"),
        "programme": _("Programme"),
        "balance": _("Balance"),
        "expires": _("Expires"),
        "granted_at": _("Granted"),
        "changed_at": _("Last changed"),
        "zone": _("Time zone"),
        "name": _("Customer's name"),
        "first_name": _("First name"),
        "last_name": _("Last name"),
        "email": _("Mail address"),
        "phone": _("Telephone"),
        "card": _("Customer card"),
        "customer_id": _("Customer number"),
        "ship_name": _("Sent to: name"),
        "ship_street": _("Sent to: street"),
        "ship_postcode": _("Sent to: postcode"),
        "ship_city": _("Sent to: city"),
        "ship_country": _("Sent to: country"),
        "bill_name": _("Bill to: name"),
        "bill_street": _("Bill to: street"),
        "bill_postcode": _("Bill to: postcode"),
        "bill_city": _("Bill to: city"),
        "bill_country": _("Bill to: country"),
    }
)
WHO = ("name", "first_name", "last_name", "email", "phone", "card", "customer_id")
ADDRESS = ("name", "street", "postcode", "city", "country")
LINE = ("line_name", "line_sku", "line_quantity", "line_price")
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "order": (
            *("id", "number", "status", "currency", "total", "ordered_at", "paid_at", "sent_at", "promised"),
            *("delivered_at", "cancelled_at", "returned_at", "zone", *WHO, "lines", *LINE),
            *(f"{side}_{part}" for side in ("ship", "bill") for part in ADDRESS),
        ),
        "visit": (
            *("id", "number", "status", "starts", "ends", "zone", "place", "unit", "what", "party", "wishes"),
            *("currency", "total", "booked_at", "cancelled_at", *WHO),
        ),
        "reward": (
            *("id", "programme", "unit", "currency", "balance", "expires", "zone", "granted_at", "changed_at", *WHO),
        ),
    }
)
# Folded: without case, spaces and signs. The first that fits wins.
COMMON = {
    "status": "status state orderstatus bestellstatus fulfillmentstatus buchungsstatus zustand",
    "currency": "currency currencycode waehrung währung",
    "zone": "zone timezone tz zeitzone expirestimezone expireszone",
    "name": "name customer customername fullname kunde kundenname gast guest gastname guestname member mitglied "
    "billingname customerfullname",
    "first_name": "firstname givenname vorname customerfirstname billingfirstname customer.firstname",
    "last_name": "lastname surname familyname nachname familienname customerlastname billinglastname",
    "email": "email mail emailaddress customeremail mailadresse emailadresse kundenemail billingemail contactemail",
    "phone": "phone telephone phonenumber mobile tel telefon telefonnummer mobil handy rufnummer customerphone "
    "billingphone",
    "card": "card cardnumber loyaltycard kundenkarte kartennummer karte membercard",
    "customer_id": "customerid customernumber customerno kundennummer kundennr kundenid memberid membernumber "
    "mitgliedsnummer gastnummer guestid userid",
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "order": {
        "id": "id orderid bestellid auftragsid sourceid",
        "number": "number order ordernumber orderno bestellnummer bestellnr auftragsnummer auftragsnr nummer",
        "total": "total ordertotal amount grandtotal sum summe gesamt gesamtbetrag betrag endbetrag rechnungsbetrag "
        "gesamtsumme",
        "ordered_at": "orderedat orderdate date createdat created placedat purchasedate bestelldatum datum bestelltam "
        "auftragsdatum kaufdatum",
        "paid_at": "paidat paid bezahltam zahlungsdatum",
        "sent_at": "sentat shippedat shipped shippingdate fulfilledat versandtam versanddatum",
        "promised": "promised promisedat promiseddelivery estimateddelivery deliverydue zugesagt liefertermin "
        "zugesagtam voraussichtlichelieferung",
        "delivered_at": "deliveredat delivered deliverydate geliefertam zugestelltam lieferdatum",
        "cancelled_at": "cancelledat canceledat storniertam",
        "returned_at": "returnedat zurueckam retouram",
        "lines": "lines lineitems items positionen articles artikelliste",
        "line_name": "linename lineitemname article item product productname artikel produkt artikelname bezeichnung "
        "title name",
        "line_sku": "linesku lineitemsku sku articlenumber artikelnummer artikelnr ean",
        "line_quantity": "linequantity lineitemquantity quantity qty menge anzahl",
        "line_price": "lineprice lineitemprice price unitprice einzelpreis preis stueckpreis",
        **{
            f"{side}_{part}": " ".join(f"{word}{name}" for word in words.split() for name in names.split())
            for side, words in (
                ("ship", "ship shipto shipping delivery liefer lieferung"),
                ("bill", "bill billto billing rechnungs"),
            )
            for part, names in (
                ("name", "name"),
                ("street", "street address address1 strasse straße adresse"),
                ("postcode", "postcode zip postalcode plz"),
                ("city", "city town ort stadt"),
                ("country", "country countrycode land"),
            )
        },
    },
    "visit": {
        "id": "id bookingid reservationid buchungsid reservierungsid visitid sourceid",
        "number": "number booking bookingnumber reservation reservationnumber confirmation buchungsnummer "
        "reservierungsnummer nummer",
        "starts": "starts start startsat from arrival checkin begin date beginn anreise von ankunft datum termin",
        "ends": "ends end endsat to until departure checkout ende abreise bis",
        "place": "place location branch property hotel restaurant ort standort filiale haus",
        "unit": "unit room table roomnumber zimmer tisch zimmernummer raum",
        "what": "what service product offer leistung angebot roomtype zimmertyp anlass",
        "party": "party partysize guests persons people pax covers personen gaeste gäste",
        "wishes": "wishes notes note requests comment specialrequests wünsche wuensche bemerkung notiz anmerkung",
        "total": "total amount price sum summe betrag gesamt preis",
        "booked_at": "bookedat createdat created bookingdate gebuchtam buchungsdatum",
        "cancelled_at": "cancelledat canceledat storniertam",
    },
    "reward": {
        "id": "id rewardid accountid membershipid kontonummer sourceid",
        "programme": "programme program plan tier programm",
        "unit": "unit units einheit",
        "balance": "balance points miles nights credit kontostand punkte stand saldo guthaben naechte nächte meilen",
        "expires": "expires expiresat expiry expirydate expirationdate validuntil ablauf ablaufdatum verfall "
        "verfallsdatum gueltigbis gültigbis verfaelltam verfälltam",
        "granted_at": "grantedat since createdat erhaltenam seit",
        "changed_at": "changedat updatedat asof stand letzteaenderung letzteänderung",
    },
}
SIGNS = re.compile(r"[\W_]+")


def folded(header: str) -> str:
    """A header without case, blanks and signs."""
    return SIGNS.sub("", header.casefold())


def known(noun: str) -> dict[str, str]:
    """Which field each folded word stands for."""
    found: dict[str, str] = {}
    own, common = WORDS[noun], COMMON
    for field in FIELDS[noun]:
        for word in (field.replace("_", ""), *own.get(field, "").split(), *common.get(field, "").split()):
            found.setdefault(word, field)
    return found


@cache
def every_word() -> frozenset[str]:
    """All folded words by which columns are called, of whatever noun."""
    return frozenset(word for noun in FIELDS for word in known(noun))


def proposed(noun: str, columns: Collection[str]) -> dict[str, str]:
    """A field for each column whose header is known; no field is given twice."""
    words = known(noun)
    if noun == "order" and any(folded(column) == "lineitemname" for column in columns):
        # Shopify calls the order's number its name.
        words |= {"name": "number"}
    mapping: dict[str, str] = {}
    for column in columns:
        field = words.get(folded(column))
        if field and field not in mapping.values():
            mapping[column] = field
    return mapping
