"""Publications from the desk: what is prepared, shown, published, withdrawn; what partners say of it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import can, fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import refuse, told
from fabrique.core.ui.pages import Pages, page_of
from fabrique.observe.actions import commenting, publishing
from fabrique.observe.actions.releasing import refusal_of
from fabrique.observe.composing.kinds import compose
from fabrique.observe.enums import PUBLICATION, PublicationState
from fabrique.observe.forms.publishing import AnswerForm, CommentForm, DraftForm, WithdrawForm
from fabrique.observe.models import Publication, PublicationComment
from fabrique.observe.queries.publications import (
    KEEP,
    SEE,
    comments_of,
    content_of,
    files_of,
    other_editions,
    own_slugs,
    publications_seen,
)
from fabrique.observe.views.common import trail
from fabrique.observe.views.showing import shown
from fabrique.people.models import Account
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of

DRAFT, COMMENT, RULES = (
    "observe.draft_publication",
    "observe.comment_publication",
    "observe.keep_partner_rules",
)
_VERBS = {
    "montrer": (publishing.discuss_publication, "Le brouillon est montré : on peut le commenter."),
    "publier": (publishing.publish, "C’est publié. Les fichiers arrivent dans un instant."),
    "ecarter": (publishing.discard, "Le brouillon est écarté."),
}


@requires(SEE)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The drafts, what is published, what no longer serves."""
    rows = publications_seen(request.user)
    page: Pages[Publication] = page_of(rows.filter(state=PublicationState.PUBLISHED), request.GET.get("page"))
    context = {
        "drafts": rows.filter(state=PublicationState.DRAFT)[:50],
        "page": page,
        "over": rows.exclude(state__in=(PublicationState.DRAFT, PublicationState.PUBLISHED))[:50],
        "may_draft": can(request.user, DRAFT),
        "may_rule": can(request.user, RULES),
        "crumbs": _crumbs(),
    }
    return render(request, "observe/publications/index.html", context)


@requires(DRAFT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, kind: str) -> HttpResponse:
    """Prepare a publication: what it would say is composed, protected, and kept as a draft."""
    holder, sent = holder_of(request), request.method == "POST"
    subject = {name: str(value) for name, value in request.GET.items()}
    try:
        composed = compose(kind, request.user, subject)
    except DomainRefusal as refusal:
        return render(request, "observe/publications/refused.html", _refused(refusal), status=409)
    initial = {"title": composed.content.title}
    form = DraftForm(request.POST if sent else None, initial=initial, slugs=own_slugs(holder))
    if form.is_valid():
        act = partial(publishing.draft_publication, organisation=holder, composed=composed, by=actor(request))
        try:
            found = act(**form.cleaned_data)
            return redirect("observe:publication", pk=found.pk)
        except DomainRefusal as refusal:
            refuse(form, refusal)
    context = {"form": form, "crumbs": _crumbs((_("Préparer une publication"), ""))}
    return render(request, "observe/publications/draft.html", context)


def _refused(refusal: DomainRefusal) -> dict[str, Any]:
    return {"refusal": refusal.message, "crumbs": _crumbs((_("Préparer une publication"), ""))}


