"""The areas of a row, as official codes."""

from __future__ import annotations

from fabrique.core.tabular import Row, TableRefusal
from fabrique.observe.reading import Fault
from fabrique.observe.sources.codes import CODES, NAMED, guess, joined, normaliser, text_of
from fabrique.observe.sources.gazetteer import Gazetteer
from fabrique.observe.sources.model import KeyRule

_SAMPLE = 50


class KeyReader:
    """Reads the code or codes of each row; a code that is not one is a fault."""

    def __init__(
        self, rule: KeyRule, columns: tuple[str, ...], faults: list[Fault], communes: Gazetteer | None
    ) -> None:
        if rule.code == NAMED and communes is None:
            raise TableRefusal(
                "ce fichier nomme ses communes sans donner leur code.",
                mend="Joignez une liste de communes : code_insee, nom, codes_postaux.",
            )
        self.rule, self.columns, self.faults, self.communes = rule, columns, faults, communes
        self.shown = " + ".join(columns)
        self.normalise = normaliser("commune" if rule.code == NAMED else rule.code)
        self.odd: list[str] = []

    def read(self, row: Row) -> list[str]:
        """The official codes, none when the row has no readable one."""
        if self.communes is not None and self.rule.code == NAMED:
            return self._named(row, self.communes)
        if len(self.columns) > 1:
            text = joined([row.values[column] for column in self.columns])
            return self._codes([text], row.line)
        cell = row.values[self.columns[0]]
        if self.rule.split and isinstance(cell, str):
            texts = [part for part in cell.split(self.rule.split) if part.strip()]
            return self._codes(texts or [""], row.line)
        code = self.normalise(cell)
        return [code] if code else self._codes([text_of(cell)], row.line)

    def _codes(self, texts: list[str], line: int) -> list[str]:
        found = []
        for text in texts:
            code = self.normalise(text)
            if code:
                found.append(code)
            elif code is None:
                told = CODES[self.rule.code].told
                self.faults.append(Fault(line, self.shown, f"« {text[:40]} » n’est pas {told}."))
                if len(self.odd) < _SAMPLE:
                    self.odd.append(text)
            else:
                self.faults.append(Fault(line, self.shown, "le code de la zone manque."))
        return list(dict.fromkeys(found))

    def _named(self, row: Row, communes: Gazetteer) -> list[str]:
        name, postal = (text_of(row.values[column]) for column in self.columns)
        code = communes.find(name, postal)
        if code is None:
            what = f"« {name} », {postal or 'sans code postal'} : aucune commune, ou plusieurs, de ce nom."
            self.faults.append(Fault(row.line, self.shown, what))
        return [code] if code else []

    def likeness(self) -> str:
        """What the codes that were refused look like, when they do look like something."""
        code, share = guess(self.odd)
        return f"On dirait plutôt {CODES[code].told}." if share > 0.8 and code != "text" else ""
