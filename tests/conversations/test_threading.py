"""Who may join what: joined conversations, people with two addresses, ids that come again and again."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regulars.book.acts import add_identity
from regulars.book.models import Conversation, Customer, Participant
from regulars.conversations.acts import settle_link
from regulars.conversations.filing.plan import CROWDED
from regulars.conversations.filing.sheet import Counts
from regulars.conversations.models import Link, MailId
from regulars.conversations.rules import sign
from regulars.staff.models import Agent
from tests.mails import ANA, BORIS, CHLOE, DESK, NOW, mail, reply, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Agent:
    """An agent."""
    return Agent.objects.create(email="ada@desk.example", name="Ada")


def test_whoever_was_let_in_may_go_on(ada: Agent) -> None:
    """Boris answered on Ana's matter, and a person said that he belongs there: his next mail needs no second yes."""
    take_in(mail())
    take_in(reply("one@nordbake.example", BORIS, message_id="two"))
    settle_link(Link.objects.get(), True, ada, NOW)
    take_in(reply("two", BORIS, message_id="three"))
    take_in(reply("one@nordbake.example", BORIS, message_id="four"))
    assert Conversation.objects.count() == 2
    assert Conversation.objects.get(joined_to=None).moments.count() == 3


def test_participants_of_a_joined_conversation_may_answer_any_part_of_it(ada: Agent) -> None:
    """Chloe was in copy of the part that was joined, and answers what Ana wrote in the other."""
    take_in(mail(), mail(message_id="two", text="Still not.", headers=[("Cc", CHLOE)]))
    settle_link(Link.objects.get(), True, ada, NOW)
    take_in(reply("one@nordbake.example", CHLOE, message_id="three"))
    assert Conversation.objects.count() == 2


@pytest.mark.parametrize("together", [True, False])
def test_a_second_address_of_theirs_is_no_stranger(together: bool) -> None:
    """Ana's work address is known to be hers; whether both mails come in one batch makes no difference."""
    take_in(mail(CHLOE, message_id="zero"), mail(message_id="hello", subject="Hello"))
    ana = Customer.objects.get(name="Ana Novak")
    add_identity(ana, "email", "ana@work.example", "agent", NOW, verified=True)
    first, second = mail(), reply("one@nordbake.example", "Ana <ana@work.example>", message_id="two")
    if together:
        take_in(first, second)
    else:
        take_in(first)
        take_in(second)
    assert ana.conversations.count() == 2


def test_an_address_longer_than_any_may_be_comes_again() -> None:
    """Cut to what is stored, it is the same address each time."""
    endless = f"{'a' * 250}@{'b' * 200}.example"
    assert take_in(mail(endless), mail(endless, message_id="two")) == Counts(filed=2)
    assert take_in(mail(endless, message_id="three", headers=[("Cc", endless)])) == Counts(filed=1)
    assert Customer.objects.count() == 1


def test_an_id_that_a_program_gives_to_all_its_mail_is_not_kept_each_time() -> None:
    """As evidence it is worth nothing, and reading all its places for each mail would take longer with each."""
    for number in range(0, CROWDED * 2, 20):
        batch = [mail(f"p{one}@x.example", text=str(one), message_id="1@scanner") for one in range(number, number + 20)]
        assert take_in(*batch) == Counts(filed=20)
    assert MailId.objects.count() == CROWDED
    again = [mail("p1@x.example", text=f"again {one}", message_id="1@scanner") for one in range(20)]
    assert take_in(*again) == Counts(filed=20)
    assert MailId.objects.count() == CROWDED


def test_a_circular_asks_for_nobody_but_its_first_recipient() -> None:
    """Two thousand addresses would be two thousand variables of a statement, and nothing is done with them."""
    many = ",\r\n ".join(f"p{number}@x.example" for number in range(2000))
    with CaptureQueriesContext(connection) as queries:
        take_in(mail(f"Desk <{DESK}>", "News", to=many, message_id="news"))
    lookups = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert max(map(len, lookups)) < 10_000
    assert Participant.objects.count() == 0


def test_a_thousand_markers_are_no_thousand_lookups() -> None:
    """Somebody fills a mail with tokens and tags; the first few are read."""
    take_in(mail())
    conversation = Conversation.objects.get()
    tags = " ".join(f"[#{number:012d}]" for number in range(130))
    token = sign(settings.SECRET_KEY, conversation.public_id)
    markers = "\r\n".join(f"[regulars:{number:012d}-0123456789abcdef]" for number in range(2000))
    with CaptureQueriesContext(connection) as queries:
        take_in(mail(subject=tags, text=f"[regulars:{token}]\r\n{markers}", message_id="two"))
    assert conversation.moments.count() == 2
    assert max(query["sql"].count("'0000") for query in queries if query["sql"].startswith("SELECT")) < 20


def test_a_customer_with_many_conversations_under_one_subject_is_not_read_whole() -> None:
    """A shop's program sends every order under one subject: of all of these, the last is suggested."""
    take_in(*(mail(text=str(number), message_id=str(number)) for number in range(30)))
    with CaptureQueriesContext(connection):
        take_in(mail(message_id="last", text="last"))
    link = Link.objects.order_by("id").last()
    assert link is not None
    assert link.other_id == Conversation.objects.order_by("-id")[1].pk


def test_a_mail_from_a_plus_address_of_ours_is_ours() -> None:
    """And letter case of the inbox does not matter, in From or To."""
    take_in(mail(to="HELP@Desk.Example"))
    take_in(reply("one@nordbake.example", "Desk <Help+x@DESK.example>", to=ANA, message_id="two"))
    assert sorted(Conversation.objects.get().moments.values_list("direction", flat=True)) == ["in", "out"]


@pytest.mark.sqlite
def test_filing_reads_no_table_whole() -> None:
    """Whatever a mail brings with it; our inboxes are few, and so is what is asked for."""
    take_in(mail(), mail(BORIS, message_id="b"))
    with CaptureQueriesContext(connection) as queries:
        take_in(
            reply("one@nordbake.example", message_id="two", subject="Re: [#0123456789ab]"),
            mail(f"Desk <{DESK}>", to=BORIS, message_id="c"),
            b"no mail at all \x00\x01\x02\x03\x04\x05\x06",
        )
    scans = []
    for query in queries:
        if query["sql"].startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute(f"explain query plan {query['sql']}".replace("%", "%%"))
                scans += [row[3] for row in cursor.fetchall() if row[3].startswith("SCAN")]
    assert [scan for scan in scans if not scan.startswith(("SCAN intake_inbox", "SCAN json_each"))] == []