@requires(SEE)
@never_cache
@require_safe
def publication(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A publication: how it reads, what was hidden and why, what is said of it, what can be done."""
    found = _publication(request, pk)
    return render(request, "observe/publications/one.html", _context(request, found))


def _context(request: HttpRequest, found: Publication, **forms: Any) -> dict[str, Any]:
    may_keep = can(request.user, KEEP, found)
    open_to_words = found.state in (
        PublicationState.DRAFT,
        PublicationState.PUBLISHED,
        PublicationState.REPLACED,
    )
    comments = [(each, AnswerForm(auto_id=f"reponse-{each.pk}-%s")) for each in comments_of(found)]
    waiting = found.state == PublicationState.DRAFT and found.discussed_at is None
    return {
        "publication": found,
        **shown(content_of(found), every=True),
        "refusal": refusal_of(found, holder=found.organisation_id) if may_keep and waiting else "",
        "may_keep": may_keep,
        "verbs": PUBLICATION.verbs(found.state) if may_keep else (),
        "comments": comments,
        "comment": CommentForm() if open_to_words and can(request.user, COMMENT, found) else None,
        "withdraw": WithdrawForm(),
        "files": files_of(found) if found.edition else None,
        "steps": _steps(found),
        "editions": other_editions(request.user, found) if found.edition else (),
        "form": None,
        "crumbs": _crumbs((found.title, "")),
        **forms,
    }


def _steps(found: Publication) -> list[tuple[str, datetime, Account | None]]:
    """What was done to a publication, in order: (words, when, by whom)."""
    ended = {
        PublicationState.WITHDRAWN: _("Retirée"),
        PublicationState.REPLACED: _("Remplacée"),
        PublicationState.DISCARDED: _("Écartée"),
    }
    done = (
        (_("Préparée"), found.drafted_at, found.drafted_by),
        (_("Montrée pour commentaires"), found.discussed_at, None),
        (_("Publiée"), found.published_at, found.published_by),
        (ended.get(PublicationState(found.state), ""), found.ended_at, found.ended_by),
    )
    return [(label, on, by) for label, on, by in done if label and on]


@requires(KEEP)
@require_POST
def move(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Show a draft, publish it, set it aside."""
    if verb not in _VERBS:
        raise Http404
    found = _publication(request, pk, KEEP)
    act, words = _VERBS[verb]
    told(request, partial(act, publication=found, by=actor(request)), _(words))
    return redirect("observe:publication", pk=pk)


@requires(KEEP)
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Withdraw a publication, and say why."""
    found, form = _publication(request, pk, KEEP), WithdrawForm(request.POST)
    act = partial(publishing.withdraw, publication=found, by=actor(request))
    if form.is_valid() and _acted(request, form, partial(act, reason=form.cleaned_data["reason"])):
        return redirect("observe:publication", pk=pk)
    return render(
        request, "observe/publications/one.html", _context(request, found, withdraw=form, form=form)
    )


@requires(COMMENT)
@require_POST
def comment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say something of a publication, for one's organisation."""
    found, form = _publication(request, pk, COMMENT), CommentForm(request.POST)
    act = partial(commenting.comment_publication, publication=found, by=actor(request))
    if form.is_valid():
        act = partial(act, organisation=holder_of(request), text=form.cleaned_data["text"])
        if _acted(request, form, act):
            return redirect("observe:publication", pk=pk)
    return render(request, "observe/publications/one.html", _context(request, found, comment=form, form=form))


@requires(KEEP)
@require_POST
def answer(request: HttpRequest, pk: UUID, comment: UUID) -> HttpResponse:
    """Answer a comment."""
    found, form = _publication(request, pk, KEEP), AnswerForm(request.POST)
    rows = PublicationComment.objects.everywhere("its publication is ours").select_related("publication")
    held = rows.filter(publication=found, pk=comment).first()
    if held is None:
        raise Http404
    if form.is_valid():
        act = partial(commenting.answer_comment, comment=held, by=actor(request))
        if _acted(request, form, partial(act, text=form.cleaned_data["answer"])):
            return redirect("observe:publication", pk=pk)
    context = _context(request, found, form=form)
    context["comments"] = [
        (each, form if each.pk == held.pk else other) for each, other in context["comments"]
    ]
    return render(request, "observe/publications/one.html", context)


def _acted(request: HttpRequest, form: Any, act: Any) -> bool:
    try:
        act()
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return False
    told(request, lambda: None, _("C’est noté."))
    return True


def _publication(request: HttpRequest, pk: UUID, action: str = SEE) -> Publication:
    rows = Publication.objects.all().select_related(
        "organisation", "audience", "rule__agreement", "drafted_by", "published_by", "ended_by", "run"
    )
    return fetch(request.user, action, rows, pk=pk)


def _crumbs(*steps: tuple[str, str]) -> list[Any]:
    return trail((_("Publications"), reverse("observe:publications") if steps else ""), *steps)
