"""Which mails machines sent, and what kind of machine."""

import re

from regulars.channels.contract import Address, Automatic, Bounce
from regulars.channels.email.bounces import DAEMON
from regulars.channels.email.headers import decoded
from regulars.channels.email.tree import Part, octets_of

LOOP_HEADER = "x-regulars-loop"
# Read receipts and complaints are reports too.
NO_BOUNCES = frozenset(("disposition-notification", "feedback-report"))
LIST_ID = re.compile(r"<([^<>\s]{1,255})>\s*$")
BULK = frozenset(("bulk", "junk", "list"))
# A subject alone counts where it ends here, or goes on with what was answered or with a time.
ALONE = r"\s*(?:$|[:：(\[|–—-]|\d|(?:until|till|from|bis|vom|ab|jusqu|hasta|até|fino|tot|til|do|до)\b)"
AWAY = re.compile(
    r"^\W*(?:(?:re|aw|sv|antw|auto|automatic reply|automatische antwort|auto-?reply|auto:)\W+)*"
    r"(?:out of (?:the )?office|i am (?:currently )?out of|away from (?:the )?office|on (?:annual leave"
    r"|vacation|holiday)\b"
    r"|vacation (?:reply|response|auto)|ooo\b|abwesenheits?(?:notiz|nachricht|meldung|assistent)?\b"
    r"|abwesend|nicht im (?:büro|haus)"
    r"|absent du bureau|absence du bureau|(?:message|réponse) d['’]absence|en congés?\b|fuera de la oficina"
    r"|ausente de la oficina"
    r"|fora do escritório|ausência do escritório|fuori (?:sede|ufficio)|assente dall"
    r"|risposta (?:automatica )?di assenza"
    r"|afwezig|niet aanwezig|buiten kantoor|frånvar|inte på kontoret|fraværende|ikke på kontoret"
    r"|poissa toimistolta|poissaolo"
    r"|nieobecno|poza biurem|mimo kancel|nepřítomnost|вне офиса|нет на месте|отсутству|офис дышында|不在|外出中"
    r"|休暇|자리 비움|부재중|ofis dışı)",
    re.IGNORECASE,
)
# What an absence is called, and nothing else. A word such as "absent" or "on holiday" begins customers' subjects, too.
AWAY_ALONE = re.compile(
    r"^\W*(?:(?:re|aw|sv|antw|auto)\W+)*"
    r"(?:(?:i am (?:currently )?)?out of (?:the )?office|away from (?:the )?office"
    r"|vacation (?:reply|response|auto-?reply)|ooo|abwesenheits?(?:notiz|nachricht|meldung|assistent)|nicht im büro"
    r"|absen(?:t|te|ce) du bureau|(?:message|réponse) d['’]absence|(?:fuera|ausente) de la oficina"
    r"|(?:fora|ausência) do escritório|fuori (?:sede|ufficio)|assente dall['’]ufficio"
    r"|risposta (?:automatica )?di assenza|buiten kantoor|(?:inte|ikke) på kontoret|poissa toimistolta"
    r"|poza biurem|mimo kancel\w*|вне офиса|ofis dışı)" + ALONE,
    re.IGNORECASE,
)
AUTO_SUBJECT = re.compile(
    r"^\W*(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response|responder)|autoresponder"
    r"|automatische (?:antwort|reactie)"
    r"|réponse automatique|respuesta automática|resposta automática|risposta automatica|automatiskt svar"
    r"|autosvar|automaattinen vastaus"
    r"|automatyczna odpowiedź|automatická odpověď"
    r"|автоответ|автоматический ответ|自動返信|自动回复|자동 응답|otomatik yanıt)" + ALONE,
    re.IGNORECASE,
)


def automatic_of(root: Part, subject: str, sender: Address | None, bounce: Bounce | None) -> Automatic | None:
    """Why the mail counts as a machine's, the strongest reason first, or None for a person's.

    Kinds: loop, bounce, out_of_office, auto_reply, bulk. A subject alone is weak evidence and counts only for the
    few words that say nothing else. Source: RFC 3834 section 5, RFC 2919, RFC 3462; X- headers by use.
    """
    if LOOP_HEADER in root.fields:
        return Automatic("loop", "X-Regulars-Loop")
    reason = _bounce_reason(root, sender, bounce)
    if reason:
        return Automatic("bounce", reason)
    reason = _reply_reason(root)
    away = bool(AWAY.match(subject))
    if reason:
        return Automatic("out_of_office" if away else "auto_reply", reason)
    if AWAY_ALONE.match(subject):
        return Automatic("out_of_office", "Subject")
    if AUTO_SUBJECT.match(subject):
        return Automatic("auto_reply", "Subject")
    return _bulk(root)


def _word(root: Part, name: str) -> str:
    """The first word of the header, without comments and parameters, lower-cased."""
    return re.split(r"[;(\s]", decoded(root.first(name)).strip().lower(), maxsplit=1)[0]


def _bounce_reason(root: Part, sender: Address | None, bounce: Bounce | None) -> str:
    if bounce:
        return "delivery status"
    if root.type == "multipart/report":
        kind = root.parameter("content-type", "report-type").lower()
        return "" if kind in NO_BOUNCES or _delivered(root) else "Content-Type: multipart/report"
    if sender and DAEMON.match(sender.email):
        return f"From: {sender.email}"
    return ""


def _delivered(root: Part) -> bool:
    """A delivery status was understood, and it tells of no failure: a receipt."""
    return any(
        child.type == "message/delivery-status" and b"Action: " in octets_of(child, []) for child in root.children()
    )


def _reply_reason(root: Part) -> str:
    fields = root.fields
    if "auto-submitted" in fields and _word(root, "auto-submitted") not in ("no", ""):
        return f"Auto-Submitted: {_word(root, 'auto-submitted')[:40]}"
    for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-response-suppress"):
        if name in fields and _word(root, name) not in ("no", "none", "false"):
            return {"x-autoreply": "X-Autoreply", "x-auto-response-suppress": "X-Auto-Response-Suppress"}.get(
                name, "X-Autorespond"
            )
    if "precedence" in fields and _word(root, "precedence") in ("auto_reply", "auto-reply"):
        return "Precedence: auto_reply"
    if root.type == "multipart/report":
        return "Content-Type: multipart/report"
    if root.first("return-path").strip() == "<>":
        return "Return-Path: <>"
    return ""


def _bulk(root: Part) -> Automatic | None:
    precedence = _word(root, "precedence") if "precedence" in root.fields else ""
    if "list-id" in root.fields:
        listed = LIST_ID.search(decoded(root.first("list-id")))
        return Automatic("bulk", "List-Id", listed[1].lower() if listed and precedence in ("", "list") else "")
    return Automatic("bulk", f"Precedence: {precedence}") if precedence in BULK else None
