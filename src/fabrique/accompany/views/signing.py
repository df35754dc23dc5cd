"""The person signs: on the screen, or on paper. A fresh proof of the helper is asked for first."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fabrique.accompany.actions.screening import screen_file
from fabrique.accompany.actions.signing import keep_scan, sign_mandate
from fabrique.accompany.enums import MandateState, SignatureMethod
from fabrique.accompany.forms.mandates import PaperForm, ScreenForm
from fabrique.accompany.models import Mandate
from fabrique.accompany.queries.mandates import text_of
from fabrique.accompany.views.common import SIGN, crumbs, file_of, mandate_of
from fabrique.core.policies import requires
from fabrique.core.received import Received
from fabrique.core.ui.forms import done
from fabrique.people.views.common import actor


@requires(SIGN, fresh=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest, pk: UUID, mandate: UUID) -> HttpResponse:
    """The whole text in large print, and the place to sign. Once signed, it leads to the mandate."""
    resident = file_of(request, SIGN, pk)
    found = mandate_of(request, SIGN, resident, mandate)
    if request.method != "POST" and found.state != MandateState.DRAFT:
        return redirect("accompany:mandate", pk=resident.pk, mandate=found.pk)
    form = ScreenForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and done(
        request,
        form,
        lambda: sign_mandate(
            mandate=found, method=SignatureMethod.SCREEN, by=actor(request), drawn=form.drawn
        ),
        _("Le mandat est signé. Imprimez-le pour la personne."),
    ):
        return redirect("accompany:mandate", pk=resident.pk, mandate=found.pk)
    context = {"form": form, "resident": resident, "mandate": found, "text": text_of(found)}
    context["crumbs"] = crumbs(request, resident, (_("Signer"), ""))
    return render(request, "accompany/mandates/screen.html", context)


@requires(SIGN, fresh=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, pk: UUID, mandate: UUID) -> HttpResponse:
    """The printed sheet is signed: its image, or where it lies. Of a signed mandate: another image."""
    resident = file_of(request, SIGN, pk)
    found = mandate_of(request, SIGN, resident, mandate)
    posted = request.method == "POST"
    form = PaperForm(request.POST, request.FILES) if posted else PaperForm()
    if form.is_valid() and done(
        request, form, lambda: _on_paper(request, found, form), _("C’est enregistré.")
    ):
        return redirect("accompany:mandate", pk=resident.pk, mandate=found.pk)
    context = {"form": form, "resident": resident, "mandate": found}
    context["crumbs"] = crumbs(request, resident, (_("Signer sur papier"), ""))
    return render(request, "accompany/mandates/paper.html", context)


def _on_paper(request: HttpRequest, mandate: Mandate, form: PaperForm) -> Mandate:
    scan: Received | None = None
    if sent := form.cleaned_data["scan"]:
        resident, by = mandate.resident, actor(request)
        scan = screen_file(content=sent.read(), resident=resident, by=by, field="scan").file
    if mandate.state != MandateState.DRAFT and scan:
        return keep_scan(mandate=mandate, scan=scan, by=actor(request))
    return sign_mandate(
        mandate=mandate,
        method=SignatureMethod.PAPER,
        by=actor(request),
        scan=scan,
        binder=form.cleaned_data["binder"],
    )
