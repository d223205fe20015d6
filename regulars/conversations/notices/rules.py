"""Which kinds of notice there are, and which of them replace an older one of the same conversation."""

MENTIONED, ASSIGNED, GIVEN_BACK, REPLY = "mentioned", "assigned", "given_back", "reply"
BOUNCED, FAILED, UNSURE, HELD = "bounced", "failed", "unsure", "held"
KINDS = (MENTIONED, ASSIGNED, GIVEN_BACK, REPLY, BOUNCED, FAILED, UNSURE, HELD)

# Five mails in a row are one reason to look, not five.
ONE_A_CONVERSATION = frozenset({REPLY, ASSIGNED})
LONGEST_WORDS = 300


def is_news(agent_id: int, by_id: int | None) -> bool:
    """Whether somebody needs to be told: what one did oneself is no news."""
    return agent_id != by_id


def shortened(words: str) -> str:
    """`words` on one line, as long as a notice may be."""
    line = " ".join(words.replace("\0", "").split())
    return line if len(line) <= LONGEST_WORDS else line[: LONGEST_WORDS - 1].rstrip() + "…"
