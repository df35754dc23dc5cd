"""A file that somebody sends is looked at before anything is written: what it is, and whether it is harmful.

Outside of any transaction: an antivirus takes seconds, during which nobody else must wait for the base.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from fabrique.accompany.enums import Scanned
from fabrique.core import journal
from fabrique.core.gateways import antivirus
from fabrique.core.received import Received, received
from fabrique.core.refusals import DomainRefusal
from fabrique.people.models import Account, Resident


@dataclass(frozen=True, slots=True)
class Screened:
    """A file that may be kept, and whether an antivirus looked at it."""

    file: Received
    scanned: Scanned


def screen_file(*, content: bytes, resident: Resident, by: Account, field: str) -> Screened:
    """The file as it may be kept. Raises ``DomainRefusal``; of one that is infected the journal tells."""
    file = received(content, field=field)
    verdict = antivirus.scan(content)
    if verdict.infected:
        journal.record(
            "accompany.refuse_file",
            actor=by.pk,
            organisation=resident.organisation_id,
            subject=f"resident:{resident.pk}",
            summary={"found": verdict.found[:80]},
        )
        raise DomainRefusal(
            _(
                "L’antivirus a trouvé un fichier dangereux : il n’est pas gardé. Prévenez la personne ; "
                "demandez-lui une photo ou un scan refait ailleurs."
            ),
            field=field,
        )
    return Screened(file, Scanned.CLEAN if verdict.looked else Scanned.NOT)
