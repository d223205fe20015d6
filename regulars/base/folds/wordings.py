"""How mail programs say, in their languages, that what follows is somebody else's or nobody's words."""

import re

_WROTE = (
    r"wrote|writes|schrieb|schreibt|geschrieben|(?:a )?écrit|escribió|escribio|escribe|(?:ha )?scritto"
    r"|scrive|schreef|geschreven"
    r"|escreveu|skrev(?: følgende)?|kirjoitti|napisał(?:\(a\)|a)?|pisze|napsal(?:\(a\)|a)?|írta|yazdı"
    r"|написал(?:\(а\)|а)?|пишет"
    r"|написав|έγραψε|a scris|kirjutas|rašė|a írt|viết|menulis|escrigué|va escriure"
    r"|写道|寫道|書きました|さんのメール|작성"
    r"|כתב(?:/ה|ה)?|كتب"
)
# The line that leads a quote in ends so, behind a date or an address; up to three lines of it may be wrapped.
ATTRIBUTION_END = re.compile(
    rf"(?:\b(?:{_WROTE})(?![^\W\d_])[^\n]{{0,160}}[:：]|<[^<>\s]+@[^<>\s]+>\s?[:：]"
    rf"|@[^\n]{{1,100}}\bwrote)\s?\W{{0,3}}$",
    re.IGNORECASE,
)
ATTRIBUTION_START = re.compile(
    r"[\s*_]{0,4}(?:(?:on|am|le|el|il|op|em|no dia|in data|den|dne|w dniu|dnia|pe|på|ti|ma|ke|la|în|στις"
    r"|vào|pada|a|в|у)\s"
    r"|[^\W\d_]{2,10}[.,]{0,2}\s\d{1,2}[.,]?\s[^\W\d_]{3}|(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?[.,]\s"
    r"|\d{1,4}[./\-年]\s?\d{1,2}|\d{1,2}\.?\s[^\W\d_]{3,12}\.?\s\d{4}|\d{1,2}:\d\d\b"
    r"|[^\n<>:]{1,80}<[^<>\s@]+@[^<>\s]+>)",
    re.IGNORECASE,
)
DATE_LIKE = re.compile(r"\d{4}|\d{1,2}[:./\-]\d{1,2}|\d{1,2}\.? \w{3}|\w{3}\.? \d{1,2}\b")
ORIGINAL = re.compile(
    r"^[\s>]*[-_=*]{2,}\s*(?:original (?:message|appointment|email)|reply message"
    r"|ursprüngliche (?:nachricht|mail)|originalnachricht"
    r"|message d['’]origine|message original|mensaje original|mensagem original|messaggio originale"
    r"|oorspronkelijk bericht"
    r"|originalmeddelande|ursprungligt meddelande|oprindelig (?:meddelelse|besked)|opprinnelig melding"
    r"|alkuperäinen viesti"
    r"|wiadomość oryginalna|oryginalna wiadomość|původní zpráva|исходное сообщение|пересылаемое сообщение"
    r"|orijinal (?:mesaj|ileti)"
    r"|原始邮件|原始郵件|原邮件|元のメッセージ|원본 메시지)\s*[-_=*]{2,}\s*$",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"^[\s>]*(?:[-_=*]{2,}\s*(?:forwarded (?:message|mail)|weitergeleitete (?:nachricht|mail)"
    r"|message transféré|courriel transféré"
    r"|mensaje reenviado|mensagem encaminhada|messaggio inoltrato|doorgestuurd bericht|vidarebefordrat meddelande"
    r"|videresendt (?:besked|melding)|välitetty viesti|wiadomość przekazana|přeposlaná zpráva"
    r"|перенаправленное сообщение"
    r"|пересылаемое сообщение|iletilen ileti|转发的邮件|転送メッセージ|전달된 메시지)[^\n]{0,80}"
    r"|(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)"
    r"|début du message (?:réexpédié|transféré)"
    r"|inicio del mensaje reenviado|início da mensagem encaminhada|inizio messaggio inoltrato"
    r"|begin doorgestuurd bericht"
    r"|vidarebefordrat brev|start på videresendt besked|начало переадресованного сообщения)\s*:)\s*$",
    re.IGNORECASE,
)
FROM_WORDS = frozenset(
    (
        "from|von|de|da|van|från|fra|lähettäjä|od|nadawca|от|від|kimden|发件人|寄件者|差出人|보낸 사람|feladó|από|"
        "expediteur|expéditeur|remitente|mittente|afzender"
    ).split("|")
)
HEADER_WORDS = frozenset(
    (
        "sent|date|to|subject|cc|reply-to|importance|gesendet|datum|an|betreff|kopie|envoyé le|envoyé|à|a|"
        "objet|sujet|copie à|message du|enviado|enviado el|enviado em|fecha|para|asunto|enviada|enviada em|"
        "data|assunto|inviato|oggetto|verzonden|aan|onderwerp|skickat|till|ämne|sendt|dato|til|emne|lähetetty|"
        "päivämäärä|vastaanottaja|aihe|wysłano|do|temat|отправлено|дата|кому|тема|копия|odesláno|komu|předmět|"
        "elküldve|címzett|tárgy|gönderme|gönderme tarihi|gönderildi|kime|konu|"
        "发送时间|收件人|主题|日期|寄件日期|收件者|主旨|送信日時|"
        "日付|宛先|件名|보낸 날짜|날짜|받는 사람|제목"
    ).split("|")
)
UNDERSCORES = re.compile(r"^\s*[_\-=—]{10,}\s*$")
SIGNATURE = re.compile(r"^(?:\*?--\*?|[—–―]{1,20})\s*$")
LIST_FOOTER = re.compile(r"^_{2,}\s*$")
DASHED_LEAD = re.compile(r"^-{2,}\s?on .{10,200} wrote\s?-{2,}$", re.IGNORECASE)
_DEVICE = (
    r"iphone|ios|ipad|ipod|mac|apple watch|android\w*|blackberry[®\w]*|samsung[\w ]*|galaxy[\w ]*|huawei\w*"
    r"|xiaomi\w*|nokia\w*|pixel|htc|lg|sony[\w ]*"
    r"|windows phone\w*|(?:windows )?mail|outlook[\w ]*|yahoo[!\w ]*|gmail\w*|proton\s?mail\w*|thunderbird"
    r"|sparrow|mailbird|spark|airmail|zoho[\w ]*"
    r"|mobile|mobil\w*|móvil|handy|smartphone\w*|telephone|téléphone|tablet\w*|phone|telefon\w*|verizon"
    r"|t-mobile|at&t|o2|orange|aol"
)
MOBILE_FIRST = frozenset(
    "sent envoyé gesendet von diese enviado inviato verzonden verstuurd skickat sendt lähetetty wysłane wysłano"
    " odesláno отправлено надіслано get hol holen obtenez iphoneから送信 发自我的 從我的 傳送自 나의".split()
)
# A sentence that goes on ("sent from my desk, which...") is the writer's own.
MOBILE = re.compile(
    r"^\W{0,3}(?:(?:sent|envoyé|gesendet|enviado|inviato|verzonden|verstuurd|skickat|sendt|lähetetty|wysłan[eo]|odesláno"
    r"|отправлено|надіслано) (?:from|via|with|using|de|del|depuis|à partir|avec|von|mit|über|desde|do|da|dal|con|com"
    r"|vanaf|met|van|från|fra|puhelimesta|z|ze|с|из|з)\b"
    r"|get outlook|hol(?:en sie sich)? outlook|obtenez outlook|von meine[mr]|diese nachricht wurde von)"
    rf"(?:[^\n.,;!?]{{0,60}}?\b(?:{_DEVICE})\b[^\n.,;!?<(\[]{{0,40}}(?:[<(\[]?https?://\S{{0,200}})?"
    r"|(?<= from) my [\w\-]+(?: [\w\-]+){0,3})\W{0,3}$"
    r"|^iphone(?:から送信|\s?傳送)|^发自我的|^從我的|^傳送自|^나의 [^\n]{1,40}에서 보냄",
    re.IGNORECASE,
)
CONFIDENTIAL = tuple(
    (
        "confidential|privileged|intended only|intended solely|intended recipient|vertrauliche|confidentiel"
        "|confidencial|riservat|vertrouwelijk|luottamuksel|poufn|конфиденциал|důvěrn|fortrolig|konfidentiell|gizli"
    ).split("|")
)
MAIL_WORDS = tuple(
    (
        "mail|message|nachricht|courriel|correo|mensaje|mensagem|messaggi|bericht|viesti|wiadomoś|сообщени|письм"
        "|zpráv|meddel|ileti"
    ).split("|")
)
