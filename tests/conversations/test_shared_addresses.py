"""An address that several people write from does not say who writes."""

import pytest
from django.db.models import Count
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from regulars.book.matching.rules import called, name_words
from regulars.book.models import Conversation, Customer, Identity, Message, Moment, Participant
from regulars.conversations.filing.rows import SHARED
from regulars.conversations.models import Link
from regulars.conversations.sending.beginning import customer_of
from tests.builders import signed_in
from tests.mails import ANA, mail, reply, take_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FAMILY = "family@nordbake.example"


def shared_by_ana(name: str = "Ana Novak") -> Customer:
    """Ana, whose book the family's address stands in."""
    take_in(mail(f"{name} <{FAMILY}>", subject="First", message_id="first@nordbake.example"))
    Identity.objects.filter(value=FAMILY).update(shared=True)
    return Customer.objects.get()


def holder() -> Customer:
    """Whose book the family's address stands in."""
    return Customer.objects.get(identities__value=FAMILY, identities__verified_at__isnull=False)


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


def books() -> list[tuple[str, int]]:
    """Who has conversations, and how many."""
    found = Customer.objects.annotate(many=Count("conversations")).order_by("pk")
    return [(one.name, one.many) for one in found]


def test_another_name_has_a_book_of_its_own_and_comes_back_to_it() -> None:
    shared_by_ana()
    take_in(mail(f"Jure Kovac <{FAMILY}>", subject="A surprise for her", message_id="a@nordbake.example"))
    take_in(mail(f"Kovac, Jure <{FAMILY}>", subject="Once more", message_id="b@nordbake.example"))
    take_in(mail(f"jure <{FAMILY}>", subject="And again", message_id="c@nordbake.example"))
    take_in(mail(f"Ana <{FAMILY}>", subject="It is me", message_id="d@nordbake.example"))
    assert books() == [("Ana Novak", 2), ("Jure Kovac", 3)]
    claim = Identity.objects.get(customer__name="Jure Kovac")
    assert (claim.value, claim.shared, claim.verified_at) == (FAMILY, True, None)
    assert "A surprise for her" not in signed_in().get(f"/customers/{holder().public_id}").content.decode()


def test_two_at_once_from_it_are_told_apart() -> None:
    shared_by_ana()
    names = ("Jure Kovac", "Ana Novak", "Lea", "Jure Kovac", "Lea")
    take_in(*(mail(f"{n} <{FAMILY}>", subject=f"No. {i}", message_id=f"{i}@x.example") for i, n in enumerate(names)))
    assert books() == [("Ana Novak", 2), ("Jure Kovac", 2), ("Lea", 2)]


def test_what_names_nobody_is_not_taken_for_the_holders() -> None:
    shared_by_ana()
    take_in(mail(FAMILY, subject="No name", message_id="a@nordbake.example"))
    take_in(mail(FAMILY, subject="Again none", message_id="b@nordbake.example"))
    take_in(mail(f"Novak <{FAMILY}>", subject="One of us", message_id="c@nordbake.example"))
    assert books() == [("Ana Novak", 1), ("", 2), ("Novak", 1)]


def test_a_machines_notice_from_it_makes_nobody_known() -> None:
    shared_by_ana()
    headers = [("Auto-Submitted", "auto-replied")]
    take_in(mail(f"Nordbake <{FAMILY}>", subject="Away", message_id="away@nordbake.example", headers=headers))
    assert books() == [("Ana Novak", 2)]


def test_who_answers_for_another_is_named_and_the_conversation_stays() -> None:
    shared_by_ana()
    take_in(reply("first@nordbake.example", f"Jure <{FAMILY}>", message_id="second@nordbake.example"))
    assert books() == [("Ana Novak", 1), ("Jure", 0)]
    told = Moment.objects.latest("pk")
    assert told.customer.name == "Ana Novak"
    assert told.author is not None
    assert told.author.customer.name == "Jure"
    assert SHARED in Message.objects.latest("pk").marks
    page = signed_in().get(f"/conversations/{Conversation.objects.get().public_id}").content.decode()
    assert "who wrote it is told by the name alone" in page


@pytest.mark.parametrize(
    ("name", "whose"),
    [("Ana Novak", "Ana Novak"), ("Ana", "Ana Novak"), ("", "Ana Novak"), ("Jure", "Jure"), ("Novak", "Novak")],
)
def test_whom_a_mail_of_ours_to_it_is_for(name: str, whose: str) -> None:
    shared_by_ana()
    for _ in range(2):
        assert customer_of(name, FAMILY, timezone.now()).name == whose
    assert Customer.objects.count() == (1 if whose == "Ana Novak" else 2)


NAMES = some.sampled_from(
    ["", "Ana Novak", "Novak, Ana", "ana", "Novak", "A. Novak", "Jure Kovač", "jure kovac", "Lea"]
)


@given(NAMES, some.lists(NAMES, max_size=4))
def test_who_is_found_has_the_name(name: str, names: list[str]) -> None:
    found = called(name, names)
    if found is None:
        assert all(name_words(one) != name_words(name) for one in names)
    else:
        mine, theirs = name_words(name), name_words(names[found])
        assert mine == theirs or (mine and theirs and (mine <= theirs or theirs <= mine))


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
