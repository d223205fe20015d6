"""Words by which a line is understood, English and German, as folding leaves them.

That is lower case, without accents and apostrophes. Each row is an expression for whole words.
"""

import re
from collections.abc import Mapping
from re import Pattern

# Source: Regulation (EU) No 1169/2011, Annex II, in its order.
ALLERGENS: Mapping[str, str] = {
    "gluten": r"gluten\w*|wheat|rye|barley|oats|spelt|kamut|(?:coe|ce)liac\w*|weizen\w*|roggen\w*|gerste\w*|hafer\w*"
    r"|dinkel\w*|zoliakie\w*",
    "crustaceans": r"crustaceans?|shrimps?|prawns?|crabs?|lobsters?|crayfish|shellfish|scampi|krebstier\w*|garnele\w*"
    r"|hummer\w*|krabbe\w*",
    "eggs": r"eggs?|ei|eier|eiern|(?:huhner)?ei(?:er)?allerg\w*|huhnerei\w*",
    "fish": r"fish|salmon|tuna|cod|trout|anchov\w*|fisch\w*|lachs\w*|thunfisch\w*|forelle\w*|sardelle\w*",
    "peanuts": r"peanuts?|groundnuts?|erdnuss\w*|erdnuesse\w*",
    "soybeans": r"soy|soya|soybeans?|tofu|edamame|soja\w*",
    "milk": r"milk\w*|dairy|lactose\w*|laktose\w*|milch\w*|cheese|kase|yogh?urt|joghurt",
    "nuts": r"(?:tree ?)?nuts?|(?:hazel|wal)nuts?|almonds?|cashews?|pecans?|pistachios?|macadamias?|nuss\w*|nuesse\w*"
    r"|mandeln?\w*|(?:hasel|wal|para)n(?:u|ue)ss\w*|pistazie\w*",
    "celery": r"celery|celeriac|sellerie\w*",
    "mustard": r"mustard|senf\w*",
    "sesame": r"sesame?\w*|tahini",
    "sulphites": r"sulph?ites?|sulfit\w*|sul(?:ph|f)ur dioxide|schwefel\w*",
    "lupin": r"lupine?s?|lupinen\w*",
    "molluscs": r"mollus[ck]s?|oysters?|mussels?|clams?|squid|octopus|scallops?|snails?|calamari|muschel\w*|auster\w*"
    r"|tintenfisch\w*|weichtier\w*",
}

