"""What an organisation reads of itself with a key: the one address of the API that is not open to all."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from fabrique.directory.api.answering import JSON
from fabrique.directory.api.problems import Problem
from fabrique.directory.api.serialising import compact
from fabrique.people.actions.tokens import find_token, use_token
from fabrique.people.enums import TokenScope
from fabrique.people.models import ApiToken, Organisation, Team

# Nobody keeps an answer that was made for one key.
_PRIVATE = {"Cache-Control": "private, no-store", "Vary": "Authorization"}


def show(request: HttpRequest) -> HttpResponse:
    """The identity of the key's organisation, and its teams."""
    token = _holder(request, TokenScope.READ_ORGANISATION)
    return HttpResponse(compact(_said(token.organisation)), content_type=JSON, headers=_PRIVATE)


def _said(organisation: Organisation) -> dict[str, object]:
    teams = Team.objects.of(organisation).order_by("name").values_list("pk", "name")
    return {
        "identifiant": str(organisation.pk),
        "nom": organisation.name,
        "siret": organisation.siret,
        "type": organisation.type,
        "equipes": [{"identifiant": str(pk), "nom": name} for pk, name in teams],
    }


def _holder(request: HttpRequest, scope: TokenScope) -> ApiToken:
    """The key of the request. Raises ``Problem``: 401 for no live key, 403 for one that does not allow it."""
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip() if kind.lower() == "bearer" else ""
    if token := use_token(secret=secret, scope=scope):
        return token
    if find_token(secret):
        text = _("Cette clé ne permet pas cela\u00a0: il lui faut « %(scope)s ».") % {"scope": scope.value}
        raise Problem(403, text, headers=_PRIVATE)
    text = _(
        "Il faut une clé en cours de validité, dans l’en-tête « Authorization: Bearer fab_… ». "
        "La coordination de l’organisation peut en créer une."
    )
    raise Problem(401, text, headers={**_PRIVATE, "WWW-Authenticate": "Bearer"})
