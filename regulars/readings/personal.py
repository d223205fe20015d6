"""Readings go with the text that they were made of; that a person corrected one stays, without the words."""

from regulars.engine.personal import CODE, ID, goes, shell, stays
from regulars.readings import leaving

goes("readings.Reading")
shell(
    "readings.Understanding",
    {"language": "", "scores": {}, "vector": b""},
    edition="which versions read it",
    tier=CODE,
)
shell(
    "readings.Correction",
    {"quote": ""},
    public_id=ID,
    reader=CODE,
    label=CODE,
    language="a code of a language",
    verdict=CODE,
    instead=CODE,
)
stays("versions and counts of reading", "readings.Edition", "readings.Rereading")
stays("weights learned from many corrections; no words can be read in them", "readings.Fit")
leaving.offer()
