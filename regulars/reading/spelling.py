"""How customers write words: shortened, run together, misspelt; and the one form in which rules know them.

A reader that only knows "recieve" spelt right misses those who write in a hurry or in their third language.
"""

from collections.abc import Iterator

# Each is written for the right-hand side. Where a form is also a word of its own ("were", "ill", "its", "id", "well",
# "shell"), it is left alone: the rules can do without it.
SHORT = """
    plz:please pls:please plss:please plse:please u:you ya:you yall:you ur:your yr:your r:are thx:thanks thanx:thanks
    tnx:thanks tks:thanks thnx:thanks ty:thank_you tysm:thank_you_so_much cuz:because coz:because cos:because
    bcoz:because bc:because bcos:because b4:before tmrw:tomorrow tmr:tomorrow tmw:tomorrow 2moro:tomorrow
    2nite:tonight tonite:tonight nite:night wanna:want_to gonna:going_to gotta:have_to lemme:let_me gimme:give_me
    kinda:kind_of dunno:do_not_know idk:i_do_not_know imo:in_my_opinion imho:in_my_opinion w/o:without wo:without
    msg:message msgs:messages txt:text txts:texts pic:picture pics:pictures ppl:people appt:appointment acct:account
    min:minutes mins:minutes hr:hour hrs:hours yrs:years wk:week wks:weeks mon:monday tue:tuesday tues:tuesday
    wed:wednesday thu:thursday thur:thursday thurs:thursday fri:friday sat:saturday
    im:i_am iam:i_am ive:i_have youre:you_are youve:you_have youll:you_will youd:you_would theyre:they_are
    theyve:they_have theres:there_is thats:that_is whats:what_is wheres:where_is hows:how_is whos:who_is heres:here_is
    lets:let_us dont:do_not doesnt:does_not didnt:did_not cant:can_not cannot:can_not couldnt:could_not wont:will_not
    wouldnt:would_not shouldnt:should_not isnt:is_not arent:are_not wasnt:was_not werent:were_not havent:have_not
    hasnt:has_not hadnt:had_not aint:is_not mustnt:must_not neednt:need_not shoulda:should_have coulda:could_have
    woulda:would_have alot:a_lot everytime:every_time anymore:any_more cos:because asap:asap prolly:probably
    coeliac:celiac favourite:favorite cancelled:canceled cancelling:canceling neighbour:neighbor grey:gray
    grammer:grammar wich:which thier:their teh:the hte:the adn:and taht:that waht:what becuase:because
    becasue:because beacuse:because togehter:together alwasy:always realy:really truely:truly untill:until
    wether:whether allways:always eachother:each_other infact:in_fact aswell:as_well atleast:at_least
    nevermind:never_mind incase:in_case inorder:in_order shud:should shoud:should shuld:should cud:could wud:would
    woud:would whould:would coud:could culd:could wen:when wat:what wht:what hav:have hve:have bin:been
    exspect:expect exspected:expected expecte:expected suposed:supposed suppose:supposed polcy:policy pollicy:policy
    rediculous:ridiculous ridicolous:ridiculous ridiculus:ridiculous redicolous:ridiculous rediculus:ridiculous
    unexceptable:unacceptable unaceptable:unacceptable definately:definitely defintely:definitely recived:received
    vegeterian:vegetarian vegitarian:vegetarian glutten:gluten alergic:allergic allergik:allergic alergy:allergy
    wheelchiar:wheelchair weelchair:wheelchair preffer:prefer prefere:prefer preferr:prefer disapointed:disappointed
    dissapointed:disappointed dissappointed:disappointed apreciate:appreciate appriciate:appreciate
    greatful:grateful gratefull:grateful beautifull:beautiful wonderfull:wonderful cancle:cancel cancell:cancel
    cancelation:cancellation adress:address addres:address adresse:address acount:account accout:account
    anwser:answer awnser:answer anser:answer answere:answer emial:email emal:email mail:email e-mail:email
    responce:response tommorow:tomorrow tommorrow:tomorrow tomorow:tomorrow urgant:urgent urgend:urgent
    imediately:immediately immediatly:immediately imediatly:immediately wensday:wednesday wednsday:wednesday
    beleive:believe belive:believe concider:consider consern:concern apparantly:apparently aparently:apparently
    permited:permitted alowed:allowed aloud:allowed refussed:refused insits:insist
"""
# What stands behind an apostrophe. "'s" is left as a word of its own, for it is "is" as often as "of".
ENDINGS = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would", "s": "'s"}
NEGATED = {"can't": "can not", "won't": "will not", "shan't": "shall not", "ain't": "is not", "y'all": "you"}
# Long words that rules hang on: one letter lost, doubled or turned around is still the word.
LONG = """
    policy policies ridiculous expected expecting expectation assumed understood supposed surely normally usually
    allergic allergies allergy intolerant vegetarian wheelchair pregnant diabetic preference favorite
    urgent urgently immediately emergency tomorrow deadline account subscription membership contract cancel business
    competitor appreciate appreciated grateful wonderful fantastic brilliant excellent amazing delighted answered
    answer nobody already following reminder printed receipt refused require requires required insist insisted
    allowed permitted forced apparently nonsense absurd birthday address anniversary children daughter husband
    because without another through should before prefer rather always received receive complaint something manager
    already nothing anything cancelled service customer customers disappointed understand
"""
REAL = frozenset(
    "contact contacts contacted refused refuse address dress ought bother other mother trough tough though mad".split()
)


def _slips(word: str) -> Iterator[str]:
    for at in range(1, len(word) - 1):
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at] + word[at:]
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _written() -> dict[str, str]:
    known = set(LONG.split()) | REAL
    forms = {slip: word for word in LONG.split() if len(word) > 5 for slip in _slips(word) if slip not in known}
    forms.update((pair.split(":")[0], pair.split(":")[1].replace("_", " ")) for pair in SHORT.split())
    return forms


WRITTEN = _written()


def spelt(word: str) -> str:
    """A lower-case word in the form that rules know: one word, or a few with single spaces between them."""
    known = WRITTEN.get(word)
    if known is not None:
        return known
    if "'" in word:
        return _opened(word)
    return word


def _opened(word: str) -> str:
    if word in NEGATED:
        return NEGATED[word]
    if word.endswith("n't"):
        return f"{word[:-3]} not"
    stem, _, ending = word.rpartition("'")
    return f"{spelt(stem)} {ENDINGS[ending]}" if stem and ending in ENDINGS else word.replace("'", "")
