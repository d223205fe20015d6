"""What becomes of mail: stories with real rows."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from regulars.book.models import Arrival, Attachment, Conversation, Customer, Identity, Message, Moment, Participant
from regulars.conversations.filing import write as writing
from regulars.conversations.filing.acts import file_deliveries
from regulars.conversations.filing.sheet import Counts, Sheet
from regulars.conversations.models import Event, Link
from regulars.conversations.rules import sign
from regulars.engine.models import Outbox
from regulars.intake.models import Delivery
from tests.mails import ANA, BORIS, CHLOE, DESK, NOW, SHOP, inbox, mail, reply, take_in

pytestmark = pytest.mark.django_db


def only_conversation() -> Conversation:
    """The one there is."""
    return Conversation.objects.get()


def test_a_first_mail_opens_a_book() -> None:
    """Customer, identity, conversation, moment, text, outbox."""
    assert take_in(mail()) == Counts(filed=1)
    customer = Customer.objects.get()
    assert (customer.name, only_conversation().customer) == ("Ana Novak", customer)
    identity = Identity.objects.get()
    assert (identity.value, identity.source, identity.verified_at is not None) == ("ana@nordbake.example", "mail", True)
    moment = Moment.objects.get()
    assert (moment.direction, moment.author, moment.at) == (Moment.IN, identity, datetime(2026, 11, 20, 10, tzinfo=UTC))
    assert Message.objects.get().text.strip() == "It does not boil."
    assert only_conversation().status == Conversation.OPEN
    assert Outbox.objects.get(kind="moment").payload["id"] == moment.pk
    assert customer.last_at == moment.at


def test_an_answer_goes_on_its_conversation() -> None:
    """By In-Reply-To, by References alone, also in one batch, also with another subject."""
    take_in(mail(), reply("one@nordbake.example", message_id="two", subject="One more thing"))
    take_in(mail(message_id="three", headers=[("References", "<gone@x> <two>")], subject="Kettle"))
    assert only_conversation().moments.count() == 3


def test_a_stranger_who_answers_is_kept_out_and_linked() -> None:
    """The privacy rule: Boris was never on Ana's conversation."""
    take_in(mail())
    take_in(reply("one@nordbake.example", BORIS, message_id="two"))
    theirs = Conversation.objects.get(customer__name="Boris Okafor")
    link = Link.objects.get()
    assert (link.conversation, link.kind, link.state) == (theirs, Link.STRANGER, Link.SUGGESTED)
    assert link.other.customer.name == "Ana Novak"
    take_in(reply("two", ANA, message_id="three"))
    assert link.other.moments.count() == 2
    assert theirs.moments.count() == 1


def test_somebody_in_copy_may_answer() -> None:
    """Boris was in Cc, so his answer belongs to Ana's conversation, and is still his."""
    take_in(mail(headers=[("Cc", BORIS)]))
    take_in(reply("one@nordbake.example", BORIS, message_id="two"))
    moment = only_conversation().moments.order_by("id").last()
    assert moment is not None
    assert moment.author is not None
    assert moment.author.customer.name == "Boris Okafor"
    assert moment.customer.name == "Ana Novak"


def test_recipients_of_a_circular_do_not_read_each_other() -> None:
    """Our newsletter to thirty: two who answer get a conversation each."""
    many = ", ".join([ANA, BORIS, CHLOE, *(f"p{number}@x.example" for number in range(30))])
    take_in(mail(f"Desk <{DESK}>", "News", to=many, message_id="news"))
    take_in(reply("news", BORIS, message_id="b"), reply("news", CHLOE, message_id="c"))
    assert Conversation.objects.filter(customer__name__in=["Boris Okafor", "Chloe Dubois"]).count() == 2
    assert Participant.objects.count() == 0


def test_signed_reply_address_joins_and_a_forged_one_does_not(settings: Settings) -> None:
    """The token stands after the plus. A forged one costs nothing: the mail is filed all the same."""
    take_in(mail())
    token = sign(settings.SECRET_KEY, only_conversation().public_id)
    take_in(mail(to=f"help+{token}@desk.example", message_id="two", subject="Other"))
    assert only_conversation().moments.count() == 2
    take_in(mail(to=f"help+{token[:-1]}x@desk.example", message_id="three", subject="Third"))
    assert Conversation.objects.count() == 2
    take_in(mail(BORIS, to=f"help+{token}@desk.example", message_id="four", subject="Fourth"))
    assert Conversation.objects.get(customer__name="Boris Okafor").moments.count() == 1


