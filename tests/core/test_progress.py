"""What a long command shows: on a terminal only, and nothing stays of it."""

import io
import sys

import pytest

from fabrique.core import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_each_step_and_is_left_clean(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with progress.told("Lecture") as show:
        show("300 lignes nettoyées")
    lines = terminal.getvalue().split("\r\x1b[K")
    assert lines == ["", "Lecture…", "300 lignes nettoyées…", ""]


def test_nothing_elsewhere(capsys: pytest.CaptureFixture[str]):
    with progress.told("Lecture") as show:
        show("300 lignes nettoyées")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")
