"""What the house has given: a card freely, and two vouchers, of which one came back over the counter."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from regulars.book.models import Customer, Order
from regulars.demo.company.house import House, sure
from regulars.demo.company.word import moment_of
from regulars.gestures import acts as gestures
from regulars.gestures.models import Gesture, Voucher
from regulars.gestures.vouchers import acts as vouchers

CUSTOMS = "Her parcel lay at the customs for four days, and it was we who had left the number out."
TORN = "Her boxes came with wet corners, and she thanked us for them."
EIGHTH = "It is her eighth order, and nobody had ever said that we noticed."


def tell(house: House, known: Mapping[str, Customer], now: datetime) -> None:
    """All of it."""
    dorothea, fatima, yuki = known["dorothea.klee"], known["fz.elidrissi"], known["yuki.hoshino"]
    packed = now - timedelta(days=31)
    card = sure(gestures.give(dorothea, "handwritten_note", 0, house.jonas, packed, why=EIGHTH))
    settled(card, house, packed)
    letter, _start = moment_of(fatima, "mettez le numéro")
    then = letter.at + timedelta(hours=9)
    sure(gestures.give(fatima, "voucher", 2_000, house.jonas, then, why=CUSTOMS, conversation=letter.conversation))
    orders = list(Order.objects.filter(customer=yuki).order_by("ordered_at"))
    after = orders[0].ordered_at + timedelta(days=15)
    made = sure(gestures.give(yuki, "voucher", 1_500, house.jonas, after, why=TORN))
    voucher = Voucher.objects.get(gesture=made)
    sure(vouchers.redeem(voucher, orders[1].number, house.jonas, orders[1].ordered_at))


def settled(gesture: Gesture, house: House, now: datetime) -> None:
    """It was done by hand."""
    sure(gestures.settle(gesture, True, house.jonas, now))
