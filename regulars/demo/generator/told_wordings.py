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
        "Your parcel will be delivered {on_day}.",
        "ETA {day}.",
        "Tracking shows {day} for {number}.",
        "The postman should be knocking {on_day} with your package.",
        "Kindly be informed that the handover of the goods at your address takes place {on_day}.",
        "We're delivering to your street {on_day}, so it would be good if somebody is in.",
        "Your wait is over {on_day}, that's when {number} turns up.",
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
        "You're in the diary for {day}, {hour}.",
        "We've put you in for {day} at {hour}.",
        "Your slot is {on_day} at {hour}.",
        "Our system shows {day}, {hour}, under {number}.",
        "Check-in is {on_day}, any time after {hour}.",
        "The right day is {day}, so one of you owes the other a coffee.",
        "We're holding the {unit} for you {on_day} from {hour}.",
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
        "Use-by date for the points: {day}.",
        "After {day} the {balance} points can't be used any more, I'm afraid.",
        "Unused points get wiped {on_day}.",
        "Redemption of your {balance} points closes {on_day}.",
        "The validity of your Linden Circle points terminates {on_day}.",
        "We accept your points up to {day} inclusive.",
        "The deadline for cashing in your {balance} points is {day}.",
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
        "I'll get back to you {on_day}.",
        "Leave it with me, I'm on it {on_day}.",
        "I'll check with my boss {on_day} and report back.",
        "I've put it on my list for {day}, first thing.",
        "I'll try your mobile {on_day}.",
        "I'll have a chat with the chef {on_day} about your idea.",
        "I'm making time for you {on_day}, as long as it takes.",
    ),
}
SECOND: Set = {
    DELIVERY: (
        "It comes {on_day}, normally before noon.",
        "Delivery slot for {number}: {day}, between 8 and 5.",
        "You'll be unpacking it {on_day}!",
        "The parcel service names {day} as the day for your address.",
        "You receive the goods {on_day}, dear customer.",
        "Best stay at home {on_day}, because that is when the driver stops by with your box.",
        "It should land on your mat {on_day}, fingers crossed for dry weather.",
    ),
    BOOKING: (
        "You made it for {day} at {hour}.",
        "Your {unit}: {day}, {hour}, ref. {number}.",
        "It will be our pleasure to receive you {on_day} at {hour}.",
        "Your visit takes place {on_day}.",
        "It was {day} you chose back then, {hour} sharp.",
        "Do come along {on_day} at {hour}, the {unit} has your name on it.",
        "You'll be our guests {on_day}, and we are already polishing the glasses.",
    ),
    REWARD: (
        "You can still swap your {balance} points for something nice as late as {day}.",
        "Sorry to say they vanish {on_day}, all {balance} of them.",
        "Better put your points to use no later than {day}.",
        "Kindly note that your {balance} points will be forfeited {on_day}.",
        "Points: {balance}. Cut-off: {day}.",
        "They last until {day}, so take your time.",
        "On your card I see {balance} points, to be consumed before {day} is over.",
    ),
    ABSENCE: (
        "I shall prepare a proposal for you {on_day}.",
        "I'll meet you at the front desk {on_day} so we can discuss it in peace.",
        "I will inform you about it {on_day}, dear customer.",
        "I'm picking this up {on_day}.",
        "Will revert {on_day} once I know more.",
        "I personally deal with your request {on_day}.",
        "You'll get an update from me {on_day}.",
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
        near=("{at:%A}", "this {at:%A}"),
        soon=(
            "{at:%A}, {at.day} {at:%B}",
            "{at.day} {at:%B}",
            "the {nth}",
            "{at:%B} {nth}",
            "{at:%A} the {nth}",
            "{at:%a} {at.day} {at:%B}",
            "the {nth} of {at:%B}",
        ),
        far=(
            "{at.day} {at:%B} {at.year}",
            "{at:%A}, {at.day} {at:%B} {at.year}",
            "{at:%B} {at.day}, {at.year}",
            "the {nth} of {at:%B} {at.year}",
        ),
        hours=("{hour} pm", "{at:%H:%M}", "{hour} p.m.", "{hour}:{at:%M} pm", "{at:%H.%M}"),
    ),
    0: Manner(
        SECOND,
        near=("{at:%a}", "this coming {at:%A}", "the coming {at:%A}", "{at:%A} ({at.day} {at:%b})"),
        soon=(
            "{nth} {at:%B}",
            "{at:%A} {nth} {at:%B}",
            "{at:%A}, {at:%B} {nth}",
            "{at:%b} {at.day}",
            "{at:%a}, {at:%b} {at.day}",
            "{at:%B} the {nth}",
            "{at:%A}, the {nth} of {at:%B}",
            "{at:%d/%m}",
            "{at:%d.%m.}",
        ),
        far=(
            "{at:%Y-%m-%d}",
            "{at:%d/%m/%Y}",
            "{at:%d.%m.%Y}",
            "{nth} {at:%B} {at.year}",
            "{at:%a} {at.day} {at:%b} {at.year}",
            "{at:%b} {at.day}, {at.year}",
            "{at.day}-{at:%b}-{at.year}",
            "{at:%A}, {at:%B} {at.day}, {at.year}",
            "{at:%B} {nth}, {at.year}",
        ),
        hours=(
            "{hour}pm",
            "{hour}:{at:%M}pm",
            "{hour} PM",
            "{at:%I:%M} PM",
            "{hour}.{at:%M}pm",
            "{hour} o'clock",
            "{at:%H:%M} hrs",
            "{at:%H}h{at:%M}",
        ),
    ),
}
BEFORE = ("thank you for asking.", "I have had a look.", "good to hear from you.", "")
AFTER = (
    "Should anything change, just answer this mail.",
    "Have a good week.",
    "If you need anything else, we are here.",
    "",
)
