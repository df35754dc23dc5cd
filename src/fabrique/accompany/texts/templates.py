"""The data files of the texts, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fabrique.accompany.enums import DAYS, DETAILS, Duration, Procedure
from fabrique.core.ui import formats

HERE = Path(__file__).parent
FRENCH = "fr"
_NAMES = {"en": "English (traduction indicative)"}


@dataclass(frozen=True, slots=True)
class Template:
    """One version in one language: sentences with ``{…}``, as its file has them."""

    version: str
    language: str
    content: Mapping[str, Any]

    def procedure(self, procedure: Procedure) -> dict[str, str]:
        """Title, description and examples of a kind of procedure in this language."""
        if self.language == FRENCH:
            detail = DETAILS[procedure]
            title, described = str(procedure.label), detail.description
            return {"title": title, "description": described, "examples": detail.examples}
        return dict(self.content["procedures"][procedure.value])

    def duration(self, duration: Duration) -> str:
        """« 31 jours » in this language."""
        if self.language == FRENCH:
            days = DAYS[duration]
            return f"{days} jours" if days > 1 else "1 jour"
        return str(self.content["durations"][duration.value])


def _files() -> list[tuple[str, str]]:
    found = (path.name.removesuffix(".toml").split(".") for path in HERE.glob("*.toml"))
    return sorted((version, language) for version, language in found)


VERSIONS = tuple(sorted({version for version, _language in _files()}))
LANGUAGES = tuple(sorted({language for _version, language in _files()} - {FRENCH}))


def language_names() -> list[tuple[str, str]]:
    """(code, name) of the languages that may stand beside the French."""
    return [(code, _NAMES.get(code, code)) for code in LANGUAGES]


@cache
def template(version: str, language: str = FRENCH) -> Template:
    """A version in a language. Raises ``KeyError`` for one that there is not."""
    if (version, language) not in _files():
        raise KeyError(f"{version}.{language}")
    with (HERE / f"{version}.{language}.toml").open("rb") as stream:
        content = tomllib.load(stream)
    return Template(version, language, _set(content) if language == FRENCH else content)


def _set(value: Any) -> Any:
    """The French as it is printed: no line begins with « : »."""
    if isinstance(value, str):
        return formats.typeset(value)
    if isinstance(value, list):
        return [_set(each) for each in value]
    return {key: _set(each) for key, each in value.items()}
