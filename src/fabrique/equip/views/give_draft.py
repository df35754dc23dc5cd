"""The visit of somebody who writes a promise: its draft, found by a code that the browser keeps."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core.clients import client_of
from fabrique.core.secrets import id_once
from fabrique.equip.actions.drafts import save_draft, start_draft
from fabrique.equip.giving.drafts import Answers, from_json
from fabrique.equip.models import DonationDraft
from fabrique.equip.queries.giving import draft_of
from fabrique.people import codes
from fabrique.people.signing import throttle

COOKIE = "don"
BRAKED = "braked"  # the code of the error that says so


@dataclass(frozen=True, slots=True)
class Visit:
    """A draft that this browser holds the code of."""

    code: str
    draft: DonationDraft
    answers: Answers

    @property
    def spelled(self) -> str:
        """The code as one copies it."""
        return codes.spaced(self.code)


def code_of(request: HttpRequest) -> str:
    """The code that the browser keeps, of a draft or of the promise that it became."""
    return codes.typed(request.COOKIES.get(COOKIE, ""))


def visit_of(request: HttpRequest) -> Visit | None:
    """The draft of this browser."""
    code = code_of(request)
    draft = draft_of(code)
    return Visit(code, draft, from_json(draft.answers)) if draft else None


def promise_key(code: str) -> UUID:
    """The id of the promise that the draft of a code becomes."""
    return id_once(code, "donation")


def remember(response: HttpResponseBase, code: str) -> None:
    """Let the browser keep a code, until it is closed."""
    response.set_cookie(
        COOKIE,
        code,
        path=_path(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponseBase) -> None:
    """Leave nothing in the browser, which may be somebody else's."""
    response.delete_cookie(COOKIE, path=_path(), samesite="Lax")


def keep(request: HttpRequest, form: BaseForm, visit: Visit | None, answers: Answers) -> str:
    """Keep the answers, in a new draft at the first one; its code, "" when there were too many from here."""
    if visit is not None:
        save_draft(draft=visit.draft, answers=answers)
        return visit.code
    if not allowed(request, form, "donation_draft"):
        return ""
    return start_draft(answers=answers)[1]


def allowed(request: HttpRequest, form: BaseForm, kind: str) -> bool:
    """Count one more from here; when there were too many, the form says so and keeps what was typed."""
    try:
        throttle.check(kind, address=client_of(request))
    except throttle.Throttled as brake:
        words = _("Beaucoup de promesses viennent d’ici. Attendez %(n)s minutes, puis envoyez de nouveau : ")
        said = words % {"n": brake.minutes} + _("ce que vous avez écrit est resté.")
        form.add_error(None, ValidationError(said, code=BRAKED))
        return False
    return True


def _path() -> str:
    return reverse("equip:give")
