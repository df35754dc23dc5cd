"""From checked parameters to a question of the guide."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from fabrique.directory.api.parameters import FILTERS, PlacesQuery, bounds
from fabrique.directory.guide.filters import Selection
from fabrique.directory.guide.locating import Origin
from fabrique.directory.guide.needs import BY_CODE, hear
from fabrique.directory.guide.needs_model import Need
from fabrique.directory.guide.search import Question, Sort
from fabrique.directory.guide.snapshot import Snapshot

_PAGING = {"curseur", "limite", "champs", "fields"}
_MAX_ROOTS = 12


@dataclass(frozen=True, slots=True)
class Understood:
    """A question, the digest that ties a cursor to it, and what the words were taken for."""

    question: Question
    digest: str
    need: Need | None
    corrected: tuple[tuple[str, str], ...]

    def as_dict(self) -> dict[str, object]:
        """What a reuser may tell his visitors."""
        corrected = [{"lu": typed, "compris": meant} for typed, meant in self.corrected]
        need = {"code": self.need.code, "pour": self.need.goal} if self.need else None
        return {"besoin": need, "mots_corriges": corrected}


def understand(query: PlacesQuery, snapshot: Snapshot) -> Understood:
    """Make a question of parameters that were checked."""
    need = BY_CODE.get(query.besoin)
    roots: tuple[str, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    if query.q:
        heard = hear(query.q, snapshot.text)
        need = need or heard.need
        roots, corrected = heard.rest[:_MAX_ROOTS], heard.corrected
    origin = None
    if query.lat is not None and query.lon is not None:
        origin = Origin("", query.lat, query.lon, exact=True)
    question = Question(
        need=need,
        roots=roots,
        origin=origin,
        radius_m=query.rayon,
        bounds=bounds(query.bbox) if query.bbox else None,
        communes=tuple(query.commune),
        inside=query.dans_le_territoire,
        selection=_selection(query),
        sort=_sort(query, origin, bool(need or roots)),
    )
    return Understood(question, digest_of(query), need, corrected)


def _selection(query: PlacesQuery) -> Selection:
    chosen = {key: tuple(codes) for key in FILTERS if (codes := getattr(query, key))}
    return Selection(chosen, query.habite)


def _sort(query: PlacesQuery, origin: Origin | None, spoken: bool) -> Sort:
    if query.tri:
        return Sort(query.tri)
    if origin:
        return Sort.DISTANCE
    return Sort.RELEVANCE if spoken else Sort.NAME


def digest_of(query: PlacesQuery) -> str:
    """A digest of all that decides of the order of an answer."""
    asked = [(name, value) for name, value in query if value not in (None, "", []) and name not in _PAGING]
    return blake2b(repr(asked).encode("utf-8", "replace"), digest_size=6).hexdigest()
