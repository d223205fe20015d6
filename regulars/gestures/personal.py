"""What was given stays for the accounts and the figures; the words around it go with the person."""

from regulars.engine.personal import CODE, ID, TIME, goes, shell, stays

WORDS = "what was given, in the desk's own words"
shell("gestures.Offer", {"why": "", "beyond": ""}, public_id=ID, recovery=ID)
shell("gestures.Offered", {"detail": {}, "why": ""}, code=CODE, words=WORDS, currency=CODE)
shell("gestures.Chosen", {"words": ""})
shell(
    "gestures.Gesture",
    {"detail": {}, "why": "", "beyond": ""},
    public_id=ID,
    recovery=ID,
    code=CODE,
    words=WORDS,
    currency=CODE,
    state=CODE,
)
shell("gestures.Step", {"note": "", "evidence": {}}, state=CODE)
shell("gestures.Account", {}, kind=CODE, key=ID, currency=CODE)
shell("gestures.Entry", {"reason": ""}, key=ID, what=CODE)
stays("amounts", "gestures.Posting")
shell(
    "gestures.Voucher",
    {},
    public_id=ID,
    code="chance: who holds the paper has the money, whoever they are",
    currency=CODE,
    expires_local=TIME,
    expires_zone=TIME,
)
shell("gestures.Redemption", {}, purchase="the number of an order: accounts are kept by it, as the law asks")
shell("gestures.Sending", {"body": "", "answer": ""}, public_id=ID, asker=CODE, about=ID, state=CODE)
goes("gestures.Remark", "gestures.Review")
stays("what the owner settled", "gestures.AmendsSetting", "gestures.Webhook")
