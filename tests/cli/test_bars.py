"""Long work says how far it is: to a person at a terminal, and to nobody else."""

import io
import time
from types import SimpleNamespace

import pytest

from plan_app.cli import bars


class Terminal(io.StringIO):
    """Something that a person looks at."""

    def isatty(self) -> bool:
        return True


def fail() -> None:
    """Work that takes a while and then does not succeed."""
    time.sleep(0.1)
    raise ValueError("disk")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal on which a bar appears at once."""
    found = Terminal()
    monkeypatch.setattr(bars, "sys", SimpleNamespace(stderr=found))
    monkeypatch.setattr(bars, "AFTER_SECONDS", 0.01)
    monkeypatch.setattr(bars, "EVERY_SECONDS", 0.01)
    return found


def test_long_work_is_shown_and_taken_away_when_it_is_done(terminal: Terminal) -> None:
    with bars.working("Đang gửi thư", total=40) as bar:
        bar.advance(10)
        time.sleep(0.1)

    said = terminal.getvalue()
    assert "Đang gửi thư [#####...............] 10/40 00:00" in said
    assert said.split("\r")[-2:] == [" " * len(said.split("\r")[-3]), ""]


def test_work_of_unknown_length_shows_how_long_it_takes(terminal: Terminal) -> None:
    with bars.working("Đang sao lưu"):
        time.sleep(0.1)

    assert "Đang sao lưu [#...................] 00:00" in terminal.getvalue()


def test_a_bar_goes_also_when_the_work_fails(terminal: Terminal) -> None:
    with pytest.raises(ValueError, match="disk"), bars.working("Đang sao lưu"):
        fail()

    assert terminal.getvalue().endswith(" \r")


def test_more_than_was_expected_is_all_of_it() -> None:
    bar = bars.Bar("Đang gửi thư", 2)
    bar.advance(3)

    assert bar.line() == "Đang gửi thư [####################] 2/2 00:00"


def test_short_work_shows_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bars, "AFTER_SECONDS", 60)
    with bars.working("Đang sao lưu"):
        pass

    assert terminal.getvalue() == ""


def test_without_a_terminal_there_is_no_bar(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "isatty", lambda: False)
    with bars.working("Đang sao lưu"):
        time.sleep(0.05)

    assert terminal.getvalue() == ""
