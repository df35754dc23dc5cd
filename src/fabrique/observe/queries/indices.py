"""Composite indices as pages read them: definitions, what they gave, an area among the others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import overload

import numpy as np
import numpy.typing as npt
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from fabrique.core.policies import Actor, scope
from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.index import Definition, Refusal, parse
from fabrique.kernels.index.stats import overlap, spearman
from fabrique.kernels.index.uncertainty import Standing
from fabrique.observe.enums import DefinitionState
from fabrique.observe.models import DataSet, IndexDefinition, IndexRun, IndexSignOff
from fabrique.observe.packing import unpack_arrays
from fabrique.observe.queries.background import asked_for
from fabrique.observe.standalone.index_data import shipped as shipped_files

SEE_RUN, SEE_DEFINITION = "observe.see_run", "observe.see_definition"
STANDINGS = tuple(Standing)
_CODES = re.compile(r"[a-z][a-z0-9_]*")


def parsed(text: str) -> Definition:
    """The definition of a text. Raises DomainRefusal when it cannot be used."""
    try:
        return parse(text)
    except Refusal as refusal:
        raise DomainRefusal(str(refusal), field="text") from None
    except (RecursionError, ValueError, OverflowError):
        told = _("Ce texte est trop profond, ou un de ses nombres est trop grand, pour une définition.")
        raise DomainRefusal(told, field="text") from None


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Definition]:
    """The definitions that come with the project, by name; they do not change while it runs."""
    return {name: parse(path.read_text(encoding="utf-8")) for name, path in shipped_files().items()}


def shipped_text(name: str) -> str:
    """The text of one of them; refused for a name that is none."""
    path = shipped_files().get(name)
    if path is None:
        raise DomainRefusal(f"Aucune définition livrée ne s’appelle « {name} ».")
    return path.read_text(encoding="utf-8")


def definitions_seen(actor: Actor) -> QuerySet[IndexDefinition]:
    """The definitions that the actor sees, those in use first, the latest first."""
    rows = scope(actor, SEE_DEFINITION, IndexDefinition.objects.all()).select_related("organisation")
    standing = Count("sign_offs", distinct=True, filter=Q(sign_offs__withdrawn_at__isnull=True))
    rows = rows.annotate(signed=standing, computed=Count("runs", distinct=True))
    return rows.order_by("state", "title", "-created_at")


def runs_seen(actor: Actor, definition: IndexDefinition | None = None) -> QuerySet[IndexRun]:
    """What was calculated, the latest first, without the arrays."""
    rows = scope(actor, SEE_RUN, IndexRun.objects.all()).select_related("definition", "organisation")
    rows = rows.filter(definition=definition) if definition else rows
    return (
        rows.exclude(definition__state=DefinitionState.SET_ASIDE)
        .defer("results", "areas", "names", "definition__text")
        .order_by("-computed_at")
    )


def signatures_of(definition: IndexDefinition) -> QuerySet[IndexSignOff]:
    """Who stands behind a definition that the actor sees, or did, in order."""
    rows = IndexSignOff.objects.of(definition.organisation).filter(definition=definition)
    return rows.select_related("signed_by").order_by("signed_at")


@dataclass(frozen=True, slots=True)
class Place:
    """An area among the others. ``rank`` None: not ranked, ``reason`` says why. ``low``, ``high``: its rank
    in nine draws out of ten, and by the definition itself. ``contributions``: points more or less than the
    mean area, NaN for what is not known. ``imputed``: the share of the weights whose values were estimated.
    ``persons`` by indicator.
    """

    code: str
    name: str
    score: float | None
    rank: float | None
    low: float | None
    high: float | None
    p_top: float | None
    standing: Standing
    driver: str
    contributions: tuple[tuple[str, float], ...]
    unknown: float
    imputed: float
    persons: Mapping[str, float]
    reason: str

    @property
    def known_contributions(self) -> list[tuple[str, float]]:
        """Those of the indicators that are known."""
        return [(code, value) for code, value in self.contributions if value == value]

    @property
    def in_top(self) -> bool:
        """Whether more than half of the draws put it among the most fragile."""
        return self.p_top is not None and self.p_top > 0.5


class Places(Sequence[Place]):
    """The areas of a run, the most fragile first, then those without a rank, by name."""

    def __init__(self, run: IndexRun) -> None:
        self.run = run
        self.codes: tuple[str, ...] = tuple(run.summary["indicators"])
        self._arrays = unpack_arrays(run.results)
        ranks = self._arrays["rank"].tolist()
        names = [run.names.get(code, code) for code in run.areas]
        keys = [
            (rank if np.isfinite(rank) else np.inf, name) for rank, name in zip(ranks, names, strict=True)
        ]
        self._order = sorted(range(len(names)), key=keys.__getitem__)

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, wanted: int) -> Place: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[Place]: ...
    def __getitem__(self, wanted: int | slice) -> Place | list[Place]:
        if isinstance(wanted, slice):
            return [self._place(at) for at in self._order[wanted]]
        return self._place(self._order[wanted])

    def tied(self, place: Place) -> bool:
        """Whether others have the very same rank."""
        return int((self._arrays["rank"] == place.rank).sum()) > 1

    def of(self, code: str) -> Place | None:
        """The area of a code."""
        return self._place(self.run.areas.index(code)) if code in self.run.areas else None

    def _place(self, at: int) -> Place:
        held, code = self._arrays, self.run.areas[at]
        driver, mean = int(held["driver"][at]), self.run.summary["mean_score"]
        rank, score = _known(held["rank"], at), _known(held["score"], at)
        bounds = [one for one in (rank, _known(held["rank_low"], at), _known(held["rank_high"], at)) if one]
        above = score is not None and mean is not None and score > mean
        return Place(
            code=code,
            name=self.run.names.get(code, code),
            score=score,
            rank=rank,
            low=min(bounds) if rank is not None else None,
            high=max(bounds) if rank is not None else None,
            p_top=_known(held["p_top"], at),
            standing=STANDINGS[int(held["standing"][at])],
            driver=self.codes[driver] if driver >= 0 and above else "",
            contributions=tuple(zip(self.codes, held["contributions"][at].tolist(), strict=True)),
            unknown=float(held["unknown"][at]),
            imputed=_known(held["imputed"], at) or 0.0,
            persons={
                name: float(held["persons"][at, rank])
                for rank, name in enumerate(self.run.summary["counted"])
                if np.isfinite(held["persons"][at, rank])
            },
            reason=_CODES.sub(self._labelled, self.run.summary["reasons"].get(code, "")),
        )

    def _labelled(self, found: re.Match[str]) -> str:
        """The code of an indicator, in the words of the definition."""
        label = self.run.summary["labels"].get(found.group())
        return f"« {label} »" if label else found.group()


def _known(values: npt.NDArray[np.float64], at: int) -> float | None:
    value = float(values[at])
    return value if np.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class Move:
    """An area whose rank is not the same in two calculations."""

    code: str
    name: str
    first: float
    second: float


@dataclass(frozen=True, slots=True)
class Against:
    """Two calculations on the areas that both rank: rank correlation, share of the most fragile of the first
    who are so in the second (None when nothing tells areas apart), and the widest moves.
    """

    compared: int
    spearman: float | None
    kept: float | None
    moves: tuple[Move, ...]


def against(run: IndexRun, other: IndexRun, *, most: int = 20) -> Against:
    """Compare what two calculations gave to the areas of one level."""
    first, second = (_by_area(each) for each in (run, other))
    both = [code for code in run.areas if code in first and code in second]
    one, two = (np.array([held[code][0] for code in both], dtype=np.float64) for held in (first, second))
    moves = [Move(code, run.names.get(code, code), first[code][1], second[code][1]) for code in both]
    moves = [each for each in moves if each.first != each.second]
    moves.sort(key=lambda each: (-abs(each.second - each.first), each.name))
    close = float(spearman(one, two)) if both else np.nan
    kept = float(overlap(one, two, run.summary["top_share"])) if both else np.nan
    near, same = (value if np.isfinite(value) else None for value in (close, kept))
    return Against(len(both), near, same, tuple(moves[:most]))


def _by_area(run: IndexRun) -> dict[str, tuple[float, float]]:
    """Score and rank of the areas that have one."""
    held = unpack_arrays(run.results)
    return {
        code: (float(held["score"][at]), float(held["rank"][at]))
        for at, code in enumerate(run.areas)
        if np.isfinite(held["rank"][at])
    }


def comparable(actor: Actor, run: IndexRun) -> QuerySet[IndexRun]:
    """The other calculations of the same level that the actor sees, the latest first."""
    return runs_seen(actor).filter(level=run.level).exclude(pk=run.pk)


def unshared_inputs(run: IndexRun) -> list[DataSet]:
    """The data sets behind a calculation that only their own organisation reads."""
    keys = {each["data_set"] for each in run.inputs}
    return list(DataSet.objects.everywhere("what a calculation rests on").filter(pk__in=keys, shared=False))


def inputs_seen(actor: Actor, run: IndexRun) -> set[str]:
    """The keys of the data sets behind a calculation that the actor may open."""
    keys = [each["data_set"] for each in run.inputs]
    rows = scope(actor, "observe.see_data", DataSet.objects.filter(pk__in=keys))
    return {str(key) for key in rows.values_list("pk", flat=True)}


def waiting_runs(definition: IndexDefinition) -> list[str]:
    """What became of the calculations asked for in the last day and not there: "" while one is on its way,
    else why it was refused. One query.
    """
    subject = f"index_definition:{definition.pk}"
    asked = asked_for(("request_index", "refuse_index"), ("compute_index",), ("level",), subject=subject)
    return list(asked.values())
