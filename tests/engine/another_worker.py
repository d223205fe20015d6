"""A worker in a process of its own. One argument: JSON with the database's name, a diary's path and what to do."""

import json
import os
import signal
import sys
import threading
import time

WORDS = json.loads(sys.argv[1])


def start() -> None:
    import importlib

    settings = importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    settings.DATABASES["default"].update(WORDS["database"])
    import django

    django.setup()


def write(line: object) -> None:
    # One write() of a short line to a file opened for appending is not mixed with another's.
    file = os.open(WORDS["diary"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(file, f"{line}\n".encode())
    os.close(file)


def main() -> None:
    start()
    from regulars.engine.jobs import PERIODS, task
    from regulars.engine.worker import Worker

    PERIODS.offers.clear()

    @task("test.write")
    def _(payload: dict[str, object]) -> None:
        write(payload["n"])

    @task("test.hang")
    def _(payload: dict[str, object]) -> None:
        write("begun")
        time.sleep(60)

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    Worker(threads=WORDS.get("threads", 2), lease=WORDS.get("lease", 60)).run(stop)
    write("ended")


main()
