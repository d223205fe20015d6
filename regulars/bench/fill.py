"""A desk of any size in a minute or two: rows written straight into its tables, and its search index.

Moments are numbered in the order of time, as on a desk that grew, so those of one conversation do not lie together.
Words are spread as in speech (the nth most common appears 1/n times as often); RARE stands in exactly 20 messages and
COMMON in every tenth, also in those 20: that is 100,000 of a million.
"""

import random
from array import array
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

from django.db import transaction
from django.utils import timezone

from regulars.base.folding import words
from regulars.base.ids import ALPHABET, LENGTH
from regulars.bench import work
from regulars.bench.bulk import BATCH, finish, hurry, write
from regulars.bench.mails import FAMILY, GIVEN, PLACES
from regulars.bench.size import Size
from regulars.book.models import Conversation, Customer, Identity, Message, Moment, Participant
from regulars.book.search import engine, people, seen
from regulars.book.search.facets import facets, recipients
from regulars.book.search.rows import Row, docid_of
from regulars.intake.models import Inbox

RARE, COMMON = "saffronmoth", "lanternlight"
RARE_MESSAGES, COMMON_EVERY = 20, 10
VOCABULARY, SENTENCES, SENTENCES_A_TEXT = 40_000, 20_000, 5
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va wi xe yo zu bra cle dro fli gra plo".split()
FAMOUS, FAMOUS_CONVERSATIONS = 1, 400
YEARS, LONGEST_PAUSE = 3 * 365 * 24 * 3600, 4 * 24 * 3600
INBOX = "help@desk.example"
BESIDE = [*recipients([["", INBOX]]), *facets("email", has_files=False)]
SAMPLED = 400


