"""Making a list of possible sites, filling it, saying what each site costs and who says no to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.enums import SitePurpose, Veto
from fabrique.observe.models import Scenario, Site, SiteList
from fabrique.observe.queries.sites import located, row_of, scenarios_using, titles_of
from fabrique.observe.site_files import LONGEST_NOTE, MOST_SITES, SiteRow
from fabrique.observe.texts import one_line
from fabrique.people.models import Account, Organisation

PACK = 500
# What a file may leave as it is, by the column that says it.
_SAID = {
    "name": ("name",),
    "cost": ("cost_cents",),
    "capacity": ("capacity",),
    "existing": ("existing", "kept"),
    "veto": ("vetoes",),
    "minutes": ("minutes",),
    "opens": ("opens",),
}
FIELDS = (
    *("name", "latitude", "longitude", "commune_code", "qpv_code", "cost_cents", "capacity", "existing"),
    *("kept", "vetoes", "minutes", "opens", "place_id"),
)


@dataclass(frozen=True, slots=True)
class Filled:
    """What filling a list did. ``outside``: sites, among those given, that are out of the territory."""

    added: int
    changed: int
    same: int
    outside: int


@transaction.atomic
def make_site_list(*, organisation: Organisation, title: str, purpose: str, by: Account | None) -> SiteList:
    """A list with nothing in it yet; refused for a title that the organisation has used."""
    said = one_line(title)
    if not said or len(said) > 200:
        raise DomainRefusal(_("Donnez un titre, de 200 signes au plus."), field="title")
    if purpose not in SitePurpose.values:
        raise DomainRefusal(_("Dites ce qu’il y aurait à ces sites."), field="purpose")
    now = clock.now()
    made = SiteList(
        organisation=organisation, title=said, purpose=purpose, created_at=now, changed_at=now, created_by=by
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise DomainRefusal(_("Une de vos listes a déjà ce titre."), field="title") from None
    _record("make_site_list", made, by, {"purpose": purpose})
    return made


@transaction.atomic
def fill_site_list(*, site_list: SiteList, rows: Sequence[SiteRow], by: Account | None) -> Filled:
    """Add these sites, or correct those of the same key: what a row does not say stays, and so do the other
    sites. Each is in the commune and the neighbourhood of its position."""
    held = _locked(site_list)
    known = {site.key: site for site in _sites(held)}
    if len(known.keys() | {row.key for row in rows}) > MOST_SITES:
        raise DomainRefusal(_("Une liste a %(most)d sites au plus.") % {"most": MOST_SITES})
    added, changed = [], []
    areas = located(rows)
    for row, area in zip(rows, areas, strict=True):
        site = known.get(row.key)
        values = _values(row if site is None else _over(site, row), area)
        if site is None:
            added.append(Site(site_list=held, key=row.key, **values))
        elif any(getattr(site, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(site, name, value)
            changed.append(site)
    Site.objects.bulk_create(added, batch_size=PACK)
    Site.objects.of(held.organisation).bulk_update(changed, FIELDS, batch_size=PACK)
    if added or changed:
        _touch(held)
    done = Filled(
        len(added),
        len(changed),
        len(rows) - len(added) - len(changed),
        sum(not commune for commune, _quarter in areas),
    )
    _record("fill_site_list", held, by, {"added": done.added, "changed": done.changed, "same": done.same})
    return done


def _over(site: Site, row: SiteRow) -> SiteRow:
    """What a row says of a site that is there; a place of the guide stays its place."""
    if not row.given:
        return replace(row, place=row.place or site.place_id)
    kept = row_of(site)
    unsaid = {name for column, names in _SAID.items() if column not in row.given for name in names}
    found = replace(
        row,
        place=row.place or site.place_id,
        **{name: getattr(kept, name) for name in unsaid},
    )
    # A veto that the list holds stays; a site cannot be kept in spite of it.
    return replace(found, kept=False) if found.vetoes else found


def _values(row: SiteRow, area: tuple[str, str]) -> dict[str, Any]:
    commune, quarter = area
    return {
        "name": row.name,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "commune_code": commune,
        "qpv_code": quarter[:12],
        "cost_cents": row.cost_cents,
        "capacity": row.capacity,
        "existing": row.existing,
        "kept": row.kept,
        "vetoes": [dict(each) for each in row.vetoes],
        "minutes": row.minutes,
        "opens": row.opens,
        "place_id": row.place,
    }


@transaction.atomic
def add_site(*, site_list: SiteList, row: SiteRow, by: Account) -> Site:
    """Add one site; refused when the list has one of this key."""
    held = _locked(site_list)
    if _sites(held).filter(key=row.key).exists():
        raise DomainRefusal(_("Un site de cette liste a déjà cet identifiant."), field="key")
    if _sites(held).count() >= MOST_SITES:
        raise DomainRefusal(_("Une liste a %(most)d sites au plus.") % {"most": MOST_SITES})
    _check(row)
    (area,) = located([row])
    made = Site(site_list=held, key=row.key, **_values(row, area))
    made.save(force_insert=True)
    _touch(held)
    _record("add_site", held, by, {"site": str(made.pk)})
    return made


@transaction.atomic
def edit_site(*, site: Site, changes: Mapping[str, Any], by: Account) -> Site:
    """Correct a site. ``changes``: fields of ``SiteRow`` but its key, its place and its vetoes."""
    held = _locked_site(site)
    row = replace(row_of(held), **changes)
    _check(row)
    (area,) = located([row])
    for name, value in _values(row, area).items():
        setattr(held, name, value)
    held.save()
    _touch(held.site_list)
    _record("edit_site", held.site_list, by, {"site": str(held.pk), "fields": sorted(changes)})
    return held


def _check(row: SiteRow) -> None:
    if not (row.key and row.name):
        raise DomainRefusal(_("Donnez un nom et un identifiant."), field="name")
    if not (abs(row.latitude) <= 90 and abs(row.longitude) <= 180):
        raise DomainRefusal(_("Ce n’est pas une latitude et une longitude."), field="latitude")
    if row.kept and not row.existing:
        told = _("Seul un site ouvert peut être gardé ouvert : cochez les deux, ou aucun.")
        raise DomainRefusal(told, field="kept")
    if row.kept and row.vetoes:
        told = _("Quelqu’un s’oppose à ce site : levez d’abord l’opposition, ou ne le gardez pas d’office.")
        raise DomainRefusal(told, field="kept")


@transaction.atomic
def put_veto(*, site: Site, veto: str, note: str, by: Account) -> Site:
    """Note who says no to a site, and why; the same, said again, changes why."""
    if veto not in Veto.values:
        raise DomainRefusal(_("Dites qui s’oppose à ce site."), field="veto")
    said = one_line(note)
    if len(said) > LONGEST_NOTE:
        told = _("Une raison a %(most)d signes au plus.") % {"most": LONGEST_NOTE}
        raise DomainRefusal(told, field="note")
    if veto == Veto.OTHER and not said:
        raise DomainRefusal(_("Dites qui, ou pourquoi."), field="note")
    held = _locked_site(site)
    others = [each for each in held.vetoes if each["by"] != veto]
    held.vetoes, held.kept = [*others, {"by": str(veto), "note": said}], False
    held.save(update_fields=["vetoes", "kept"])
    _touch(held.site_list)
    _record("put_veto", held.site_list, by, {"site": str(held.pk), "veto": veto})
    return held


@transaction.atomic
def lift_veto(*, site: Site, veto: str, by: Account) -> Site:
    """Whoever said no says no longer so; what was lifted already stays so."""
    held = _locked_site(site)
    left = [each for each in held.vetoes if each["by"] != veto]
    if len(left) == len(held.vetoes):
        return held
    held.vetoes = left
    held.save(update_fields=["vetoes"])
    _touch(held.site_list)
    _record("lift_veto", held.site_list, by, {"site": str(held.pk), "veto": veto})
    return held


@transaction.atomic
def remove_site(*, site: Site, by: Account) -> None:
    """Take a site away from its list; refused while a scenario reckons with it."""
    held = _locked_site(site)
    if used := scenarios_using(held):
        names = ", ".join(titles_of(by, used)[:3])
        told = _("Un scénario a été calculé avec ce site : %(names)s. Notez plutôt qui s’y oppose.")
        raise DomainRefusal(told % {"names": names})
    _record("remove_site", held.site_list, by, {"site": str(held.pk), "key": held.key})
    _touch(held.site_list)
    held.delete()


@transaction.atomic
def share_site_list(*, site_list: SiteList, shared: bool, by: Account | None) -> SiteList:
    """Let every organisation of the programme read a list, or one's own only."""
    SiteList.objects.of(site_list.organisation).filter(pk=site_list.pk).update(shared=shared)
    site_list.shared = shared
    _record("share_site_list", site_list, by, {"shared": shared})
    return site_list


