"""Errors of the API: RFC 9457 problem details, in plain French, each with what to do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: marked("Demande illisible"),
    401: marked("Clé absente ou échue"),
    403: marked("Droit absent de la clé"),
    404: marked("Adresse ou lieu inconnu"),
    405: marked("Méthode non admise"),
    410: marked("Lieu retiré"),
    422: marked("Paramètre refusé"),
    429: marked("Trop de demandes"),
    500: marked("Erreur de notre côté"),
    503: marked("Service indisponible"),
}
_MESSAGES = {
    "float_parsing": marked("Un nombre est attendu, avec un point pour les décimales."),
    "float_type": marked("Un nombre est attendu, avec un point pour les décimales."),
    "finite_number": marked("Un nombre fini est attendu."),
    "int_parsing": marked("Un nombre entier est attendu."),
    "int_parsing_size": marked("Ce nombre est trop grand."),
    "int_from_float": marked("Un nombre entier est attendu."),
    "greater_than": marked("La valeur doit être supérieure à %(gt)s."),
    "greater_than_equal": marked("La valeur doit être au moins %(ge)s."),
    "less_than_equal": marked("La valeur doit être au plus %(le)s."),
    "string_too_long": marked("Le texte ne doit pas dépasser %(max_length)s caractères."),
    "string_too_short": marked("Le texte doit avoir au moins %(min_length)s caractère."),
    "string_pattern_mismatch": marked("Ce texte n’a pas la forme attendue."),
    "too_long": marked("Pas plus de %(max_length)s valeurs à la fois."),
    "missing": marked("Ce paramètre est obligatoire."),
}


class Problem(Exception):
    """A refusal that the API explains. ``faults`` name the parameters at fault."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        faults: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.faults, self.headers = status, detail, faults, headers or {}

    def response(self, request: HttpRequest) -> HttpResponse:
        """The answer to send."""
        content: dict[str, Any] = {
            "type": "/api/v1/#erreurs",
            "title": _(TITLES[self.status]),
            "status": self.status,
            "detail": self.detail,
            "instance": request.path,
        }
        if self.faults:
            content["erreurs"] = list(self.faults)
        body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
        headers = {"Content-Language": "fr", "Cache-Control": "no-store", **self.headers}
        response = HttpResponse(body, status=self.status, content_type=MEDIA_TYPE, headers=headers)
        # Django would log each refusal as a warning; those of the open API say nothing of this site's health.
        response._has_been_logged = self.status < 500  # type: ignore[attr-defined]
        return response


def fault(parameter: str, message: str, admitted: Iterable[str] | None = None) -> dict[str, Any]:
    """One parameter at fault, with the values that it admits if they are few."""
    found: dict[str, Any] = {"parametre": parameter, "message": message}
    return found if admitted is None else {**found, "valeurs_admises": list(admitted)}


def refused(faults: Sequence[Mapping[str, Any]]) -> Problem:
    """The problem of parameters that cannot be taken."""
    return Problem(
        422, " ".join(f"{one['parametre']} : {one['message']}" for one in faults[:5]), faults=faults
    )


def refused_one(parameter: str, message: str, admitted: Iterable[str] | None = None) -> Problem:
    """The same for a single parameter."""
    return refused([fault(parameter, message, admitted)])


def from_validation(errors: Iterable[Mapping[str, Any]]) -> Problem:
    """Pydantic's errors in our words. A message of ours (``value_error``) is kept as it is."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for error in errors:
        context = dict(error.get("ctx") or {})
        names = [str(part) for part in error.get("loc", ()) if isinstance(part, str)]
        parameter = str(context.get("parametre") or (names[-1] if names else ""))
        kind = str(error.get("type", ""))
        if kind == "refuse":
            message = str(context.get("message", ""))
        elif template := _MESSAGES.get(kind):
            message = _(template) % context
        else:
            message = _("Cette valeur n’est pas admise.")
        found.setdefault((parameter, message), fault(parameter, message, context.get("admis")))
    return refused(list(found.values()))
