"""Which other organisations help the same person: only those to which the person carried a code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.crypto.blind import digests
from fabrique.people.carnet import CarnetLine, CarnetPart
from fabrique.people.codes import typed
from fabrique.people.enums import ConsentPurpose, DataCategory
from fabrique.people.models import Consent, FileLink, LinkCode, Organisation, Resident
from fabrique.people.queries.agreements import allowed_data
from fabrique.people.queries.residents import files_of, kept_file

WHY = "the other side of a tie that the person asked for"


@dataclass(frozen=True, slots=True)
class Readiness:
    """What one side needs: the agreement of the organisation, and the person's consent there."""

    agreed: bool
    consented: bool

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.agreed and self.consented


@dataclass(frozen=True, slots=True)
class Linked:
    """A tie that holds, as one side reads it."""

    link: FileLink
    organisation: str
    since: datetime


def readiness(resident: Resident) -> Readiness:
    """What allows a file to be tied today, on its own side. ``resident`` is not merged into another."""
    agreed = DataCategory.LINKING in allowed_data(resident.organisation, clock.today())
    consents = Consent.objects.of(resident.organisation).filter(
        resident__in=files_of(resident), purpose=ConsentPurpose.LINKING, withdrawn_at__isnull=True
    )
    return Readiness(agreed, consents.exists())


def digests_of_link(code: str) -> list[str]:
    """What may be kept of a code of a link."""
    return digests("link.code", code)


def live_code(text: str) -> LinkCode | None:
    """The code of this text that may still serve, whoever issued it."""
    code = typed(text)
    if not code:
        return None
    rows = LinkCode.objects.everywhere("the code itself is the right").filter(
        digest__in=digests_of_link(code), used_at__isnull=True, expires_at__gt=clock.now()
    )
    return rows.select_related("resident__organisation", "resident__merged_into").first()


def open_links(files: Iterable[Resident], organisation: Organisation) -> QuerySet[FileLink]:
    """The sides that nobody ended of a person's files in one organisation, what they lead to at hand."""
    rows = FileLink.objects.of(organisation).filter(resident__in=list(files), ended_at__isnull=True)
    return rows.select_related("resident__organisation", "other__organisation").order_by("linked_at", "pk")


def links_of(resident: Resident) -> list[Linked]:
    """The organisations that help the person too: the agreements and both consents hold today."""
    found = list(open_links(files_of(resident), resident.organisation))
    if not found or not readiness(resident).complete:
        return []
    ties: dict[UUID, Linked] = {}  # two files that were merged may lead to the same one
    for each in found:
        theirs = kept_file(each.other) if each.other else None
        if theirs and readiness(theirs).complete:
            ties.setdefault(theirs.pk, Linked(each, theirs.organisation.name, each.linked_at))
    return list(ties.values())


def links_part(resident: Resident) -> CarnetPart | None:
    """For the carnet: that the file is tied, and how to stop it. Not to whom: who holds the paper or the code
    is not always the person, and the other organisation may be their shelter."""
    said = {"organisation": resident.organisation.name}
    lines = tuple(
        CarnetLine(
            _("%(organisation)s et une autre structure savent qu’elles vous accompagnent toutes les deux.")
            % said,
            on=timezone.localdate(each.since),
            detail=_(
                "Rien d’autre de votre dossier n’est montré à l’autre. Son nom n’est pas écrit ici, pour "
                "vous protéger : %(organisation)s vous le dit, à vous."
            )
            % said,
            subject=f"link:{each.link.pk}",
            stop=_("Arrêter ce lien"),
        )
        for each in links_of(resident)
    )
    return CarnetPart(_("Les autres structures qui m’aident"), lines, "") if lines else None


def lapsed_links() -> list[FileLink]:
    """One side of every tie that an agreement or a consent does not allow any more."""
    rows = FileLink.objects.everywhere(WHY).filter(ended_at__isnull=True)
    rows = rows.select_related("resident__organisation", "other__organisation").order_by("pk")
    return [each for each in rows if not readiness(kept_file(each.resident)).complete]
