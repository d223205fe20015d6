"""What a desk is asked all day complains of no rule, threatens nothing and was not asked before."""

import numpy as np
import pytest

from regulars.reading.tiers import read_many
from regulars.reading.training.linear import fit
from regulars.reading.values import Speaker, Utterance

# Written for this test, and not to learn from.
ASKED = """
A photograph is attached.
That is all.
Twelve tables, seven candles.
You have a customer for life, and so has my mother.
I typed 15 instead of 5, so my parcel went to a neighbour whom I do not know, and she is away.
Could I have my coffee at six as before?
I want to book a room for two adults and one child.
Which of the two kettles is the quieter one?
How do I change the address on my order?
My name is Clara Benedek and my booking is for the third.
Can I pay the rest in cash when we arrive?
Is it allowed to bring a dog to the terrace?
What does it cost to send a parcel to Norway?
Please add a second driver to the rental.
Do you have the blue one in a size 40?
I need to amend the number of guests.
The invoice should go to our office in Graz.
Where do I find the serial number?
We land at 22:40 and take a taxi.
I have moved; here is my new address.
Can you tell me my balance?
How much money do I have left on the card?
I would like an insurance quote for a small van.
May I collect it on Saturday morning?
It is for a birthday, so a ribbon would be nice.
Is breakfast included in the price?
Please send me the receipt for March.
I am looking for a gift for my father, who bakes.
What are your opening hours over Easter?
Our group is eleven people, two of them children.
I ordered the green one on Monday.
Yes, the second of the two dates suits us.
How long does the battery last?
I want to transfer the warranty to my sister.
Does the lid fit the older model too?
Could you put us on the waiting list?
The code came, thank you, I am in.
I am writing about the flat in Elm Street.
What documents do you need from me?
""".strip().splitlines()
KINDS = ("rule", "leaving", "repeat", "expectation")


@pytest.mark.slow
def test_of_so_many_ordinary_requests_hardly_one_is_taken_for_more() -> None:
    reads = read_many([Utterance(text, Speaker.CUSTOMER) for text in ASKED])
    wrong = {
        (text, one.kind)
        for text, read in zip(ASKED, reads, strict=True)
        for one in read.readings
        if one.sure and (one.kind in KINDS or (one.kind, one.label) == ("failure", "rule"))
    }
    assert len(wrong) <= 3, wrong


def test_what_nobody_knows_of_a_text_teaches_nothing() -> None:
    numbers = np.array([[1.0], [1.0], [-1.0], [-1.0]], np.float32)
    targets = np.array([[1.0], [1.0], [0.0], [0.0]], np.float32)
    known = np.ones((4, 1), bool)
    told = fit(numbers, targets, 1.0, exclusive=False, known=known)
    more = np.vstack([numbers, numbers]), np.vstack([targets, 0 * targets])
    kept = fit(*more, 1.0, exclusive=False, known=np.vstack([known, ~known]))
    assert np.allclose(told.numbers, kept.numbers, atol=1e-3)
    assert not np.allclose(told.numbers, fit(*more, 1.0, exclusive=False).numbers, atol=1e-2)
