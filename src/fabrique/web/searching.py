"""One field for all that a member may find. What is typed never goes into an address, a log or a cache."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fabrique.core import journal
from fabrique.core.policies import Actor, acts_for, requires
from fabrique.core.private_numbers import private_number_in
from fabrique.core.ui import navigation, searching
from fabrique.core.ui.parts import Crumb
from fabrique.core.ui.searching import LONGEST, Found, Group
from fabrique.core.ui.words import holds
from fabrique.people import searches

KEPT = "search_all"  # key of the session


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, or why it is not looked for."""

    words: str
    refusal: str = ""


@requires("people.see_desk")
@never_cache
@sensitive_post_parameters("q")
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The field, then what each app finds, a few of each; or one group at length."""
    asked = Asked("")
    if request.method == "POST":
        asked = _read(request.POST.get("q", ""))
        if not asked.refusal:
            typed = {"q": asked.words, "groupe": request.POST.get("groupe", "")[:64]}
            return redirect(searches.keep(request, typed, page="web:search", kept=KEPT))
    typed = (searches.last(request, KEPT) if request.method != "POST" else None) or {}
    words, only = str(typed.get("q", "")), str(typed.get("groupe", ""))
    groups = searching.search(request.user, words, only) if words else None
    _note(request.user, groups or [])
    context = {
        "words": words or asked.words,
        "refusal": asked.refusal,
        "groups": groups,
        "only": only,
        "hints": searching.hints(request.user),
        "crumbs": [Crumb(_("Ma journée"), reverse("web:desk")), Crumb(_("Chercher"))],
    }
    return render(request, "web/search.html", context)


def _note(actor: Actor, groups: Iterable[Group]) -> None:
    """Note what was shown to be there: somebody who tries one telephone after another leaves a trace."""
    for subject in [each.subject for group in groups for each in group.answers if each.subject]:
        journal.record_read(getattr(actor, "pk", ""), acts_for(actor) or "", subject)


def _read(text: str) -> Asked:
    """A secret number is not shown again; neither is what is too long to be a question."""
    words = searching.asked(text[: LONGEST * 4])
    if len(text) > LONGEST * 4 or len(words) > LONGEST:
        kept = words[:LONGEST] if not private_number_in(words) else ""
        return Asked(kept, _("C’est trop long : %(most)s signes au plus.") % {"most": LONGEST})
    if refusal := private_number_in(words):
        return Asked("", refusal)
    return Asked(words, "" if words else _("Écrivez ce que vous cherchez."))


def found_pages(actor: Actor, words: str, most: int) -> list[Found]:
    """The pages of the space that the actor may open, by their names."""
    links = [
        *navigation.links_for(actor, "", navigation.tools),
        *navigation.links_for(actor, "", navigation.menu),
    ]
    return [Found(each.url, title=each.label) for each in links if holds(words, each.label)][:most]
