"""What a person saw when they opened a form travels with it, signed: two people may edit the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core import signing
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fabrique.directory.actions.places import EditConflict


def sealed(seen: Mapping[str, Any], salt: str) -> str:
    """What was seen, as a hidden field."""
    return signing.dumps(dict(seen), salt=salt, compress=True)


def opened(request: HttpRequest, salt: str) -> dict[str, Any] | None:
    """What was seen, or None: a form kept open while the key changed is compared with what is there now."""
    try:
        seen: dict[str, Any] = signing.loads(request.POST.get("vu", ""), salt=salt)
    except signing.BadSignature:
        return None
    return seen


def tell_conflict(form: Form, conflict: EditConflict, said: Any, shown: Mapping[str, str]) -> None:
    """Say beside each field what somebody else wrote meanwhile; ``shown`` renames fields of the model."""
    for name, value in conflict.present.items():
        field = shown.get(name, name)
        if field in form.fields and not form.has_error(field):
            text = _("Quelqu’un vient d’écrire : « %(value)s ». Ce que vous avez écrit est ci-dessous. ")
            advice = _("Enregistrez de nouveau pour garder le vôtre, ou recopiez l’autre.")
            form.add_error(field, (text + advice) % {"value": said(field, value)})
