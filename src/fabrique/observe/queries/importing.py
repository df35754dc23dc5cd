"""What became of the files that are read in the background."""

from __future__ import annotations

from dataclasses import dataclass

from fabrique.observe.queries.background import asked_for
from fabrique.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Notice:
    """A background import of the last day: under way, or refused with its reason."""

    slug: str
    vintage: str
    reason: str


def notices(holder: Organisation) -> list[Notice]:
    """The imports that an organisation asked for in the last day, not ended or refused. One query."""
    found = asked_for(
        ("request_import", "refuse_import"),
        ("import_data_set", "replace_data_set"),
        ("slug", "vintage"),
        organisation=str(holder.pk),
    )
    return [Notice(slug, vintage, reason) for (slug, vintage), reason in found.items()]
