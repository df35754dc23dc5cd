"""Publishing: a draft, protected at once; an edition that never changes; its files; its withdrawal."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from fabrique.core import clock, jobs, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.observe.actions.releasing import hold_register, release
from fabrique.observe.composing.filing import all_files
from fabrique.observe.composing.kinds import Composed
from fabrique.observe.composing.resting import figures_behind, with_figures_behind
from fabrique.observe.content import Content
from fabrique.observe.disclosing import Hidden, protect_content, told_by
from fabrique.observe.enums import PUBLICATION, PublicationState
from fabrique.observe.models import Publication, PublishedFile
from fabrique.observe.queries.indices import unshared_inputs
from fabrique.observe.queries.publications import (
    HEAVY,
    areas_of,
    as_rule,
    content_of,
    followers_of,
    rule_of,
    withdrawn_since,
)
from fabrique.observe.queries.scenarios import unshared_behind
from fabrique.observe.texts import one_line
from fabrique.people.acting import act_for
from fabrique.people.actions.notifying import notify
from fabrique.people.models import Account, Organisation
from fabrique.territory.naming import fold

PUBLISHED = "observe.published"
LONGEST_REASON = 500
_IN_FILES = "Écrit en fichiers par « fabrique observe publish » : ses nombres comptent comme dits."
_LIVE = (PublicationState.PUBLISHED, PublicationState.REPLACED, PublicationState.WITHDRAWN)


@transaction.atomic
def draft_publication(
    *,
    organisation: Organisation,
    composed: Composed,
    by: Account | None,
    title: str = "",
    slug: str = "",
    audience: Organisation | None = None,
) -> Publication:
    """Keep what would be published, without what must be hidden. ``slug``: of which it is a new edition;
    ``by`` None: from the command line.
    """
    content = with_figures_behind(composed.content, composed.run)
    if title := one_line(title)[:200]:
        content = _titled(content, title)
    if not any(sign.isalnum() for sign in content.title):
        raise DomainRefusal(_("Donnez un titre, avec des mots."), field="title")
    rule = rule_of(audience)
    safe = protect_content(content, as_rule(rule), redraw=composed.redraw)
    areas = areas_of(safe.content)
    names = [safe.content.title, safe.content.subtitle, safe.content.territory]
    made = Publication(
        organisation=organisation,
        kind=content.kind,
        slug=_slug(organisation, slug, content.title),
        title=content.title[:200],
        subject=content.subject[:60],
        audience=audience,
        rule=rule,
        run=composed.run,
        scenario=composed.scenario,
        content=safe.content.as_json(),
        digest=safe.content.digest,
        hidden=[_hidden(one) for one in safe.hidden],
        notes=list(safe.notes),
        areas=[[level, code] for level, code, _name in areas],
        sought=fold(" ".join([*names, *(name for _level, _code, name in areas)])),
        drafted_at=clock.now(),
        drafted_by=by,
    )
    made.save(force_insert=True)
    _record("draft_publication", made, by, {"slug": made.slug, "digest": made.digest})
    return made


def _titled(content: Content, title: str) -> Content:
    return Content.of_json({**content.as_json(), "title": title})


def _hidden(one: Hidden) -> dict[str, Any]:
    return {"table": one.table, "column": one.column, "small": one.small, "beside": one.beside}


def _slug(organisation: Organisation, wanted: str, title: str) -> str:
    """That of which it is a new edition, or one that nobody has."""
    rows = Publication.objects.everywhere("addresses are everybody's")
    if wanted:
        if not rows.filter(slug=wanted, organisation=organisation, edition__gt=0).exists():
            raise DomainRefusal(_("Cette publication n’est pas de votre organisation."), field="slug")
        return wanted
    base = slugify(title)[:70].strip("-") or "publication"
    live = rows.exclude(state=PublicationState.DISCARDED)  # which will never be at an address
    taken = set(live.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(one for one in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if one not in taken)


@transaction.atomic
def discuss_publication(*, publication: Publication, by: Account) -> Publication:
    """Show a draft to those for whom it is, for comment. What they read counts as told."""
    hold_register()
    held = _held(publication)
    if held.state != PublicationState.DRAFT or held.discussed_at:
        raise DomainRefusal(_("Ce brouillon a déjà été montré, ou n’en est plus un. Rechargez la page."))
    _check(held)
    release(held, holder=held.organisation_id)
    held.discussed_at = clock.now()
    held.save(update_fields=["discussed_at"])
    _record("discuss_publication", held, by, {"digest": held.digest})
    return held


@transaction.atomic
def publish(*, publication: Publication, by: Account | None) -> Publication:
    """Publish a draft: the edition that serves is replaced, and stays readable at its own address.

    Judged beside all that was told before, one publication after another; its files come in the background.
    """
    hold_register()
    held = _held(publication)
    if held.state != PublicationState.DRAFT:
        raise DomainRefusal(_("Cette action n’est plus possible : l’état a changé. Rechargez la page."))
    _check(held)
    if held.discussed_at is None:
        release(held, holder=held.organisation_id)
    now = clock.now()
    rows = Publication.objects.everywhere("editions of one address").filter(slug=held.slug, state__in=_LIVE)
    last = rows.order_by("-edition").defer(*HEAVY).first()
    serving = rows.filter(state=PublicationState.PUBLISHED).defer(*HEAVY).first()
    if last and last.organisation_id != held.organisation_id:
        raise DomainRefusal(_("Une autre organisation publie à cette adresse : changez le titre."))
    if last and last.audience_id != held.audience_id:
        told = _("L’édition d’avant n’était pas pour les mêmes lecteurs : donnez un autre titre.")
        raise DomainRefusal(told, field="title")
    if serving:
        advance(PUBLICATION, serving, "replace", ended_at=now, ended_by=by)
        _record("replace_publication", serving, by, {"by": str(held.pk)})
    edition = last.edition + 1 if last else 1
    advance(PUBLICATION, held, "publish", edition=edition, published_at=now, published_by=by)
    tell_followers(held, by)
    _record("publish", held, by, {"slug": held.slug, "edition": edition, "digest": held.digest})
    jobs.enqueue("observe.render_publication", str(held.pk))
    return held


def _held(publication: Publication) -> Publication:
    rows = Publication.objects.of(publication.organisation).select_for_update(of=("self",))
    return rows.select_related("organisation", "audience", "rule").get(pk=publication.pk)


def _check(publication: Publication) -> None:
    """The content is that which was sealed; what others keep for themselves is not in it; its rule holds."""
    content = content_of(publication)
    if publication.run and not content.rests and figures_behind(publication.run):
        told = _("Ce brouillon ne dit pas tous les chiffres de son indice : préparez-le de nouveau.")
        raise DomainRefusal(told)
    if content.digest != publication.digest:
        raise DomainRefusal(_("Ce brouillon n’est plus celui qui a été scellé : préparez-le de nouveau."))
    if publication.rule_id and rule_of(publication.audience) != publication.rule:
        told = _("Le seuil de ce partenaire a changé, ou sa convention est finie : préparez de nouveau.")
        raise DomainRefusal(told)
    if kept := _kept(publication):
        told = _("Cette publication s’appuie sur ce qui n’est pas ou n’est plus partagé : %(names)s.")
        raise DomainRefusal(told % {"names": ", ".join(f"« {each} »" for each in dict.fromkeys(kept))})


def _kept(publication: Publication) -> list[str]:
    """What others keep for themselves since the draft was made, or that a scenario may no longer show."""
    rows = withdrawn_since(content_of(publication).sources, publication.organisation)
    kept = [str(each) for each in rows]
    if publication.run:
        inputs = unshared_inputs(publication.run)
        kept += [str(each) for each in inputs if each.organisation_id != publication.organisation_id]
    return kept + (unshared_behind(publication.scenario) if publication.scenario else [])


def tell_followers(publication: Publication, by: Account | None) -> None:
    """Tell who follows one of its areas, among those for whom it is."""
    wanted = {(level, code) for level, code in publication.areas}
    found: dict[Organisation, list[Account]] = {}
    for each in followers_of(sorted(wanted)):
        audience = publication.audience_id
        reads = audience is None or each.organisation_id in (audience, publication.organisation_id)
        if reads and (each.level, each.code) in wanted:
            found.setdefault(each.organisation, []).append(each.account)
    for organisation, accounts in found.items():
        there = [one for one in accounts if act_for(one, organisation).organisation_id == organisation.pk]
        subject = f"publication:{publication.pk}"
        notify(kind=PUBLISHED, subject=subject, organisation=organisation, to=there, by=by)


@transaction.atomic
def tell_in_files(*, organisation: Organisation, composed: Composed) -> Content:
    """What a command writes as files, which anybody may be handed: protected, judged beside all that was
    told before, and kept in the register, unless it says nothing but what producers publish. The draft that
    the register names is set aside at once: nobody finds it in the observatory.
    """
    hold_register()
    whole = with_figures_behind(composed.content, composed.run)
    content = protect_content(whole, redraw=composed.redraw).content
    rows = Publication.objects.of(organisation).filter(digest=content.digest, audience=None)
    if not told_by(content) or rows.filter(released__isnull=False).exists():
        return content
    held = draft_publication(organisation=organisation, composed=composed, by=None)
    _check(held)
    release(held, holder=organisation.pk)
    advance(PUBLICATION, held, "discard", reason=_IN_FILES, ended_at=clock.now())
    _record("tell_in_files", held, None, {"digest": held.digest})
    return content


@transaction.atomic
def withdraw(*, publication: Publication, reason: str, by: Account) -> Publication:
    """Take a publication away, and say why at its address. What it told stays in the register."""
    said = one_line(reason)
    if not said or len(said) > LONGEST_REASON:
        raise DomainRefusal(_("Dites pourquoi, en 500 caractères au plus."), field="reason")
    changes = {"reason": said, "ended_at": clock.now(), "ended_by": by}
    advance(PUBLICATION, publication, "withdraw", **changes)
    _record("withdraw_publication", publication, by, {"slug": publication.slug, "reason": said})
    return publication


@transaction.atomic
def discard(*, publication: Publication, by: Account) -> Publication:
    """Set a draft aside."""
    advance(PUBLICATION, publication, "discard", ended_at=clock.now(), ended_by=by)
    _record("discard_publication", publication, by, {"digest": publication.digest})
    return publication


@transaction.atomic
def keep_files(*, publication: Publication) -> int:
    """Make the files of a publication and keep them; once, whoever asks again. How many there are."""
    rows = Publication.objects.everywhere("files of what is published").select_for_update(of=("self",))
    held = rows.get(pk=publication.pk)
    known = PublishedFile.objects.everywhere("files of what is published").filter(publication=held)
    if held.rendered_at or held.state not in (PublicationState.PUBLISHED, PublicationState.REPLACED):
        return known.count()
    files = [
        PublishedFile(
            publication=held,
            name=one.name[:120],
            media_type=one.media_type,
            size=len(one.content),
            sha256=hashlib.sha256(one.content).hexdigest(),
            content=one.content,
        )
        for one in all_files(content_of(held), at=held.published_at or clock.now())
    ]
    known.bulk_create(files)
    held.rendered_at = clock.now()
    held.save(update_fields=["rendered_at"])
    return len(files)


def _record(verb: str, publication: Publication, by: Account | None, summary: dict[str, object]) -> None:
    journal.record(
        f"observe.{verb}",
        actor=by.pk if by else "",
        organisation=publication.organisation_id,
        subject=f"publication:{publication.pk}",
        summary=summary,
    )
