"""What mandates and procedures give to the search of the space: one of them, by its code. No name."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.accompany.enums import CaseState, MandateState
from fabrique.accompany.models import Case, Mandate
from fabrique.accompany.queries.authorisations import NOT_ERASED
from fabrique.core.policies import Actor, scope
from fabrique.core.ui.searching import Found
from fabrique.people.residents import code_in


def found_mandates(actor: Actor, words: str, most: int) -> list[Found]:
    """The mandate of this very number, if it is of the actor's organisation. It names nobody."""
    rows = scope(actor, "accompany.see_mandates", Mandate.objects.filter(NOT_ERASED))
    return [
        Found(
            reverse("accompany:mandate", args=[each.resident_id, each.pk]),
            title=_("Mandat %(code)s") % {"code": each.code},
            detail=MandateState(each.state).label,
        )
        for each in rows.filter(code=code_in(words))[:most]
    ]


def found_cases(actor: Actor, words: str, most: int) -> list[Found]:
    """The procedure of this very code, if it is of the actor's organisation."""
    rows = scope(actor, "accompany.see_cases", Case.objects.filter(NOT_ERASED))
    return [
        Found(
            reverse("accompany:case", args=[each.resident_id, each.pk]),
            title=_("Démarche %(code)s") % {"code": each.code},
            detail=CaseState(each.state).label,
        )
        for each in rows.filter(code=code_in(words))[:most]
    ]
