"""The door of the workshop's stations: a key of the organisation, one file, an answer in JSON."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.request import RawPostDataException
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fabrique.core.policies import public
from fabrique.equip.actions.intake import take_file
from fabrique.equip.answering import REFUSED
from fabrique.equip.enums.intake import Door
from fabrique.equip.models import Site
from fabrique.people.actions.tokens import find_token, use_token
from fabrique.people.enums import TokenScope
from fabrique.people.models import ApiToken


@csrf_exempt
@never_cache
@public
@require_POST
def receive(request: HttpRequest) -> JsonResponse:
    """Take one file in: its bytes are the body, ``?nom=`` its name, ``?atelier=`` the code of a workshop.

    The same bytes get the same answer: a station whose line was cut sends again without fear. 201 for what
    is new, 200 for what was known, 422 when nothing of it could be taken.
    """
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip() if kind.lower() == "bearer" else ""
    token = use_token(secret=secret, scope=TokenScope.DEVICES_INTAKE)
    if token is None:
        return _closed(secret)
    site = _site(token, request.GET.get("atelier", ""))
    if site is None:
        return _said(
            422, _("Cette organisation n’a pas cet atelier, ou n’en a aucun : ouvrez-en un d’abord.")
        )
    try:
        content = request.body
    except RawPostDataException:
        return _said(400, _("Envoyez le fichier tel quel dans le corps de la demande."))
    name = request.GET.get("nom", "")[:200]
    taken = take_file(content=content, name=name, site=site, by=None, door=Door.STATION, token=str(token.pk))
    refused = all(entry["status"] == REFUSED for entry in taken.entries)
    status = 422 if refused else 200 if taken.again else 201
    return JsonResponse({"files": [{"path": name, **entry} for entry in taken.entries]}, status=status)


def _site(token: ApiToken, code: str) -> Site | None:
    """The workshop of this code, or the first that the organisation opened."""
    rows = Site.objects.of(token.organisation).filter(closed_at__isnull=True).select_related("organisation")
    wanted = rows.filter(code=code.replace("\0", "").strip().upper()) if code else rows
    return wanted.order_by("created_at", "code").first()


def _closed(secret: str) -> JsonResponse:
    """403 for want of a key too: what comes from another site gets no other answer."""
    if secret and find_token(secret):
        text = _("Cette clé ne permet pas cela\u00a0: il lui faut « %(scope)s ».")
        return _said(403, text % {"scope": TokenScope.DEVICES_INTAKE.value})
    return _said(
        403, _("Il faut une clé en cours de validité, dans l’en-tête « Authorization: Bearer fab_… ».")
    )


def _said(status: int, text: str) -> JsonResponse:
    body: dict[str, Any] = {"error": text}
    return JsonResponse(body, status=status)
