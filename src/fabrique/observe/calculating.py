"""A calculation in the background: authorised again, then done, or refused with its reason."""

from __future__ import annotations

import time
from collections.abc import Callable

from fabrique.core.policies import can
from fabrique.core.refusals import DomainRefusal
from fabrique.observe import planning
from fabrique.observe.actions import scenarios
from fabrique.observe.actions.indices import compute_index, note_refused_index
from fabrique.observe.enums import ScenarioState
from fabrique.observe.models import IndexDefinition, IndexRun, Scenario
from fabrique.people.acting import act_for
from fabrique.people.models import Account

SECONDS = 120  # for a plan: a worker has others waiting
_FAILED = "Le calcul s’est arrêté sur une erreur de la Fabrique. Redemandez-le ; si cela se répète, dites-le."


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


def solve_scenario(scenario: str, *, actor: str) -> Scenario:
    """Find the plan of a scenario that waits, or write why there is none; one that is settled stays."""
    rows = Scenario.objects.everywhere("a scenario that was asked for").select_related("organisation")
    found = rows.get(pk=scenario)
    if found.state != ScenarioState.ASKED:
        return found
    by = act_for(Account.objects.get(pk=actor), found.organisation)
    if not can(by, "observe.keep_scenario", found):
        told = "Le compte qui a demandé ce scénario n’en a plus le droit."
        return scenarios.refuse_scenario(scenario=found, reason=told, by=by)
    return settle_scenario(found, by=by)


def settle_scenario(found: Scenario, *, by: Account | None) -> Scenario:
    """The same, once its asker is known to be allowed; after ``SECONDS``, with the best plan found."""
    try:
        result = planning.solve(found.kind, found.inputs, found.choices, _countdown(SECONDS))
    except DomainRefusal as refusal:
        return scenarios.refuse_scenario(scenario=found, reason=refusal.message, by=by)
    except Exception:  # it would wait for ever
        scenarios.refuse_scenario(scenario=found, reason=_FAILED, by=by)
        raise
    if result.get("stopped"):
        result["stopped_after"] = SECONDS
    return scenarios.solve_scenario(scenario=found, result=result, by=by)


def _countdown(seconds: float) -> Callable[[], float]:
    ends = time.monotonic() + seconds
    return lambda: ends - time.monotonic()
