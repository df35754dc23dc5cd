"""The four answers as an address carries them: codes, and never a word that somebody typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from fabrique.directory.guide.needs import BY_CODE
from fabrique.directory.guide.needs_model import Need
from fabrique.directory.guide.options import LANGUAGES, SIGNED

Values = Mapping[str, Sequence[str]]
ANY_NEED, UNKNOWN_PLACE, NO_CONDITION = "tous", "inconnu", "aucune"
MOST_CHOSEN = 12  # place codes read of one address


class Step(StrEnum):
    """The questions, in their order; the value names them in an address."""

    NEED = "besoin"
    WHERE = "ou"
    COMING = "pour"
    WHEN = "quand"


class Condition(StrEnum):
    """What may matter for coming, in the order of the question."""

    NEAR = "proche"
    WHEELCHAIR = "fauteuil"
    FREE = "gratuit"
    WALK_IN = "sans-rdv"
    OFF_HOURS = "soir-samedi"
    CHILDREN = "enfants"
    READING = "lecture"
    SIGNING = "lsf"
    REMOTE = "a-distance"
    LANGUAGE = "langue"


class Moment(StrEnum):
    """When the person wants to come."""

    TODAY = "aujourdhui"
    WEEK = "semaine"
    ANY = "libre"


STEPS = tuple(Step)
TICKED = tuple(one for one in Condition if one is not Condition.LANGUAGE)  # the language is a list


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered; "" or None: not yet. ``where`` is a code (see ``where.py``).

    ``conditions`` is None before the third question, empty when nothing matters. ``far``: distances do not
    set a place aside.
    """

    need: str = ""
    where: str = ""
    conditions: tuple[Condition, ...] | None = None
    language: str = ""
    moment: Moment | None = None
    far: bool = False

    @property
    def known_need(self) -> Need | None:
        """The need, None for « any help »."""
        return BY_CODE.get(self.need)

    @property
    def asked(self) -> tuple[Condition, ...]:
        """Every condition that matters, the language included."""
        return (*(self.conditions or ()), *((Condition.LANGUAGE,) if self.language else ()))

    def has(self, step: Step) -> bool:
        """Whether a question was answered."""
        return {
            Step.NEED: bool(self.need),
            Step.WHERE: bool(self.where),
            Step.COMING: self.conditions is not None,
            Step.WHEN: self.moment is not None,
        }[step]

    @property
    def next_step(self) -> Step | None:
        """The first question without an answer, None when all have one."""
        return next((step for step in STEPS if not self.has(step)), None)

    def skipped(self, step: Step) -> Answers:
        """The same with a question passed over."""
        if step is Step.NEED:
            return replace(self, need=ANY_NEED)
        if step is Step.WHERE:
            return replace(self, where=UNKNOWN_PLACE)
        if step is Step.COMING:
            return replace(self, conditions=(), language="")
        return replace(self, moment=Moment.ANY)

    def pairs(self, *, leaving_out: Step | None = None) -> list[tuple[str, str]]:
        """The answers as (name, value) pairs of an address, but for one question."""
        coming = [one.value for one in self.conditions or ()]
        if self.conditions is not None and not coming and not self.language:
            coming = [NO_CONDITION]
        by_step: dict[Step, list[tuple[str, str]]] = {
            Step.NEED: [("besoin", self.need)],
            Step.WHERE: [("ou", self.where)],
            Step.COMING: [*(("pour", code) for code in coming), ("langue", self.language)],
            Step.WHEN: [("quand", self.moment.value if self.moment else "")],
        }
        found = [pair for step, pairs in by_step.items() if step is not leaving_out for pair in pairs]
        return [pair for pair in [*found, ("loin", "1" if self.far else "")] if pair[1]]

    def query(self, *more: tuple[str, str]) -> str:
        """The answers as the query of an address."""
        return urlencode([*self.pairs(), *more])


def first(values: Values, name: str) -> str:
    """The first value of a name, control characters and blanks made single spaces."""
    text = next(iter(values.get(name) or ()), "")[:10_000]
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def read_answers(values: Values) -> Answers:
    """The answers of an address. What means nothing there counts as not answered, never as an error."""
    need = first(values, "besoin")
    said = list(values.get("pour", ()))[:40]
    conditions = tuple(one for one in TICKED if one.value in said)
    language = first(values, "langue")
    language = language if language in LANGUAGES and language not in ("fr", SIGNED) else ""
    moment = first(values, "quand")
    return Answers(
        need=need if need in BY_CODE or need == ANY_NEED else "",
        where=first(values, "ou")[:60],
        conditions=conditions if conditions or language or NO_CONDITION in said else None,
        language=language,
        moment=Moment(moment) if moment in tuple(Moment) else None,
        far=first(values, "loin") == "1",
    )


def read_chosen(values: Values) -> tuple[str, ...]:
    """The codes of the places chosen for the sheet, each once."""
    given = [value[:40] for value in list(values.get("lieu", ()))[:MOST_CHOSEN] if value]
    return tuple(dict.fromkeys(given))
