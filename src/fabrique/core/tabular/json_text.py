"""JSON text to values, with the faults of real files forgiven or told in plain French."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from fabrique.core.tabular.model import Limits, TableRefusal, WarningLog

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MAY_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_MOST_DIGITS = 4_000  # Python itself refuses whole numbers of more than 4,300 digits


class JsonReader:
    """Decodes one document or many lines, and counts what had to be changed."""

    def __init__(self, path: Path, limits: Limits, log: WarningLog) -> None:
        self._path, self._limits, self._log = path, limits, log
        self._decoder = json.JSONDecoder(parse_constant=self._not_a_number, parse_int=_whole, strict=False)
        self.not_numbers = self.cleaned = 0

    def _not_a_number(self, _: str) -> None:
        self.not_numbers += 1

    def decode(self, text: str, *, line: int | None = None) -> Any:
        """The value of ``text``; ``line`` is its place in a file of JSON lines. Raises ``TableRefusal``."""
        try:
            value = self._decoder.decode(text)
        except RecursionError:
            raise TableRefusal("les listes y sont emboîtées sans fin.", path=self._path, line=line) from None
        except json.JSONDecodeError as error:
            raise self._broken(error, line) from None
        if "\0" in text or _MAY_ESCAPE.search(text):
            value = self._clean(value)
        return value

    def _broken(self, error: json.JSONDecodeError, line: int | None) -> TableRefusal:
        left = error.doc[error.pos :].strip()
        at = f" (caractère {error.colno})"
        if not left or error.msg.startswith("Unterminated"):
            problem = f"le fichier JSON s’arrête au milieu d’une valeur{at}."
            mend = "Il a sans doute été coupé : téléchargez-le ou exportez-le de nouveau."
        elif error.msg.startswith("Extra data"):
            problem = f"du texte suit la fin du JSON{at}."
            mend = "Gardez une seule liste, ou un objet par ligne."
        else:
            problem = f"ce n’est pas du JSON correct{at} : « {left[:30]} »."
            mend = "Corrigez cet endroit ou exportez le fichier de nouveau."
        return TableRefusal(problem, path=self._path, mend=mend, line=line or error.lineno)

    def _clean(self, value: Any) -> Any:
        if isinstance(value, str):
            if not _UNSTORABLE.search(value):
                return value
            self.cleaned += 1
            return _UNSTORABLE.sub(lambda m: "" if m[0] == "\0" else "\ufffd", value)
        if isinstance(value, list):
            return [self._clean(item) for item in value]
        if isinstance(value, dict):
            return {self._clean(key): self._clean(item) for key, item in value.items()}
        return value

    def note(self) -> None:
        if self.not_numbers:
            self._log.note("nan", f"{self.not_numbers} valeur(s) « NaN » ou infinies sont lues comme vides.")
        if self.cleaned:
            self._log.note("nul", f"Des caractères illisibles ont été retirés de {self.cleaned} texte(s).")


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) < _MOST_DIGITS else digits
