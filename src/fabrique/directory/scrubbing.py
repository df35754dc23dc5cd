"""Taking out of any text the people who asked not to be named, knowing only keyed digests of them.

A name is looked for among the words of a text, whatever their case, accents and order; an e-mail address and
a telephone number are looked for as wholes. What is taken out leaves ``…`` inside a sentence, and nothing
when nothing else was said. The same text always gives the same result, so a file that comes again is
``unchanged``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from fabrique.core.refusals import DomainRefusal
from fabrique.directory.cleaning.phones import clean_phone
from fabrique.directory.enums.lifecycle import ContactKind
from fabrique.directory.models import ContactObjection

MARK = "…"
_TITLES = frozenset({"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr"})
# Only the beginning of a word is tried: a long one without « @ » would cost the square of its length.
_EMAIL = r"(?<![\w.+%&'-])[\w.+%&'-]++@[\w-]+(?:\.[\w-]+)+"
_PHONE = r"(?:\+|\b)\d(?:[ .\-()\u00a0\u202f]{0,3}\d){7,13}\b"
_WORD = r"[^\W\d_]+"
_PIECE = re.compile(f"(?P<email>{_EMAIL})|(?P<phone>{_PHONE})|(?P<word>{_WORD})")
_GAP = re.compile(r"\s{1,3}|\s?[,’'\-\u2010\u2011]\s?|\.")
_NOTHING_LEFT = re.compile(r"(?:\W|\b(?:et|ou|m|mr|mme|mlle|monsieur|madame|contact)\b)*", re.IGNORECASE)

_MEMORY = 10_000  # texts

Scrubbed = TypeVar("Scrubbed")


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """A word without accents or case."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def name_words(name: str) -> list[str]:
    """The words by which a name is known: folded, sorted, without « Mme » or « M. »."""
    words = [fold_word(found[0]) for found in re.finditer(_WORD, name)]
    return sorted(word for word in words if word not in _TITLES)


@lru_cache(maxsize=200_000)
def digest_of(kind: str, value: str) -> str:
    """The keyed digest of a normalised name, e-mail address or phone number: useless without the key."""
    return salted_hmac("fabrique.directory.objection", f"{kind}:{value}", algorithm="sha256").hexdigest()


def normalised(kind: str, text: str) -> str:
    """What is digested of a name, an e-mail address or a phone; "" when it cannot be one."""
    if kind == ContactKind.NAME:
        return " ".join(name_words(text))
    if kind == ContactKind.EMAIL:
        return text.strip().lower() if re.fullmatch(_EMAIL, text.strip()) else ""
    return clean_phone(text).value


@dataclass(frozen=True, slots=True)
class Scrubber:
    """The objections on record. ``lengths`` are the numbers of words of names, ``kinds`` what is hidden."""

    digests: frozenset[tuple[str, str]]
    lengths: tuple[int, ...]
    kinds: frozenset[str]
    known: dict[str, str] = field(
        default_factory=dict, compare=False, repr=False
    )  # raw and clean repeat texts

    def __bool__(self) -> bool:
        return bool(self.digests)

    def value(self, value: Scrubbed) -> Scrubbed:
        """A JSON value without the people who objected; the very same object when nobody is in it."""
        return self._any(value) if self.digests else value

    def fields(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """Cleaned fields; a place named after a person who objected keeps a name, since it must have one."""
        cleaned = self.value(fields)
        return {**cleaned, "name": MARK} if fields.get("name") and not cleaned.get("name") else cleaned

    def flags(self, flags: Sequence[str]) -> list[str]:
        """Quality flags; one that quotes a number taken out (``phone-extra:…``) goes with it."""
        return [flag for flag in flags if self.value(flag) == flag]

    def _any(self, value: Any) -> Any:
        if isinstance(value, str):
            if value not in self.known:
                if len(self.known) >= _MEMORY:
                    self.known.clear()
                self.known[value] = self._text(value)
            return self.known[value]
        if isinstance(value, Mapping):
            return {key: self._any(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            pairs = [(item, self._any(item)) for item in value]
            return type(value)(after for before, after in pairs if before == after or after)
        if isinstance(value, int) and not isinstance(value, bool) and self._text(str(value)) == "":
            return ""  # a workbook's cell that held a phone as a number
        return value

    def _text(self, text: str) -> str:
        spans = list(self._found(text))
        if not spans:
            return text
        kept, at = "", 0
        for start, end in _union(spans):
            kept, at = f"{kept}{text[at:start]}{MARK}", end
        kept += text[at:]
        return "" if _NOTHING_LEFT.fullmatch(kept) else kept

    def _found(self, text: str) -> Iterable[tuple[int, int]]:
        run: list[re.Match[str]] = []
        for piece in _PIECE.finditer(text):
            kind = piece.lastgroup or ""
            if kind != "word":
                if kind in self.kinds and self._known(kind, normalised(kind, piece[0])):
                    yield piece.span()
                continue
            if run and not _GAP.fullmatch(text, run[-1].end(), piece.start()):
                yield from self._names(run, text)
                run = []
            run.append(piece)
        yield from self._names(run, text)

    def _names(self, run: list[re.Match[str]], text: str) -> Iterable[tuple[int, int]]:
        words = [fold_word(piece[0]) for piece in run]
        for length in self.lengths:
            for at in range(len(run) - length + 1):
                window = words[at : at + length]
                if not self._known(ContactKind.NAME, " ".join(sorted(window))):
                    continue
                start, end = run[at].start(), run[at + length - 1].end()
                # A lone word is a name only when it is all that is said.
                if length > 1 or _NOTHING_LEFT.fullmatch(text[:start] + MARK + text[end:]):
                    yield start, end

    def _known(self, kind: str, value: str) -> bool:
        return bool(value) and (kind, digest_of(kind, value)) in self.digests


def _union(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def current() -> Scrubber:
    """The objections on record now. One query."""
    rows = list(ContactObjection.objects.values_list("kind", "digest", "words"))
    lengths = sorted({words for kind, _digest, words in rows if kind == ContactKind.NAME}, reverse=True)
    digests = frozenset((kind, digest) for kind, digest, _words in rows)
    return Scrubber(digests, tuple(lengths), frozenset(kind for kind, _digest in digests))


def scrubber_of(wanted: Mapping[str, str]) -> Scrubber:
    """What one objection alone would hide: normalised values by kind."""
    digests = frozenset((kind, digest_of(kind, value)) for kind, value in wanted.items())
    lengths = tuple(len(value.split()) for kind, value in wanted.items() if kind == ContactKind.NAME)
    return Scrubber(digests, lengths, frozenset(wanted))


def refuse_objectors(values: Mapping[str, Any], *, field: str = "") -> None:
    """Raise DomainRefusal when what somebody wrote by hand names a person who objected. One query."""
    clean = current().value(values)
    if wrong := [name for name, value in values.items() if clean[name] != value]:
        raise DomainRefusal(_("Une personne nommée ici a demandé à ne plus l’être."), field=field or wrong[0])
