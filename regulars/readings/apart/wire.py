"""What goes over the socket: frames of JSON, each after its length in four bytes; and values of the room as JSON."""

import base64
import json
import socket
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from regulars.base.times import LocalTime
from regulars.reading.values import Due, Language, Read, Reading, Speaker, Utterance

Frame = dict[str, Any]
LONGEST = 256 * 1024 * 1024


class Broken(Exception):
    """The other side left in the middle of a frame, or sent what is none."""


def send(to: socket.socket, frame: Mapping[str, Any]) -> None:
    """Send one frame. Raises OSError, and TypeError for what is no JSON; then nothing was sent."""
    to.sendall(framed(frame))


def framed(frame: Mapping[str, Any]) -> bytes:
    """A frame as it is sent. Raises TypeError for what is no JSON."""
    body = json.dumps(frame, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return len(body).to_bytes(4, "big") + body


def receive(of: socket.socket) -> Frame:
    """Receive one frame. Raises Broken where the other side leaves, OSError (TimeoutError) where it is silent."""
    size = int.from_bytes(_exactly(of, 4), "big")
    if size > LONGEST:
        raise Broken(f"a frame of {size} bytes")
    frame = json.loads(_exactly(of, size).decode("utf-8", "surrogatepass"))
    if not isinstance(frame, dict):
        raise Broken("a frame that is no object")
    return frame


def _exactly(of: socket.socket, size: int) -> bytes:
    parts, missing = [], size
    while missing:
        part = of.recv(min(missing, 1 << 20))
        if not part:
            raise Broken("the other side left")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def packed(content: bytes) -> str:
    """Bytes as text."""
    return base64.b64encode(content).decode()


def unpacked(text: str) -> bytes:
    """The bytes again."""
    return base64.b64decode(text)


def from_utterance(said: Utterance) -> Frame:
    """As JSON."""
    at = said.at.isoformat() if said.at else None
    return {"text": said.text, "speaker": said.speaker, "at": at, "zone": said.zone, "folds": said.folds}


def to_utterance(frame: Frame) -> Utterance:
    """The value again."""
    at = datetime.fromisoformat(frame["at"]) if frame["at"] else None
    folds = None if frame["folds"] is None else tuple((int(a), int(b), str(kind)) for a, b, kind in frame["folds"])
    return Utterance(frame["text"], Speaker(frame["speaker"]), at, frame["zone"], folds)


def from_read(read: Read) -> Frame:
    """As JSON."""
    return {
        "language": [read.language.code, float(read.language.sureness)],
        "readings": [_from_reading(one) for one in read.readings],
        "scores": {
            kind: {label: float(score) for label, score in labels.items()} for kind, labels in read.scores.items()
        },
        "vector": packed(read.vector),
    }


def to_read(frame: Frame) -> Read:
    """The value again."""
    code, sureness = frame["language"]
    readings = tuple(map(_to_reading, frame["readings"]))
    return Read(Language(code, sureness), readings, frame["scores"], unpacked(frame["vector"]))


def _from_reading(one: Reading) -> Frame:
    # Readers compute with numbers of NumPy, which are no JSON.
    return {
        "kind": one.kind,
        "label": one.label,
        "score": float(one.score),
        "start": int(one.start),
        "end": int(one.end),
        "version": one.version,
        "sure": bool(one.sure),
        "fired": [[int(start), int(end)] for start, end in one.fired],
        "due": _from_due(one.due) if one.due else None,
        "rule": one.rule,
    }


def _to_reading(frame: Frame) -> Reading:
    fired = tuple((int(start), int(end)) for start, end in frame["fired"])
    due = _to_due(frame["due"]) if frame["due"] else None
    return Reading(**{**frame, "fired": fired, "due": due})


def _from_due(due: Due) -> Frame:
    time = [due.time.wall.isoformat(), due.time.zone] if due.time else None
    return {"start": due.start, "end": due.end, "time": time, "grain": due.grain}


def _to_due(frame: Frame) -> Due:
    time = LocalTime(datetime.fromisoformat(frame["time"][0]), frame["time"][1]) if frame["time"] else None
    return Due(frame["start"], frame["end"], time, frame["grain"])
