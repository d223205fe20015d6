"""Nothing is written any more into the book of somebody who was erased, whichever verb is asked for by hand."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from regulars.base.ids import public_id
from regulars.base.results import Refused
from regulars.book import acts as book
from regulars.book import naming, ratings
from regulars.book.facts import acts as facts
from regulars.book.facts.course import Said as SaidOfThem
from regulars.book.leaving import acts as erasing
from regulars.book.leaving import carrying
from regulars.book.models import Conversation, Customer, Erasure, Fact, Message, Moment, PersonalLink, Relation
from regulars.book.relations import acts as relations
from regulars.book.shells import erased
from regulars.book.theirs import acts as theirs
from regulars.channels.contract import Address
from regulars.conversations.calls.acts import write_call
from regulars.conversations.calls.rules import Call
from regulars.conversations.drafts.acts import Place
from regulars.conversations.drafts.dispatch import Faulty, send
from regulars.conversations.drafts.rules import Passed, Save, Written
from regulars.conversations.models import Draft, Outgoing
from regulars.conversations.notes.acts import write_note
from regulars.engine import blobs
from regulars.gestures import acts as gestures
from regulars.gestures import reviewing, settling
from regulars.gestures.models import Gesture, Review, Step
from regulars.intake.models import Delivery
from regulars.practices.promises import acts as promises
from regulars.practices.promises import evidence
from regulars.practices.promises.models import Evidence, Holding, Outcome, Promise
from regulars.practices.recovery import matters
from regulars.practices.recovery.acts import opening, steps
from regulars.practices.recovery.matters import Found
from regulars.practices.recovery.models import Recovery, Sign
from regulars.staff.models import Agent
from tests import builders, mails
from tests.builders import NOW
from tests.gestures.builders import gave
from tests.practices.promises.cast import MONDAY, promised
from tests.practices.promises.cast import said as promise
from tests.practices.recovery.recoveries import opened

pytestmark = pytest.mark.django_db
TYPED = "She moved to Marzipanweg 7"
WRITTEN = (
    Moment,
    Message,
    Fact,
    Relation,
    PersonalLink,
    Outgoing,
    Promise,
    Holding,
    Outcome,
    Evidence,
    Recovery,
    Sign,
    Review,
    Step,
)
Verb = Callable[[Customer], object]


def ada() -> Agent:
    """Who asks."""
    return builders.agent()


def boss() -> Agent:
    """Who looks at what others gave."""
    return builders.agent("owner")


def boris() -> Customer:
    """Somebody else."""
    return Customer.objects.get(name="Boris Okafor")


def made() -> Promise:
    """What was promised before."""
    return Promise.objects.select_related("customer").get()


def on(kind: str = Draft.REPLY) -> Place:
    """In their conversation."""
    talk, last = Conversation.objects.get(), Moment.objects.order_by("-pk").values_list("pk", flat=True)[0]
    return Place(public_id(), kind, talk.pk, talk.inbox_id, last)


def recovery(of: Customer) -> object:
    """One of the same sort as before."""
    found = Found("hand:two", matters.PERSON, NOW, "serious", "delivery", quote=TYPED)
    return opening.open_(of, found, ada(), NOW)


VERBS: dict[str, Verb] = {
    "a name": lambda of: naming.change(of, {"name": TYPED}, NOW, by="Ada"),
    "a handle": lambda of: book.add_identity(of, "email", "ana@nordbake.example", "hand", NOW),
    "a fact": lambda of: facts.add(of, SaidOfThem(TYPED, "preference"), ada(), NOW),
    "a rating": lambda of: ratings.rate(of, {"score": 1, "of": 5, "words": TYPED, "source": ""}, NOW, NOW),
    "a relation": lambda of: relations.relate(of, boris(), "spouse", ada(), NOW, note=TYPED),
    "a relation of somebody else": lambda of: relations.relate(boris(), of, "spouse", ada(), NOW, note=TYPED),
    "a link": lambda of: theirs.offer(of, "page", timedelta(days=1), ada(), NOW),
    "a gift": lambda of: gestures.give(of, "flowers", 0, ada(), NOW, why=TYPED),
    "a gift that was looked at": lambda of: reviewing.see(Gesture.objects.get(), TYPED, boss(), NOW),
    "a gift taken back with words": lambda of: settling.take_back(Gesture.objects.get(), TYPED, ada(), NOW),
    "a gift that did not work": lambda of: settling.settle(Gesture.objects.get(), False, ada(), NOW, words=TYPED),
    "a promise": lambda of: promises.make(of, promise(what=TYPED), ada(), NOW),
    "a promise kept": lambda of: promises.keep(made(), ada(), NOW, promises.Shows(words=TYPED)),
    "a promise let off": lambda of: promises.release(made(), ada(), NOW, TYPED),
    "another promise": lambda of: promises.replace(made(), promise(what=TYPED), ada(), NOW),
    "a promise handed over": lambda of: promises.hand_over(made(), None, ada(), NOW, TYPED),
    "a promise with a time": lambda of: promises.set_due(made(), MONDAY, "day", ada(), NOW),
    "a promise with a file": lambda of: evidence.attach(made(), [SimpleUploadedFile("a", b"b")], ada(), NOW),
    "a recovery": recovery,
    "a recovery that goes on": lambda of: steps.go_on(Recovery.objects.get(), ada(), NOW),
    "a recovery's quote": lambda of: opening.quote(Recovery.objects.get(), TYPED, "", ada(), NOW, "key"),
    "a recovery's step": lambda of: steps.write(Recovery.objects.get(), "make", "begun", ada(), NOW, words=TYPED),
    "a note": lambda of: write_note(ada(), on(Draft.NOTE), Save(Written(TYPED)), NOW),
    "a call": lambda of: write_call(ada(), on(Draft.CALL), Save(Written(TYPED, call=Call())), NOW),
    "an answer": lambda of: send(
        ada(), on(), Save(Written(TYPED, to=(Address("Ana", "ana@other.example"),))), Passed(10**9, 10**9), NOW
    ),
}


def counts() -> list[int]:
    """How many rows there are of each kind."""
    return [model._default_manager.count() for model in WRITTEN]


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_written_into_an_erased_book(verb: str) -> None:
    of = builders.customer()
    builders.customer("Boris Okafor", "boris@veloworks.example")
    builders.messages(builders.conversation(of), ["The kettle leaks."])
    promised(of)
    opened(of)
    gave(of, "handwritten_note", 0)
    asked = erasing.ask(of, None, NOW - erasing.GRACE)
    assert isinstance(asked, Erasure)
    assert carrying.carry_out(asked, NOW) is None
    before = counts()
    answer = VERBS[verb](of)
    refused = answer.faults[0] if isinstance(answer, Faulty) else answer[0] if isinstance(answer, tuple) else answer
    assert isinstance(refused, Refused)
    assert "erased" in refused.reason
    assert counts() == before
    assert not Draft.objects.filter(text__contains=TYPED).exists()


@pytest.mark.sqlite
def test_nothing_is_written_while_only_their_files_wait_to_go() -> None:
    mails.take_in(mails.mail())
    of, young = Customer.objects.get(), blobs.touched_at(Delivery.objects.get().sha256)
    asked = erasing.ask(of, None, young - erasing.GRACE)
    assert isinstance(asked, Erasure)
    assert isinstance(carrying.carry_out(asked, young), Refused)
    assert (Customer.objects.get().name, Erasure.objects.get().done_at) == ("", None)
    assert isinstance(naming.change(of, {"name": TYPED}, NOW, by="Ada"), Refused)
    assert erased([of.pk]) == {of.pk}
    assert carrying.carry_out(asked, young + timedelta(hours=2)) is None
