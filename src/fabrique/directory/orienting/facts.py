"""What is known of one place for one person, and whether each condition holds. Unknown is never no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from fabrique.directory.enums import (
    AccessMode,
    Accompaniment,
    Fee,
    InclusionFee,
    ServiceOffered,
    SpecificCare,
    TargetPublic,
    TrainingLabel,
)
from fabrique.directory.guide.geometry import WALKABLE_M
from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.guide.text import fold
from fabrique.directory.orienting.answers import Answers, Condition
from fabrique.directory.orienting.opening import Next
from fabrique.directory.orienting.where import Start
from fabrique.kernels.matching import Met
from fabrique.territory.distances import distance_m

_SIGN_LANGUAGE = "fsl"
_NARROW_PUBLICS = 2  # a longer list of audiences is nearly everybody


@dataclass(frozen=True, slots=True)
class Facts:
    """A place seen from a start. An itinerant place is reduced to its stop nearest to the person.

    ``metres`` is None when unknown; ``roughly``: it goes to the middle of the place's commune.
    ``asks_residence``: all of its services are for residents, ``admits`` says whether of this commune.
    """

    place: PlaceRecord
    start: Start
    next: Next
    today: date
    metres: float | None = None
    roughly: bool = False
    asks_residence: bool = False
    admits: Met = Met.YES
    language: str = ""

    @property
    def facets(self) -> frozenset[str]:
        return frozenset(self.place.facets)

    @property
    def receives(self) -> bool:
        """Whether one can come."""
        return AccessMode.NO_PUBLIC not in self.place.access_modes

    @property
    def free(self) -> Met:
        """The cost: « sous condition », or free for a part only, is to be asked."""
        said = {code for code in Fee if f"frais:{code}" in self.facets}
        if said == {Fee.FREE}:
            return Met.YES
        offered = {offer.fees for offer in self.place.offers if offer.fees}
        if said == {Fee.PAID} or (not said and offered == {InclusionFee.PAID}):
            return Met.NO
        return Met.UNKNOWN

    @property
    def publics(self) -> frozenset[str]:
        """The audiences that the place addresses first."""
        return frozenset(code for code in TargetPublic if f"public:{code}" in self.facets)


def narrowed(place: PlaceRecord, start: Start) -> PlaceRecord:
    """An itinerant place with its nearest stop only: its other visits are of no use to this person."""
    if not place.stops or start.point is None:
        return place
    situated = [
        (distance_m(start.point, (stop.latitude, stop.longitude)), rank)
        for rank, stop in enumerate(place.stops)
        if stop.latitude is not None and stop.longitude is not None
    ]
    return replace(place, stops=(place.stops[min(situated)[1]],)) if situated else place


def audience(facts: Facts, answers: Answers) -> Met:
    """YES: it welcomes such persons especially; NO: it addresses others first."""
    wanted = {TargetPublic.FAMILIES} if Condition.CHILDREN in answers.asked else set()
    if answers.need == "jeunes":
        wanted.add(TargetPublic.YOUNG_PEOPLE)
    if wanted & facts.publics:
        return Met.YES
    return Met.NO if 0 < len(facts.publics) <= _NARROW_PUBLICS else Met.UNKNOWN


def _near(facts: Facts) -> Met:
    if facts.metres is None or facts.roughly:
        return Met.UNKNOWN
    if facts.metres <= WALKABLE_M:
        return Met.YES
    around = not facts.start.exact and not facts.start.small and facts.start.commune in facts.place.communes
    return Met.UNKNOWN if around else Met.NO


def _wheelchair(facts: Facts) -> Met:
    return {True: Met.YES, False: Met.NO, None: Met.UNKNOWN}[facts.place.wheelchair]


def _walk_in(facts: Facts) -> Met:
    known = [code for code in AccessMode if f"acces:{code}" in facts.facets]
    if AccessMode.COME in known:
        return Met.YES
    return Met.NO if known else Met.UNKNOWN


def _off_hours(facts: Facts) -> Met:
    if facts.next.off_hours:
        return Met.YES
    return Met.NO if facts.next.known and facts.next.doubtful is None else Met.UNKNOWN


def _children(facts: Facts) -> Met:
    welcome = TargetPublic.FAMILIES in facts.publics or f"service:{ServiceOffered.PARENTING}" in facts.facets
    return Met.YES if welcome else Met.UNKNOWN


def _reading(facts: Facts) -> Met:
    care = SpecificCare.ILLITERACY in facts.place.specific_care or TrainingLabel.DUPLEX in facts.place.labels
    return Met.YES if care else Met.UNKNOWN


def _signing(facts: Facts) -> Met:
    signs = _SIGN_LANGUAGE in facts.place.languages or SpecificCare.DEAFNESS in facts.place.specific_care
    return Met.YES if signs else Met.UNKNOWN


def _remote(facts: Facts) -> Met:
    if f"accompagnement:{Accompaniment.REMOTE}" in facts.facets:
        return Met.YES
    place = facts.place
    own = (place.summary, place.description, *(offer.name for offer in place.offers))
    if any("a domicile" in fold(text) for text in own):
        return Met.YES
    return Met.NO if any(one.startswith("accompagnement:") for one in facts.facets) else Met.UNKNOWN


def _language(facts: Facts) -> Met:
    place, wanted = facts.place, facts.language
    if wanted in place.languages or (wanted == "en" and SpecificCare.ENGLISH in place.specific_care):
        return Met.YES
    several = SpecificCare.OTHER_LANGUAGES in place.specific_care
    return Met.NO if place.languages and not several else Met.UNKNOWN


_RULES: dict[Condition, Callable[[Facts], Met]] = {
    Condition.NEAR: _near,
    Condition.WHEELCHAIR: _wheelchair,
    Condition.FREE: lambda facts: facts.free,
    Condition.WALK_IN: _walk_in,
    Condition.OFF_HOURS: _off_hours,
    Condition.CHILDREN: _children,
    Condition.READING: _reading,
    Condition.SIGNING: _signing,
    Condition.REMOTE: _remote,
    Condition.LANGUAGE: _language,
}


def met(condition: Condition, facts: Facts) -> Met:
    """Whether a condition holds at a place."""
    return _RULES[condition](facts)
