"""What leaves the screen: the mandate, the attestation, the image of the signed sheet."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fabrique.accompany.documents import attestation_pdf, mandate_pdf
from fabrique.accompany.enums import End
from fabrique.accompany.views.common import SEE, address_of, file_of, mandate_of
from fabrique.core.crypto import files
from fabrique.core.policies import requires


@requires(SEE)
@never_cache
@require_safe
def mandate_file(request: HttpRequest, pk: UUID, mandate: UUID) -> HttpResponse:
    """The mandate as PDF/UA, to sign or to keep."""
    found = mandate_of(request, SEE, file_of(request, SEE, pk), mandate)
    content = mandate_pdf(found, address_of(request, found))
    return as_file(content, "application/pdf", f"mandat-{found.code}.pdf", inline=True)


@requires(SEE)
@never_cache
@require_safe
def attestation_file(request: HttpRequest, pk: UUID, mandate: UUID) -> HttpResponse:
    """The attestation of what was taken back; there is none before."""
    found = mandate_of(request, SEE, file_of(request, SEE, pk), mandate)
    revoked = [each for each in found.authorisations.all() if each.end == End.REVOKED]
    if not revoked:
        raise Http404
    content = attestation_pdf(found, revoked, address_of(request, found))
    return as_file(content, "application/pdf", f"annulation-{found.code}.pdf", inline=True)


@requires(SEE)
@never_cache
@require_safe
def scan_file(request: HttpRequest, pk: UUID, mandate: UUID) -> HttpResponse:
    """The image of the signed sheet, opened for who may see it; always as a download."""
    found = mandate_of(request, SEE, file_of(request, SEE, pk), mandate)
    if found.scan is None:
        raise Http404
    return as_file(files.read(found.scan), found.scan.media_type, found.scan.name)


def as_file(content: bytes, media_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    """A file as an answer; what was received is always a download."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return response
