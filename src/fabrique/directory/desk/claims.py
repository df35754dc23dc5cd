"""Places that organisations ask for, as those who ask and those who decide read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from stdnum.fr import siret as siret_number

from fabrique.core.policies import Actor
from fabrique.core.ui.portal import Waiting, WaitingLine
from fabrique.core.ui.words import holds, plain
from fabrique.directory.desk.counts import waiting_claims
from fabrique.directory.enums.lifecycle import ClaimState, PlaceState
from fabrique.directory.models import Place, PlaceClaim
from fabrique.people.models import Account, Organisation

FIRST, SHOWN = 5, 20
KINDS = {
    ClaimState.PENDING: "warn",
    ClaimState.ACCEPTED: "ok",
    ClaimState.REFUSED: "bad",
    ClaimState.TAKEN_BACK: "",
    ClaimState.ENDED: "",
}


@dataclass(frozen=True, slots=True)
class Side:
    """A claim beside the others on the same place: who asks, what speaks for them, what does not."""

    claim: PlaceClaim
    who: str
    siret: str
    evidence: tuple[str, ...]
    same_number: bool
    others: int
    kind: str


def sides(claims: list[PlaceClaim]) -> list[Side]:
    """Claims as one judges them. Two queries."""
    asked = {claim.asked_by for claim in claims if claim.asked_by}
    names = {str(one.pk): one.name for one in Account.objects.filter(pk__in=asked).only("name")}
    holders = {claim.organisation_id for claim in claims}
    held = dict(
        Place.objects.filter(organisation__in=holders, state=PlaceState.PUBLISHED)
        .values_list("organisation")
        .annotate(Count("pk"))
    )
    return [_side(claim, names, held.get(claim.organisation_id, 0)) for claim in claims]


def _side(claim: PlaceClaim, names: dict[str, str], others: int) -> Side:
    same, words = _evidence(claim.place, claim.organisation)
    number = claim.organisation.siret
    return Side(
        claim=claim,
        who=names.get(claim.asked_by, ""),
        siret=siret_number.format(number) if number else "",
        evidence=words,
        same_number=same,
        others=others,
        kind=KINDS[ClaimState(claim.state)],
    )


def _evidence(place: Place, organisation: Organisation) -> tuple[bool, tuple[str, ...]]:
    """(whether the numbers agree, what can be said): a help to decide, never a decision."""
    ours, theirs = place.pivot, organisation.siret
    if ours and ours == theirs:
        return True, (_("Même SIRET que la fiche."),)
    if ours and theirs and ours[:9] == theirs[:9]:
        return True, (_("Même SIREN que la fiche : un autre établissement de la même organisation."),)
    if ours and theirs:
        return False, (_("Son SIRET n’est pas celui de la fiche (%(pivot)s).") % {"pivot": ours},)
    if not ours:
        return False, (_("La fiche n’a pas de SIRET : rien à comparer."),)
    return False, (_("L’organisation n’a pas donné de SIRET : rien à comparer."),)


def on_place(place: Place) -> list[PlaceClaim]:
    """The claims that wait on a place, the oldest first."""
    return list(waiting_claims().filter(place=place).select_related("place", "organisation"))


def claims_waiting(actor: Actor) -> Waiting:
    """For the day's page: the claims to answer."""
    found = waiting_claims().aggregate(count=Count("pk"), oldest=Min("created_at"))
    label = ngettext("demande de lieu à examiner", "demandes de lieux à examiner", found["count"])
    first = waiting_claims().select_related("place", "organisation")[:FIRST]
    since = timezone.localdate(found["oldest"]) if found["oldest"] else None
    lines = tuple(map(_line, first))
    return Waiting(found["count"], label, reverse("directory:desk-claims"), since, lines)


def _line(claim: PlaceClaim) -> WaitingLine:
    return WaitingLine(
        since=timezone.localdate(claim.created_at),
        subject=claim.place.name,
        matter=_("%(name)s dit : c’est notre lieu") % {"name": claim.organisation.name},
        state=ClaimState(claim.state).label,
        kind="warn",
        action=_("Examiner la demande"),
        url=reverse("directory:desk-claim", args=[claim.pk]),
    )


def found_places(words: str, organisation: Any) -> list[Place]:
    """Published places that hold every word and are not the organisation's, by name."""
    if not plain(words).split():
        return []
    rows = Place.objects.filter(state=PlaceState.PUBLISHED).exclude(organisation=organisation)
    texts = rows.values_list("pk", "name", "commune_name", "postal_code", "code").order_by("name", "pk")
    keys = [pk for pk, *parts in texts if holds(words, *parts)]
    found = Place.objects.select_related("organisation").in_bulk(keys[:SHOWN])
    return [found[pk] for pk in keys[:SHOWN] if pk in found]
