"""What the database knows that bears on a batch of mails, read in a few queries; it grows as the batch is planned."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import field
from typing import Any

from django.conf import settings
from django.db.models import Q

from regulars.base.frozen import dataclass
from regulars.book.models import Conversation, Identity, Message, Moment
from regulars.channels.contract import Address, Inbound
from regulars.conversations import rules
from regulars.conversations.filing.sheet import Arrived
from regulars.engine.among import asked
from regulars.engine.rows import rows

LONGEST_FOOTER = 1000
# How who filled in a form takes part, and where their address comes from.
FORM = "form"
OURS = "select address from intake_inbox"
COPIES = """
select d.fingerprint, d.inbox_id, a.moment_id from book_arrival a join intake_delivery d on d.id = a.delivery_id
where {among} and d.state = 'filed'
"""
HELD = "select inbox_id, fingerprint from intake_delivery where {among} and state = 'quarantined'"
IDS = """
select i.digest, i.conversation_id, i.own, m.direction
from conversations_mailid i join book_moment m on m.id = i.moment_id where {among} order by i.id
"""
SPAM = "select distinct customer_id from book_conversation where {among} and status = 'spam'"
DEALT_WITH = """
select distinct customer_id from book_conversation
where {among} and status in ('open', 'closed', 'snoozed') and joined_to_id is null
"""
SUBJECTS = """
select customer_id, subject_key, max(id) from book_conversation where {customers} and {keys}
group by customer_id, subject_key
"""
STRANGERS = """
select conversation_id, other_id from conversations_link where {among} and kind = 'stranger' and state <> 'refused'
"""
PEOPLE = "select conversation_id, value, role from book_participant where {among} and kind = 'email'"
JOINED = "select id, joined_to_id from book_conversation where {among}"
ADDRESSES = """
select customer_id, value from book_identity where {among} and kind = 'email' and verified_at is not null
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a Message-ID was met: `own` on its own message, else named by another; `outgoing` if that was ours."""

    conversation: int
    own: bool
    outgoing: bool


@dataclass(slots=True)
class Known:
    """The part of the ledger that a batch can touch. Conversations are the ones that stand for themselves.

    `content` is by fingerprint the moment that holds it; `filed` and `held` (in quarantine) are by inbox, too. `sent`
    is by Message-ID the moment of a mail that we sent ourselves, and its words. `claims` are by customer and address,
    `sharing` by address those who write from a shared one and do not hold it.
    """

    ours: frozenset[str]
    content: dict[str, int] = field(default_factory=dict)
    filed: set[tuple[int, str]] = field(default_factory=set)
    held: set[tuple[int, str]] = field(default_factory=set)
    ids: dict[str, list[Seen]] = field(default_factory=dict)
    hints: dict[str, int] = field(default_factory=dict)
    identities: dict[str, Identity] = field(default_factory=dict)
    addresses: dict[int, set[str]] = field(default_factory=dict)
    conversations: dict[int, Conversation] = field(default_factory=dict)
    threads: dict[int, rules.Thread] = field(default_factory=dict)
    by_subject: dict[tuple[int, str], int] = field(default_factory=dict)
    claims: dict[tuple[int, str], Identity] = field(default_factory=dict)
    sharing: dict[str, list[Identity]] = field(default_factory=dict)
    spammers: frozenset[int] = frozenset()
    sent: dict[str, tuple[int, str]] = field(default_factory=dict)

    def is_ours(self, address: str) -> bool:
        """Whether it is one of our inboxes, with or without a token after a plus."""
        local, _, domain = address.rpartition("@")
        return address in self.ours or f"{local.partition('+')[0]}@{domain}" in self.ours

    def is_shared(self, address: str) -> bool:
        """Whether several people are known to write from it, so that it does not say who does."""
        identity = self.identities.get(address)
        return identity is not None and identity.shared

    def is_one_persons(self, address: str) -> bool:
        """Whether it tells who writes. One of ours tells no more than a shared one: forms that name nobody come from
        it, and what was spam, or under which subject, says nothing of the next."""
        return not self.is_shared(address) and not self.is_ours(address)

    def came_back(self, mail: Inbound) -> int | None:
        """The moment that a mail is, where it was sent from here: a copy from the folder of sent mail, from a list, or
        to another inbox. Servers write such mails anew and lists put a few lines below, so the words are compared."""
        moment, words = self.sent.get(mail.message_id, (None, ""))
        if moment is None or mail.sender is None or not self.is_ours(mail.sender.email):
            return None
        theirs = bare(mail.text)
        return moment if theirs.startswith(words) and len(theirs) - len(words) < LONGEST_FOOTER else None

    def outside(self, mail: Inbound) -> list[Address]:
        """Those whom a mail went to and who are none of us."""
        return [one for one in (*mail.to, *mail.cc) if not self.is_ours(one.email)]

    def learn_identity(self, identity: Identity) -> None:
        """Take in whose an address is."""
        self.identities[identity.value] = identity
        self.addresses.setdefault(identity.customer_id, set()).add(identity.value)

    def learn_thread(self, conversation: Conversation, people: Iterable[str], split_from: int | None = None) -> None:
        """Take in a conversation, or more people on one that is known."""
        before = self.threads.get(conversation.pk)
        everyone = frozenset(people) | (before.people if before else frozenset())
        self.conversations[conversation.pk] = conversation
        self.threads[conversation.pk] = rules.Thread(
            conversation.pk, everyone, before.split_from if before else split_from
        )


def bare(text: str) -> str:
    """A text without anything that a server may change on the way."""
    return "".join(text.split())


def learn_sent(known: Known, mails: Sequence[Inbound]) -> None:
    """Those among these mails that bear an id which only we can have made; where there are none, nothing is asked."""
    ids = {mail.message_id for mail in mails if rules.OWN_ID.match(mail.message_id)}
    if ids:
        sent = Message.objects.filter(moment__outgoing__message_id__in=ids).order_by("-version")
        for message_id, moment, text in sent.values_list("moment__outgoing__message_id", "moment_id", "text"):
            known.sent[message_id] = (moment, bare(text))


def mails_of(batch: Sequence[Arrived]) -> list[Inbound]:
    """Those of a batch that could be read."""
    return [one.mail for one in batch if isinstance(one.mail, Inbound)]


def learn_copies(known: Known, batch: Sequence[Arrived]) -> None:
    """Content that is already in a book or in quarantine, and through which inboxes it came."""
    prints = {one.mail.fingerprint for one in batch} - {""}
    for fingerprint, inbox, moment in among(COPIES, "d.fingerprint", prints):
        known.content[fingerprint] = moment
        known.filed.add((inbox, fingerprint))
    known.held.update((inbox, fingerprint) for inbox, fingerprint in among(HELD, "fingerprint", prints))


def among(statement: str, column: str, values: Collection[int] | Collection[str]) -> list[tuple[Any, ...]]:
    """What a statement gives of the rows whose `column` is one of these; where there are none, nothing is asked."""
    if not values:
        return []
    condition, param = asked(column, values)
    return rows(statement.format(among=condition), [param])


def learn_ids(known: Known, mails: Sequence[Inbound]) -> set[int]:
    """Where the ids that these mails have or name were met; gives back the conversations."""
    named = {mail.message_id for mail in mails} | {named for mail in mails for named in rules.named_ids(mail)}
    named |= {mail.bounce.message_id for mail in mails if mail.bounce and mail.bounce.message_id}
    for digest, conversation, own, direction in among(IDS, "i.digest", set(map(rules.digest, named))):
        known.ids.setdefault(digest, []).append(Seen(conversation, bool(own), direction == Moment.OUT))
    return {seen.conversation for places in known.ids.values() for seen in places}


def learn_hints(known: Known, mails: Sequence[Inbound]) -> set[int]:
    """Conversations that tokens and subject tags name; gives back their row ids."""
    names = {name for mail in mails for _, name in rules.signed_hints(mail, settings.SECRET_KEY, known.is_ours)}
    names |= {tag for mail in mails for tag in rules.subject_tags(mail.subject)}
    if names:
        known.hints.update(Conversation.objects.filter(public_id__among=names).values_list("public_id", "id"))
    return set(known.hints.values())


def learn_identities(known: Known, mails: Sequence[Inbound]) -> None:
    """Whose the addresses are that a book may be opened for, and by which others these people are known.

    A mail of ours to thousands is for the first of them; the others are not looked up.
    """
    written = [mail for mail in mails if mail.sender]
    addresses = {mail.sender.email for mail in written if mail.sender}
    addresses |= {one.email for mail in written for one in known.outside(mail)[:1]}
    found = Identity.objects.filter(kind="email", value__among=addresses, verified_at__isnull=False)
    for identity in found.select_related("customer"):
        known.learn_identity(identity)
    learn_sharing(known)
    known.addresses.update(addresses_of({identity.customer_id for identity in known.identities.values()}))


def learn_sharing(known: Known) -> None:
    """Who else writes from the shared ones of these addresses; where there are none, nothing is asked."""
    shared = {identity.value for identity in known.identities.values() if identity.shared}
    if shared:
        found = Identity.objects.filter(kind="email", value__among=shared, verified_at__isnull=True, shared=True)
        for identity in found.select_related("customer").order_by("id"):
            known.sharing.setdefault(identity.value, []).append(identity)


def learn_spammers(known: Known) -> None:
    """Of these customers the ones who have sent spam and nothing that anybody dealt with."""
    customers = {identity.customer_id for identity in known.identities.values()}
    spammers = {customer for (customer,) in among(SPAM, "customer_id", customers)}
    dealt_with = {customer for (customer,) in among(DEALT_WITH, "customer_id", spammers)}
    known.spammers = frozenset(spammers - dealt_with)


def learn_subjects(known: Known, mails: Sequence[Inbound]) -> set[int]:
    """The last conversation of each of these customers under each of these subjects.

    Somebody's program may have opened thousands under one, so the database picks.
    """
    keys = {rules.subject_key(mail.subject) for mail in mails} - {""}
    customers = {identity.customer_id for identity in known.identities.values()}
    if not keys or not customers:
        return set()
    whose, which = asked("customer_id", customers), asked("subject_key", keys)
    found = rows(SUBJECTS.format(customers=whose[0], keys=which[0]), [whose[1], which[1]])
    for customer, key, last in found:
        known.by_subject[customer, key] = last
    return set(known.by_subject.values())


def learn_conversations(known: Known, wanted: set[int]) -> None:
    """Conversations with their people. One that was joined to another stands for that one from now on."""
    if not wanted:
        return
    found = whole(wanted)
    splits = dict(among(STRANGERS, "conversation_id", [row.pk for row in found]))
    found += whole(set(splits.values()) - {row.pk for row in found})
    roots = {row.pk: row.joined_to_id or row.pk for row in found}
    people: dict[int, set[str]] = {row.pk: set() for row in found}
    claimed: set[str] = set()
    for conversation, address, role in among(PEOPLE, "conversation_id", people):
        people[conversation].add(address)
        claimed |= {address} if role == FORM else set()
    learn_claims(known, {row.customer_id for row in found}, claimed)
    known.addresses |= addresses_of({row.customer_id for row in found} - known.addresses.keys())
    by_id = {row.pk: row for row in found}
    for row in sorted(found, key=lambda row: roots[row.pk] != row.pk):
        root = by_id[roots[row.pk]]
        on_it = people[row.pk] | known.addresses.get(row.customer_id, set())
        known.learn_thread(root, on_it, roots.get(splits.get(row.pk, 0)))
    forward(known, roots)


def learn_claims(known: Known, customers: set[int], addresses: set[str]) -> None:
    """Addresses that forms named, in these books; where there are none, nothing is asked."""
    if addresses:
        found = Identity.objects.filter(customer__among=customers, value__among=addresses, source=FORM)
        for identity in found.filter(kind="email", verified_at__isnull=True).select_related("customer"):
            known.claims[identity.customer_id, identity.value] = identity


def whole(wanted: set[int]) -> list[Conversation]:
    """These conversations with what they were joined to and all that was joined to that.

    Locked, since the columns that project them are written back: somebody may be closing one right now.
    """
    roots = {joined_to or pk for pk, joined_to in among(JOINED, "id", wanted)}
    if not roots:
        return []
    found = Conversation.objects.select_for_update().filter(Q(pk__among=roots) | Q(joined_to_id__among=roots))
    return list(found.order_by("pk"))


def addresses_of(customers: set[int]) -> dict[int, set[str]]:
    """The verified addresses of each customer."""
    found: dict[int, set[str]] = {}
    for customer, address in among(ADDRESSES, "customer_id", customers):
        found.setdefault(customer, set()).add(address)
    return found


def forward(known: Known, roots: dict[int, int]) -> None:
    """Let everything that names a joined conversation name the one it was joined to."""
    for digest, places in known.ids.items():
        known.ids[digest] = [
            Seen(roots.get(seen.conversation, seen.conversation), seen.own, seen.outgoing) for seen in places
        ]
    known.hints = {name: roots.get(one, one) for name, one in known.hints.items()}
    known.by_subject = {key: roots.get(one, one) for key, one in known.by_subject.items()}


def load(batch: Sequence[Arrived]) -> Known:
    """All that is known of what a batch touches. Call it inside the transaction that will write."""
    known = Known(ours=frozenset(address for (address,) in rows(OURS, [])))
    mails = mails_of(batch)
    learn_copies(known, batch)
    learn_sent(known, mails)
    learn_identities(known, mails)
    learn_spammers(known)
    learn_conversations(known, learn_ids(known, mails) | learn_hints(known, mails) | learn_subjects(known, mails))
    return known
