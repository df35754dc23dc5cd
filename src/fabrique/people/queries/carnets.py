"""The carnet of a person: who opens it, what ``people`` puts in it, what was said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.crypto.blind import digests
from fabrique.core.ui import formats
from fabrique.people.carnet import CarnetLine, CarnetPart
from fabrique.people.codes import typed
from fabrique.people.enums import ConsentPurpose
from fabrique.people.models import CarnetAccess, CarnetAlert, Consent, Resident
from fabrique.people.notices import VERSIONS
from fabrique.people.queries.residents import files_of, kept_file

TAKE_BACK = "Reprendre mon accord"


def digests_of(code: str) -> list[str]:
    """What may be kept of a code of a carnet."""
    return digests("carnet.code", code)


def find_carnet(text: str) -> CarnetAccess | None:
    """The live access that a typed code opens."""
    code = typed(text)
    return _opening(Q(digest__in=digests_of(code))) if code else None


def carnet_of_key(key: str) -> CarnetAccess | None:
    """The same access later in the visit, unless it was revoked meanwhile."""
    return _opening(Q(pk=key))


def _opening(wanted: Q) -> CarnetAccess | None:
    rows = CarnetAccess.objects.everywhere("the code itself is the right").filter(
        wanted, revoked_at__isnull=True, expires_at__gt=clock.now(), resident__emptied_at__isnull=True
    )
    return rows.select_related("resident__organisation", "resident__merged_into").first()


@dataclass(frozen=True, slots=True)
class CarnetState:
    """What a file shows of its carnet. ``access``: the code that opens it now, if any."""

    access: CarnetAccess | None
    last_read_at: datetime | None
    alerts: list[CarnetAlert]


def state_of(resident: Resident) -> CarnetState:
    """The code in use, when the carnet was last read by any code, the alerts without an answer."""
    files = files_of(resident)
    rows = CarnetAccess.objects.of(resident.organisation).filter(resident__in=files).order_by("-issued_at")
    held = list(rows)
    live = [each for each in held if each.revoked_at is None and each.expires_at > clock.now()]
    read = [each.last_read_at for each in held if each.last_read_at]
    return CarnetState(live[0] if live else None, max(read, default=None), list(waiting_of(files)))


def waiting_of(files: Sequence[Resident]) -> QuerySet[CarnetAlert]:
    """What a person said and nobody answered yet, the oldest first."""
    rows = CarnetAlert.objects.of(files[0].organisation).filter(resident__in=files, answered_at__isnull=True)
    return rows.order_by("raised_at")


def opens(resident: Resident, text: str) -> CarnetAccess | None:
    """The access of this very person that a code opens: to print the code, one must hold it."""
    access = find_carnet(text)
    return access if access and kept_file(access.resident).pk == resident.pk else None


def choices_part(resident: Resident) -> CarnetPart:
    """What the person was told of their data, and what they accepted."""
    files = files_of(resident)
    lines = [
        CarnetLine(
            _("On vous a lu l’information sur vos données."),
            on=timezone.localdate(each.informed_at),
            by=each.informed_by.name if each.informed_by else "",
            detail=_told_text(each.notice_version),
            subject=f"resident:{each.pk}",
            doer=each.informed_by_id,
        )
        for each in files
        if each.informed_at
    ]
    consents = Consent.objects.of(resident.organisation).filter(resident__in=files)
    lines += [_consent(each) for each in consents.select_related("given_to").order_by("given_at", "pk")]
    return CarnetPart(_("Mon accord et mes choix"), tuple(lines), _("Vous n’avez encore rien accepté."))


def _told_text(version: str) -> str:
    notice = VERSIONS.get(version)
    return _("Texte en usage depuis le %(day)s.") % {"day": formats.dated(notice.since)} if notice else ""


def _consent(consent: Consent) -> CarnetLine:
    what = ConsentPurpose(consent.purpose).label
    on, by = timezone.localdate(consent.given_at), consent.given_to.name if consent.given_to else ""
    subject = f"consent:{consent.pk}"
    if consent.withdrawn_at:
        back = formats.dated(timezone.localdate(consent.withdrawn_at))
        text = _("Vous aviez accepté : « %(what)s ».") % {"what": what}
        told = _("Vous l’avez repris le %(on)s.") % {"on": back}
        return CarnetLine(text, on, by, told, subject, doer=consent.given_to_id)
    text = _("Vous avez accepté : « %(what)s ».") % {"what": what}
    return CarnetLine(text, on, by, subject=subject, stop=_(TAKE_BACK), doer=consent.given_to_id)


def said_part(resident: Resident) -> CarnetPart | None:
    """What the person said by their carnet, and what was answered."""
    rows = CarnetAlert.objects.of(resident.organisation).filter(resident__in=files_of(resident))
    lines = [
        CarnetLine(
            _("Vous avez dit : « %(kind)s ». De quoi : %(told)s")
            % {"kind": each.get_kind_display(), "told": each.told},
            on=timezone.localdate(each.raised_at),
            detail=_("Réponse : %(answer)s") % {"answer": each.answer}
            if each.answered_at
            else _("On vous répondra ici."),
        )
        for each in rows.order_by("-raised_at")
    ]
    return CarnetPart(_("Ce que vous nous avez dit"), tuple(lines), "") if lines else None
