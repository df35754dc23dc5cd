"""A calculation in the background: authorised again, then done, or refused with its reason."""

from __future__ import annotations

from fabrique.core.policies import can
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.actions.indices import compute_index, note_refused_index
from fabrique.observe.models import IndexDefinition, IndexRun
from fabrique.people.acting import act_for
from fabrique.people.models import Account


def run(definition: str, level: str, *, actor: str) -> IndexRun | None:
    """Calculate over all the areas of the files; a refusal is noted for whoever asked, and gives None."""
    rows = IndexDefinition.objects.everywhere("a calculation that was asked for").select_related(
        "organisation"
    )
    found = rows.get(pk=definition)
    by = act_for(Account.objects.get(pk=actor), found.organisation)
    try:
        if not can(by, "observe.keep_definition", found):
            raise DomainRefusal("Le compte qui a demandé ce calcul n’en a plus le droit.")
        return compute_index(definition=found, level=level, by=by, everywhere=True)
    except DomainRefusal as refusal:
        note_refused_index(definition=found, level=level, reason=refusal.message, by=by)
        return None
