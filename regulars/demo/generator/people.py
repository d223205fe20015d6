"""Who the customers are, and how often which side of the house sees them."""

import random
import unicodedata
from functools import lru_cache

from regulars.base.frozen import dataclass

GIVEN = (
    "Agnes Benedikt Carla Dimitri Elif Florian Gudrun Hasan Irena Jakob Karin László Magdalena Noémi Ondřej Pavla "
    "Quentin Roswitha Stefan Tereza Ulrich Veronika Wenzel Xenia Yusuf Zdenka Aurélie Bruno Cosima Damian"
).split()
FAMILY = (
    "Achleitner Baumgartner Černý Dobler Eberle Fuchs Gruber Hofstätter Ivanović Jelinek Kővári Leitner Moser Navrátil "
    "Oberhuber Pichler Reisinger Steiner Török Unterweger Vogl Wallner Yilmaz Zeller Brandt Carlsson Delacroix Evans"
).split()
PLACES = "almtal birkenau donauufer eichgraben föhrenwald granitz hochmoor inselhof".split()
TOWNS = (("4020", "Linz"), ("5020", "Salzburg"), ("8010", "Graz"), ("6020", "Innsbruck"), ("3100", "St. Pölten"))
STREETS = ("Lindenweg", "Mühlgasse", "Am Anger", "Schulstraße", "Kirchplatz")
# Share of purchases that are stays: guests, people of the shop, and those who are both.
STAYING, SHARES = (1.0, 0.0, 0.5), (35, 40, 25)
LANGUAGES, SPOKEN = ("de", "en", ""), (60, 15, 25)


@dataclass(frozen=True, slots=True)
class Person:
    """A customer; `number` counts from 1 over the whole desk."""

    number: int
    name: str
    email: str
    language: str
    staying: float
    street: str
    town: tuple[str, str]

    @property
    def external(self) -> str:
        """Their number in the systems of the house."""
        return f"{100_000 + self.number}"


def person(chance: random.Random, number: int) -> Person:
    """Somebody with an address that nobody else has."""
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    (staying,), (language,) = chance.choices(STAYING, SHARES), chance.choices(LANGUAGES, SPOKEN)
    email = f"{plain(given)}.{plain(family)}{number}@{plain(chance.choice(PLACES))}.example"
    street = f"{chance.choice(STREETS)} {chance.randrange(1, 90)}"
    return Person(number, f"{given} {family}", email, language, staying, street, chance.choice(TOWNS))


@lru_cache
def plain(name: str) -> str:
    """A name as it stands in an address: small letters without marks."""
    apart = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in apart if letter.isascii())