@transaction.atomic
def erase_site_list(*, site_list: SiteList, by: Account) -> None:
    """Erase a list and its sites; refused while a scenario was asked on it."""
    held = _locked(site_list)
    if Scenario.objects.everywhere("who plans with a list").filter(site_list=held).exists():
        raise DomainRefusal(_("Un scénario a été demandé sur cette liste : elle reste avec lui."))
    _record("erase_site_list", held, by, {"sites": _sites(held).count()})
    held.delete()


def _locked(site_list: SiteList) -> SiteList:
    rows = SiteList.objects.of(site_list.organisation).select_for_update()
    held = rows.filter(pk=site_list.pk).first()
    if held is None:
        raise DomainRefusal(_("Cette liste est effacée."))
    return held


def _locked_site(site: Site) -> Site:
    """The site as it is now; the list is locked first, as when it is filled."""
    held_list = _locked(site.site_list)
    held = _sites(held_list).filter(pk=site.pk).first()
    if held is None:
        raise DomainRefusal(_("Ce site a été ôté de la liste."))
    held.site_list = held_list
    return held


def _sites(site_list: SiteList) -> QuerySet[Site]:
    return Site.objects.of(site_list.organisation).filter(site_list=site_list)


def _touch(site_list: SiteList) -> None:
    now = clock.now()
    SiteList.objects.of(site_list.organisation).filter(pk=site_list.pk).update(changed_at=now)


def _record(verb: str, site_list: SiteList, by: Account | None, summary: dict[str, object]) -> None:
    journal.record(
        f"observe.{verb}",
        actor=by.pk if by else "",
        organisation=site_list.organisation_id,
        subject=f"site_list:{site_list.pk}",
        summary=summary,
    )
