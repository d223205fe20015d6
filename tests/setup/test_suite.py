"""The sum of both runs: counts, what was skipped and why, and the exit code."""

from pathlib import Path

import pytest

from tools import suite
from tools.junit import Findings, read
from tools.suite import NOTHING_CHOSEN, closing, socket_url, verdict

REPORT = """<?xml version="1.0"?><testsuites><testsuite>
<testcase classname="tests.book.test_a" name="fine"/>
<testcase classname="tests.book.test_a" name="broken"><failure message="no"/></testcase>
<testcase classname="tests.book.test_a" name="twice"><failure message="no"/><error message="teardown"/></testcase>
<testcase classname="tests.book.test_a" name="known"><skipped type="pytest.xfail" message="later"/></testcase>
<testcase classname="tests.imap.test_b" name="idle"><skipped type="pytest.skip" message="IMAP: none"/></testcase>
<testcase classname="" name="tests.c"><skipped message="collection skipped">('c.py', 3, 'Skipped: no c')</skipped>
</testcase></testsuite></testsuites>"""


@pytest.fixture
def findings(tmp_path: Path) -> Findings:
    path = tmp_path / "report.xml"
    path.write_text(REPORT)
    return read(path)


def test_outcomes_are_counted(findings: Findings) -> None:
    assert dict(findings.counts) == {"passed": 1, "failed": 2, "errors": 1, "xfailed": 1, "skipped": 2}


def test_reasons_are_read(findings: Findings) -> None:
    assert findings.skipped == [("tests.imap.test_b.idle", "IMAP: none"), ("tests.c", "no c")]


def test_what_both_runs_skip_is_listed_once(findings: Findings, tmp_path: Path) -> None:
    total = Findings()
    total.add(findings)
    total.add(read(tmp_path / "report.xml"))
    assert total.counts["skipped"] == 4
    assert len(total.skipped) == 2
    lines = closing(total, 61.25).splitlines()
    assert lines[1:3] == ["skipped: tests.imap.test_b.idle: IMAP: none", "skipped: tests.c: no c"]
    assert lines[-1] == "==== 4 failed, 2 errors, 2 passed, 4 skipped, 2 xfailed in 61.2s ===="


def test_a_run_that_wrote_nothing_found_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "absent.xml") == Findings()


@pytest.mark.parametrize(
    ("codes", "skipped", "required", "expected"),
    [
        ((0, 0), False, True, 0),
        ((0, 0), True, False, 0),
        ((0, 0), True, True, 1),
        ((0, 5), False, True, 0),
        ((5, 5), False, False, 5),
        ((0, 1), False, False, 1),
        ((1, 0), True, True, 1),
        ((2, 2), False, False, 2),
    ],
)
def test_the_exit_code(codes: tuple[int, int], skipped: bool, required: bool, expected: int) -> None:
    assert verdict(codes, skipped, required) == expected


@pytest.mark.slow
def test_a_run_names_what_it_skipped_and_fails_where_nothing_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tests = tmp_path / "test_two.py"
    tests.write_text("import pytest\n\ndef test_fine(): pass\n\ndef test_not(): pytest.skip('no moon tonight')\n")
    monkeypatch.setattr("sys.argv", ["suite", str(tests)])
    monkeypatch.setenv("REGULARS_REQUIRE_ALL", "1")
    monkeypatch.setattr(suite, "on_postgresql", lambda words, folder: (NOTHING_CHOSEN, Findings()))
    assert suite.main() == 1
    said = capsys.readouterr().out
    assert "test_not: no moon tonight\n==== 1 passed, 1 skipped in" in said
    assert said.endswith("nothing may be skipped.\n")


def test_before_a_change_goes_in_nothing_may_be_skipped() -> None:
    assert "\nREGULARS_REQUIRE_ALL=1 ./do test\n" in (Path(__file__).parents[2] / ".ci" / "run").read_text()


def test_a_folder_of_sockets_stands_where_a_host_does() -> None:
    assert (
        socket_url("postgresql://postgres:@/postgres?host=/tmp/A b") == "postgresql://postgres@%2Ftmp%2FA%20b/postgres"
    )
