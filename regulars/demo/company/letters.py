"""The letters of the stories, as letters of the demo mailbox."""

from collections.abc import Iterator
from datetime import datetime

from regulars.demo.company.records import monday
from regulars.demo.company.stories import Company, Person
from regulars.demo.letters import Letter

HOUSE = "Gasthaus Linde <help@linde.example>"
MINUTES_A_DAY = 24 * 60


def letters(company: Company, now: datetime) -> list[Letter]:
    """All of them, in no order. "{monday}" in a text is the day after that on which rewards that end on a Sunday do."""
    return [one for person in company.people for one in of_person(person, monday(now))]


def of_person(person: Person, day: str) -> Iterator[Letter]:
    """The letters that they wrote and got, each thread begun by one with a subject."""
    subject = answered = ""
    for number, told in enumerate(person.letter, 1):
        ours = told["by"] != "them"
        name = f"{'linde' if ours else person.key}-{person.key}-{number}"
        begins = "subject" in told
        subject = told["subject"] if begins else subject
        theirs = f"{person.name} <{person.email}>"
        headings = {
            "Id": name,
            "Age": f"{round(told['ago'] * MINUTES_A_DAY)}m",
            "Answers": "" if begins else answered,
            "From": HOUSE if ours else theirs,
            "To": theirs if ours else HOUSE,
            "Subject": subject if begins else f"Re: {subject}",
            "Quote": "" if begins else "yes",
        }
        yield Letter(headings, told["text"].strip().replace("{monday}", day) + "\n")
        answered = name
