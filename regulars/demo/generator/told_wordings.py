"""What the house states about records and promises for itself, in two sets of ways. Pure data.

Desks of odd seeds speak with the first set only, those of even seeds with the second, so that what is tuned on odd
seeds is judged on even ones by words that nobody looked at (docs/decisions/0018-generator.md).

`{on_day}` is "on Friday" or "tomorrow", `{day}` the same without its preposition.
"""

from collections.abc import Mapping

from regulars.base.frozen import dataclass

DELIVERY, BOOKING, REWARD, ABSENCE = "delivery", "booking", "reward", "absence"
Set = Mapping[str, tuple[str, ...]]

# Subject and sentence of who asks.
ASKED: Mapping[str, tuple[tuple[str, str], ...]] = {
    DELIVERY: (
        ("The day of delivery", "which day may I expect it? I would like to be at home."),
        ("When will it come", "could you tell me when it will be here?"),
    ),
    BOOKING: (
        ("Our reservation", "could you confirm once more when we are expected?"),
        ("Just to be sure", "my wife and I each have another day in mind. For when did we book?"),
    ),
    REWARD: (
        ("My points", "until when can I use what I have collected?"),
        ("Linden Circle", "I have lost count of my points. How long do I have to use them?"),
    ),
    ABSENCE: (
        ("A question for Ida", "I have something longer to ask. When could we talk about it?"),
        ("Something special", "I am planning a surprise and need some help with it."),
    ),
}
FIRST: Set = {
    DELIVERY: (
        "It has been packed and will be with you {on_day}.",
        "Your parcel should arrive {on_day}.",
        "You will have {number} by {day} at the latest.",
        "The carrier brings it {on_day}.",
        "The delivery is planned for {day}.",
        "I have checked with the shop: {number} arrives {on_day}.",
        "Don't worry, it'll be there by {day}.",
        "Expect your parcel {on_day}, some time before six in the evening.",
        "Everything is in stock, and we promise delivery by {day}.",
        "It leaves our house shortly and reaches you {on_day}.",
    ),
    BOOKING: (
        "We look forward to seeing you {on_day}.",
        "Your booking {number} is confirmed for {day}.",
        "Your {unit} is booked for {day} at {hour}.",
        "We expect you {on_day} at {hour}.",
        "I can confirm {number}: you arrive {on_day}.",
        "Everything is prepared for your arrival {on_day}.",
        "See you {on_day} at {hour}!",
        "The {unit} is yours from {hour} {on_day}.",
        "We have you down for {day}, {hour}.",
        "As booked, your {unit} will be waiting for you {on_day}.",
    ),
    REWARD: (
        "Your {balance} points expire {on_day}.",
        "Your points are valid until {day}.",
        "You have {balance} points with us. You can use them until {day}.",
        "The points in your Linden Circle run out {on_day}.",
        "Please spend your {balance} points by {day}.",
        "You have until {day} to use your points.",
        "Your balance of {balance} points lapses {on_day}.",
        "Your points stay good until the end of {day}.",
        "There is no hurry: your Linden Circle reward ends {on_day}.",
        "{balance} points are waiting for you and can be redeemed up to {day}.",
    ),
    ABSENCE: (
        "I will call you {on_day}.",
        "I'll ring you {on_day} and we go through it together.",
        "I will write to you again {on_day}.",
        "I'll look into it myself {on_day} and let you know.",
        "You will hear from me {on_day}.",
        "I will send you the list {on_day}.",
        "Let me ask the kitchen; I'll phone you {on_day}.",
        "I will talk to our gardener and come back to you {on_day}.",
        "I'll have an answer for you {on_day}.",
        "I will take care of it {on_day}.",
    ),
}
SECOND: Set = {
    DELIVERY: (
        "You can look forward to your box {on_day}.",
        "Our courier will drop it off {on_day}.",
        "According to the shop you'll be getting {number} {on_day}.",
        "We'll get {number} to you by {day}.",
        "Your order is scheduled to arrive {on_day}.",
        "The estimated delivery date is {day}.",
        "It is due to reach you by {day}.",
        "The box will be on your doorstep {on_day}.",
        "No later than {day} it will be in your hands.",
        "Shipping takes a little while, so please count on {day} for the delivery.",
    ),
    BOOKING: (
        "Your reservation stands for {day} at {hour}.",
        "We are looking forward to welcoming you {on_day}.",
        "I have just looked it up: your {unit} is reserved for {day}.",
        "You're all set for {day}, {hour}.",
        "We'll have your {unit} ready for you {on_day}.",
        "You are welcome to come in from {hour} {on_day}.",
        "Just to confirm, {number} begins {on_day} at {hour}.",
        "Your time with us starts {on_day}.",
        "Our whole team is happy that you are coming {on_day}.",
        "Please find your booking confirmed: {day}, {hour}.",
    ),
    REWARD: (
        "Your points will remain in your account through {day}.",
        "The last day on which you can redeem your {balance} points is {day}.",
        "Your reward is good till {day}.",
        "Your Linden Circle points will be gone after {day}.",
        "The expiry date of your points is {day}.",
        "You may redeem the {balance} points any time before the end of {day}.",
        "Points collected in the Linden Circle are yours to spend until {day}.",
        "Do use your {balance} points: they expire {on_day}.",
        "We keep your points for you up to and including {day}.",
        "Your {balance} points are due to lapse {on_day}.",
    ),
    ABSENCE: (
        "I'll give you a ring {on_day}.",
        "I'll be in touch {on_day}.",
        "Expect my call {on_day}.",
        "I am going to email you the details {on_day}.",
        "I promise to follow this up {on_day}.",
        "I shall contact you {on_day} with news.",
        "You'll have my reply {on_day}.",
        "I'll sort it out for you {on_day}.",
        "I will drop you a line {on_day}.",
        "I'll see to it personally {on_day}.",
    ),
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How one half of all desks speaks: sentences by what they are about, and how days and hours are written.

    Days and hours are patterns of `str.format` over a wall time, `{nth}` its day with the English ending; `near` are
    for days less than a week ahead, `soon` for those within a month, `far` for any.
    """

    said: Set
    near: tuple[str, ...]
    soon: tuple[str, ...]
    far: tuple[str, ...]
    hours: tuple[str, ...]


MANNERS = {
    1: Manner(
        FIRST,
        near=("{at:%A}",),
        soon=("{at:%A}, {at.day} {at:%B}", "{at.day} {at:%B}", "the {nth}"),
        far=("{at.day} {at:%B} {at.year}", "{at:%A}, {at.day} {at:%B} {at.year}"),
        hours=("{hour} pm", "{at:%H:%M}"),
    ),
    0: Manner(
        SECOND,
        near=("{at:%A}", "this {at:%A}"),
        soon=("{at:%B} {nth}", "{at:%A} the {nth}", "{at:%a} {at.day} {at:%B}", "the {nth} of {at:%B}"),
        far=("{at:%B} {at.day}, {at.year}", "the {nth} of {at:%B} {at.year}"),
        hours=("{hour} p.m.", "{hour}:{at:%M} pm", "{at:%H.%M}"),
    ),
}
BEFORE = ("thank you for asking.", "I have had a look.", "good to hear from you.", "")
AFTER = (
    "Should anything change, just answer this mail.",
    "Have a good week.",
    "If you need anything else, we are here.",
    "",
)