def test_our_message_id_marker_and_tag_are_evidence(settings: Settings) -> None:
    """Each alone is enough for the customer, and for nobody else."""
    take_in(mail())
    conversation = only_conversation()
    token = sign(settings.SECRET_KEY, conversation.public_id)
    take_in(reply(f"regulars.{token}.abc@desk.example", message_id="two", subject="A"))
    take_in(mail(text=f"See below\n> [regulars:{token}]", message_id="three", subject="B"))
    take_in(mail(subject=f"C [#{conversation.public_id}]", message_id="four"))
    assert only_conversation().moments.count() == 4
    take_in(mail(BORIS, subject=f"C [#{conversation.public_id}]", message_id="five"))
    assert conversation.moments.count() == 4


def test_an_answer_that_comes_before_its_question() -> None:
    """Out of order: the answer names an id that nobody has seen; the question comes later."""
    take_in(reply("one@nordbake.example", ANA, message_id="two"))
    take_in(mail())
    assert only_conversation().moments.count() == 2


def test_the_same_mail_twice_is_one_moment() -> None:
    """Again in the same inbox it is a duplicate, through a second inbox it is filed there, on the same moment."""
    assert take_in(mail()) == Counts(filed=1)
    assert take_in(b"Received: from a by b; Fri, 20 Nov 2026 10:00:03 +0000\r\n" + mail()) == Counts(duplicates=1)
    assert take_in(mail(), to=SHOP) == Counts(filed=1)
    assert take_in(mail(), to=SHOP) == Counts(duplicates=1)
    assert Moment.objects.count() == 1
    assert Arrival.objects.count() == 2
    assert Delivery.objects.count() == 4


def test_one_mail_to_two_inboxes_is_one_conversation() -> None:
    """Also when both copies come in one batch."""
    inbox(SHOP)
    raw = mail(to=f"{DESK}, {SHOP}")
    take_in(raw)
    take_in(raw, to=SHOP)
    assert only_conversation().moments.count() == 1


def test_the_same_id_with_other_content_is_filed_and_marked() -> None:
    """Nothing is lost because somebody's mailer repeats its ids."""
    take_in(mail())
    assert take_in(mail(text="Something else.")) == Counts(filed=1)
    assert Message.objects.order_by("id")[1].marks
    take_in(mail(BORIS, text="Not mine."))
    assert Conversation.objects.filter(customer__name="Boris Okafor").exists()


def test_automatic_mail_reopens_nothing() -> None:
    """An out-of-office on a closed conversation is kept there, quietly; an answer of the person reopens it."""
    take_in(mail())
    Conversation.objects.update(status=Conversation.CLOSED)
    before = only_conversation().last_at
    auto = [("Auto-Submitted", "auto-replied"), ("In-Reply-To", "<one@nordbake.example>")]
    take_in(mail(subject="Away", message_id="two", headers=auto, date="Fri, 20 Nov 2026 11:00:00 +0000"))
    conversation = only_conversation()
    assert (conversation.status, conversation.last_at, conversation.moments.count()) == ("closed", before, 2)
    take_in(reply("one@nordbake.example", message_id="three", date="Fri, 20 Nov 2026 11:30:00 +0000"))
    assert only_conversation().status == Conversation.OPEN
    assert Event.objects.filter(kind="reopened").count() == 1


def test_a_machine_that_writes_first_stays_aside() -> None:
    """It is recorded, and is nobody's work, until a person writes."""
    take_in(mail(headers=[("Auto-Submitted", "auto-generated")]))
    assert only_conversation().status == Conversation.AUTOMATIC
    take_in(reply("one@nordbake.example", message_id="two"))
    assert only_conversation().status == Conversation.OPEN


BOUNCE = """\
--b
Content-Type: text/plain

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ana@nordbake.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user
--b
Content-Type: text/rfc822-headers

Message-ID: <out-1@desk.example>
--b--
"""


def bounce(about: str = "out-1@desk.example") -> bytes:
    """A delivery report on a message of ours."""
    report = ("Content-Type", 'multipart/report; report-type=delivery-status; boundary="b"')
    raw = mail("Mail System <mailer-daemon@mx.example>", "Undelivered", BOUNCE, message_id="bounce", headers=[report])
    return raw.replace(b"Content-Type: text/plain; charset=utf-8\r\n", b"", 1).replace(
        b"out-1@desk.example", about.encode()
    )


