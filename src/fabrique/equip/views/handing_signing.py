"""The agreement: read and signed on the screen, or printed, signed and kept; the papers that leave."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core.crypto import files
from fabrique.core.policies import requires
from fabrique.core.ui.forms import done
from fabrique.equip.actions.handing_signing import screened, sign_handover
from fabrique.equip.documents.handing import agreement_pdf, booklet_pdf
from fabrique.equip.enums import HandoverState, SigningMethod
from fabrique.equip.forms.handing import PaperForm, SignForm
from fabrique.equip.handing import agreement
from fabrique.equip.models import Handover
from fabrique.equip.queries.handing import HAND
from fabrique.equip.views.handing_common import crumbs, handover_of, step_to
from fabrique.people.views.common import actor

FORM = ["GET", "HEAD", "POST"]


@requires(HAND)
@never_cache
@require_http_methods(FORM)
def screen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole text in large print, and the place to sign."""
    handover = handover_of(request, pk)
    if request.method != "POST" and handover.state != HandoverState.PREPARED:
        return redirect("equip:handover", pk=handover.pk)
    form = SignForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and done(
        request,
        form,
        lambda: sign_handover(
            handover=handover, method=SigningMethod.SCREEN, by=actor(request), drawn=form.drawn
        ),
        _("La convention est signée. Imprimez-la pour la personne."),
    ):
        return redirect("equip:handover", pk=handover.pk)
    context = {"form": form, "handover": handover, "text": agreement.read(handover.text)}
    context["crumbs"] = crumbs(step_to(handover), (_("Signer"), ""))
    return render(request, "equip/handing/screen.html", context)


@requires(HAND)
@never_cache
@require_http_methods(FORM)
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The printed sheet is signed: its image, or where it lies."""
    handover = handover_of(request, pk)
    form = PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm()
    if form.is_valid() and done(
        request, form, lambda: _on_paper(request, handover, form), _("La convention est signée.")
    ):
        return redirect("equip:handover", pk=handover.pk)
    context = {"form": form, "handover": handover}
    context["crumbs"] = crumbs(step_to(handover), (_("Signer sur papier"), ""))
    return render(request, "equip/handing/paper.html", context)


def _on_paper(request: HttpRequest, handover: Handover, form: PaperForm) -> Handover:
    sent, by = form.cleaned_data["scan"], actor(request)
    scan = screened(content=sent.read(), handover=handover, by=by, field="scan") if sent else None
    return sign_handover(
        handover=handover, method=SigningMethod.PAPER, by=by, scan=scan, binder=form.cleaned_data["binder"]
    )


@requires(HAND)
@never_cache
@require_safe
def agreement_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The agreement as PDF/UA, to sign or to keep."""
    handover = handover_of(request, pk)
    if not handover.text:
        raise Http404
    return _inline(agreement_pdf(handover), f"convention-{handover.code}.pdf")


@requires(HAND)
@never_cache
@require_safe
def booklet_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the person leaves with: guarantee, help, first steps, in large print with drawings."""
    handover = handover_of(request, pk)
    return _inline(booklet_pdf(handover), f"livret-{handover.device.code}.pdf")


@requires(HAND)
@never_cache
@require_safe
def scan_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The image of the signed sheet; always as a download."""
    handover = handover_of(request, pk)
    if handover.scan is None:
        raise Http404
    response = HttpResponse(files.read(handover.scan), content_type=handover.scan.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{handover.scan.name}"'
    return response


def _inline(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
