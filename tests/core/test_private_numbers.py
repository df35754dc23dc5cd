"""Looking for secrets in words costs little, whatever the words."""

from __future__ import annotations

import time

import pytest

from fabrique.core.private_numbers import password_in, private_number_in


@pytest.mark.parametrize(
    "words", ["mdp" + " " * 40_000, "mdp" + " " * 20_000 + "«" + " " * 20_000, "1 " * 20_000, "mdp " * 10_000]
)
def test_a_long_text_is_read_once(words: str):
    started = time.perf_counter()
    assert (password_in(words), private_number_in(words)) == ("", "")
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("words", ["mdp   azerty12", "Mot de passe  :  « soleil »", "code PIN 1234"])
def test_a_password_is_still_seen(words: str):
    assert password_in(words)
