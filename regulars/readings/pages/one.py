"""What was read in one message, and the word of a person on it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.eyes import eyes_of
from regulars.book.models import Moment
from regulars.reading.slots import present
from regulars.readings import correcting
from regulars.readings.correcting import MAY, Ref
from regulars.readings.layers import RIGHT, WRONG
from regulars.readings.margin import judged_at, newest_texts, note_of
from regulars.readings.models import Correction
from regulars.readings.whole import read_as, whole
from regulars.readings.wording import KINDS, kind_name, label_name
from regulars.staff.seat import agent_of
from regulars.web import flash
from regulars.web.forms import Form, typed
from regulars.web.routes import page
from regulars.web.templating import url

WHERE = "conversation__public_id", "customer__public_id"


def way_back(request: HttpRequest, moment: str) -> str:
    """The page on which the message stands, for who may see it. Raises Http404 for others."""
    seen = Moment.objects.filter(eyes_of(agent_of(request)).among("conversation"), public_id=moment)
    found = seen.values_list(*WHERE).first()
    if found is None:
        raise Http404(moment)
    path = url("conversation", public_id=found[0]) if found[0] else url("customer", public_id=found[1])
    return f"{path}?to={moment}#latest" if found[0] else f"{path}#latest"


@page("/messages/<str:public_id>/readings", may="book.read", name="readings_of")
def readings_of(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """All that was read in a message, with the words it stands on."""
    return shown(request, public_id)


def shown(
    request: HttpRequest, public_id: str, form: Form | None = None, refused: Refused | None = None
) -> HttpResponse:
    """That page, perhaps with what is wrong with what was sent."""
    back = way_back(request, public_id)
    found = whole(public_id, agent_of(request))
    if found is None:
        raise Http404(public_id)
    labels = labels_by_kind()
    context = {
        "public_id": public_id,
        "back": back,
        "whole": found,
        "read_as": read_as(found),
        "may_correct": agent_of(request).may(MAY),
        "verdicts": ((RIGHT, _("That is right")), (WRONG, _("Not so"))),
        "judged_at": judged_at,
        "labels": labels,
        "missing": choices(labels),
        "form": form or Form(),
        "refused": refused,
    }
    return render(request, "readings/one.html", context, status=422 if form else 409 if refused else 200)


def labels_by_kind() -> dict[str, list[tuple[str, str]]]:
    """What each reader can say, as a person calls it."""
    return {kind: [(label, label_name(kind, label)) for label in one.labels] for kind, one in present().items()}


def choices(labels: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """All of it in one list, what people ask for first."""
    order = {kind: place for place, kind in enumerate(KINDS)}
    kinds = sorted(labels, key=lambda kind: (kind in ("sentiment", "emotion"), order.get(kind, len(order)), kind))
    return [(f"{kind}:{label}", f"{kind_name(kind)}: {name}") for kind in kinds for label, name in labels[kind]]


def ref_of(moment: str, reader: str, label: str, start: int, end: int) -> tuple[Ref, str]:
    """A reading of the newest text of a moment, and that text. Raises Http404 where it has none."""
    for message, (_of, text) in newest_texts([moment]).items():
        return Ref(message, reader, label, start, end), text
    raise Http404(moment)


@page(
    "/messages/<str:public_id>/readings/<str:reader>/<str:label>/<int:start>-<int:end>/<str:verdict>",
    may=MAY,
    methods=("POST",),
    name="judge_reading",
)
def judge(
    request: HttpRequest, public_id: str, reader: str, label: str, start: int, end: int, verdict: str
) -> HttpResponseBase:
    """Say of a reading whether it is right, or what it is instead."""
    way_back(request, public_id)
    on, text = ref_of(public_id, reader, label, start, end)
    instead = request.POST.get("instead", "")[:60]
    made = correcting.correct(on, verdict, agent_of(request), timezone.now(), instead)
    if isinstance(made, Refused):
        return refusal(request, public_id, made)
    if request.headers.get("HX-Request"):
        return render(request, "readings/_note.html", {"note": note_of(made, text)})
    flash.tell(request, _("Noted. Thank you."))
    return redirect("readings_of", public_id=public_id)


def refusal(request: HttpRequest, moment: str, refused: Refused) -> HttpResponse:
    """Why a word was not taken, where it was said."""
    if request.headers.get("HX-Request"):
        return render(request, "readings/_note.html", {"note": None, "refused": refused})
    return shown(request, moment, refused=refused)


@page("/messages/<str:public_id>/readings/add", may=MAY, methods=("POST",), name="add_reading")
def add(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Say what nobody read there."""
    way_back(request, public_id)
    form = typed(request, ("what", "words"))
    reader, _colon, label = form.value("what").partition(":")
    on, text = ref_of(public_id, reader, label, 0, 0)
    words = form.value("words")
    start = text.find(words)
    if start < 0:
        return shown(request, public_id, form.with_faults(Refused(_("These words do not stand in it so."), "words")))
    span = (start, start + len(words)) if words else (0, len(text))
    made = correcting.add_missing(Ref(on.message, reader, label, *span), agent_of(request), timezone.now())
    if isinstance(made, Refused):
        return shown(request, public_id, form.with_faults(Refused(made.reason, "words")))
    flash.tell(request, _("Noted. Thank you."))
    return redirect("readings_of", public_id=public_id)


@page("/corrections/<str:public_id>/take-back", may=MAY, methods=("POST",), name="unsay_reading")
def unsay(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take a word on a reading back."""
    said = Correction.objects.select_related("moment").filter(public_id=public_id).first()
    if said is None:
        raise Http404(public_id)
    way_back(request, said.moment.public_id)
    refused = correcting.withdraw(said, agent_of(request), timezone.now())
    if refused:
        return refusal(request, said.moment.public_id, refused)
    if request.headers.get("HX-Request"):
        return render(request, "readings/_note.html", {"note": None, "refused": None})
    flash.tell(request, _("Taken back."))
    if request.POST.get("from") == "corrections":
        return redirect("corrections")
    return redirect("readings_of", public_id=said.moment.public_id)
