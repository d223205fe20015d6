"""A small desk with one of everything, and where to find it."""

import re
from functools import cached_property

import pytest
from django.utils import timezone

from regulars.book.leaving import exports
from regulars.book.letters import picture_address
from regulars.book.theirs import links
from regulars.gestures.models import Voucher
from regulars.gestures.offers import links as offer_links
from regulars.practices.promises.receipts import links as receipt_links
from regulars.staff import back_in, invitations
from regulars.web.routes import ROUTES, Route

from .rows import Rows

JUDGED = {"reader": "failure", "label": "product", "start": "0", "end": "4", "verdict": "wrong"}
MACRO_PAGES = ("macro", "move_macro", "remove_macro", "restore_macro", "use_macro")
MERGE_PAGES = ("merged", "undo_merge")
READING_PAGES = ("readings_of", "judge_reading", "add_reading", "read_promise", "record_promise", "pass_over_promise")
REMEMBERED = ("remember", "remember_words")
PERSON_PAGES = ("person", "make_way_in", "reset_second", "switch_off", "switch_on", "settle_own_allowance")
INBOX_PAGES = ("connect", "inbox_settings", "settle_inbox", "keep_inbox", "stop_inbox", "release_inbox")


class Desk(Rows):
    """Its rows, and where to find them: `path(route)` is a path on which that route has something to show."""

    @cached_property
    def parts(self) -> dict[str, str]:
        """What stands for a route's placeholders, by name of the route."""
        moment, conversation = self.moment.public_id, self.conversation.public_id
        return {
            "static_file": "paper.css",
            **dict.fromkeys(("conversation", "give"), conversation),
            "customer": self.conversation.customer.public_id,
            "brief": self.brief.public_id,
            **dict.fromkeys(("task_done", "task_again"), self.task.public_id),
            "attachment": self.file.public_id,
            "picture": picture_address(self.file.public_id).rpartition("/")[2],
            "raw_delivery": self.held.public_id,
            **dict.fromkeys(("raw_message", *REMEMBERED, "as_sent", "message_html", *READING_PAGES), moment),
            "unsay_reading": self.word.public_id,
            "turn_fit": self.fit.public_id,
            "quarantined": self.held.public_id,
            "retry_job": str(self.job.pk),
            "settle": str(self.link.pk),
            "remove_passkey": "1",
            **dict.fromkeys(("team", "remove_team"), self.team.public_id),
            **dict.fromkeys(("change_role", "remove_role"), "night-shift"),
            "withdraw": self.invitation.public_id,
            "join": invitations.token(self.invitation),
            "way_in": back_in.token(self.colleague, timezone.now()),
            "theirs": links.token(self.personal),
            "evidence_of_promise": self.shown.public_id,
            "their_choice": offer_links.token(self.offer),
            "their_receipt": receipt_links.token(self.promise),
            "their_voucher": offer_links.voucher_token(Voucher.objects.get()),
            "settle_amends": "voucher",
            "settle_role_allowance": "night-shift",
            **dict.fromkeys(PERSON_PAGES, self.colleague.public_id),
            **dict.fromkeys(INBOX_PAGES, self.held.inbox.public_id),
            **dict.fromkeys(MERGE_PAGES, self.merge.public_id),
            "notice_seen": "1",
            "act_on_handle": "1",
            **dict.fromkeys(MACRO_PAGES, self.macro.public_id),
            "view": self.view.public_id,
            **dict.fromkeys(("certificate", "certificate_json", "take_back_erasure"), self.erasure.public_id),
        }

    def path(self, route: Route) -> str:
        """The route's path with something real in it."""
        filled = route.path.replace("<str:answer>", "not").replace("<str:kind>", "reply").replace("<str:act>", "close")
        of = {
            "/conversations/": self.conversation.public_id,
            "/outgoing/": self.mail.public_id,
            "/customers/": self.conversation.customer.public_id,
            "/facts/": self.fact.public_id,
            "/promises/": self.promise.public_id,
            "/contradictions/": self.contradiction.public_id,
            "/terms/": self.term.public_id,
            "/hanging/": self.left.public_id,
            "/recoveries/": self.recovery.public_id,
            "/relations/": self.relation.public_id,
            "/imports/": self.sent.public_id,
            "/gestures/": self.gesture.public_id,
            "/offers/": self.offer.public_id,
            "/webhooks/": self.webhook.public_id,
        }
        usual = next((one for begin, one in of.items() if route.path.startswith(begin)), "none")
        first = self.parts.get(route.name, usual)
        return re.sub(r"<\w+:(\w+)>", lambda found: self.within.get(found[1], first), filled)

    @cached_property
    def within(self) -> dict[str, str]:
        """What stands for a placeholder by its own name, where a path has several."""
        archive = f"{self.conversation.customer.public_id}-20261122-080000.zip"
        (exports.folder() / archive).write_bytes(b"PK")
        link = {"personal_link": self.personal.public_id, "belonging": "conversation", "what": "quote"}
        return {**link, "file": archive, "turn": "out", "sign": str(self.sign.pk), **JUDGED}


@pytest.fixture
def desk(db: None) -> Desk:
    """One of everything."""
    return Desk()


def routes(method: str) -> list[Route]:
    """All routes that answer to that method."""
    return [route for _, route in ROUTES if method in route.methods]
