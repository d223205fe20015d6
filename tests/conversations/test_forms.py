"""A website's form, or a group of ours, sends in our own name, and says itself who wrote."""

import re

import pytest
from django.utils import timezone

from regulars.book.eyes import Eyes
from regulars.book.matching.asked import all_open
from regulars.book.models import Conversation, Customer, Identity, Message, Moment
from regulars.conversations.filing.rows import CLAIMED
from regulars.conversations.models import Link
from regulars.engine import outbox
from regulars.engine.consuming import feed_all
from regulars.engine.worker import Worker
from tests.builders import signed_in
from tests.mails import ANA, BORIS, DESK, mail, reply, take_in

pytestmark = pytest.mark.django_db
WEBSITE = f"Website <{DESK}>"


def form(visitor: str = ANA, **more: object) -> bytes:
    """What a website sends that uses our address as the sender's."""
    return mail(WEBSITE, headers=[("Reply-To", visitor)], **{"message_id": "form@desk.example", **more})


def answer_from_ana(named: str = "form@desk.example") -> bytes:
    """She answers what we wrote to her."""
    return reply(named, ANA, message_id="answer@nordbake.example")


def test_each_form_is_a_book_of_its_own_and_none_is_called_like_us() -> None:
    take_in(form(), form(BORIS, message_id="two@desk.example"))
    assert set(Customer.objects.values_list("name", flat=True)) == {"Ana Novak", "Boris Okafor"}
    assert not Identity.objects.filter(value=DESK).exists()
    moment = Moment.objects.get(conversation__customer__name="Ana Novak")
    assert (moment.direction, moment.author.value, moment.author.verified_at) == ("in", "ana@nordbake.example", None)
    assert Conversation.objects.filter(status=Conversation.OPEN).count() == 2
    assert CLAIMED in Message.objects.first().marks


def test_a_copy_to_the_visitor_does_not_make_it_ours() -> None:
    take_in(mail(WEBSITE, headers=[("Reply-To", ANA), ("Cc", ANA)], message_id="form@desk.example"))
    assert Moment.objects.get().direction == "in"
    assert Identity.objects.get().verified_at is None


def test_our_own_answer_that_names_another_place_for_answers_stays_ours() -> None:
    take_in(mail(WEBSITE, to=ANA, headers=[("Reply-To", BORIS)]))
    assert Moment.objects.get().direction == "out"
    assert Customer.objects.get().name == "Ana Novak"


def test_what_a_form_claims_matches_no_book_and_opens_no_conversation_of_anybody() -> None:
    take_in(mail())
    hers = Conversation.objects.get()
    Conversation.objects.update(status=Conversation.CLOSED)
    named = [("Reply-To", ANA), ("In-Reply-To", "<one@nordbake.example>")]
    take_in(mail(WEBSITE, f"Re: x [#{hers.public_id}]", headers=named, message_id="form@desk.example"))
    hers.refresh_from_db()
    assert hers.status == Conversation.CLOSED
    assert hers.moments.count() == 1
    claimed = Conversation.objects.exclude(pk=hers.pk).get()
    assert claimed.customer != hers.customer
    assert (Link.objects.get().conversation, Link.objects.get().kind) == (claimed, Link.STRANGER)


def test_a_person_is_asked_whether_it_is_who_is_known_by_that_address() -> None:
    take_in(mail(), form())
    while outbox.pump() or feed_all():
        continue
    Worker().settle()
    (asked,) = all_open(Eyes())
    assert {asked.one.name, asked.other.name} == {"Ana Novak"}
    assert any("ana@nordbake.example" in reason for reason in asked.reasons)


@pytest.mark.parametrize("together", [True, False])
def test_an_answer_from_the_address_proves_it(together: bool) -> None:
    if together:
        take_in(form(), answer_from_ana())
    else:
        take_in(form())
        take_in(answer_from_ana())
    identity = Identity.objects.get()
    assert identity.verified_at is not None
    assert Customer.objects.count() == 1
    assert Conversation.objects.get().moments.count() == 2
    take_in(mail(message_id="three@nordbake.example", subject="Something else"))
    assert Customer.objects.count() == 1


def test_an_answer_from_an_address_that_is_somebodys_leaves_it_theirs() -> None:
    take_in(mail())
    take_in(form())
    take_in(answer_from_ana())
    ana = Identity.objects.get(verified_at__isnull=False).customer
    form_of_hers = Conversation.objects.exclude(customer=ana).get()
    assert form_of_hers.moments.count() == 2
    assert Identity.objects.filter(verified_at=None).get().customer == form_of_hers.customer


def test_a_stranger_proves_nothing() -> None:
    take_in(form())
    take_in(reply("form@desk.example", BORIS, message_id="answer@veloworks.example"))
    assert Identity.objects.get(value="ana@nordbake.example").verified_at is None
    assert Conversation.objects.get(customer__name="Ana Novak").moments.count() == 1


def test_the_page_says_that_it_is_a_claim_and_answers_go_to_the_visitor() -> None:
    take_in(form(), now=timezone.now())
    page = signed_in().get(f"/conversations/{Conversation.objects.get().public_id}?write=reply").content.decode()
    assert "who wrote it is only what it says itself" in page
    assert "only said, not seen in use" in page
    assert "Also on this conversation" not in page
    assert re.search(r'name="to" value="[^"]*ana@nordbake.example', page)


def test_what_names_nobody_stays_work_whatever_came_from_there_before() -> None:
    """A note of ours, or a form without a visitor's address: one that was spam does not hide the next."""
    take_in(mail(WEBSITE))
    assert Conversation.objects.get().status == Conversation.OPEN
    Conversation.objects.update(status=Conversation.SPAM)
    take_in(mail(WEBSITE, message_id="two@desk.example"))
    assert Conversation.objects.order_by("-pk")[0].status == Conversation.OPEN
    assert not Link.objects.exists()


def through_a_group(address: str = DESK, **more: object) -> bytes:
    """What a group of ours passes on, under its own name."""
    headers = [("List-Id", f"<{address.replace('@', '.')}>"), ("Precedence", "list"), ("X-Original-From", ANA)]
    return mail(f"'Ana Novak' via Help <{address}>", headers=headers, to=address, **more)


def test_what_a_group_of_ours_passes_on_is_from_who_wrote_it() -> None:
    """It is work, in the writer's book, and their answers go on; a newsletter's list is none of ours."""
    take_in(through_a_group())
    conversation = Conversation.objects.get()
    assert conversation.status == Conversation.OPEN
    assert conversation.customer.name == "Ana Novak"
    assert Moment.objects.get().automatic == ""
    take_in(reply("one@nordbake.example", ANA, message_id="two"))
    assert conversation.moments.count() == 2
    take_in(through_a_group("news@elsewhere.example", message_id="three"))
    assert Conversation.objects.order_by("-pk")[0].status == Conversation.AUTOMATIC
