"""One of everything that a desk keeps, around one mail."""

from django.utils import timezone

from regulars.book.models import (
    Attachment,
    Batch,
    BriefMail,
    Conversation,
    Customer,
    Fact,
    Merge,
    Message,
    Moment,
    Relation,
    Task,
)
from regulars.book.theirs import links
from regulars.conversations.models import Link, Macro, Outgoing, View
from regulars.engine import blobs, sealing
from regulars.engine.models import Job
from regulars.gestures.acts import choose
from regulars.gestures.models import Gesture, Webhook
from regulars.imports.records import uploads
from regulars.practices.promises.models import Contradiction, Evidence, Promise, Sign, Term
from regulars.practices.recovery.acts import opening
from regulars.practices.recovery.acts.opening import Opened
from regulars.practices.recovery.matters import Found
from regulars.practices.recovery.models import Hanging
from regulars.readings.models import Correction, Fit, Reading, Understanding
from regulars.staff import invitations
from regulars.staff.models import Agent, Invitation, Role, Team
from tests import builders, mails
from tests.gestures.builders import gave, offered

PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC"
HTML_MAIL = f"""From: Ana Novak <ana@nordbake.example>
To: help@desk.example
Subject: A picture of the kettle
Message-ID: <picture@nordbake.example>
Date: Fri, 20 Nov 2026 09:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/related; boundary=x

--x
Content-Type: text/html; charset=utf-8

<p>Look at <b>this</b>: <img src="cid:kettle"><img src="OUTSIDE/spy.png"></p>
<script>document.title = "ran"</script><p onclick="x()">It leaks.</p>
--x
Content-Type: image/png; name=kettle.png
Content-ID: <kettle>
Content-Transfer-Encoding: base64
Content-Disposition: inline; filename=kettle.png

{PICTURE}
--x--
"""
UNSURE, RULE = {"label": "annoyed"}, {"label": "complaint", "quote": "It leaks."}


def html_mail(outside: str = "https://outside.example") -> bytes:
    """A mail whose HTML wants to run a script, to load a picture from outside, and shows one of its own."""
    return HTML_MAIL.replace("OUTSIDE", outside).encode()