class Plan:
    """Who has which conversation, which moment belongs to which, and when; conversations and customers count from 1."""

    def __init__(self, size: Size, now: int) -> None:
        self.size = size
        self.chance = chance = random.Random(size.moments)
        numbers = range(size.conversations + 1)
        famous = min(FAMOUS_CONVERSATIONS, size.conversations // 5)
        self.customer_of = array("l", (FAMOUS if n <= famous else chance.randint(1, size.customers) for n in numbers))
        self.first = array("q", (now - chance.randrange(3600, YEARS) for _ in numbers))
        self.last = array("q", self.first)
        self.moments = self.in_order(now)
        self.sentences = sentences(chance, min(SENTENCES, size.moments))

    def in_order(self, now: int) -> list[tuple[int, int]]:
        """(seconds, conversation) of every moment, oldest first: one for each conversation, others by chance."""
        found = [(at, conversation) for conversation, at in enumerate(self.first)][1:]
        for _ in range(self.size.moments - self.size.conversations):
            conversation = self.chance.randint(1, self.size.conversations)
            self.last[conversation] = min(self.last[conversation] + self.chance.randrange(600, LONGEST_PAUSE), now)
            found.append((self.last[conversation], conversation))
        return sorted(found)

    def text(self, number: int) -> tuple[str, list[str]]:
        """The text of the nth moment, and its words as search folds them."""
        chosen = self.chance.choices(self.sentences, k=SENTENCES_A_TEXT)
        planted = f"Our number is {1_000_000 + number}."
        planted += f" {COMMON}" if number % COMMON_EVERY == 0 else ""
        planted += f" {RARE}" if number % (self.size.moments // RARE_MESSAGES) == COMMON_EVERY else ""
        said = "\n\n".join([*(text for text, _ in chosen), planted])
        return said, [word for _, found in chosen for word in found] + words(planted)

    def subject(self, conversation: int) -> str:
        """What a conversation is about."""
        return self.sentences[conversation % len(self.sentences)][0][:60]

    def public_id(self) -> str:
        """As ours are, and made faster."""
        return "".join(self.chance.choices(ALPHABET, k=LENGTH))


def sentences(chance: random.Random, count: int) -> list[tuple[str, list[str]]]:
    """Sentences of common and rare made-up words, each with its words as search folds them."""
    made_up = dict.fromkeys("".join(chance.choices(SYLLABLES, k=chance.randint(1, 5))) for _ in range(VOCABULARY))
    weights = list(accumulate(1 / rank for rank in range(1, len(made_up) + 1)))
    vocabulary = list(made_up)
    spoken = [chance.choices(vocabulary, cum_weights=weights, k=chance.randint(6, 15)) for _ in range(count)]
    texts = [f"{' '.join(one).capitalize()}." for one in spoken]
    return [(text, words(text)) for text in texts]


def when(seconds: int) -> datetime:
    """Seconds since 1970 as a time."""
    return datetime.fromtimestamp(seconds, UTC)


def person(number: int) -> tuple[str, str]:
    """Name and address of a customer."""
    given, family = GIVEN[number % len(GIVEN)], FAMILY[number // len(GIVEN) % len(FAMILY)]
    return f"{given} {family}", f"{given}.{family}{number}@{PLACES[number % len(PLACES)]}.example".lower()


def fill(size: Size) -> dict[str, Any]:
    """Fill an empty desk; gives back what to measure with. Raises RuntimeError where there are moments already."""
    if Moment.objects.exists():
        raise RuntimeError("this desk holds moments already; fill an empty one")
    now = int(timezone.now().timestamp())
    inbox, _ = Inbox.objects.get_or_create(address=INBOX)
    plan = Plan(size, now)
    hurry()
    everybody = range(1, size.customers + 1)
    rows = ((n, plan.public_id(), person(n)[0], when(now - YEARS), when(now)) for n in everybody)
    write(Customer, ("id", "public_id", "name", "created_at", "last_at"), rows)
    write(Identity, IDENTITY, (identity(n, now) for n in everybody))
    people.rebuild()
    team, at = work.agents(), timezone.now()
    stands = [work.standing(plan.chance, team, at) for _ in range(size.conversations)]
    chosen = fill_conversations(plan, inbox.pk, stands)
    write(Participant, ("id", "conversation_id", "value", "role"), participants(plan))
    for start in range(0, size.moments, BATCH):
        fill_moments(plan, range(start + 1, min(start + BATCH, size.moments) + 1), team)
    tag = work.fill_work(plan.chance, stands, [when(at) for at in plan.first[1:]], team)
    finish([Customer, Identity, Conversation, Participant, Moment, Message])
    return {"conversations": chosen, "tag": tag} | customers(plan)


IDENTITY = "id customer_id birth_customer_id kind value shown source verified_at first_seen last_seen".split()
CONVERSATION = (
    "id public_id customer_id birth_customer_id inbox_id subject preview status assignee_id snoozed_until "
    "opened_at last_at"
).split()
MOMENT = (
    "id public_id kind channel customer_id birth_customer_id conversation_id author_id agent_id direction "
    "audience history said_at received_at recorded_at at"
).split()
MESSAGE = "id moment_id message_id sender_name sender_email to subject text".split()


def identity(number: int, now: int) -> Sequence[Any]:
    """The one address of a customer; it has the customer's number."""
    _, address = person(number)
    return number, number, number, "email", address, address, "mail", when(now), when(now - YEARS), when(now)


def fill_conversations(plan: Plan, inbox: int, stands: Sequence[work.Standing]) -> list[str]:
    """Write them; gives back public ids of some."""
    kept = []
    rows = []
    for n in range(1, plan.size.conversations + 1):
        public_id, customer = plan.public_id(), plan.customer_of[n]
        times = when(plan.first[n]), when(plan.last[n])
        preview = plan.sentences[-(n % len(plan.sentences)) - 1][0][:120]
        rows.append((n, public_id, customer, customer, inbox, plan.subject(n), preview, *stands[n - 1], *times))
        kept.append(public_id)
    write(Conversation, CONVERSATION, rows)
    return plan.chance.sample(kept, min(SAMPLED, len(kept)))


def participants(plan: Plan) -> Iterator[Sequence[Any]]:
    """The customer of each conversation takes part in it."""
    for n in range(1, plan.size.conversations + 1):
        yield n, n, person(plan.customer_of[n])[1], "from"


def fill_moments(plan: Plan, numbers: range, team: Sequence[int]) -> None:
    """Write these moments, their texts, and their rows in the search index. Some are notes."""
    moments, messages, found = [], [], []
    for n in numbers:
        seconds, conversation = plan.moments[n - 1]
        customer, at = plan.customer_of[conversation], when(seconds)
        begins = seconds == plan.first[conversation]
        noted, incoming = n % work.NOTE_EVERY == 0 and not begins, n % 5 < 3 or begins
        kind, direction, audience = (
            ("note", Moment.OWN, "staff") if noted else ("message", Moment.IN if incoming else Moment.OUT, "customer")
        )
        name, address = person(customer) if incoming and not noted else ("", INBOX)
        text, said = plan.text(n)
        subject = plan.subject(conversation)
        author, agent = (None, team[n % len(team)]) if noted or not incoming else (customer, None)
        whose = customer, customer, conversation, author, agent
        moments.append((n, plan.public_id(), kind, "email", *whose, direction, audience, True, at, at, at, at))
        messages.append((n, n, f"{n}@mail.example", name, address, '[["", "help@desk.example"]]', subject, text))
        found.append(Row(docid_of(n, at), 1, (words(subject), words(f"{name} {address}") + BESIDE, [], said)))
    write(Moment, MOMENT, moments)
    write(Message, MESSAGE, messages)
    with transaction.atomic():
        engine().put(found)
        seen.add(found)


def customers(plan: Plan) -> dict[str, Any]:
    """Public ids of some customers, and of the one with the long book."""
    ids = plan.chance.sample(range(2, plan.size.customers + 1), min(SAMPLED, plan.size.customers - 1))
    rows = Customer.objects.filter(pk__in=[FAMOUS, *ids]).order_by("pk").values_list("public_id", flat=True)
    famous, *others = rows
    return {"customers": others, "famous": famous, "rare": RARE, "common": COMMON}
