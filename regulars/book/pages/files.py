"""Attachments, raw mail, and the frame in which a mail is shown as it was sent."""

from typing import BinaryIO

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from regulars.book import letters
from regulars.book.eyes import eyes_of
from regulars.book.models import Attachment, Moment
from regulars.engine import blobs
from regulars.intake.models import Delivery
from regulars.staff.seat import agent_of
from regulars.web.routes import ANYONE, page

FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
FRAME_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; img-src 'self' data:"


def opened(sha256: str) -> BinaryIO:
    """The file under a digest. Raises Http404 where it was erased."""
    try:
        return blobs.open_blob(sha256)
    except FileNotFoundError as gone:
        raise Http404(sha256) from gone


def download(sha256: str, name: str, content_type: str, *, shown: bool = False) -> FileResponse:
    """A file on its way out, never kept in memory; `shown` only for what a browser draws and cannot run."""
    response = FileResponse(opened(sha256), as_attachment=not shown, filename=name or _("file"))
    response.headers["Content-Type"] = content_type
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def attached(file: Attachment, *, shown: bool) -> FileResponse:
    """One attachment; a safe picture is drawn if it is asked for so, all else is a download of unknown bytes."""
    drawn = shown and file.content_type.lower() in letters.PICTURES
    kind = file.content_type.lower() if drawn else "application/octet-stream"
    return download(file.sha256, file.name, kind, shown=drawn)


def guarded(request: HttpRequest, moments: QuerySet[Moment]) -> None:
    """Pass only who may see a conversation in which one of these is. Raises Http404 else."""
    if not moments.filter(eyes_of(agent_of(request)).among("conversation")).exists():
        raise Http404(request.path)


def guard_moment(request: HttpRequest, public_id: str) -> None:
    """The same for one moment."""
    guarded(request, Moment.objects.filter(public_id=public_id))


@page("/attachments/<str:public_id>", may="book.read", slow=True)
def attachment(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Download a file that came with a message."""
    guarded(request, Moment.objects.filter(messages__attachments__public_id=public_id))
    return attached(letters.attachment(public_id), shown="inline" in request.GET)


@page("/pictures/<str:token>", may=ANYONE)
def picture(request: HttpRequest, token: str) -> HttpResponseBase:
    """A picture inside a mail's frame; the address is the permission, for an hour."""
    response = attached(letters.picture_of(token), shown=True)
    response.headers["Cache-Control"] = f"private, max-age={letters.PICTURE_SECONDS}"
    # The frame has no origin of its own, and the desk's other pages are not meant to be drawn elsewhere.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def whole_mail(request: HttpRequest) -> None:
    """Pass only who sees contacts: a mail as it came is full of them. Raises PermissionDenied."""
    if not agent_of(request).settled.contacts:
        raise PermissionDenied("contacts")


@page("/deliveries/<str:public_id>/raw", may="book.read", slow=True)
def raw_delivery(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Download a mail exactly as it came."""
    whole_mail(request)
    found = Delivery.objects.filter(public_id=public_id).values_list("inbox_id", "sha256").first()
    agent, brought = agent_of(request), Moment.objects.filter(arrivals__delivery__public_id=public_id)
    if found is None or found[0] in eyes_of(agent).inboxes:
        raise Http404(public_id)
    # What brought nothing lies in quarantine, and is for those who work on that.
    if not agent.may("quarantine.work") or brought.exists():
        guarded(request, brought)
    return download(found[1], f"{public_id}.eml", "application/octet-stream")


@page("/messages/<str:public_id>/raw", may="book.read", slow=True)
def raw_message(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Download the mail that a moment came as."""
    whole_mail(request)
    guard_moment(request, public_id)
    delivery, sha256 = letters.arrival_of(public_id)
    return download(sha256, f"{delivery}.eml", "application/octet-stream")


@page("/messages/<str:public_id>/as-sent", may="book.read", slow=True)
def as_sent(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The frame for a mail's own look, alone or as a piece of a page."""
    guard_moment(request, public_id)
    outside = "outside" in request.GET
    sent = letters.as_sent(public_id, outside)
    piece = "book/_as_sent.html" if request.headers.get("HX-Request") else "book/as_sent.html"
    return render(request, piece, {"public_id": public_id, "sent": sent, "outside": outside})


@page("/messages/<str:public_id>/html", may="book.read", name="message_html", slow=True)
def message_html(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """What stands in the frame: runs nothing, and loads nothing from outside until that is asked for."""
    guard_moment(request, public_id)
    outside = "outside" in request.GET
    shown = letters.as_sent(public_id, outside).html
    response = HttpResponse(f'<!doctype html><meta charset="utf-8"><title>.</title>{shown}')
    response.headers["Content-Security-Policy"] = FRAME_POLICY + (" https: http:" if outside else "")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
