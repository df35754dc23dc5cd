"""Descriptions kept as TOML files: one of those that are shipped, by its name, or one's own, by its path."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from importlib import resources
from pathlib import Path
from typing import Any, Protocol, TypeVar


class Named(Protocol):
    """What a file describes has a name."""

    @property
    def name(self) -> str: ...


Found = TypeVar("Found", bound=Named)
# Where (the name of the file), which key, what is wrong, what to do: the refusal of whoever reads.
Refusal = Callable[[str, str, str, str], Exception]


def document_of(text: str, where: str, refusal: Refusal) -> dict[str, Any]:
    """The values of a text; refused in French when it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        mend = "Corrigez la ligne indiquée : guillemets, crochets et signes égal."
        raise refusal(where, "", f"ce fichier n’est pas du TOML ({error}).", mend) from error


def load_named(
    path: str | Path,
    shipped: Callable[[], Iterable[Found]],
    parse: Callable[[str, str], Found],
    refusal: Refusal,
) -> Found:
    """What a file (UTF-8) describes, or what is shipped under that name; refused in French otherwise."""
    place = Path(path)
    try:
        text = place.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        known = {one.name: one for one in shipped()}
        if str(path) in known:
            return known[str(path)]
        mend = f"Vérifiez son chemin, ou donnez un nom livré : {', '.join(sorted(known))}."
        raise refusal(place.name, "", "ce fichier n’existe pas.", mend) from error
    except (OSError, UnicodeDecodeError) as error:
        mend = "Enregistrez-le en UTF-8 et vérifiez vos droits."
        raise refusal(place.name, "", "ce fichier ne peut pas être lu.", mend) from error
    return parse(text, place.name)


def shipped_texts(package: str, folder: str) -> list[tuple[str, str]]:
    """(text, name) of the TOML files of a folder of a package, by name."""
    files = (one for one in (resources.files(package) / folder).iterdir() if one.name.endswith(".toml"))
    return [(one.read_text(encoding="utf-8"), one.name) for one in sorted(files, key=lambda one: one.name)]
