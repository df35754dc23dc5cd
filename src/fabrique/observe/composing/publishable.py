"""The composers of what is published: each reads its subject from an address, and what the actor sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.policies import Actor, can, fetch
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.composing.access import access_content, asked_of
from fabrique.observe.composing.area_comparisons import comparing_content
from fabrique.observe.composing.indicators import indicator_content
from fabrique.observe.composing.kinds import Composed, key_of
from fabrique.observe.composing.portraits import portrait_content
from fabrique.observe.composing.rankings import ranking_content
from fabrique.observe.composing.scenario_comparisons import comparison_content
from fabrique.observe.composing.scenarios import scenario_content
from fabrique.observe.composing.studies import study_content
from fabrique.observe.enums import Level, Origin, PublicationKind
from fabrique.observe.models import DataSet, IndexRun, Scenario, Study
from fabrique.observe.queries.indices import SEE_RUN
from fabrique.observe.queries.scenarios import unshared_behind

Row = TypeVar("Row", bound=Model)
SEE_SCENARIO, SEE_STUDY, KEEP_STUDY = "observe.see_scenario", "observe.see_study", "observe.keep_study"
Subject = Mapping[str, str]


def compose_ranking(actor: Actor, subject: Subject) -> Composed:
    """Of ``calcul``, a calculation."""
    run = _run(actor, subject)
    if run is None:
        raise Http404
    return Composed(ranking_content(run), run=run)


def compose_portrait(actor: Actor, subject: Subject) -> Composed:
    """Of the territory or of ``zone``, its code; with ``calcul``, a calculation, or at ``niveau``."""
    run = _run(actor, subject)
    content = portrait_content(
        actor, run=run, level=_level(subject), within=subject.get("zone") or None, today=clock.today()
    )
    return Composed(content, run=run)


def compose_indicator(actor: Actor, subject: Subject) -> Composed:
    """Of ``indicateur``, its code, at ``niveau``, from ``source``, the key of a data set."""
    code = subject.get("indicateur", "")
    if not code:
        raise Http404
    source, today = subject.get("source", ""), clock.today()
    return Composed(indicator_content(actor, code, _level(subject), today=today, source=source))


def compose_comparison(actor: Actor, subject: Subject) -> Composed:
    """Of ``zones``, two to four codes; or of two scenarios, ``scenario`` and ``autre``."""
    if "scenario" in subject:
        pair = [_scenario(actor, subject.get(name, "")) for name in ("scenario", "autre")]
        return Composed(comparison_content(*pair))
    run = _run(actor, subject)
    codes = subject.get("zones", "").replace(",", " ").split()
    content = comparing_content(actor, codes, run=run, level=_level(subject), today=clock.today())
    return Composed(content, run=run)


def compose_scenario(actor: Actor, subject: Subject) -> Composed:
    """Of ``scenario``."""
    found = _scenario(actor, subject.get("scenario", ""))
    return Composed(scenario_content(found), scenario=found)


def compose_study(actor: Actor, subject: Subject) -> Composed:
    """Of ``etude``. A partner reads a study before the others do: it is not the one who tells them."""
    rows = Study.objects.all().select_related("organisation", "agreement")
    found = _one(actor, SEE_STUDY, rows, subject.get("etude", ""))
    if not found.shared and not can(actor, KEEP_STUDY, found):
        told = _("Cette étude n’est pas partagée : demandez à %(name)s de la partager d’abord.")
        raise DomainRefusal(told % {"name": found.organisation.name})
    return Composed(study_content(found))


def compose_access(actor: Actor, subject: Subject) -> Composed:
    """Of the question of the page of access, as its address asks it, without what would change."""
    return Composed(access_content(actor, asked_of(subject), today=clock.today()))


COMPOSERS = {
    PublicationKind.PORTRAIT: compose_portrait,
    PublicationKind.RANKING: compose_ranking,
    PublicationKind.INDICATOR: compose_indicator,
    PublicationKind.COMPARISON: compose_comparison,
    PublicationKind.SCENARIO: compose_scenario,
    PublicationKind.STUDY: compose_study,
    PublicationKind.ACCESS: compose_access,
}


def _run(actor: Actor, subject: Subject) -> IndexRun | None:
    key = subject.get("calcul", "")
    rows = IndexRun.objects.all().select_related("definition", "organisation")
    return _one(actor, SEE_RUN, rows, key) if key else None


def _scenario(actor: Actor, key: str) -> Scenario:
    """People whom a partner or the platform counted are not told by a plan, which nothing protects."""
    rows = Scenario.objects.all().select_related("organisation", "site_list", "run")
    found = _one(actor, SEE_SCENARIO, rows, key)
    if kept := unshared_behind(found):
        told = _("Ce scénario s’appuie sur ce qui n’est pas partagé : %(names)s. Partagez-le d’abord.")
        raise DomainRefusal(told % {"names": ", ".join(f"« {one} »" for one in kept)})
    keys = [one["data_set"] for one in found.inputs.get("sources", ()) if one.get("data_set")]
    sets = DataSet.objects.everywhere("what a scenario rests on").filter(pk__in=keys)
    if sets.exclude(origin=Origin.PRODUCER).exists():
        raise DomainRefusal(
            _("Ce scénario place des personnes qu’un partenaire a comptées : il ne peut pas être publié.")
        )
    return found


def _level(subject: Subject) -> str:
    level = subject.get("niveau", Level.COMMUNE)
    if level not in Level.values:
        raise Http404
    return level


def _one(actor: Actor, action: str, rows: QuerySet[Row], key: str) -> Row:
    return fetch(actor, action, rows, pk=key_of(key))
