"""Tying the files of one person in two organisations, by a code that the person carries between them.

Neither can look for the other: whatever is missing, a code that does not serve gets one and the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.crypto.blind import digest
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions import file_acts
from fabrique.people.codes import new_code
from fabrique.people.enums import LinkEnd
from fabrique.people.models import Account, FileLink, LinkCode, Resident
from fabrique.people.queries.links import WHY, digests_of_link, lapsed_links, live_code, open_links, readiness
from fabrique.people.queries.residents import files_of, kept_file
from fabrique.people.retention import LINK_CODE_DAYS


@transaction.atomic
def issue_link_code(*, resident: Resident, by: Account, once: str = "") -> tuple[LinkCode, str]:
    """Give the person a code to carry to another organisation; it is shown once, and serves once.

    The same ``once`` (see ``core.secrets``) gives the same code back as long as it may serve.
    """
    resident = file_acts.locked(resident)
    ready = readiness(resident)
    if not ready.agreed:
        raise DomainRefusal(_("La convention de votre organisation ne permet pas de relier des dossiers."))
    if not ready.consented:
        raise DomainRefusal(_("Notez d’abord l’accord de la personne pour relier son dossier."))
    code = new_code(once, "link", resident.pk)
    known = LinkCode.objects.of(resident.organisation).filter(digest__in=digests_of_link(code)).first()
    if known and not known.used_at and known.expires_at > clock.now():
        return known, code
    code = new_code("") if known else code
    now = clock.now()
    made = LinkCode(
        resident=resident,
        digest=digest("link.code", code),
        issued_at=now,
        issued_by=by,
        expires_at=now + timedelta(days=LINK_CODE_DAYS),
    )
    made.save()
    file_acts.record("issue_link_code", resident, by, {})
    return made, code


@transaction.atomic
def link_files(*, resident: Resident, code: str, by: Account) -> FileLink:
    """Tie this file to the one for which the code was given. Both organisations read it from now on."""
    found = live_code(code)
    theirs = kept_file(found.resident) if found else None
    if found is None or theirs is None or theirs.organisation_id == resident.organisation_id:
        raise _unserved()
    own, other = _both_locked(resident, theirs)
    if not (readiness(own).complete and readiness(other).complete):
        raise _unserved()
    now = clock.now()
    serves = LinkCode.objects.of(other.organisation).filter(pk=found.pk, used_at__isnull=True)
    if not serves.update(used_at=now):
        raise _unserved()
    held = open_links(files_of(own), own.organisation).filter(other__in=files_of(other)).first()
    if held:
        return held
    for mine, yours in ((other, own), (own, other)):
        held = FileLink(resident=mine, other=yours, linked_at=now)
        held.save()
    assert held is not None
    for mine in (own, other):  # who did it is told to the organisation of that account only
        file_acts.record("link_files", mine, by if mine is own else None, {})
    return held


def _unserved() -> DomainRefusal:
    """One answer, whether the code is wrong, late or used, or whether something is missing on either side."""
    text = _(
        "Ce code ne sert pas. Relisez-le avec la personne. Il a peut-être déjà servi, il a plus de %(days)s "
        "jours, ou il manque un accord : elle peut en demander un autre à la structure qui l’a donné."
    )
    return DomainRefusal(text % {"days": LINK_CODE_DAYS}, field="code")


def _both_locked(own: Resident, other: Resident) -> tuple[Resident, Resident]:
    """In the order of their keys. What stops either file is not told apart: the code would be known good."""
    held: dict[UUID, Resident] = {}
    for each in sorted((own, other), key=lambda one: one.pk):
        try:
            held[each.pk] = file_acts.locked(each)
        except DomainRefusal:
            raise _unserved() from None
    return held[own.pk], held[other.pk]


@transaction.atomic
def end_link(*, link: FileLink, end: LinkEnd, by: Account | None = None) -> bool:
    """Neither organisation reads the other's name any more; False if it was ended already."""
    mirror = Q(resident=link.other_id, other=link.resident_id)
    sides = _locked_sides(Q(pk=link.pk) | mirror)
    done = [close_side(link=each, end=end, by=by if each.pk == link.pk else None) for each in sides]
    return any(done)


@transaction.atomic
def end_links_of_erased(*, ids: Sequence[UUID]) -> None:
    """The files go: their own sides too, the other organisations read nothing any more."""
    for link in _locked_sides(Q(resident__in=ids) | Q(other__in=ids)):
        if link.resident_id not in ids:
            close_side(link=link, end=LinkEnd.ERASED)
    FileLink.objects.everywhere(WHY).filter(other__in=ids).update(other=None)
    FileLink.objects.everywhere(WHY).filter(resident__in=ids).delete()


def _locked_sides(wanted: Q) -> list[FileLink]:
    """In the order of their keys: both organisations may end it at once."""
    rows = FileLink.objects.everywhere(WHY).filter(wanted, ended_at__isnull=True).order_by("pk")
    return list(rows.select_related("resident").select_for_update(of=("self",)))


@transaction.atomic
def close_side(*, link: FileLink, end: LinkEnd, by: Account | None = None) -> bool:
    """End one side, and tell its own organisation's journal."""
    organisation = link.resident.organisation_id
    rows = FileLink.objects.everywhere(WHY).filter(pk=link.pk, ended_at__isnull=True)
    if not rows.update(ended_at=clock.now(), end=end):
        return False
    journal.record(
        "people.end_link",
        actor=by.pk if by else "",
        organisation=organisation,
        subject=f"resident:{link.resident_id}",
        summary={"end": end},
    )
    return True


@transaction.atomic
def end_links_of(*, resident: Resident, end: LinkEnd) -> None:
    """End every tie of a person's files in one organisation."""
    for link in open_links(files_of(kept_file(resident)), resident.organisation):
        end_link(link=link, end=end)


def end_lapsed_links() -> int:
    """End the ties that an agreement does not allow any more; safe to run twice."""
    return sum(end_link(link=each, end=LinkEnd.AGREEMENT) for each in lapsed_links())
