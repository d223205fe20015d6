"""What the house has promised: open, kept, kept late, broken, and told wrongly."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.db.models import Prefetch, prefetch_related_objects

from regulars.base.times import LocalTime
from regulars.book.models import Customer, Moment, Reward, Visit
from regulars.demo.company.house import House, sure, wall
from regulars.demo.company.records import monday, sunday
from regulars.practices.promises import acts
from regulars.practices.promises.acts import Shows
from regulars.practices.promises.checking.afterwards import look_back
from regulars.practices.promises.models import Contradiction, Promise
from regulars.practices.promises.rules import Said
from regulars.practices.recovery import hearing
from regulars.staff.models import Agent

TEN, LAST_MINUTE = time(10), time(23, 59)
Everybody = Mapping[str, Customer]


def read(known: Everybody) -> None:
    """Read all their letters at once, for `moment_of`."""
    letters = Moment.objects.filter(kind="message").select_related("conversation").order_by("at", "pk")
    prefetch_related_objects(list(known.values()), Prefetch("moments", letters.prefetch_related("messages")))


def moment_of(customer: Customer, words: str) -> tuple[Moment, int]:
    """The first letter in which these words stand, and where. Raises LookupError where no letter has them."""
    for moment in customer.moments.all():
        for text in moment.messages.all():
            if words in text.text:
                return moment, text.text.index(words)
    raise LookupError(words)


def written(
    customer: Customer, by: Agent, words: str, what: str, sort: str, due: LocalTime | None, concerns: str = ""
) -> Promise:
    """A promise that was made in a letter."""
    moment, start = moment_of(customer, words)
    said = Said(
        what,
        sort,
        due,
        quote=words,
        span=(start, start + len(words)),
        moment=moment,
        conversation=moment.conversation,
        concerns=concerns,
        due_means=Promise.DAY if due else Promise.TIME,
    )
    return sure(acts.make(customer, said, by, moment.at))


def spoken(
    customer: Customer, by: Agent, what: str, due: LocalTime, now: datetime, means: str = Promise.TIME
) -> Promise:
    """That somebody calls, promised on the telephone."""
    return sure(acts.make(customer, Said(what, "callback", due, due_means=means), by, now))


def tell(house: House, known: Everybody, now: datetime) -> None:
    """All of them."""
    still_open(house, known, now)
    kept(house, known)
    told_wrongly(house, known["joan.pellegrino"], now)


def still_open(house: House, known: Everybody, now: datetime) -> None:
    """One for today, one for tomorrow, one without a time, and one of somebody who is away."""
    hour = timedelta(hours=1)
    today, tomorrow = wall(now, 0, LAST_MINUTE), wall(now, 1, TEN)
    where = "Find out from the carrier where the blue blanket is, and call her"
    nuria = spoken(known["nuria"], house.jonas, where, today, now - hour, Promise.DAY)
    sure(acts.hand_over(nuria, None, house.jonas, now - hour / 2, "I am at the market until the evening"))
    henrik = known["henrik"]
    coming = Visit.objects.get(customer=henrik, status=Visit.BOOKED)
    coffee = "Room 7 is yours, and a thermos stands at your door at six."
    arrives = wall(now, 1, LAST_MINUTE)
    written(henrik, house.mira, coffee, "Room 7, and a thermos at six", "visit", arrives, f"visit:{coming.public_id}")
    guest = "In return your next night is our guest"
    written(known["tomas.ribeiro"], house.mira, guest, "One night as our guest, for the three tiles", "other", None)
    cloth = "Call her about the cloth for the curtains of room 5"
    spoken(known["amara"], house.sepp, cloth, tomorrow, now - timedelta(days=4))


def kept(house: House, known: Everybody) -> None:
    """One that was kept to the day, and one that was kept late."""
    rosa = known["rosa.delgado"]
    promised = "I will look on Thursday whether it has arrived and write to you then."
    first, _start = moment_of(rosa, promised)
    proof, _start = moment_of(rosa, "as I said I would")
    due = wall(first.at, 3, LAST_MINUTE)
    made = written(rosa, house.mira, promised, "Look whether the money has arrived, and write", "reply", due)
    sure(acts.keep(made, house.mira, proof.at, Shows(proof)))
    tomas = known["tomas.ribeiro"]
    mason, _start = moment_of(tomas, "the mason comes tomorrow")
    due = wall(mason.at, 1, LAST_MINUTE)
    made = written(tomas, house.mira, "the mason comes tomorrow", "The mason sees to the loose tile", "other", due)
    then = due.utc() + timedelta(days=2, hours=-13)
    sure(acts.keep(made, house.mira, then, Shows(words="He came two days later; the tile holds.")))


def told_wrongly(house: House, joan: Customer, now: datetime) -> None:
    """Until Monday, Sepp wrote, and the reward ends on Sunday; nor did he call. He is away by now."""
    reward = Reward.objects.get(customer=joan)
    due = LocalTime(datetime.combine(sunday(now) + timedelta(days=1), LAST_MINUTE), reward.expires_zone)
    words, what = f"your two reward nights are good until {monday(now)}", "Her two free nights are still good"
    written(joan, house.sepp, words, what, "reward", due, f"reward:{reward.public_id}")
    look_back(joan, Contradiction.IMPORTED, now)
    call = "I will call you tomorrow to find dates."
    moment, _start = moment_of(joan, call)
    due = wall(moment.at, 1, LAST_MINUTE, reward.expires_zone)
    made = written(joan, house.sepp, call, "Call her to find dates for the two nights", "callback", due)
    passed = due.utc() + timedelta(minutes=1)
    sure(acts.break_(made, None, passed))
    broken = Moment.objects.get(customer=joan, kind="promise.broken")
    hearing.hear_moment(broken, passed)
