"""Studies as pages read them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from fabrique.core.policies import Actor, scope
from fabrique.observe.enums import DataSetState, StudyState
from fabrique.observe.models import DataSet, Study
from fabrique.observe.queries.data_sets import HEAVY, SEE
from fabrique.people.models import Organisation

SEE_STUDY = "observe.see_study"


def studies_seen(actor: Actor, state: str = "") -> QuerySet[Study]:
    """The studies that the actor sees, the latest changed first; those in a state, if one is said."""
    rows = scope(actor, SEE_STUDY, Study.objects.all()).select_related("organisation")
    rows = rows.filter(state=state) if state in StudyState.values else rows
    return rows.order_by("-changed_at", "pk")


def data_used(actor: Actor, study: Study) -> tuple[list[DataSet], int]:
    """The data sets behind a study that the actor may open, and how many others there are. Two queries."""
    rows = study.data_sets.all().defer(*HEAVY)
    seen = list(scope(actor, SEE, rows).order_by("title", "-vintage"))
    return seen, study.data_sets.everywhere("how many, unnamed").count() - len(seen)


def data_shared(study: Study) -> tuple[list[DataSet], int]:
    """The data sets behind a study that every organisation reads, and how many others there are."""
    rows = study.data_sets.everywhere("what a study may name to all").defer(*HEAVY)
    found = list(rows.order_by("title", "-vintage"))
    shared = [each for each in found if each.shared and each.state != DataSetState.WITHDRAWN]
    return shared, len(found) - len(shared)


def usable_data(actor: Actor, study: Study | None = None) -> QuerySet[DataSet]:
    """The data sets on which a study may rest: those in use that the actor sees, and those it has already."""
    rows = scope(actor, SEE, DataSet.objects.all()).defer(*HEAVY)
    had = Study.data_sets.through.objects.filter(study=study).values("dataset")
    return rows.filter(Q(state=DataSetState.USED) | Q(pk__in=had)).order_by("title", "-vintage")


def possible_partners(holder: Organisation) -> QuerySet[Organisation]:
    """The other organisations of the programme, by name."""
    return Organisation.objects.exclude(pk=holder.pk).order_by("name")
