"""Words on screen for what facts are made of."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]
KINDS: Words = {
    "preference": _("Preference"),
    "need": _("Need"),
    "avoidance": _("To be avoided"),
    "date": _("Day"),
    "relation": _("Relation"),
    "context": _("Background"),
}
ORIGINS: Words = {
    "said": _("They said so"),
    "observed": _("Somebody noticed it"),
    "inferred": _("Somebody thinks so"),
    "imported": _("From an import"),
}
# Source: Regulation (EU) No 1169/2011, Annex II.
ALLERGENS: Words = {
    "gluten": _("Cereals with gluten"),
    "crustaceans": _("Crustaceans"),
    "eggs": _("Eggs"),
    "fish": _("Fish"),
    "peanuts": _("Peanuts"),
    "soybeans": _("Soybeans"),
    "milk": _("Milk"),
    "nuts": _("Nuts"),
    "celery": _("Celery"),
    "mustard": _("Mustard"),
    "sesame": _("Sesame"),
    "sulphites": _("Sulphites"),
    "lupin": _("Lupin"),
    "molluscs": _("Molluscs"),
}
MASKED: Words = {
    "health": _("Something about health"),
    "religion": _("Something about religion"),
    "politics": _("Something about politics"),
    "private life": _("Something about private life"),
    "law": _("Something about the law"),
    "money": _("Something about money"),
    "": _("Something kept apart"),
}
CHANNELS: Words = {
    "email": _("in mails"),
    "phone": _("on the phone"),
    "webchat": _("in chats"),
    "visit": _("when they are here"),
}
ABOUT: Words = {
    "daughter": _("It is about their daughter."),
    "son": _("It is about their son."),
    "children": _("It is about their children."),
    "wife": _("It is about their wife."),
    "husband": _("It is about their husband."),
    "partner": _("It is about their partner."),
    "mother": _("It is about their mother."),
    "father": _("It is about their father."),
    "parents": _("It is about their parents."),
    "sister": _("It is about their sister."),
    "brother": _("It is about their brother."),
    "friend": _("It is about their friend."),
    "assistant": _("It is about their assistant."),
    "employer": _("It is about whom they work for."),
    "guest": _("It is about their guest."),
}
