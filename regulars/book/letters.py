"""A mail as it was sent, and the files that came with it."""

from django.core import signing
from django.http import Http404
from django.urls import reverse

from regulars.base.frozen import dataclass
from regulars.book.models import Arrival, Attachment, Message, Moment
from regulars.channels.email import html_of
from regulars.channels.email.html import blocked_pictures, clean
from regulars.engine import blobs

# What a browser draws and cannot run. SVG is a document, so it is not among them.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
PICTURE_SECONDS = 3600
SALT = "pictures"


@dataclass(frozen=True, slots=True)
class Sent:
    """The look of a mail: harmless HTML, empty where it could not be made so, and how many pictures are held back."""

    html: str
    held_back: int


def arrival_of(moment: str) -> tuple[str, str]:
    """The public id and digest of the delivery that first brought the moment; of what we sent, the moment's own id and
    the digest of what was sent. Raises Http404."""
    sent = Moment.objects.filter(public_id=moment, direction=Moment.OUT).values_list("payload", flat=True).first()
    if sent and sent.get("raw"):
        return moment, str(sent["raw"])
    arrivals = Arrival.objects.filter(moment__public_id=moment).order_by("delivery_id")
    found = arrivals.values_list("delivery__public_id", "delivery__sha256").first()
    if found is None:
        raise Http404(moment)
    return found


def kept(sha256: str) -> bytes:
    """The bytes under a digest. Raises Http404 where they were erased."""
    try:
        return blobs.read(sha256)
    except FileNotFoundError as gone:
        raise Http404(sha256) from gone


def reading_of(moment: str) -> Message:
    """The newest reading of the moment, without its text, which may be long. Raises Http404."""
    found = Message.objects.filter(moment__public_id=moment).defer("text").order_by("-version").first()
    if found is None:
        raise Http404(moment)
    return found


def as_sent(moment: str, outside_pictures: bool) -> Sent:
    """The mail's own look. Raises Http404 where it has none."""
    message = reading_of(moment)
    html = html_of(kept(arrival_of(moment)[1])) if message.has_html else None
    if html is None:
        raise Http404(moment)
    files = Attachment.objects.filter(message=message, content_type__in=PICTURES).exclude(content_id="")
    pictures = {
        content_id: picture_address(public) for content_id, public in files.values_list("content_id", "public_id")
    }
    return Sent(clean(html, pictures, outside_pictures), 0 if outside_pictures else blocked_pictures(html))


def picture_address(attachment: str) -> str:
    """Where the frame of a mail finds one of its own pictures, for an hour.

    The frame is sandboxed and so has no origin: the browser sends it no cookie, and the address itself has to say
    that somebody who may see the picture asked for it.
    """
    return reverse("picture", kwargs={"token": signing.dumps(attachment, salt=SALT, compress=False)})


def picture_of(token: str) -> Attachment:
    """The picture that such an address names. Raises Http404 when it is forged or too old."""
    try:
        public = signing.loads(token, salt=SALT, max_age=PICTURE_SECONDS)
    except signing.BadSignature as wrong:
        raise Http404(token) from wrong
    return attachment(public)


def attachment(public_id: str) -> Attachment:
    """An attachment by its public id. Raises Http404."""
    found = Attachment.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404(public_id)
    return found
