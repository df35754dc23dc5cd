"""What is done to a data set: shared, withdrawn, put back; what is answered to its check."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done, told
from fabrique.observe.actions import data_sets as actions
from fabrique.observe.enums import Origin
from fabrique.observe.forms.data import AnswerForm, ShareForm
from fabrique.observe.views.common import ERASE, KEEP, data_set_of
from fabrique.observe.views.data import data_set_page
from fabrique.people.views.common import actor

_VERBS = {"retirer": actions.withdraw_data_set, "remettre": actions.restore_data_set}


@requires(KEEP)
@require_POST
def move(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Take a data set out of use, or put it back."""
    if verb not in _VERBS:
        raise Http404
    found = data_set_of(request, pk, KEEP)
    told(request, partial(_VERBS[verb], data_set=found, by=actor(request)), _("C’est fait."))
    return redirect("observe:data-set", pk=found.pk)


@requires(ERASE)
@require_POST
def erase(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Erase a data set that is out of use; a box says that one means it."""
    found = data_set_of(request, pk, ERASE)
    if request.POST.get("certain") != "oui":
        messages.error(request, _("Cochez la case pour confirmer : un effacement ne se reprend pas."))
        return redirect("observe:data-set", pk=pk)
    try:
        actions.erase_data_set(data_set=found, by=actor(request))
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
        return redirect("observe:data-set", pk=pk)
    messages.success(request, _("Le jeu de données et son fichier sont effacés."))
    return redirect("observe:home")


@requires(KEEP)
@never_cache
@require_POST
def share(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let everybody in the programme read a data set, or one's own organisation only."""
    found, shared = data_set_of(request, pk, KEEP), request.POST.get("partage") == "oui"
    said = _("Toutes les organisations le voient.") if shared else _("Votre organisation seule le voit.")
    act = partial(actions.share_data_set, data_set=found, shared=shared, by=actor(request))
    if not shared or found.origin != Origin.PARTNER:
        told(request, act, said)
        return redirect("observe:data-set", pk=pk)
    form = ShareForm(request.user, found, request.POST)
    if form.is_valid() and done(request, form, partial(act, **form.cleaned_data), said):
        return redirect("observe:data-set", pk=pk)
    return data_set_page(request, found, form)


@requires(KEEP)
@require_POST
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer one finding of the check."""
    found = data_set_of(request, pk, KEEP)
    form = AnswerForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        act = partial(
            actions.answer_finding,
            data_set=found,
            key=values["key"],
            reason=values["reason"],
            by=actor(request),
        )
        told(request, act, _("Votre réponse est notée. Le point reste visible."))
    else:
        messages.error(request, _("Écrivez une raison, de 500 caractères au plus."))
    return redirect("observe:data-set", pk=found.pk)
