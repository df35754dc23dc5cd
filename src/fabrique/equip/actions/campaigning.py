"""Campaigns of collecting, and the places where one may leave equipment."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.once import unless_taken
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.models import Place
from fabrique.equip.models import CollectionCampaign, DropOffPoint
from fabrique.people.models import Account, Organisation

MOST = 1_000_000
LONGEST_DAYS = 400


@transaction.atomic
def open_campaign(
    *,
    organisation: Organisation,
    title: str,
    starts_on: date,
    ends_on: date,
    target: int,
    by: Account | None,
    words: str = "",
) -> CollectionCampaign:
    """Announce a campaign; its public address is made of its title."""
    _check(title, starts_on, ends_on, target)
    base = slugify(title)[:50] or "collecte"
    rows = CollectionCampaign.objects.everywhere("addresses are unique on the instance")
    taken = set(rows.filter(slug__startswith=base).values_list("slug", flat=True))
    slug = next(
        each for each in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if each not in taken
    )
    with unless_taken(_("Quelqu’un vient d’ouvrir une collecte de ce titre. Recommencez."), field="title"):
        made = CollectionCampaign.objects.of(organisation).create(
            organisation=organisation,
            slug=slug,
            title=title.strip(),
            words=words.strip()[:500],
            starts_on=starts_on,
            ends_on=ends_on,
            target=target,
            created_at=clock.now(),
        )
    _record("open_collection", organisation, f"collection:{made.pk}", by, {"target": target})
    return made


@transaction.atomic
def change_campaign(
    *,
    campaign: CollectionCampaign,
    title: str,
    starts_on: date,
    ends_on: date,
    target: int,
    by: Account | None,
    words: str = "",
) -> CollectionCampaign:
    """Change a campaign's days, target or words; its address stays: it is on posters."""
    _check(title, starts_on, ends_on, target)
    campaign.title, campaign.words = title.strip(), words.strip()[:500]
    campaign.starts_on, campaign.ends_on, campaign.target = starts_on, ends_on, target
    campaign.save()
    _record("change_collection", campaign.organisation, f"collection:{campaign.pk}", by, {"target": target})
    return campaign


def _check(title: str, starts_on: date, ends_on: date, target: int) -> None:
    if not title.strip():
        raise DomainRefusal(_("Donnez un titre à la collecte."), field="title")
    if ends_on < starts_on:
        raise DomainRefusal(_("La collecte finit avant de commencer."), field="ends_on")
    if (ends_on - starts_on).days > LONGEST_DAYS:
        raise DomainRefusal(_("C’est trop long : 400 jours au plus."), field="ends_on")
    if not 1 <= target <= MOST:
        raise DomainRefusal(_("L’objectif va de 1 à 1 000 000."), field="target")


@transaction.atomic
def open_point(
    *, organisation: Organisation, place: Place, capacity: int, by: Account | None, words: str = ""
) -> DropOffPoint:
    """Let equipment be left at a place of the guide."""
    if place.state != PlaceState.PUBLISHED:
        raise DomainRefusal(_("Ce lieu n’est plus dans le guide."), field="place")
    _check_room(capacity)
    with unless_taken(_("Ce lieu est déjà un de vos points de collecte."), field="place"):
        made = DropOffPoint.objects.of(organisation).create(
            organisation=organisation,
            place=place,
            capacity=capacity,
            words=words.strip()[:300],
            opened_at=clock.now(),
        )
    _record("open_drop_off", organisation, f"drop_off:{made.pk}", by, {"place": place.code})
    return made


@transaction.atomic
def change_point(*, point: DropOffPoint, capacity: int, words: str, by: Account | None) -> DropOffPoint:
    """Change how much a point can hold, or what it tells donors."""
    _check_room(capacity)
    point.capacity, point.words = capacity, words.strip()[:300]
    point.save(update_fields=["capacity", "words"])
    _record("change_drop_off", point.organisation, f"drop_off:{point.pk}", by, {"capacity": capacity})
    return point


@transaction.atomic
def close_point(*, point: DropOffPoint, by: Account | None) -> None:
    """Let nothing more be promised to a point; what was promised there stays."""
    rows = DropOffPoint.objects.of(point.organisation).filter(pk=point.pk, closed_at__isnull=True)
    if not rows.update(closed_at=clock.now()):
        raise DomainRefusal(_("Ce point de collecte est déjà fermé."))
    _record("close_drop_off", point.organisation, f"drop_off:{point.pk}", by, {})


def _check_room(capacity: int) -> None:
    if not 1 <= capacity <= 20_000:
        raise DomainRefusal(_("Un point de collecte peut tenir de 1 à 20 000 choses."), field="capacity")


def _record(
    verb: str, organisation: Organisation, subject: str, by: Account | None, summary: dict[str, object]
) -> None:
    journal.record(
        f"equip.{verb}",
        actor=by.pk if by else "",
        organisation=organisation.pk,
        subject=subject,
        summary=summary,
    )
