"""Imports from the command line, for tests: four orders, of which two cannot be taken, and how they are given."""

import argparse

from regulars.imports.records import commands

ORDERS = """Order number;Email;Name;Order date;Total;Currency;Status
1001;ana@nordbake.example;Ana Novak;2026-05-01;12,00;EUR;paid
1002;;Nobody;2026-05-02;20,00;EUR;paid
1003;boris@veloworks.example;Boris Okafor;2.5.2026;20,00;EUR;versandt
1004;chloe@samphire.example;Chloe Dubois;soon;20,00;EUR;paid
"""


def run(noun: str, *words: str) -> int:
    """A command with these words."""
    parser = argparse.ArgumentParser()
    commands.arguments(parser)
    return commands.run(noun, parser.parse_args(words))
