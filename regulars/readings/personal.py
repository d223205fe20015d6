"""Readings go with the text that they were made of."""

from regulars.engine.personal import goes
from regulars.readings import leaving

goes("readings.Reading")
leaving.offer()
