"""What each act is called in French: each app names its own, in its module ``journal_names``."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

_named: dict[str, str] = {}


def name(app: str, sentences: Mapping[str, str]) -> None:
    """Enlist an app's acts: verb, then what was done, as one says it after « qui »."""
    _named.update({f"{app}.{verb}": sentence for verb, sentence in sentences.items()})


def named() -> dict[str, str]:
    """All the acts that have a name, in the order of their sentences."""
    return dict(sorted(_named.items(), key=lambda item: item[1]))


def sentence(action: str) -> str:
    """What an act is called; the bare action for one that the code no longer knows."""
    return gettext(_named[action]) if action in _named else action