def test_a_bounce_lands_where_the_mail_was_that_bounced() -> None:
    """With its reason, and without making the machine a participant."""
    take_in(mail(f"Desk <{DESK}>", to=ANA, message_id="out-1@desk.example"))
    take_in(bounce())
    moment = Moment.objects.get(kind="bounce")
    assert moment.conversation == only_conversation()
    assert moment.payload["status"] == "5.1.1"
    assert moment.payload["hard"] is True
    assert moment.author is None


def test_a_bounce_cannot_be_forged_into_a_strangers_conversation() -> None:
    """It names a mail that Ana sent us, which no bounce can be about."""
    take_in(mail())
    take_in(bounce("one@nordbake.example"))
    assert only_conversation_of("Ana Novak").moments.count() == 1


def only_conversation_of(name: str) -> Conversation:
    """The one of this customer."""
    return Conversation.objects.get(customer__name=name)


def test_our_own_mail_is_outgoing() -> None:
    """From one of our addresses to somebody: it belongs in that person's book."""
    take_in(mail(f"Desk <{DESK}>", to=ANA, message_id="ours"))
    moment = Moment.objects.get()
    assert (moment.direction, moment.customer.name, moment.author) == (Moment.OUT, "Ana Novak", None)
    assert only_conversation().status == Conversation.CLOSED
    take_in(reply("ours", message_id="two"))
    assert only_conversation().status == Conversation.OPEN


def test_history_keeps_its_dates_and_is_no_work() -> None:
    """Imported: nothing is told to practices, old conversations are closed."""
    take_in(mail(date="Mon, 05 Jan 2026 08:00:00 +0000"), history=True)
    moment = Moment.objects.get()
    assert moment.history
    assert moment.at == moment.received_at == datetime(2026, 1, 5, 8, tzinfo=UTC)
    assert only_conversation().status == Conversation.CLOSED
    assert list(Outbox.objects.values_list("kind", flat=True)) == ["moments"]


def test_a_later_import_does_not_close_what_is_open() -> None:
    """An older mail of a live conversation comes in by import."""
    take_in(mail(message_id="two", headers=[("In-Reply-To", "<one@nordbake.example>")]))
    take_in(mail(date="Mon, 05 Jan 2026 08:00:00 +0000"), history=True)
    assert only_conversation().status == Conversation.OPEN


def test_a_continuation_is_suggested() -> None:
    """Same person, same subject, no reference."""
    take_in(mail())
    take_in(mail(message_id="two", subject="RE: the blue  KETTLE", text="Still not."))
    link = Link.objects.get()
    assert (link.kind, link.evidence) == (Link.CONTINUATION, "same subject")


def test_what_says_no_sender_is_quarantined() -> None:
    """Visible, with its cause."""
    raw = mail().replace(b"From: Ana Novak <ana@nordbake.example>\r\n", b"")
    assert take_in(raw) == Counts(quarantined=1)
    assert Delivery.objects.get().cause == "no_sender"


def test_one_that_the_database_refuses_does_not_hold_up_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is set aside with the database's words; nothing of it is left behind."""
    tell = writing.tell

    def refuse(sheet: Sheet) -> None:
        if any(row["subject"] == "Poison" for row in sheet.new[Conversation]):
            raise ValueError("this one not")
        tell(sheet)

    monkeypatch.setattr(writing, "tell", refuse)
    assert take_in(mail(), mail(BORIS, "Poison", message_id="p"), mail(CHLOE, message_id="c")) == Counts(2, 1, 0)
    assert Delivery.objects.get(state="quarantined").detail == "ValueError: this one not"
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["Ana Novak", "Chloe Dubois"]


def test_filing_again_changes_nothing() -> None:
    """A repeated job finds nothing that waits."""
    take_in(mail())
    ids = list(Delivery.objects.values_list("pk", flat=True))
    assert file_deliveries(ids, NOW + timedelta(hours=1)) == Counts()
    assert Moment.objects.count() == 1


def test_attachments_are_kept_byte_for_byte() -> None:
    """Under their sha256."""
    from hashlib import sha256

    body = (
        "--b\r\nContent-Type: text/plain\r\n\r\nSee file\r\n--b\r\nContent-Type: application/pdf\r\n"
        'Content-Disposition: attachment; filename="a.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--b--'
    )
    raw = mail(text=body).replace(b"text/plain; charset=utf-8", b"multipart/mixed; boundary=b")
    take_in(raw)
    attachment = Attachment.objects.get()
    assert (attachment.name, attachment.size) == ("a.pdf", 3)
    assert attachment.sha256 == sha256(b"\x00\x01\x02").hexdigest()
