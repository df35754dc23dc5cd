"""The register of the measurements that are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core.policies import Actor, acts_for, scope
from fabrique.core.ui.notifying import Shown
from fabrique.observe.enums import RequestState
from fabrique.observe.models import MeasureRequest, RequestSupport

SEE_REQUEST, ANSWER = "observe.see_request", "observe.answer_request"
# What waits comes first.
_ORDER = (
    *(RequestState.ASKED, RequestState.ACCEPTED, RequestState.MET),
    *(RequestState.DECLINED, RequestState.WITHDRAWN),
)


def requests_seen(actor: Actor, state: str = "") -> QuerySet[MeasureRequest]:
    """The measurements that are asked for, those that wait first, the most supported first.

    ``wanted``: how many organisations need it, the one that asks included; ``mine``: whether the actor's
    own said « moi aussi ».
    """
    rows = scope(actor, SEE_REQUEST, MeasureRequest.objects.all()).select_related("organisation")
    rows = rows.filter(state=state) if state in RequestState.values else rows
    supports = RequestSupport.objects.everywhere("counted, and one's own").filter(request=OuterRef("pk"))
    ranks = [When(state=each, then=Value(rank)) for rank, each in enumerate(_ORDER)]
    rows = rows.annotate(
        wanted=Count("supports") + 1,
        mine=Exists(supports.filter(organisation=acts_for(actor))),
        turn=Case(*ranks, output_field=IntegerField()),
    )
    return rows.order_by("turn", "-wanted", "-asked_at", "pk")


def supports_of(request: MeasureRequest) -> QuerySet[RequestSupport]:
    """The organisations that need the same, in the order in which they said so."""
    rows = RequestSupport.objects.everywhere("the register is read by all").filter(request=request)
    return rows.select_related("organisation").order_by("supported_at", "pk")


def requests_told(actor: Actor, subjects: Sequence[str]) -> Mapping[str, Shown]:
    """What became of measurements that were asked for, as a notification says it. One query."""
    keys = [each.partition(":")[2] for each in subjects]
    rows = scope(actor, SEE_REQUEST, MeasureRequest.objects.filter(pk__in=keys))
    found = {}
    for each in rows:
        said = {"measure": each.measure, "state": each.get_state_display().lower()}
        text = _("Mesure « %(measure)s »\u00a0: %(state)s.") % said
        found[f"measure_request:{each.pk}"] = Shown(text, reverse("observe:request", args=[each.pk]))
    return found
