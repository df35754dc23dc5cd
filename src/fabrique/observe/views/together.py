"""Two to four areas of a calculation side by side."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fabrique.core import clock
from fabrique.core.policies import fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.composing.area_comparisons import comparing_content
from fabrique.observe.content import Content
from fabrique.observe.models import IndexRun
from fabrique.observe.queries.indices import SEE_RUN
from fabrique.observe.views.common import chosen_zones, trail


@requires(SEE_RUN)
@never_cache
@require_safe
def together(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is known of each area, and whether they can be told apart; what was chosen can be changed."""
    rows = IndexRun.objects.all().select_related("definition", "organisation", "computed_by")
    run = fetch(request.user, SEE_RUN, rows, pk=pk)
    chosen, content, refused = chosen_zones(request, run), None, ""
    try:
        content = _content(request, run, [code for code, _name in chosen])
    except DomainRefusal as refusal:
        refused = refusal.message
    back = (run.definition.title, reverse("observe:run", kwargs={"pk": pk}))
    steps = (_("Indices"), reverse("observe:indices")), back, (_("Côte à côte"), "")
    context = {
        "run": run,
        "chosen": chosen,
        "codes": ",".join(code for code, _name in chosen),
        "content": content,
        "refused": refused,
        "crumbs": trail(*steps),
    }
    return render(request, "observe/together.html", context)


def _content(request: HttpRequest, run: IndexRun, codes: list[str]) -> Content:
    return comparing_content(request.user, codes, run=run, today=clock.today())