NOT = r"no|not|dont|doesnt|cannot|cant|never|without|nicht|kein\w*|ohne|nie|niemals"
ALLERGIC = r"\w*allerg\w*|\w*intoleran\w*|\w*unvertraglich\w*|(?:coe|ce)liac\w*|zoliakie\w*|anaphyla\w*"
# Without one of these ALLERGIC fits to nothing.
STEMS_OF_ALLERGIC = ("allerg", "intoleran", "vertr", "liac", "liak", "anaphyla")
NOT_ALLERGIC = rf"(?:{NOT}) (?:\w+ ){{0,2}}\w*(?:allerg|intoleran|unvertraglich)\w*"
# Either order: "no nuts", "Nüsse verträgt sie nicht", "nut free".
AVOIDS_FOOD = rf"{ALLERGIC}|{NOT}|avoids?|free|vertragt|\w+frei(?:e[mnrs]?)?"
DISLIKES = (
    r"hates?|dislikes?|detests?|(?:does )?(?:not|nt|doesnt|dont) (?:\w+ )?(?:like|want|enjoy|care for)|cant stand"
    r"|cannot stand"
    r"|hasst|mag (?:\w+ ){0,3}(?:nicht|kein\w*)|mochte (?:\w+ ){0,3}(?:nicht|kein\w*)|nicht (?:gern|leiden)"
    r"|kann (?:\w+ ){0,3}nicht (?:leiden|ausstehen)|will (?:\w+ ){0,3}(?:nicht|kein\w*)|avoids?|meidet"
)
UNSPOKEN = (
    rf"(?:{NOT})\b.{{0,60}}?\b(?:mention\w*|bring(?:ing)? (?:\w+ ){{0,2}}up|erwahn\w*|ansprech\w*|angesprochen)"
    rf"|(?:{NOT}|avoid) (?:to )?(?:ask|asking|talk|talking|speak|speaking|joke|joking|fragen|sprechen|reden)\b"
    r"|nicht (?:nach|uber) .{0,60}?\b(?:fragen|sprechen|reden)|(?:no|not a) word (?:about|of)|say nothing (?:about|of)"
    r"|kein wort (?:uber|von)|avoid the (?:subject|topic)|avoid mentioning"
)
DAY_OF = (
    r"birthday|bday|born|anniversary|wedding day|name ?day|geburtstag\w*|geboren\w*|hochzeitstag\w*|jahrestag\w*"
    r"|namenstag\w*|jubilaum\w*"
)
NEEDS = (
    r"(?<!not )(?<!doesnt )(?<!nicht )(?:needs?|requires?|braucht|benotigt)|must have|has to have|wheelchair\w*"
    r"|rollstuhl\w*"
    r"|step ?free|barrierefrei\w*|crutches|krucken|hearing aid|hard of hearing|deaf|schwerhorig\w*|gehorlos\w*"
    r"|blind|sehbehindert\w*|interpreter|dolmetscher\w*|vegans?|vegetarians?|vegetarisch\w*|vegetarier\w*|veganer\w*"
    r"|halal|kosher|koscher\w*|diabeti\w*|pregnant|schwanger\w*|" + ALLERGIC
)
LIKES = (
    r"likes?|loves?|enjoys?|prefers?|preferred|favou?rites?|rather|fond of|fan of|wants?|wishes|always|usually|adores?"
    r"|(?<!\w )mag|mag|liebt|bevorzugt\w*|am liebsten|lieblings\w*|gern|gerne|lieber|immer|meistens|wunscht"
    r"|please|bitte|sizes?|\w*grosse|kragenweite|konfektion\w*|ordered|orders|took|takes|wore|wears|drinks|eats|bestellt\w*|nahm"
    r"|nimmt|trug"
    r"|tragt|trinkt|isst|call (?:him|her|them)|address(?:ed)? (?:(?:him|her|them) )?as|anrede"
)
BEGINS_WITH_NO = (
    r"(?:^|[,;.:!] ?)(?:please |bitte )?(?:no|never|without|kein\w*|nie|niemals|ohne|not before|not after|nicht)(?!\w)"
)
ABSTAINS = (
    r"(?:eats|drinks|wants|takes) no|(?:does not|doesnt|never) (?:eat|eats|drink|drinks|take|takes|smoke|smokes|use"
    r"|uses)"
    r"|(?:isst|trinkt|nimmt|raucht|will) (?:\w+ ){0,2}(?:kein\w*|nicht|nie)"
)
KINSHIP = (
    r"is (?:called|named)|named|called|married to|name is|heisst|verheiratet mit|works (?:for|at|with)"
    r"|arbeitet (?:fur|bei)"
)
OBSERVED = (
    r"noticed|saw|seen|seemed|seems|looked|looks|ordered|orders|took|wore|bestellt\w*|nahm|wirkte?|trug|fiel auf"
    r"|aufgefallen|gesehen"
)
INFERRED = r"probably|perhaps|maybe|presumably|i think|i guess|vielleicht|vermutlich|wahrscheinlich|wohl|ich glaube"

# Whom it is about, when it is not the customer. The keys are words of their own, shown in the agent's language.
ABOUT: Mapping[str, str] = {
    "daughter": r"daughters?|tochter",
    "son": r"sons?|sohn|sohne|sohns",
    "children": r"children|child|kids?|kind|kinder|kindern|baby|babies",
    "wife": r"wife|ehefrau|seine frau|seiner frau",
    "husband": r"husband|ehemann|ihr mann|ihrem mann|ihres mannes",
    "partner": r"partner|partners|partnerin|lebensgefahrt\w*|girlfriend|boyfriend|fiancee?|verlobte\w*|freundin",
    "mother": r"mother|mum|mom|mutter",
    "father": r"father|dad|vater",
    "parents": r"parents|eltern",
    "sister": r"sisters?|schwester\w*",
    "brother": r"brothers?|bruder\w*",
    "friend": r"friends?|freunde?|freundes",
    "assistant": r"assistants?|secretary|assistentin|assistent|sekretarin|sekretar",
    "employer": r"boss|employer|chef|chefin|arbeitgeber\w*|vorgesetzte\w*",
    "guest": r"guests?|gast|gaste|gasten",
}

