"""The words by which a statement about a record is known, English and German. Pure data; `claims` reads with them.

They name a thing (a parcel, a table, points) and what is said of it, apart from each other: people put both into
sentences of their own. What is said too widely costs little, as a claim stops nobody unless a record says otherwise.
"""

import re


def one_of(*words: str) -> re.Pattern[str]:
    """Any of these, as whole words."""
    return re.compile(rf"\b(?:{'|'.join(words)})\b")


REWARD = one_of(
    r"rewards?|bonus(?: points)?|loyalty (?:points?|credits?)|points|vouchers?|gift (?:cards?|certificates?)"
    r"|store credit",
    r"free nights?|miles|stars|prämien?|punkte|gutscheine?|bonuspunkte|guthaben|freinächte",
)
IT = one_of(r"it|them|these|es|ihn|sie")
THEM = one_of(r"it|them|they|these|this|those|sie|es|ihn|diese")
RUNS_OUT = one_of(
    r"(?:will )?expires?|expiring|runs? out|running out|(?:will |to )lapse|lapses?|will be (?:gone|lost"
    r"|forfeited)|disappears?",
    r"(?:expiry|expiration|end|closing)(?: date)?[^.]{0,60} (?:is|falls|are)|(?:last|final) (?:day|chance|date)"
    r"|ends?|ending",
    r"deadline|use-by|cut-off|clos(?:es|ing)|terminat\w+|wiped|validity|expiry|expiration|vanish\w*|void|die|cease\w*",
    r"verfällt|verfallen|läuft .{0,80}\bab|laufen .{0,80}\bab|endet|enden|erlischt|erlöschen",
)
# That points come is no word on when they go.
GAINED = one_of(
    r"credit(?:ed)?|add(?:ed|ing)?|book(?:ed|ing)? (?:to|on)|transfer\w*|appears?|show up|receiv\w*|earn\w*"
    r"|collect|double|post(?:ed)?",
    r"gutgeschrieben|gutschreiben|buchen|erhalten",
)
USED = one_of(
    r"us(?:e|ed|able|ing)|redeem\w*|spend\w*|spent|cash(?:ed)? in|claim(?:ed)?|trade in|valid|good|available|have"
    r"|keep|kept",
    r"gültig|einlösen|einlösbar|einzulösen|nutzen|verwenden|zeit",
)
PARCEL = one_of(
    r"orders?|parcels?|packages?|packets?|box(?:es)?|shipments?|deliver(?:y|ies|ing|ed)|consignment|goods"
    r"|purchase|items?",
    r"eta|tracking",
    r"bestellung|pakete?|päckchen|lieferung|sendung|ware",
)
CARRIER = one_of(
    r"(?:carrier|courier|driver|postman|postwoman|mailman|delivery (?:company|service|man|person|team))",
    r"dhl|ups|fedex|dpd|gls|royal mail|(?:der|unser) (?:bote|fahrer|paketdienst|kurier)",
)
# Of a thing: that it comes. "With you" and "there" may be said of a reply as well: what it is, is asked apart.
COMES = one_of(
    r"arriv(?:e|es|ing|al)|reach(?:es)? you|be delivered|be with you|be (?:there|here)|(?:will|'ll|should"
    r"|to) come|comes",
    r"gets? (?:there|here|to you)|(?:is|are|being) delivered|deliver(?:s|ing)?|out for delivery|for (?:the )?delivery",
    r"on (?:its|their|the) way to you (?:for|on|by)|doorstep|front door|at your (?:door|place|house|home|address)",
    r"in your (?:hands|letterbox|mailbox)|drop(?:s|ped)? (?:it|them|off|by)|brings?|bringing|hand(?:s|ed)? over|lands?",
    r"(?:delivery|arrival) (?:date |day |time )?(?:is|will be|has been|was|planned|scheduled|set|by|on|for|falls)",
    r"(?:promise|guarantee|confirm|schedul\w+|plan\w*|count on|arrange\w*)\b.{0,80}\bdelivery|get (?:\S+ ){1,3}to you",
    r"kommt|kommen .{0,80}\ban|trifft .{0,80}\bein|(?:wird|werden) .{0,80}(?:geliefert|zugestellt)|(?:ist"
    r"|sind) .{0,80}\bbei ihnen",
)
# Of a thing that somebody will have: said of replies and refunds just as often.
HAS = one_of(
    r"you(?:'ll| will| should| can| may)(?: be)? (?:\w+ ){0,2}(?:hav(?:e|ing)|receiv(?:e|ing)|get(?:ting)?|hold(?:ing)?"
    r"|expect|look forward to|count on|unpack(?:ing)?|enjoy(?:ing)?)",
    r"(?:please )?(?:expect|look out for|watch out for|count on)|erhalten sie|bekommen sie|haben sie",
)
LEAVES = one_of(
    r"ships?|shipped|shipping|dispatch\w*|despatch\w*|sen[dt]|leav(?:e|es|ing)|goes out|go out|post(?:ed)?"
    r"|pack(?:ed|ing)?"
    r"|(?:hand|give|pass)\w* (?:\S+ ){1,4}to (?:the|our|a) (?:carrier|courier|post|driver)|collect\w*|pick(?:ed)? up"
    r"|verschick\w*|versend\w*|versand|abgeschickt|abgeholt|zurück\w*|return\w*"
)
TABLE = one_of(
    r"bookings?|reservations?|appointments?|tables?|rooms?|suites?|cabins?|apartments?|stay|check-?in|check in"
    r"|visit|arrival",
    r"slot|session|treatment|class|lesson|seats?|place|spot|time with us|diary|calendar|schedule|checking in",
    r"buchung|reservierung|termin|tisch|zimmer|aufenthalt|anreise|ankunft|besuch|behandlung",
)
STANDS = one_of(
    r"(?:is|are|starts?|begins?|stands?|remains?|runs?|will be|'ll be|has been|have been|takes place)",
    r"booked|confirmed|reserved|scheduled|set|fixed|held|holding|kept|keep(?:ing)?|ready|waiting|prepared"
    r"|arranged|down",
    r"blocked|yours|ist|sind|beginnt|gebucht|reserviert|bestätigt|bereit|findet",
)
YOUR = one_of(r"your|the|our|yours|you are|you're|we|i|as|ihre?n?|dein|der|die|das|sie sind|wir")
# They themselves are said to come.
GUEST = one_of(
    r"(?:forward|happy|glad|pleased|delighted|excited|wait)(?: \w+){0,3} (?:see|seeing|welcom\w+|meet\w*|hav(?:e"
    r"|ing)|host\w*"
    r"|greet\w*) you",
    r"see you|(?:we|i)(?: do| will|'ll|'re| are|'m| am)? (?:be )?(?:expect(?:ing)?|await(?:ing)?|welcom(?:e|ing)) you",
    r"you(?:'re| are| will|'ll)? (?:be )?(?:arriv\w+|coming|checking in|check in|expected|booked in|booked|all set|down"
    r"|confirmed|staying|joining us|with us)",
    r"you(?:'re| are) (?:\w+ )?welcome (?:to (?:come|check|arrive)|from)|(?:have|have got|'ve got|got"
    r"|put) you (?:\w+ )?(?:down|in)\b",
    r"you(?:'re| are) in (?:the|our) \w+",
    r"wir (?:erwarten|sehen|begrüßen) (?:sie|uns)|freuen uns .{0,80}\b(?:auf sie|sie)|sie (?:kommen|reisen)"
    r"|bis (?:am|zum)",
)
MOVES = one_of(
    r"mov(?:e|ed|ing)|chang(?:e|ed|ing)|reschedul\w*|instead|rebook\w*|another|alternativ\w*|offer|free|new",
    r"postpon\w*|verschieb\w*|verschoben|statt|stattdessen|ander\w+|neue?n?|frei",
)
COME_BY = one_of(
    r"come (?:by|in|over|along|round)|drop (?:by|in)|stop by|pop (?:by|in|over)|visit (?:us|our|the shop)",
    r"visit the store|we(?:'re| are) (?:\w+ )?open|(?:shop|store|desk|office|branch) is (?:\w+ )?open",
    r"(?:can|may) (?:pick|collect)|ready to (?:pick|collect)|call us|ring us|reach us",
    r"kommen sie .{0,80}vorbei|schauen sie .{0,80}vorbei|(?:wir|haben) .{0,80}(?:geöffnet|offen)"
    r"|können sie .{0,80}abholen",
)
WE_ACT = one_of(
    r"(?:i|we)(?:'ll| will| shall| am going to| are going to|'m going to|'re going to)",
    r"(?:i|we) (?:promise|intend|plan|mean) to|(?:i'm|i am|we're|we are) (?:\w+ing|on it)\b",
    r"you(?:'ll| will| shall| can)(?: \w+){0,2} (?:hear|have word|get word|have (?:an? |the |my )?(?:reply|answer"
    r"|call))",
    r"(?:expect|count on|look out for|await) (?:a |my |an )?(?:call|reply|answer|mail|e-?mail|message|news|note)",
    r"(?:ich|wir) (?:werden?|rufen?|melden?|komm\w*|schick\w*|lieferen?)",
)
MINE = one_of(
    r"i'll|i will|i shall|i am|i'm|i (?:promise|intend|plan|mean) to|from me|my (?:call|reply|answer|mail|e-?mail"
    r"|message)",
    r"ich|von mir",
)
CLOSED = one_of(r"closed?|shut|not open|geschlossen|zu")
# What takes a statement back: might be, was, others say, on a condition, or said to be otherwise.
SHAKY = re.compile(
    r"\b(?:if|unless|in case|once|when(?:ever)?|whether|would|could|might|may be|maybe|perhaps|possibly|probably"
    r"|hopefully|usually|normally|typically|(?:about|around|approximately|roughly)$|hope|think|believe|guess"
    r"|can you|could you|do you|did|was|were|had|not|no|never|n't|cannot|can't|won't|isn't|aren't|said|says|told|tells"
    r"|wrote|sorry|unfortunately|late|later|delay\w*|or|either|between"
    r"|falls|wenn|sobald|ob|könnte\w*|würde\w*|sollte\w*|vielleicht|vermutlich|wahrscheinlich|voraussichtlich|etwa|ca"
    r"|nicht|kein\w*|nie|war|waren|leider|später|verspät\w*|oder|zwischen)\b|n't\b"
)
# Who is told the day on which a parcel should come counts on that day.
HEDGED = one_of(r"should|estimated|expected")
# They hold words that look as if something were taken back.
FIRM = one_of(
    r"may|no later than|not later than|(?:at|by) the latest|no (?:hurry|rush|problem|worries)|(?:don't|do not) worry"
    r"|never fear"
)
# Of another thing that comes, or is had: no parcel.
OTHER_THINGS = one_of(
    r"refunds?|reply|answer|response|e-?mail|mail|message|call|callback|invoice|receipt|code|link|credit|money|news",
    r"update|confirmation|technician|engineer|colleague|letter|payment|voucher|quote|offer|replacement|label",
    r"erstattung|antwort|nachricht|anruf|rechnung|gutschrift|geld|techniker|kollegin?|angebot|ersatz",
)
# Of a stay or a table, and yet not when it is.
OTHER_MATTERS = one_of(
    r"(?:is|are|falls) due(?! to)|payment due|paid|pay(?:s|able)?|charge[ds]?|clean\w*|cancel\w*|deposit|balance"
    r"|repair\w*|renovat\w*|refund\w*|bill\w*|survey",
    r"fällig|bezahl\w*|abgebucht|gereinigt|stornier\w*|anzahlung",
)
