"""What a portrait is made of: the shared indicators of a level, and a calculation of an index, if any."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from fabrique.core.policies import Actor, acts_for
from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.indicators import Kind
from fabrique.observe.composing import ranked
from fabrique.observe.composing.figures import Held, held_of
from fabrique.observe.composing.sharing import columns_to_publish, refuse_unshared
from fabrique.observe.enums import Level, Origin
from fabrique.observe.models import DataColumn, IndexRun
from fabrique.observe.queries.indicators import ways_among
from fabrique.observe.queries.indices import Place
from fabrique.territory.models import Territory
from fabrique.territory.queries import current_territory

POPULATION = "population"
MOST_INDICATORS = 6


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a portrait is made of: the indicators, the most telling first, and the calculation, if any."""

    territory: Territory
    level: str
    held: tuple[Held, ...]
    run: IndexRun | None = None
    places: tuple[Place, ...] = ()

    @property
    def telling(self) -> list[Held]:
        """The indicators that say something of fragility."""
        return [one for one in self.public if one.measure.direction and one.measure.code != POPULATION]

    @property
    def public(self) -> list[Held]:
        """Those of producers. What others counted is shown in tables of numbers only, which are protected."""
        return [one for one in self.held if one.public]

    @property
    def population(self) -> Held | None:
        """How many people live there."""
        return next((one for one in self.held if one.measure.code == POPULATION), None)


def gathered(actor: Actor, level: str, *, run: IndexRun | None = None, within: str | None = None) -> Gathered:
    """What there is to show at a level."""
    territory = current_territory()
    if territory is None:
        raise DomainRefusal(_("Cette instance n’a pas de territoire : commencez par « fabrique init »."))
    if run:
        refuse_unshared(run)
    columns = _chosen(actor, level, run)
    if not columns:
        told = _("Aucun jeu de données partagé ne dit rien par %(level)s : importez-en un, ou partagez-le.")
        raise DomainRefusal(told % {"level": str(Level(level).label).lower()})
    held = _named_as(run, held_of(columns, level))
    names = held[0].names
    if not any(one.known for one in held):
        raise DomainRefusal(
            _("Les jeux de données partagés ne disent rien des zones du territoire : ils parlent d’ailleurs.")
        )
    if within and within not in names:
        some = ", ".join(
            f"{name} ({code})" for code, name in sorted(names.items(), key=lambda one: one[1])[:5]
        )
        told = _("Aucune zone du territoire n’a le code « %(code)s » à ce niveau. Par exemple : %(some)s.")
        raise DomainRefusal(told % {"code": within, "some": some})
    places = tuple(ranked.inside(ranked.all_places(run), names)) if run else ()
    return Gathered(territory, level, tuple(held), run, places)


def method_of_index(found: Gathered) -> list[str]:
    """How the index is made, and what its definition says of the indicators that are mostly estimated."""
    if found.run is None:
        return []
    weak = {one.measure.code for one in found.held if one.mostly_estimated}
    return [*ranked.method(found.run), *ranked.reasons(found.run, weak)]


def _named_as(run: IndexRun | None, held: list[Held]) -> list[Held]:
    """Indicators in the words of the definition, which are those of its list and of its map."""
    labels = run.summary["labels"] if run else {}
    return [
        replace(one, measure=replace(one.measure, label=labels[one.measure.code]))
        if one.measure.code in labels
        else one
        for one in held
    ]


def _chosen(actor: Actor, level: str, run: IndexRun | None) -> list[DataColumn]:
    """Population, then the indicators of the calculation or, without any, those that say most: rates first.

    A calculation keeps the data sets that it was made from, while they are there. A partner's share or median
    is not told without the numbers that it is made of: it has its own publication.
    """
    shared = columns_to_publish(actor)
    ways = {code: ways_among(some, acts_for(actor)).get(level, []) for code, some in shared.items()}
    if run:
        from_set = {each["code"]: each["data_set"] for each in run.inputs}
        wanted = [POPULATION, *run.summary["indicators"]]
        found = []
        for code in dict.fromkeys(wanted):
            some = ways.get(code, [])
            found += [one for one in some if str(one.data_set_id) == from_set.get(code)][:1] or some[:1]
        return found
    best = [some[0] for code, some in ways.items() if some and code != POPULATION]
    best = [one for one in best if one.data_set.origin == Origin.PRODUCER or one.kind == Kind.COUNT]
    telling = [one for one in best if one.direction]
    telling.sort(key=lambda one: (one.kind == Kind.COUNT, one.imputed > one.observed, one.label.casefold()))
    people = ways.get(POPULATION, [])[:1]
    return [*people, *(telling or best)[:MOST_INDICATORS]]
