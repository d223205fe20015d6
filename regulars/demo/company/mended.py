"""What went wrong and is being made right: one to choose, one that is well. (One to be listened to began by itself.)"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from regulars.book.models import Customer, Moment, Order
from regulars.demo.company.house import House, sure, wall
from regulars.demo.company.word import moment_of
from regulars.gestures import acts as gestures
from regulars.gestures import case as cases
from regulars.gestures.amends import AMENDS
from regulars.gestures.fitting import choice
from regulars.gestures.settled import settled
from regulars.practices.recovery import course, hearing, matters
from regulars.practices.recovery.acts import amends, opening, steps
from regulars.practices.recovery.acts.opening import Coded
from regulars.practices.recovery.matters import Found
from regulars.practices.recovery.models import Recovery
from regulars.staff.models import Agent

EVENING = time(18)


def tell(house: House, known: Mapping[str, Customer], now: datetime) -> None:
    """Both."""
    to_choose(known["oskar.lindgren"], house.jonas)
    well(known["gregor.vasil"], house.jonas)


def begun(customer: Customer, words: str, coded: Coded, agent: Agent) -> Recovery:
    """Opened by who read these words of theirs, a while after they came."""
    moment, _start = moment_of(customer, words)
    order = Order.objects.filter(customer=customer).order_by("-ordered_at").first()
    found = Found(
        f"moment:{moment.public_id}",
        matters.PERSON,
        moment.at,
        coded.severity,
        coded.failure,
        moment.public_id,
        words,
        moment.conversation_id or 0,
        order.public_id if order else "",
    )
    then = moment.at + timedelta(minutes=40)
    return sure(opening.open_(customer, found, agent, then, coded=coded)).recovery


def heard(customer: Customer, recovery: Recovery, agent: Agent, words: str, apology: str, confirmed: str) -> None:
    """They were listened to, and somebody said sorry: the words of the apology stand in a letter of ours, their yes in
    one of theirs."""
    ours, _start = moment_of(customer, apology)
    theirs, _start = moment_of(customer, confirmed)
    said = {"words": words, "moment": ours.public_id}
    sure(steps.write(recovery, course.LISTEN, course.BEGUN, agent, ours.at, **said))
    sorry = {"words": apology, "moment": ours.public_id}
    sure(steps.write(recovery, course.ACKNOWLEDGE, course.DONE, agent, ours.at, **sorry))
    done = {"words": confirmed, "moment": theirs.public_id}
    sure(steps.write(recovery, course.LISTEN, course.DONE, agent, theirs.at, **done))


def to_choose(oskar: Customer, jonas: Agent) -> None:
    """Candles broken before a wedding: two things are offered, and he has not chosen yet."""
    need = "Twelve whole candles on the tables next week"
    coded = Coded(matters.SERIOUS, "product", "product", "ours", need)
    recovery = begun(oskar, "five of the twelve are broken in two", coded, jonas)
    read_back = "Twelve tables, seven candles, and a week"
    heard(oskar, recovery, jonas, read_back, "I packed them myself, and too loosely. I am sorry.", "Yes, that is it.")
    letter, _start = moment_of(oskar, "then here is what I can do")
    sure(amends.offer(recovery, ("replacement", "refund"), jonas, letter.at, why="A wedding does not wait."))


def offered(recovery: Recovery, codes: tuple[str, ...], agent: Agent, now: datetime) -> None:
    """What was offered while the parcel was still on its way; by now the records say that it came, and would propose
    something else."""
    known = settled()
    case = cases.read(recovery.customer, amends.cause_of(recovery), now, known)
    choices = [sure(choice(one, case, 0, known[code])) for code, one in AMENDS if code in codes]
    whose, talk = recovery.customer, recovery.conversation
    sure(gestures.offer(whose, choices, agent, now, recovery=recovery.public_id, conversation=talk))
    hearing.hear_moment(Moment.objects.get(customer=recovery.customer, kind="amends.offered"), now)


def well(gregor: Customer, jonas: Agent) -> None:
    """A wrong number of his own, a parcel by express, a card for his mother, and a customer for life."""
    coded = Coded(matters.MINOR, "timeliness", "delivery", "theirs", "Something for her name day on Sunday")
    recovery = begun(gregor, "I typed 15 instead of 5", coded, jonas)
    wish = "The parcel today, please."
    kind = "a wrong number is quickly typed"
    (answered, _at), (chosen, _start) = moment_of(gregor, kind), moment_of(gregor, wish)
    why = "He had said it all himself, and asking would have cost him the day."
    sure(steps.write(recovery, course.LISTEN, course.PASSED, jonas, answered.at, reason=why))
    said = {"words": kind, "moment": answered.public_id}
    sure(steps.write(recovery, course.ACKNOWLEDGE, course.DONE, jonas, answered.at, **said))
    offered(recovery, ("express_reshipment", "voucher"), jonas, answered.at)
    made = sure(amends.choose(recovery, "express_reshipment", wish, jonas, chosen.at))
    sent, _start = moment_of(gregor, "It is on its way, with a card for your mother.")
    sure(gestures.settle(made, True, jonas, sent.at))
    due = wall(sent.at, 3, EVENING)
    sure(steps.plan(recovery, jonas, due, jonas, sent.at, "Look whether it was there on Saturday"))
    sure(steps.write(recovery, course.ACT, course.DONE, jonas, due.utc(), words="It came on Saturday at ten."))
    card = "A card for his mother, by hand, in the second parcel"
    sure(steps.surprise(recovery, card, "note", jonas, due.utc()))
    thanks, _start = moment_of(gregor, "You have a customer for life")
    then = thanks.at + timedelta(minutes=20)
    words = "You have a customer for life, and so has my mother."
    sure(steps.look_again(recovery, jonas, then, words=words, moment=thanks.public_id))
