"""Asking where to act, keeping the plan or why there is none, choosing among scenarios, sharing them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, jobs, journal
from fabrique.core.policies import Actor
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.observe.enums import SCENARIO, ScenarioState
from fabrique.observe.models import IndexRun, Scenario, SiteList
from fabrique.observe.planning import ToursChoices, choices_of
from fabrique.observe.planning.inputs import digest_of
from fabrique.observe.queries.scenarios import gather_inputs, unshared_behind
from fabrique.observe.texts import one_line
from fabrique.people.models import Account, Organisation

LONGEST_TITLE, LONGEST_QUESTION = 200, 500
MOST_WAITING = 10  # of an organisation: the others' work waits behind


@transaction.atomic
def ask_scenario(
    *,
    organisation: Organisation,
    site_list: SiteList,
    kind: str,
    title: str,
    choices: Mapping[str, Any],
    by: Account | None,
    reader: Actor | None = None,
    question: str = "",
    run: IndexRun | None = None,
) -> Scenario:
    """Freeze the sites, the people and the choices, and ask for the plan in the background; ``by`` None, as
    for a command, leaves it to its caller, and ``reader`` says whose data sets count the people.

    Its caller has fetched the list and the calculation among those that one reads. Refused without a title,
    a site, or anybody to reach.
    """
    who = by or reader
    assert who is not None
    said = one_line(title)
    if not said or len(said) > LONGEST_TITLE:
        raise DomainRefusal(_("Donnez un titre, de 200 caractères au plus."), field="title")
    if by is not None:
        _refuse_too_many(organisation)
    inputs = gather_inputs(who, site_list, run).as_json()
    if not inputs["sites"]["ids"]:
        raise DomainRefusal(_("Cette liste n’a aucun site."), field="site_list")
    made = Scenario.objects.of(organisation).create(
        organisation=organisation,
        site_list=site_list,
        run=run,
        kind=kind,
        title=said,
        question=one_line(question)[:LONGEST_QUESTION],
        choices=_settled(kind, choices),
        inputs=inputs,
        inputs_digest=digest_of(inputs),
        asked_at=clock.now(),
        asked_by=by,
    )
    _record("ask_scenario", made, by, {"kind": kind, "inputs": made.inputs_digest})
    if by is not None:
        jobs.enqueue("observe.solve_scenario", str(made.pk), str(by.pk))
    return made


def _refuse_too_many(organisation: Organisation) -> None:
    """What was asked for a day ago and is still there was lost on the way: it holds nobody back."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # forms sent at once wait here
    rows = Scenario.objects.of(organisation).filter(state=ScenarioState.ASKED)
    if rows.filter(asked_at__gt=clock.now() - timedelta(days=1)).count() >= MOST_WAITING:
        told = _("%(most)d scénarios de votre organisation attendent déjà leur plan : laissez-les finir.")
        raise DomainRefusal(told % {"most": MOST_WAITING})


def _settled(kind: str, choices: Mapping[str, Any]) -> dict[str, Any]:
    """The choices, whole; a cycle of tours begins on a Monday that is at least a week away."""
    said = choices_of(kind, choices)
    held: dict[str, Any] = said.as_json()
    if isinstance(said, ToursChoices):
        held |= {"days": list(said.days), "depot": list(said.depot)}
        if not said.first_monday:
            week = clock.today() + timedelta(days=7)
            held["first_monday"] = (week + timedelta(days=-week.weekday() % 7)).isoformat()
    return held


@transaction.atomic
def solve_scenario(*, scenario: Scenario, result: Mapping[str, Any], by: Account | None) -> Scenario:
    """Keep the plan that was found."""
    advance(SCENARIO, scenario, "solve", result=dict(result), solved_at=clock.now())
    _record("solve_scenario", scenario, by, {"inputs": scenario.inputs_digest})
    return scenario


@transaction.atomic
def refuse_scenario(*, scenario: Scenario, reason: str, by: Account | None) -> Scenario:
    """Keep why there is no plan, for whoever asked."""
    advance(SCENARIO, scenario, "refuse", reason=reason, solved_at=clock.now())
    _record("refuse_scenario", scenario, by, {"reason": reason[:500]})
    return scenario


@transaction.atomic
def move_scenario(*, scenario: Scenario, verb: str, by: Account) -> Scenario:
    """Adopt a plan, release it, set it aside, take it up again (``enums.SCENARIO``)."""
    if verb in ("solve", "refuse"):
        raise DomainRefusal(_("Un plan se calcule : il ne se décrète pas."))
    if verb in ("adopt", "release"):
        advance(SCENARIO, scenario, verb, adopted_at=clock.now() if verb == "adopt" else None)
    else:
        advance(SCENARIO, scenario, verb)
    _record("move_scenario", scenario, by, {"verb": verb})
    return scenario


@transaction.atomic
def share_scenario(*, scenario: Scenario, shared: bool, by: Account | None) -> Scenario:
    """Let every organisation of the programme read a scenario, or one's own only. What it rests on must be
    shared first: its list of sites, the calculation that weighs it, the counts of people."""
    if shared and (kept := unshared_behind(scenario)):
        names = ", ".join(f"« {each} »" for each in kept)
        told = _("Ce scénario s’appuie sur ce qui n’est pas partagé : %(names)s. Partagez-le d’abord.")
        raise DomainRefusal(told % {"names": names})
    Scenario.objects.of(scenario.organisation).filter(pk=scenario.pk).update(shared=shared)
    scenario.shared = shared
    _record("share_scenario", scenario, by, {"shared": shared})
    return scenario


def _record(verb: str, scenario: Scenario, by: Account | None, summary: dict[str, object]) -> None:
    journal.record(
        f"observe.{verb}",
        actor=by.pk if by else "",
        organisation=scenario.organisation_id,
        subject=f"scenario:{scenario.pk}",
        summary=summary,
    )
