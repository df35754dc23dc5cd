"""Proposing a mandate by two SMS, and taking what comes back from the provider."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from fabrique.accompany.actions.remote import propose_by_sms, take_reply, texts_of
from fabrique.accompany.queries.remote import consents_of, is_offered
from fabrique.accompany.views.common import SIGN, crumbs, file_of, mandate_of
from fabrique.core.gateways import replies
from fabrique.core.policies import public, requires
from fabrique.core.ui.forms import done
from fabrique.people.forms.fields import OnceForm
from fabrique.people.residents import takes_texts
from fabrique.people.views.common import actor


@requires(SIGN, fresh=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, pk: UUID, mandate: UUID) -> HttpResponse:
    """The two texts, before they leave; what came back."""
    resident = file_of(request, SIGN, pk)
    found = mandate_of(request, SIGN, resident, mandate)
    if not is_offered():
        raise Http404
    form = OnceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data: dict[str, Any] = {"mandate": found, "by": actor(request), "once": form.cleaned_data["once"]}
        words = _("Les deux SMS partent. La réponse s’affichera ici.")
        if done(request, form, lambda: propose_by_sms(**data), words):
            return redirect("accompany:sign-sms", pk=resident.pk, mandate=found.pk)
    context = {
        "form": form,
        "resident": resident,
        "mandate": found,
        "texts": texts_of(found),
        "reachable": takes_texts(resident.phone),
        "consents": consents_of(found),
        "crumbs": crumbs(request, resident, (_("Signer par SMS"), "")),
    }
    return render(request, "accompany/mandates/sms.html", context)


@csrf_exempt
@public
@require_POST
def replied(request: HttpRequest) -> HttpResponse:
    """What the provider of SMS posts. What answers nothing is taken as calmly as what does."""
    if not replies.is_provider(request.headers.get("Authorization", "")):
        return HttpResponse(status=403)
    reply = replies.read(request.body)
    if reply is None:
        return HttpResponse(status=400)
    take_reply(key=reply.key, sender=reply.sender, text=reply.text)
    return HttpResponse(status=204)