class Rows:
    """Rows of a small desk."""

    def __init__(self) -> None:
        mails.take_in(
            html_mail(),
            mails.mail(),
            mails.reply("one@nordbake.example", message_id="two@nordbake.example", text="Still cold.\n\n> It boils."),
        )
        self.moment = Moment.objects.get(messages__message_id="picture@nordbake.example")
        assert self.moment.conversation is not None
        self.conversation: Conversation = self.moment.conversation
        other = Conversation.objects.exclude(pk=self.conversation.pk).get()
        self.link = Link.objects.create(
            conversation=self.conversation,
            other=other,
            kind=Link.CONTINUATION,
            evidence="same subject",
            created_at=mails.NOW,
        )
        self.file = Attachment.objects.get(name="kettle.png")
        raw = b"\x00\xffno mail at all"
        self.held = builders.quarantined(blobs.put(raw), size=len(raw))
        self.staff()
        self.books()
        self.giving()
        self.readings()
        self.promises()
        self.recoveries()
        self.macro = Macro.objects.create(name="Hello", text="Hi {customer.first_name},", created_at=mails.NOW)
        self.brief = BriefMail.objects.create(name="Early", to=["early@desk.example"], at="06:30", zone="Europe/Vienna")
        self.view = View.objects.create(name="Waits long", filter="is:open")
        self.outgoing()
        self.job = Job.objects.create(kind="mail.parse", state="parked", attempts=5, last_error="It broke.")

    def outgoing(self) -> None:
        """An answer to Ana."""
        self.mail = Outgoing.objects.create(
            conversation=self.conversation,
            inbox=self.held.inbox,
            to=[["Ana Novak", "ana@nordbake.example"]],
            subject="Re: A picture of the kettle",
            text="A new kettle is on its way, for it leaks.",
            send_at=mails.NOW,
            created_at=mails.NOW,
        )

    def books(self) -> None:
        """A fact of Ana's and somebody of hers, a link for her, a merge, and somebody who is to be erased."""
        of = self.conversation.customer
        said = {"kind": "need", "text": "No nuts.", "origin": "said", "at": mails.NOW, "used_at": mails.NOW}
        self.fact = Fact.objects.create(customer=of, birth_customer=of, moment=self.moment, **said)
        other = Customer.objects.create(name="Boris Okafor")
        self.relation = Relation.objects.create(
            customer=of, birth_customer=of, other=other, birth_other=other, kind="friend", at=mails.NOW
        )
        self.task = Task.objects.create(
            practice="theirs", key="1", customer=of, birth_customer=of, title="Write her address", created_at=mails.NOW
        )
        self.personal = links.make(self.conversation.customer, "page", "", {}, None, timezone.now(), links.LIVES)
        self.merge = Merge.objects.create(
            gone=builders.customer("Boris at home", "boris@home.example"),
            stays=builders.customer("Boris Okafor", "boris@veloworks.example"),
            at=mails.NOW,
        )
        self.erasure = builders.erasure()
        rows = b"Order number,Email,Order date\n1001,ana@nordbake.example,soon\n"
        kept = uploads.keep([rows], "orders.csv", "order", "shop", self.colleague, mails.NOW)
        assert isinstance(kept, Batch)
        uploads.report_of(kept).write_text("line,id,outcome,reason,record\n", encoding="utf-8")
        self.sent = kept

    def giving(self) -> None:
        """Something that was given in the first conversation, a choice that was made, and a system that is asked."""
        more = {"by": self.colleague, "conversation": self.conversation, "why": "It leaks."}
        self.gesture = gave(self.conversation.customer, "handwritten_note", 0, **more)
        self.offer = offered(self.conversation.customer, **more)
        assert isinstance(choose(self.offer, "voucher", self.colleague, timezone.now(), words="It leaks."), Gesture)
        system = {"name": "Shop", "address": "https://shop.example/amends", "codes": ["refund"], "at": mails.NOW}
        self.webhook = Webhook.objects.create(secret=sealing.seal("whsec_"), **system)

    def readings(self) -> None:
        """A failure that was read in the first mail, a colleague's word on it, and how each of Ana's mails sounds."""
        for text in Message.objects.select_related("moment"):
            scores = {"sentiment": {"negative": 0.7, "neutral": 0.3}}
            Understanding.objects.create(
                message=text, edition="fast", tier="fast", language="en", at=text.moment.at, scores=scores
            )
        text = self.moment.messages.get()
        start = text.text.index("It leaks.")
        span = {"label": "product", "start": start, "end": start + 9}
        Reading.objects.create(message=text, reader="failure", reader_version=1, score=0.9, **span)
        Reading.objects.create(message=text, reader="feeling", reader_version=1, score=0.4, sure=False, **span | UNSURE)
        self.word = Correction.objects.create(
            moment=self.moment, reader="rule", agent=self.colleague, at=mails.NOW, verdict="missing", **span | RULE
        )

        later = {"texts": 8, "own": 7, "standing": 4}
        self.fit = Fit.objects.create(
            reader="failure", language="en", at=mails.NOW, labels=40, card={"later": later}, kept=True
        )

    def promises(self) -> None:
        """What Mo promised in the first mail, with a file that shows it, and what seems to keep it."""
        row = {"sort": "delivery", "strength": "explicit", "at": mails.NOW, "said_at": mails.NOW, "moment": self.moment}
        self.promise = Promise.objects.create(
            customer=self.conversation.customer,
            birth_customer=self.conversation.customer,
            conversation=self.conversation,
            agent=self.colleague,
            what="a new one, as it leaks",
            **row,
        )
        self.shown = Evidence.objects.create(
            promise=self.promise,
            name="kettle.png",
            content_type="image/png",
            sha256=self.file.sha256,
            size=self.file.size,
            agent=self.colleague,
            at=mails.NOW,
        )
        read = {"reader": "promise", "reader_version": 1, "label": "explicit", "score": 0.9}
        Reading.objects.create(message=self.moment.messages.get(), start=0, end=4, **read)
        self.sign = Sign.objects.create(promise=self.promise, moment=self.moment, at=mails.NOW)
        self.contradiction = Contradiction.objects.create(
            customer=self.conversation.customer,
            birth_customer=self.conversation.customer,
            conversation=self.conversation,
            sort="reward",
            key="kettle",
            quote="It leaks.",
            found=Contradiction.CHANGED,
            at=mails.NOW,
        )
        self.term = Term.objects.create(name="Returns", words="return", days=30)

    def recoveries(self) -> None:
        """What went wrong for Ana, as a colleague says, and what she was left hanging with."""
        moment, of = self.moment.public_id, self.conversation
        said = {"quote": "It leaks.", "moment": moment, "conversation": of.pk}
        found = Found("hand:one", "person", mails.NOW, "serious", "product", **said)
        opened = opening.open_(of.customer, found, self.colleague, mails.NOW)
        assert isinstance(opened, Opened)
        self.recovery = opened.recovery
        self.left = Hanging.objects.create(
            customer=self.conversation.customer,
            birth_customer=self.conversation.customer,
            conversation=self.conversation,
            key=f"moment:{self.moment.public_id}",
            quote="Still cold.",
            at=mails.NOW,
            found_at=mails.NOW,
        )

    def staff(self) -> None:
        """A colleague, a team, somebody invited, and a role without permissions."""
        self.colleague = Agent.objects.create(name="Mo Field", email="mo@desk.example")
        self.team = Team.objects.create(name="Returns")
        self.invitation = Invitation.objects.create(
            email="new@desk.example",
            role="agent",
            invited_by=builders.agent("owner"),
            created_at=mails.NOW,
            expires_at=timezone.now() + invitations.LIVES,
        )
        Role.objects.create(name="night-shift", label="Night shift")
