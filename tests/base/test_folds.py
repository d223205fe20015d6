"""What is folded, what stays in sight, and that a fold never takes the letter itself."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.base.folds.quotes import folds


def visible(text: str) -> str:
    """The text without its folds."""
    seen, at = "", 0
    for fold in folds(text):
        seen, at = seen + text[at : fold.start], fold.end
    return (seen + text[at:]).strip()


def kinds(text: str) -> list[str]:
    return [fold.kind for fold in folds(text)]


LEADS = [
    "On Mon, Apr 2, 2012 at 6:26 PM, Megan One <m@x.example> wrote:",
    "On Mon, Apr 2, 2012 at 6:26 PM, Megan One <\nm@x.example> wrote:",
    "On Nov 21, 2014,\nat 10:18,\nMegan One <m@x.example> wrote:",
    "Am 03.04.2012 um 16:19 schrieb Megan <m@x.example>:",
    "Le 29 avr. 2025 à 11:11, Megan <m@x.example> a écrit :",
    "El 3 de abril de 2012 16:19, Megan escribió:",
    "Il giorno 3 aprile 2012 16:19, Megan ha scritto:",
    "Op 12 december 2016 19:05 schreef Megan <m@x.example>:",
    "Em 10 de julho de 2017 às 16:32:35, Megan escreveu:",
    "Den 3 april 2012 16:19 skrev Megan <m@x.example>:",
    "pe 20. lokakuuta 2017 klo 17.50 Megan (m@x.example) kirjoitti:",
    "W dniu 2017-01-09 11:59:39 użytkownik Megan napisał:",
    "02.04.2012 14:20 пользователь Megan <m@x.example> написал:",
    "2012/4/3 Megan <m@x.example>:",
    "Megan <m@x.example> schrieb am Di., 3. Apr. 2012 um 16:19:",
]


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("quoted", ["> Old words\n>\n> more", "Old words\n\nmore"])
def test_a_reply_above_its_quote_stays(lead: str, quoted: str) -> None:
    assert visible(f"My answer.\n\n{lead}\n\n{quoted}\n") == "My answer."


BLOCKS = [
    "-----Original Message-----\nFrom: Ada <a@x.example>\nSent: Monday\nTo: Ana\nSubject: Re: lamp",
    "-----Ursprüngliche Nachricht-----\nVon: Ada\nGesendet: Montag\nAn: Ana\nBetreff: Lampe",
    "________________________________\nFrom: Ada <a@x.example>\nSent: Monday\nTo: Ana\nSubject: Re: lamp",
    "Von: Ada <a@x.example>\nGesendet: Montag, 5. Januar 2026 08:00\nAn: Ana\nBetreff: AW: Lampe",
    "De : Ada <a@x.example>\nEnvoyé : lundi\nÀ : Ana\nObjet : lampe",
    "De: Ada\nEnviado el: lunes\nPara: Ana\nAsunto: lámpara",
    "Da: Ada\nInviato: lunedì\nA: Ana\nOggetto: lampada",
    "*From:* Ada\n*Sent:* Monday\n*To:* Ana\n*Subject:* lamp",
    "发件人: Ada\n发送时间: 2026年\n收件人: Ana\n主题: 灯",
]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_copied_header_block_opens_a_quote(block: str) -> None:
    text = f"My answer.\n\n{block}\n\nOld words\nand more\n"
    assert visible(text) == "My answer."
    assert kinds(text) == ["quote"]


def test_answers_between_quoted_lines_stay() -> None:
    text = "On 5 Jan 2026 Ada wrote:\n> First?\nYes.\n\n> Second?\n\nNo.\n"
    assert visible(text).split() == ["Yes.", "No."]


def test_an_answer_below_its_quote_stays() -> None:
    assert visible("On 04/02/2012 06:26 PM, Megan One wrote:\n> Hi\nHello") == "Hello"


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAna Novak\nNordbake",
        "--\nAna",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "—\nAna",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Enviado desde mi iPhone",
        "Verstuurd vanaf mijn iPad",
        "Отправлено с iPhone",
    ],
)
def test_a_signature_is_folded(signature: str) -> None:
    text = f"The kettle leaks.\n\n{signature}\n"
    assert visible(text) == "The kettle leaks."
    assert kinds(text) == ["signature"]


def test_signature_and_quote_are_two_folds() -> None:
    text = "Hello\n\nSent from my iPhone\n\nOn Apr 3, 2012, at 4:19 PM, bob <b@x.example> wrote:\n\n> Hi\n"
    assert kinds(text) == ["signature", "quote"]


def test_a_disclaimer_is_folded() -> None:
    notice = "This e-mail and any attachments are confidential and intended solely for the addressee. " * 2
    text = f"The kettle leaks.\n\nAna\n\n{notice}\n"
    assert visible(text) == "The kettle leaks.\n\nAna"
    assert kinds(text) == ["disclaimer"]


def test_a_forward_with_words_is_folded_and_a_pure_one_shows_its_letter() -> None:
    forward = "---------- Forwarded message ---------\nFrom: Ada <a@x.example>\nDate: Mon\nSubject: lamp\nTo: Ana\n"
    forward += "\nThe old letter.\n"
    assert visible("See below.\n\n" + forward) == "See below."
    assert visible(forward) == "The old letter."
    assert kinds(forward) == ["forward"]


@pytest.mark.parametrize(
    "text",
    [
        "> only\n> a quote\n",
        "-- \nAna\n",
        "On 5 Jan 2026 Ada wrote:\n> all of it\n",
        "Sent from my iPhone",
        "-----Original Message-----\nFrom: Ada\nSent: Monday\nTo: Ana\n\nold\n",
    ],
)
def test_where_nothing_would_stay_nothing_is_folded(text: str) -> None:
    assert folds(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "On Monday your colleague told me this:\nthe parcel comes tomorrow.",
        "From: our shop, Date: unknown",
        "Sent from my desk, is much easier then my mobile phone.",
        "I sent it back.\nSent my phone back too.",
        "Points:\n-- first\n-- second\n",
        "Is this confidential? I send no e-mail without asking.",
        "To: the owner\n\nI write to complain.",
        "On the surface, this looks like a quote header but it's not.\n\nOn average it is fine.",
        "Prices:\n----------\n12 EUR\n----------\n",
    ],
)
def test_own_words_are_not_folded(text: str) -> None:
    assert folds("Hello,\n" + text) == ()


@given(
    st.lists(
        st.sampled_from([*LEADS, *BLOCKS, "> q", "", "-- ", "words", "Sent from my iPhone", "confidential mail " * 9]),
        max_size=14,
    )
)
def test_folds_are_in_order_apart_and_leave_something(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    end = 0
    for fold in folds(text):
        assert end <= fold.start < fold.end <= len(text)
        assert text[fold.start : fold.end].strip()
        end = fold.end
    assert bool(visible(text)) == bool(text.strip())


# File, and what has to be in sight and what not.
SEEN = {
    "crisp-oss_email-reply-parser/email_norwegian_gmail.txt": ("Fusce", "Ok. Thanks."),
    "crisp-oss_email-reply-parser/email_german_2.txt": ("Fusce", "Gesendet:"),
    "crisp-oss_email-reply-parser/email_zoho.txt": ("clear a Riak bucket", "Java sucks"),
    "crisp-oss_email-reply-parser/email_one_is_not_on.txt": ("One outstanding question", "Dave Tapley"),
    "crisp-oss_email-reply-parser/email_ios_outlook.txt": ("Fusce", "Get Outlook"),
    "github_email_reply_parser/email_1_1.txt": ("Hi folks", "riak-users mailing list"),
    "github_email_reply_parser/email_1_2.txt": ("You can list the keys", "-Abhishek Kona"),
    "github_email_reply_parser/email_1_8.txt": ("I will reply under this one", "my signature"),
    "github_email_reply_parser/email_2_1.txt": ("Outlook with a reply", "Google Apps Sync Team"),
    "github_email_reply_parser/email_BlackBerry.txt": ("Here is another email", "BlackBerry"),
    "github_email_reply_parser/correct_sig.txt": ("this is an email with a correct", "-- \nrick"),
}


@pytest.mark.parametrize("name", SEEN)
def test_hard_replies_of_other_parsers(name: str, data_folder: Path) -> None:
    text = (data_folder / "mail_fixtures" / name).read_text(encoding="utf-8", errors="replace")
    kept, folded = SEEN[name]
    assert kept in visible(text)
    assert folded in text
    assert folded not in visible(text)
