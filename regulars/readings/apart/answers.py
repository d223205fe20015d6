"""What can be asked of the reading process, and how it is answered. Only that process imports this: it loads models."""

from pathlib import Path

from regulars.reading import tiers
from regulars.reading.values import Tier, Utterance
from regulars.readings.apart import wire
from regulars.readings.apart.wire import Frame
from regulars.readings.meaning import sketch

UNKNOWN = "nothing answers this"


class Answers:
    """`folder` holds the sketches of what messages mean."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def answer(self, asked: Frame) -> Frame:
        """The answer to one question. Whatever it raises is told as a fault."""
        known = {"read": self.read, "like": self.like, "ping": self.here}
        wanted = known.get(str(asked["do"]))
        return wanted(asked) if wanted else {"fault": UNKNOWN}

    def here(self, asked: Frame) -> Frame:
        """That somebody answers."""
        return {}

    def read(self, asked: Frame) -> Frame:
        """Read texts."""
        said = [wire.to_utterance(one) for one in asked["texts"]]
        return {"reads": [wire.from_read(read) for read in tiers.read_many(said, Tier(asked["tier"]))]}

    def like(self, asked: Frame) -> Frame:
        """The messages nearest in meaning to a vector or a text, by id, nearest first; and the vector."""
        vector = wire.unpacked(asked["vector"]) or meant(str(asked["text"]))
        return {"vector": wire.packed(vector), "ids": sketch.nearest(self.folder, vector, int(asked["most"]))}


def meant(text: str) -> bytes:
    """The meaning of a text as int8; b"" where nothing here makes vectors."""
    return tiers.read_many([Utterance(text)], Tier.FULL)[0].vector
