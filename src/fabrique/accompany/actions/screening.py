"""A file that somebody sends for a person is looked at before anything is written."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fabrique.core import journal
from fabrique.core.screening import Screened, screen
from fabrique.people.models import Account, Resident


def screen_file(*, content: bytes, resident: Resident, by: Account, field: str) -> Screened:
    """The file as it may be kept. Raises ``DomainRefusal``; of one that is infected the journal tells."""

    def tell(found: str) -> None:
        journal.record(
            "accompany.refuse_file",
            actor=by.pk,
            organisation=resident.organisation_id,
            subject=f"resident:{resident.pk}",
            summary={"found": found},
        )

    advice = _("Prévenez la personne ; demandez-lui une photo ou un scan refait ailleurs.")
    return screen(content, field=field, advice=advice, tell=tell)
