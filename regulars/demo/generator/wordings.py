"""What customers and the house say to each other, each thing in many ways. Pure data.

Some questions and thanks sound like trouble and are none, as on any desk.
"""

from collections.abc import Mapping

Wordings = tuple[str, ...]

# Subject and sentence.
QUESTIONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "visit": (
        ("Arriving late", "our train arrives after nine. Is somebody there to let us in?"),
        ("A quiet room", "could we have a room to the garden? The street kept us awake last time we travelled."),
        ("Breakfast before a hike", "we want to leave at six. Could we have something to take along?"),
        ("Parking", "is there a place for our car, and a socket to charge it?"),
        ("Travel cot", "we come with a baby. Do you have a cot, or should we bring ours?"),
        ("One night more", "could we stay until Monday if the room is free?"),
        ("Cancelling", "what happens if one of us falls ill and we have to cancel?"),
        ("Dinner", "do you serve dinner on Sundays, and must we book a table?"),
        ("The dog", "is a small dog welcome, and does that cost extra?"),
        ("Wireless network", "I have to work for an hour each morning. Is the network good enough for calls?"),
    ),
    "order": (
        ("Another address", "may this parcel go to my office instead? I am not at home in the mornings."),
        ("A card to go with it", "it is a present. Could you put in a card with a line by hand?"),
        ("How long does it keep", "how long does the jam keep when the glass is open?"),
        ("Invoice", "I need an invoice with our company's name for this one."),
        ("Are the glasses wrapped", "do you wrap the glasses well? I would not like one to break on the way."),
        ("When does it leave", "when do you send it? There is no hurry, I only want to be at home."),
        ("Two instead of one", "could you put a second jar in, and charge me for it?"),
        ("Allergy", "is there anything with nuts in the gift box?"),
        ("Returning", "if my mother does not like it, until when may it be sent back?"),
        ("Paying by transfer", "may I pay by bank transfer this time?"),
    ),
}
ANSWERS: Wordings = (
    "Yes, gladly. We have noted it down and you need do nothing more.",
    "Of course. I have told my colleagues, so that everybody here knows.",
    "That can be done. Should anything change, just answer this mail.",
    "Yes, that is no trouble at all.",
    "Certainly. It is written in our book for you.",
    "We like to do that. Please remind us when you arrive, so that nothing is forgotten.",
)
THANKS: Wordings = (
    "Wonderful, thank you!",
    "Thank you for the quick answer.",
    "Perfect, see you soon.",
    "Great, that was fast. Thanks a lot.",
    "Thank you, no problem at all then.",
    "Lovely. I was worried for nothing.",
)
COMPLAINTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "late": (
        ("Where is my parcel", "it was promised for last week and came days late."),
        ("Too late", "the parcel arrived four days after the date you gave me."),
        ("My order", "I waited all week for this and it only came today."),
        ("Delivery", "your delivery was late again and nobody said a word about it."),
        ("Parcel", "you told me it would be here by Friday. It was not."),
        ("Late delivery", "this should have been here days ago, I am rather disappointed."),
        ("Still waiting", "it took far longer than you said it would."),
        ("About the delivery", "I had taken a day off to be at home, and the parcel did not come that day."),
        ("Not on time", "the box did not get here on time."),
        ("Your promise", "you promised it for the weekend and it arrived on Wednesday."),
    ),
    "broken": (
        ("Broken on arrival", "two of the glasses were broken and the rest was sticky."),
        ("Damaged", "the box was crushed and one jar has leaked over everything."),
        ("Wrong article", "this is not what I ordered. I got plum instead of apricot."),
        ("Something is missing", "one of the three jars is missing from the parcel."),
        ("The honey", "the lid was open and the honey has run out into the box."),
        ("Faulty", "the cup has a crack and cannot be used."),
        ("Not as described", "the blanket is much smaller than what your page says."),
        ("Spoiled", "the cake was mouldy when we opened it."),
        ("Broken glass", "there were splinters of glass in the parcel."),
        ("Bad quality", "the handle came off the first time I used it."),
    ),
    "visit": (
        ("About our stay", "the room was not ready when we came, and nobody told us how long it would take."),
        ("The room", "the heating did not work and we were cold all night."),
        ("Noise", "we could not sleep because of the party below our room, and nobody did anything."),
        ("Our booking", "we had booked a room with a balcony and were given one without."),
        ("Dirty bathroom", "the bathroom had not been cleaned when we arrived."),
        ("Breakfast", "breakfast was over when we came down at nine, though your page says ten."),
        ("At the desk", "the man at the desk was rude to my wife."),
        ("Charged twice", "you charged my card twice for the same night."),
        ("Waiting", "we waited an hour for our table although it was booked."),
        ("No hot water", "there was no hot water on both mornings."),
    ),
}
WORSE: Wordings = (
    "It was for a birthday that is over now, and I had to explain to everybody why there was nothing.",
    "This ruined our anniversary, and I am really angry about it.",
    "I have written to you twice already and heard nothing. I will not order from you again.",
    "My daughter cried, and I do not know what to tell her.",
    "I have never been treated like this. I want my money back.",
    "That cost me a whole day and forty euros. I am furious.",
)
WELL: Wordings = (
    "I am sorry. This was our mistake, and it should not have happened to you. I have made it good today.",
    "I apologise. You were right to expect better of us. A new one left the house today, and you keep the other.",
    "We are very sorry. I have given you your money back today, and would like to send you something nicer.",
    "Please accept my apology. I have just refunded the whole amount, and I will call you on Thursday.",
    "I am so sorry that this happened. I have talked with the kitchen, and a night of your next stay is free.",
    "That was our fault, and I am sorry. The replacement is on its way by courier and will be with you tomorrow.",
)
BADLY: Wordings = (
    "We have received your message. Delays can occur. Please see our terms for further questions.",
    "Thank you for your message. Your feedback is important to us and has been passed on.",
    "As stated in our terms, goods travel at the risk of the buyer.",
    "Please fill in the form on our page and choose the category that fits.",
    "This cannot be right. According to our system everything was in order.",
)
THANK_YOU = "A small thank-you"
GESTURE: Wordings = (
    "it was good to have you with us. There is a jar of our linden honey waiting for you, just because.",
    "you have been coming to us for a while now, and we like that. A bottle of pear juice goes with your next parcel.",
    "we thought of you when the new jam was ready. The first glass is yours.",
)
