"""An address that several people write from does not say who writes."""

import pytest

from regulars.book.models import Conversation, Customer, Identity, Moment, Participant
from regulars.conversations.models import Link
from tests.builders import signed_in
from tests.mails import ANA, mail, reply, take_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FAMILY = "family@nordbake.example"


def shared_by_ana(name: str = "Ana Novak") -> Customer:
    """Ana, whose book the family's address stands in."""
    take_in(mail(f"{name} <{FAMILY}>", subject="First", message_id="first@nordbake.example"))
    Identity.objects.filter(value=FAMILY).update(shared=True)
    return Customer.objects.get()


def test_the_same_subject_from_it_goes_on_with_nothing_and_is_not_suggested() -> None:
    shared_by_ana()
    take_in(mail(f"Jure <{FAMILY}>", subject="First", message_id="second@nordbake.example"))
    assert Conversation.objects.count() == 2
    assert not Link.objects.exists()


def test_a_tag_in_the_subject_is_no_evidence_from_it() -> None:
    shared_by_ana()
    tag = f"Re: First [#{Conversation.objects.get().public_id}]"
    take_in(mail(f"Jure <{FAMILY}>", subject=tag, message_id="second@nordbake.example"))
    assert Conversation.objects.count() == 2


def test_a_tag_in_the_subject_is_evidence_from_an_address_of_one_person() -> None:
    take_in(mail())
    tag = f"Re: The kettle [#{Conversation.objects.get().public_id}]"
    take_in(mail(subject=tag, message_id="second@nordbake.example"))
    assert Conversation.objects.count() == 1


def test_headers_carry_its_mail_on() -> None:
    shared_by_ana()
    take_in(reply("first@nordbake.example", f"Jure <{FAMILY}>", message_id="second@nordbake.example"))
    assert Conversation.objects.count() == 1


def test_answers_find_a_conversation_that_was_given_to_somebody_else() -> None:
    shared_by_ana()
    take_in(mail(f"Jure <{FAMILY}>", subject="Mine", message_id="mine@nordbake.example"))
    jure = Customer.objects.create(name="Jure")
    Conversation.objects.filter(subject="Mine").update(customer=jure)
    take_in(reply("mine@nordbake.example", f"Jure <{FAMILY}>", message_id="again@nordbake.example"))
    assert Conversation.objects.count() == 2
    assert Participant.objects.get(value=FAMILY).role == "from"


def test_who_writes_from_it_does_not_name_the_book_nor_make_all_of_it_spam() -> None:
    book = shared_by_ana("")
    Conversation.objects.update(status=Conversation.SPAM)
    take_in(mail(f"Jure <{FAMILY}>", subject="Mine", message_id="mine@nordbake.example"))
    book.refresh_from_db()
    assert book.name == ""
    assert Conversation.objects.get(subject="Mine").status == Conversation.OPEN


def test_a_claim_matches_nobody() -> None:
    book = Customer.objects.create(name="Somebody in the chat")
    times = {"first_seen": "2026-11-20T12:00Z", "last_seen": "2026-11-20T12:00Z"}
    Identity.objects.create(
        customer=book, birth_customer=book, kind="email", value="ana@nordbake.example", source="chat", **times
    )
    take_in(mail(ANA))
    assert Conversation.objects.get().customer != book


def test_what_was_given_to_somebody_else_does_not_stand_in_the_book_of_the_address() -> None:
    book = shared_by_ana()
    take_in(mail(f"Jure <{FAMILY}>", subject="A surprise for her", message_id="mine@nordbake.example"))
    jure = Customer.objects.create(name="Jure")
    moved = Conversation.objects.get(subject="A surprise for her")
    Conversation.objects.filter(pk=moved.pk).update(customer=jure)
    Moment.objects.filter(conversation=moved).update(customer=jure)
    assert "A surprise for her" not in signed_in().get(f"/customers/{book.public_id}").content.decode()
