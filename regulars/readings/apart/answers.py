"""What can be asked of the reading process, and how it is answered. Only that process imports this: it loads models."""

from dataclasses import replace
from pathlib import Path

from regulars.reading import tiers
from regulars.reading.training.adapting import Adapted
from regulars.reading.values import Read, Tier, Utterance
from regulars.readings.apart import wire
from regulars.readings.apart.learning import NONE, opened
from regulars.readings.apart.wire import Frame
from regulars.readings.meaning import sketch

UNKNOWN = "nothing answers this"


class Answers:
    """`folder` holds the sketches of what messages mean."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fits: dict[str, Adapted] = {}

    def answer(self, asked: Frame) -> Frame:
        """The answer to one question. Whatever it raises is told as a fault."""
        known = {"read": self.read, "like": self.like, "fits": self.learn, "ping": self.here}
        wanted = known.get(str(asked["do"]))
        return wanted(asked) if wanted else {"fault": UNKNOWN}

    def here(self, asked: Frame) -> Frame:
        """That somebody answers."""
        return {}

    def read(self, asked: Frame) -> Frame:
        """Read texts, with heads of the desk's own where such are named; those that are not here yet are asked for."""
        if missing := [one for one in asked.get("fits", ()) if one not in self.fits]:
            return {"wanted": missing}
        own = {self.fits[one].kind: self.fits[one] for one in asked.get("fits", ())}
        said = [wire.to_utterance(one) for one in asked["texts"]]
        reads = tiers.read_many(said, Tier(asked["tier"]), own)
        return {"reads": [wire.from_read(without_none(read)) for read in reads]}

    def learn(self, asked: Frame) -> Frame:
        """Take heads of the desk's own."""
        self.fits |= {one["id"]: opened(one) for one in asked["fits"]}
        return {}

    def like(self, asked: Frame) -> Frame:
        """The messages nearest in meaning to a vector or a text, by id, nearest first; and the vector."""
        vector = wire.unpacked(asked["vector"]) or meant(str(asked["text"]))
        return {"vector": wire.packed(vector), "ids": sketch.nearest(self.folder, vector, int(asked["most"]))}


def without_none(read: Read) -> Read:
    """Without what a head of the desk's own says where it finds nothing."""
    return replace(read, readings=tuple(one for one in read.readings if one.label != NONE))


def meant(text: str) -> bytes:
    """The meaning of a text as int8; b"" where nothing here makes vectors."""
    return tiers.read_many([Utterance(text)], Tier.FULL)[0].vector
