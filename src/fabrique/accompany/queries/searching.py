"""What mandates give to the search of the professional space: one mandate, by the number printed on it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.accompany.enums import MandateState
from fabrique.accompany.models import Mandate
from fabrique.core.policies import Actor, scope
from fabrique.core.ui.searching import Found
from fabrique.people.residents import code_in


def found_mandates(actor: Actor, words: str, most: int) -> list[Found]:
    """The mandate of this very number, if it is of the actor's organisation. It names nobody."""
    rows = scope(actor, "accompany.see_mandates", Mandate.objects.all())
    return [
        Found(
            reverse("accompany:mandate", args=[each.resident_id, each.pk]),
            title=_("Mandat %(code)s") % {"code": each.code},
            detail=MandateState(each.state).label,
        )
        for each in rows.filter(code=code_in(words))[:most]
    ]
