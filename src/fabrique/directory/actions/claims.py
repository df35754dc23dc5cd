"""« C’est notre lieu »: an organisation asks for a place, somebody decides, and it can be given up."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.private_numbers import private_number_in
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.directory import scrubbing
from fabrique.directory.actions.revision import touch_places
from fabrique.directory.enums.lifecycle import CLAIM_MACHINE, ClaimState, PlaceState
from fabrique.directory.models import Place, PlaceClaim
from fabrique.people.actions.notifying import notify
from fabrique.people.models import Account, Organisation

MAX_WORDS, MAX_REASON = 500, 300
ASKED, DECIDED = "directory.claim_asked", "directory.claim_decided"  # what is told of it


@transaction.atomic
def claim_place(*, place: Place, organisation: Organisation, words: str = "", actor: str = "") -> PlaceClaim:
    """Ask for a place. Asking again while the first claim waits gives it back.

    Refused: a place that is merged, or already the organisation's.
    """
    place = Place.objects.select_for_update().get(pk=place.pk)
    words = words.strip()
    if place.state == PlaceState.MERGED:
        raise DomainRefusal(_("Cette fiche a été réunie avec une autre : demandez l’autre fiche."))
    if place.organisation_id == organisation.pk:
        raise DomainRefusal(_("Ce lieu est déjà celui de votre organisation."))
    if len(words) > MAX_WORDS:
        raise DomainRefusal(_("C’est trop long : 500 caractères au plus."), field="words")
    if found := private_number_in(words):
        raise DomainRefusal(found, field="words")
    scrubbing.refuse_objectors({"words": words})
    waiting = PlaceClaim.objects.of(organisation).filter(place=place, state=ClaimState.PENDING)
    if known := waiting.first():
        return known
    claim = PlaceClaim(
        place=place, organisation=organisation, words=words, asked_by=actor, created_at=clock.now()
    )
    try:
        with transaction.atomic():
            claim.save(force_insert=True)
    except IntegrityError:  # the same form, sent twice at once: the other was quicker
        return waiting.get()
    if carrier := Organisation.objects.filter(carries_instance=True).first():
        notify(kind=ASKED, subject=f"claim:{claim.pk}", organisation=carrier, by=actor)
    _record("claim_place", claim, actor)
    return claim


@transaction.atomic
def accept_claim(*, claim: PlaceClaim, actor: str = "") -> PlaceClaim:
    """Give the place to the organisation. Who held it by an earlier claim does not hold it any more; other
    claims go on waiting for an answer of their own."""
    place = Place.objects.select_for_update().get(pk=claim.place_id)
    if place.state == PlaceState.MERGED:
        raise DomainRefusal(_("Cette fiche a été réunie avec une autre : le lieu ne peut plus être donné."))
    scrubbing.refuse_objectors({"organisation": claim.organisation.name})
    end_claims(place)
    advance(CLAIM_MACHINE, claim, "accept", decided_at=clock.now(), decided_by=actor)
    place.organisation = claim.organisation
    place.save(update_fields=["organisation"])
    touch_places([place.pk])
    _tell(claim)
    _record("accept_claim", claim, actor)
    return claim


@transaction.atomic
def refuse_claim(*, claim: PlaceClaim, reason: str, actor: str = "") -> PlaceClaim:
    """Refuse a claim; the organisation reads why."""
    reason = reason.strip()
    if not reason:
        raise DomainRefusal(_("Dites pourquoi : l’organisation lira votre réponse."), field="reason")
    if len(reason) > MAX_REASON:
        raise DomainRefusal(_("C’est trop long : 300 caractères au plus."), field="reason")
    advance(CLAIM_MACHINE, claim, "refuse", reason=reason, decided_at=clock.now(), decided_by=actor)
    _tell(claim)
    _record("refuse_claim", claim, actor)
    return claim


@transaction.atomic
def take_back_claim(*, claim: PlaceClaim, actor: str = "") -> PlaceClaim:
    """The organisation does not ask any more."""
    advance(CLAIM_MACHINE, claim, "take_back", decided_at=clock.now(), decided_by=actor)
    _record("take_back_claim", claim, actor)
    return claim


@transaction.atomic
def release_place(*, place: Place, organisation: Organisation, actor: str = "") -> Place:
    """The organisation says that it does not run the place any more; nobody is known to until one asks."""
    place = Place.objects.select_for_update().get(pk=place.pk)
    if place.organisation_id != organisation.pk:
        raise DomainRefusal(_("Ce lieu n’est plus celui de votre organisation."))
    place.organisation = None
    place.save(update_fields=["organisation"])
    end_claims(place)
    touch_places([place.pk])
    subject = f"place:{place.code}"
    journal.record("directory.release_place", actor=actor, organisation=organisation.pk, subject=subject)
    return place


def end_claims(place: Place) -> None:
    """A part of an act: the claim by which the place was held does not count any more."""
    held = PlaceClaim.objects.everywhere("whoever held the place").filter(
        place=place, state=ClaimState.ACCEPTED
    )
    for claim in held:
        advance(CLAIM_MACHINE, claim, "end", decided_at=clock.now())


def _tell(claim: PlaceClaim) -> None:
    """Tell who asked, if the account is still open."""
    asker = Account.objects.filter(pk=claim.asked_by, is_active=True).first() if claim.asked_by else None
    if asker is None:
        return
    accepted = claim.state == ClaimState.ACCEPTED
    letter = (
        _("« %(place)s » est maintenant un lieu de %(organisation)s. Sa fiche est dans « Nos lieux ».")
        if accepted
        else _("Vous avez demandé « %(place)s » pour %(organisation)s. La réponse est non : %(reason)s")
    )
    words = {"place": claim.place.name, "organisation": claim.organisation.name, "reason": claim.reason}
    notify(
        kind=DECIDED,
        subject=f"claim:{claim.pk}",
        organisation=claim.organisation,
        to=[asker],
        letter=letter % words,
    )


def _record(verb: str, claim: PlaceClaim, actor: str) -> None:
    journal.record(
        f"directory.{verb}",
        actor=actor,
        organisation=claim.organisation_id,
        subject=f"claim:{claim.pk}",
        summary={"place": claim.place.code},
    )
