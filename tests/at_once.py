"""Several at once, with real threads and their own connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def at_once(*doing: Callable[[], object]) -> list[object]:
    """What each gives, all running in the same moment."""

    def run(one: Callable[[], object]) -> object:
        try:
            return one()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doing)) as pool:
        return [one.result() for one in [pool.submit(run, one) for one in doing]]
