"""Areas that one follows; the thresholds of partners."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import fetch, requires
from fabrique.core.ui.forms import done, told
from fabrique.observe.actions import commenting, following
from fabrique.observe.enums import Level
from fabrique.observe.forms.publishing import RuleForm
from fabrique.observe.models import FollowedArea
from fabrique.observe.queries.indicators import area_name
from fabrique.observe.queries.publications import agreements_running, followed_by, rules_recorded
from fabrique.observe.views.common import trail
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of

FOLLOW, RULES = "observe.follow_areas", "observe.keep_partner_rules"


@requires(FOLLOW)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The areas that one follows."""
    context = {"followed": followed_by(actor(request)), "crumbs": trail((_("Territoires suivis"), ""))}
    return render(request, "observe/publications/followed.html", context)


@requires(FOLLOW)
@require_POST
def follow(request: HttpRequest, level: str, code: str) -> HttpResponse:
    """Follow an area that the instance knows."""
    name = area_name(level, code) if level in Level.values else ""
    if not name:
        raise Http404
    act = partial(
        following.follow_area,
        account=actor(request),
        organisation=holder_of(request),
        level=level,
        code=code,
        name=name,
    )
    told(request, act, _("Vous serez prévenu de ce qui est publié sur ce territoire."))
    return redirect("observe:followed")


@requires(FOLLOW)
@require_POST
def unfollow(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow an area no more."""
    found = fetch(request.user, FOLLOW, FollowedArea.objects.all().select_related("organisation"), pk=pk)
    told(request, partial(following.unfollow_area, followed=found, by=actor(request)), _("C’est fait."))
    return redirect("observe:followed")


@requires(RULES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """The thresholds that agreements give to partners, and one more."""
    sent = request.method == "POST"
    form = RuleForm(request.POST if sent else None, agreements=agreements_running())
    if form.is_valid():
        act = partial(commenting.record_partner_rule, by=actor(request), **form.cleaned_data)
        if done(request, form, act, _("Ce seuil est noté.")):
            return redirect("observe:rules")
    steps = (_("Publications"), reverse("observe:publications")), (_("Seuils des partenaires"), "")
    context = {"form": form, "rules": rules_recorded(), "crumbs": trail(*steps)}
    return render(request, "observe/publications/rules.html", context)