# What the law or decency keeps apart. Allergies and diets are none of these here: who serves has to see them
# (docs/decisions/0013). Source: Regulation (EU) 2016/679, articles 9 and 10.
SENSITIVE: Mapping[str, str] = {
    "health": r"ill|illness|sick|cancer|krebs|tumou?rs?|diabet\w*|pregnan\w*|schwanger\w*|depress\w*|burn ?out"
    r"|therap\w*"
    r"|medication|medicines?|medikament\w*|surgery|operation|operiert|hospital|krankenhaus|krank\w*|erkrank\w*|hiv|aids"
    r"|dement\w*|demenz\w*|epilep\w*|stroke|schlaganfall|heart (?:attack|condition|disease)|herzinfarkt|miscarriage"
    r"|fehlgeburt|alcoholi\w*|alkohol(?:iker|krank)\w*|addict\w*|rehab|sober|trocken|psych\w*|autis\w*|adhd|adhs"
    r"|chemo\w*"
    r"|asthma\w*|disab\w*|behindert\w*|behinderung\w*",
    "religion": r"muslim\w*|islam\w*|jewish|jews?|judisch\w*|juden?|christian\w*|christlich\w*|catholic\w*|katholi\w*"
    r"|protestant\w*|evangelisch\w*|orthodox\w*|hindu\w*|buddhis\w*|sikhs?|atheis\w*|ramadan|sabbath|sabbat|shabbat"
    r"|religio\w*|prays?|betet|gebet\w*|church|kirche\w*|mosque|moschee|synagog\w*",
    "politics": r"politic\w*|politisch\w*|votes?|voted|wahlt|party member|parteimitglied|democrat|republican|socialist"
    r"|unionist|trade union|gewerkschaft\w*",
    "private life": r"gay|lesbian|bisexual|queer|trans(?:gender|sexual)?|homosexu\w*|schwul\w*|lesbisch\w*|affair"
    r"|affare"
    r"|sex\w*",
    "law": r"prison|jail|convict\w*|criminal|lawsuit|sued|arrest\w*|gefangnis|vorbestraft|verurteil\w*|straf\w*"
    r"|probation",
    "money": r"bankrupt\w*|insolven\w*|debts?|in debt|schulden|verschuldet|pleite|laid off|unemployed|arbeitslos\w*",
}

# Keys are the codes of channels.
CHANNELS: Mapping[str, str] = {
    "phone": r"(?:on|over) the phone|when (?:he|she|they) calls?|when calling|am telefon|telefonisch|beim anruf\w*",
    "email": r"in (?:e ?)?mails|(?:in|by) writing|in (?:e ?)?mail|per (?:e ?)?mail schreiben",
    "webchat": r"in (?:the )?chat|im chat",
    "visit": r"in person|on site|vor ort|personlich",
}
PLACES = (
    r"(?:in|at) (?:the |our )?(?P<en>restaurant|bar|spa|shop|store|pool|lobby|sauna|gym|office)"
    r"|(?:in|at) (?P<room>(?:room|table|suite) \d{1,5})"
    r"|(?:im|in der|in dem|in unserem|beim|an der|am) (?P<de>restaurant|bar|spa|laden|geschaft|filiale|pool|lobby"
    r"|sauna|buro)"
    r"|(?:in|im|am|an) (?P<zimmer>(?:zimmer|tisch|suite) \d{1,5})"
)
OCCASIONS = (
    r"(?:this|on this|for this|during this) (?:time|stay|visit|trip|order|week|evening|weekend|occasion)|today"
    r"|tonight|for now"
    r"|at the moment|currently|(?:at|for|with) (?:breakfast|lunch|dinner|christmas|easter|new year)"
    r"|(?:on|for) (?:business|business trips?|holidays?|vacation|work trips?)|when (?:travelling|traveling"
    r"|on business|on holiday)"
    r"|with (?:the |his |her |their )?(?:kids|children|family)|for (?:the |a |his |her |their )?(?:wedding|party"
    r"|funeral|conference)"
    r"|diesmal|dieses mal|heute|heute abend|vorerst|momentan|im moment|zurzeit|dieser aufenthalt|diesen aufenthalt"
    r"|(?:wahrend|bei|fur) (?:dieses|diesem|diesen|des|seines|ihres) aufenthalt\w*|diese woche|dieses wochenende"
    r"|(?:zum|beim) (?:fruhstuck|mittagessen|abendessen)|(?:zu|an) (?:weihnachten|ostern)|auf (?:geschaftsreise"
    r"|dienstreise)\w*"
    r"|im urlaub|mit (?:den |seinen |ihren )?kindern|mit (?:der )?familie|(?:zur|fur die) (?:hochzeit|feier|konferenz)"
)


def words(expression: str) -> Pattern[str]:
    """An expression that fits to whole words only."""
    return re.compile(rf"(?<!\w)(?:{expression})(?!\w)")


def table(rows: Mapping[str, str]) -> dict[str, Pattern[str]]:
    """A table, ready to be searched with."""
    return {name: words(expression) for name, expression in rows.items()}
