"""A reading process without models: it reads praise and promises by one word each, and dies where a text says so."""

import os
import signal
import sys
import time
from pathlib import Path

from regulars.reading.values import Language, Read, Reading, Speaker, Utterance
from regulars.readings.apart import wire
from regulars.readings.apart.child import serve
from regulars.readings.meaning import layout

WORDS = {Speaker.CUSTOMER: (("thanks", "thanks", "Thank you"), ("sentiment", "negative", "broken"))}
WORDS[Speaker.STAFF] = (("promise", "explicit", "We will"),)


def read(said: Utterance) -> Read:
    """One text."""
    if "KILL" in said.text:
        os.kill(os.getpid(), signal.SIGKILL)
    once = Path(sys.argv[-1]) / "once"
    if "ONCE" in said.text and not once.exists():
        once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if "RAISE" in said.text:
        raise ValueError("a text that no reader can stand")
    if "ENDLESS" in said.text:
        while True:
            time.process_time()
    found = [
        Reading(kind, label, 0.9, at, at + len(word), 1, sure="perhaps" not in said.text)
        for kind, label, word in WORDS[said.speaker]
        if (at := said.text.find(word)) >= 0
    ]
    vector = bytes((ord(said.text[:1] or " ") * 7 + place * 31) % 256 for place in range(layout.SIZE))
    scores = {"sentiment": {"negative": 0.9 if "broken" in said.text else 0.01}}
    return Read(Language("en", 0.99), tuple(found), scores, vector)


def answer(asked: wire.Frame) -> wire.Frame:
    """One question."""
    if asked["do"] == "read":
        return {"reads": [wire.from_read(read(wire.to_utterance(one))) for one in asked["texts"]]}
    return {}


if __name__ == "__main__":
    serve(answer, int(sys.argv[1]), float(sys.argv[2]))
