"""The follow-up of procedures as a whole: numbers, never a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fabrique.accompany.forms.following import FollowUpFilter
from fabrique.accompany.queries.following import SEE, overview_of, teams_of
from fabrique.core.policies import requires
from fabrique.core.ui.parts import Crumb


@requires(SEE)
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What is open, late, done and ended; by team, over a period."""
    form = FollowUpFilter(request.GET, teams=teams_of(request.user))
    wanted = form.wanted()
    context = {
        "form": form,
        "wanted": wanted,
        "overview": overview_of(request.user, wanted),
        "crumbs": [Crumb(_("Ma journée"), reverse("web:desk")), Crumb(_("Le suivi des démarches"))],
    }
    return render(request, "accompany/follow_up.html", context)
