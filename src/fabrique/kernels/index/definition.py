"""A composite index, written down: what is measured, how it is brought to one scale, weighed and summed up.

Every object here is a plain value; ``parsing`` makes them of a file, ``compute`` applies them to data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Method(StrEnum):
    """How values are brought to one scale. Formulas are in ``normalise``."""

    RANK = "rank"
    PERCENTILE = "percentile"
    Z = "z"
    MINMAX = "minmax"
    GOALPOSTS = "goalposts"
    BANDS = "bands"
    RATIO = "ratio"
    DISTANCE = "distance"


class Mean(StrEnum):
    """How parts are summed up into a whole: the three Pythagorean means, weighted."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"


class Weighing(StrEnum):
    """Where the weights of a group come from."""

    EQUAL = "equal"
    EXPERT = "expert"
    PCA = "pca"


class Outliers(StrEnum):
    """What is done with extreme values before anything else; see ``treat``."""

    NONE = "none"
    WINSOR = "winsor"
    FENCES = "fences"
    MOMENTS = "moments"
    LOG = "log"


class Missing(StrEnum):
    """What is done with an area of which a value is not known; see ``treat``."""

    OMIT = "omit"
    REFUSE = "refuse"
    MEAN = "mean"
    MEDIAN = "median"
    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Normalisation:
    """``low``, ``high``: the ends of the scale of the bounded methods. ``centre``, ``spread``: mean and
    deviation given to z-scores. ``cuts``: for bands, increasing shares of the reference population
    (``absolute``: values instead), with ``scores``, one more than cuts. ``reference``: for ratio and
    distance, "mean", "median", "min", "max" or a number. ``winsor``: share cut off on each side beforehand.
    """

    method: Method
    low: float = 0.0
    high: float = 100.0
    centre: float = 50.0
    spread: float = 10.0
    cuts: tuple[float, ...] = ()
    scores: tuple[float, ...] = ()
    absolute: bool = False
    reference: str | float = "mean"
    winsor: float = 0.0

    @property
    def relative(self) -> bool:
        """Whether the scale moves with the data: then a score of one year says nothing of another's."""
        if self.winsor:
            return True
        if self.method is Method.BANDS:
            return not self.absolute
        if self.method is Method.RATIO:
            return isinstance(self.reference, str)
        return self.method is not Method.GOALPOSTS


@dataclass(frozen=True, slots=True)
class Indicator:
    """One column of the data. ``direction``: 1 when more means more fragile, -1 when less does.

    Persons = value × ``denominator`` column ÷ ``scale``, when a denominator is named; when less means more
    fragile, those who are left: (1 − value ÷ ``scale``) × ``denominator``. ``counted``: who they are.
    ``goalposts``: the values that count for nothing and for all. ``source`` says who publishes it; ``reason``
    why it is here.
    """

    code: str
    label: str
    direction: int
    unit: str = ""
    denominator: str = ""
    scale: float = 100.0
    counted: str = "personnes"
    outliers: Outliers = Outliers.NONE
    outlier_share: float = 0.01
    missing: Missing | None = None
    goalposts: tuple[float, float] | None = None
    normalisation: Normalisation | None = None
    source: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A child of a group, an indicator or a group, and its weight (any positive scale)."""

    code: str
    weight: float


@dataclass(frozen=True, slots=True)
class Group:
    """Parts and how they are summed up. The top group is the index."""

    code: str
    label: str
    parts: tuple[Part, ...]
    weighing: Weighing = Weighing.EQUAL
    mean: Mean = Mean.ARITHMETIC
    decided_by: str = ""
    decided_on: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """Score = mean of the top group × ``multiply`` + ``add``; or brought to ``rescale`` by min-max."""

    multiply: float = 1.0
    add: float = 0.0
    rescale: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The choices that could as well be defended: a draw takes one of each.

    ``spread``: concentration of the Dirichlet law around the weights, times the number of parts (0: fixed);
    the larger, the nearer. ``removal``: whether a draw may leave one indicator out.
    """

    normalisations: tuple[Normalisation, ...] = ()
    means: tuple[Mean, ...] = ()
    missing: tuple[Missing, ...] = ()
    spread: float = 0.0
    removal: bool = False


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who stands behind which text of the definition: ``hash`` is the one signed."""

    name: str
    role: str
    on: str
    hash: str


@dataclass(frozen=True)
class Definition:
    """A whole index. ``groups`` by code; ``top`` is the root. ``population``: "" for all the areas of the
    file, else the column whose values make the reference populations. ``least_known``: share of the weights
    whose indicators must be known for an area to be scored. ``top_share``: what « the most fragile » means.
    """

    name: str
    title: str
    version: str
    description: str
    reasons: str
    indicators: tuple[Indicator, ...]
    groups: dict[str, Group]
    top: str
    normalisation: Normalisation
    missing: Missing = Missing.OMIT
    least_known: float = 0.6
    population: str = ""
    top_share: float = 0.1
    output: Output = Output()
    alternatives: Alternatives = Alternatives()
    sign_offs: tuple[SignOff, ...] = ()
    hash: str = field(default="", compare=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the indicators, in order."""
        return tuple(one.code for one in self.indicators)

    def downwards(self) -> Iterator[Group]:
        """The groups, each before those that it holds."""
        waiting = [self.top]
        while waiting:
            group = self.groups[waiting.pop(0)]
            yield group
            waiting += [part.code for part in group.parts if part.code in self.groups]

    def leaves(self, code: str) -> tuple[str, ...]:
        """The indicators under a group, or the indicator itself."""
        if code not in self.groups:
            return (code,)
        return tuple(leaf for part in self.groups[code].parts for leaf in self.leaves(part.code))

    @property
    def relative_scale(self) -> bool:
        """Whether scores are places among the areas at hand, which another territory would give otherwise."""
        used = [one.normalisation or self.normalisation for one in self.indicators]
        return self.output.rescale is not None or any(one.relative for one in used)

    @property
    def relative(self) -> bool:
        """Whether the same area, unchanged, may score otherwise another year because others changed."""
        relative_outliers = {Outliers.WINSOR, Outliers.FENCES, Outliers.MOMENTS}
        fixed_fills = {Missing.OMIT, Missing.REFUSE}
        return (
            self.relative_scale
            or any(one.outliers in relative_outliers for one in self.indicators)
            or any((one.missing or self.missing) not in fixed_fills for one in self.indicators)
            or any(group.weighing is Weighing.PCA for group in self.groups.values())
        )
