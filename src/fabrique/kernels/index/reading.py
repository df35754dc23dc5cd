"""Reading the tables of a definition: every key is known, of the right kind, and used; else a refusal."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from fabrique.kernels.index.errors import Refusal

Choice = TypeVar("Choice", bound=StrEnum)


class Section:
    """One table of the file, read key by key; ``where`` is how a message names it."""

    def __init__(self, content: Any, where: str) -> None:
        if not isinstance(content, Mapping):
            raise Refusal(f"{where} : il faut une table de réglages (« clé = valeur »).")
        self.content = dict(content)
        self.where = where

    def refuse(self, message: str) -> Refusal:
        """The refusal that names this table."""
        return Refusal(f"{self.where} : {message}")

    def raw(self, key: str, default: Any = None) -> Any:
        """The value as it is, and the key is used up."""
        return self.content.pop(key, default)

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without default it must be there and not be empty."""
        value = self.raw(key, default)
        if isinstance(value, datetime.date):
            value = value.isoformat()
        if value is None or (default is None and isinstance(value, str) and not value.strip()):
            raise self.refuse(f"« {key} » manque.")
        if not isinstance(value, str):
            raise self.refuse(f"« {key} » doit être un texte entre guillemets.")
        return " ".join(value.split())

    def number(self, key: str, default: float, least: float = -math.inf, most: float = math.inf) -> float:
        """A finite number between two bounds."""
        value = as_number(self.raw(key, default))
        if value is None or not least <= value <= most:
            bounds = f" de {least:g} à {most:g}" if math.isfinite(most) else " admis"
            raise self.refuse(f"« {key} » doit être un nombre{bounds}.")
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false."""
        value = self.raw(key, default)
        if not isinstance(value, bool):
            raise self.refuse(f"« {key} » vaut true ou false.")
        return value

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of numbers; empty when the key is not there."""
        value = self.raw(key, [])
        if not isinstance(value, list) or any(as_number(one) is None for one in value):
            raise self.refuse(f"« {key} » doit être une liste de nombres.")
        return tuple(float(one) for one in value)

    def pair(self, key: str) -> tuple[float, float] | None:
        """Two different numbers, or nothing."""
        if key not in self.content:
            return None
        value = self.numbers(key)
        if len(value) != 2:
            raise self.refuse(f"« {key} » demande deux nombres, le plus petit puis le plus grand.")
        if value[0] >= value[1]:
            raise self.refuse(
                f"« {key} » : les deux bornes sont égales ou inversées ({value[0]:g}, {value[1]:g})."
            )
        return value[0], value[1]

    def choice(self, key: str, kinds: type[Choice], default: Choice) -> Choice:
        """One of the words of a vocabulary."""
        return self.word(self.raw(key, str(default)), key, kinds)

    def word(self, value: Any, key: str, kinds: type[Choice]) -> Choice:
        """A value as one of the words of a vocabulary."""
        if value not in list(kinds):
            words = ", ".join(f"« {kind} »" for kind in kinds)
            raise self.refuse(f"« {key} » vaut « {value} », qui n’est pas connu. Choisissez parmi {words}.")
        return kinds(value)

    def tables(self, key: str) -> list[Any]:
        """A list of tables, maybe empty."""
        value = self.raw(key, [])
        if not isinstance(value, list):
            raise self.refuse(f"« {key} » doit être une liste.")
        return value

    def end(self) -> None:
        """Refuse what was not used: a misspelt key would otherwise be a silent default."""
        if self.content:
            names = ", ".join(f"« {key} »" for key in sorted(self.content))
            raise self.refuse(f"{names} : réglage inconnu. Corrigez le nom, ou retirez-le.")


def as_number(value: Any) -> float | None:
    """A finite number, not a truth value."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)
