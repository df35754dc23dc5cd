"""From what is asked to all the files of a publication: a calculation is made if it is not there yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.policies import Actor
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.actions import publishing
from fabrique.observe.actions.indices import adopt_definition, compute_index
from fabrique.observe.composing.filing import all_files
from fabrique.observe.composing.kinds import Composed
from fabrique.observe.composing.publishable import COMPOSERS
from fabrique.observe.content import Content
from fabrique.observe.disclosing import told_by
from fabrique.observe.enums import Level, PublicationKind, PublicationState
from fabrique.observe.models import IndexRun, Publication, PublishedFile
from fabrique.observe.queries.access_maps import MEASURE, RUN
from fabrique.observe.queries.indices import parsed
from fabrique.observe.queries.inputs import gather
from fabrique.observe.queries.publications import HEAVY, content_of
from fabrique.observe.queries.scenarios import SETTLED, scenarios_seen
from fabrique.observe.rendering.files import RenderedFile
from fabrique.people.enums import Role
from fabrique.people.models import Organisation

WHAT = ("portrait", "ranking", "indicator", "comparison", "scenario", "access")


@dataclass(frozen=True, slots=True)
class Console:
    """Whoever runs a command on the machine, for an organisation: it sees what its coordinators see."""

    organisation_id: UUID | None
    pk: None = None
    is_authenticated: bool = True
    is_active: bool = True
    roles: frozenset[str] = frozenset({Role.COORDINATOR.value})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. ``index``: the name of a shipped definition; ``code``: of an indicator; ``areas``:
    codes, with commas; ``scenario`` and ``other``: titles or ids; ``service``, ``method`` and ``reach``
    (kilometres): of access, which ``index`` or ``code`` is set beside.
    """

    what: str
    index: str = ""
    level: str = "commune"
    area: str = ""
    code: str = ""
    areas: str = ""
    scenario: str = ""
    other: str = ""
    service: str = ""
    method: str = ""
    reach: float | None = None


def compose(wanted: Wanted, *, holder: Organisation) -> Composed:
    """The content that is asked for, before what must be hidden is. Raises ``DomainRefusal``."""
    actor = Console(holder.pk)
    return COMPOSERS[PublicationKind(wanted.what)](actor, _subject(wanted, actor, holder))


def protected(composed: Composed, *, holder: Organisation) -> Content:
    """The content of files to write, without what must be hidden. Refused when what was told before would
    give a small group away with it; what it tells is in the register from then on.
    """
    return publishing.tell_in_files(organisation=holder, composed=composed)


def told_in(content: Content) -> int:
    """How many numbers of persons it tells that were not public already: the register keeps them."""
    return len(told_by(content))


def _subject(wanted: Wanted, actor: Console, holder: Organisation) -> Mapping[str, str]:
    if wanted.scenario:
        found = {"scenario": _scenario(actor, wanted.scenario)}
        return found | ({"autre": _scenario(actor, wanted.other)} if wanted.other else {})
    if wanted.what == "access":
        return _subject_of_access(wanted, actor, holder)
    said = {
        "niveau": wanted.level,
        "zone": wanted.area,
        "indicateur": wanted.code,
        "zones": wanted.areas,
        "calcul": str(the_run(actor, holder, wanted.index, wanted.level).pk) if wanted.index else "",
    }
    return {name: value for name, value in said.items() if value}


def _subject_of_access(wanted: Wanted, actor: Console, holder: Organisation) -> Mapping[str, str]:
    need = f"{MEASURE}:{wanted.code}" if wanted.code else ""
    if wanted.index:
        need = f"{RUN}:{the_run(actor, holder, wanted.index, Level.COMMUNE).pk}"
    reach = "" if wanted.reach is None else str(wanted.reach)
    said = {"service": wanted.service, "methode": wanted.method, "portee": reach, "besoin": need}
    return {name: value for name, value in said.items() if value}


def _scenario(actor: Console, name: str) -> str:
    """The id of a plan, by its title or its id."""
    rows = scenarios_seen(actor).filter(state__in=SETTLED)
    found = [one for one in rows if name in (one.title, str(one.pk))]
    if len(found) == 1:
        return str(found[0].pk)
    if found:
        told = _("Plusieurs scénarios s’appellent « %(name)s » : dites lequel par son identifiant. %(known)s")
        known = ", ".join(str(one.pk) for one in found[:20])
    else:
        told = _("Aucun scénario calculé ne s’appelle « %(name)s ». Il y a : %(known)s.")
        known = ", ".join(f"« {one.title} »" for one in rows[:20]) or _("aucun")
    raise DomainRefusal(told % {"name": name, "known": known})


def the_run(actor: Actor, holder: Organisation, name: str, level: str) -> IndexRun:
    """The latest calculation of a shipped definition on today's figures; made if it is not there."""
    definition = adopt_definition(organisation=holder, name=name, by=None)
    rows = IndexRun.objects.of(holder).filter(definition=definition, level=level)
    latest = rows.order_by("-computed_at").first()
    if latest and not latest.summary.get("everywhere"):
        said = parsed(definition.text)
        wanted = [*said.codes, *(one.denominator for one in said.indicators if one.denominator)]
        if gather(actor, wanted, level).digest == latest.inputs_digest:
            return latest
    return compute_index(definition=definition, level=level, by=None, seen_by=actor)


def files(content: Content) -> list[RenderedFile]:
    """All its files, as of now."""
    return all_files(content, at=clock.now())


def put_online(composed: Composed, *, holder: Organisation) -> Publication:
    """Publish for everybody, with its files. What is published already under this title has a new edition;
    what says the same stays as it is.
    """
    with transaction.atomic():
        rows = Publication.objects.of(holder).filter(state=PublicationState.PUBLISHED, audience=None)
        content = composed.content
        serving = rows.filter(kind=content.kind, title=content.title[:200]).defer(*HEAVY).first()
        slug = serving.slug if serving else ""
        draft = publishing.draft_publication(organisation=holder, composed=composed, by=None, slug=slug)
        if serving and serving.digest == draft.digest:
            transaction.set_rollback(True)
            found = serving
        else:
            found = publishing.publish(publication=draft, by=None)
    publishing.keep_files(publication=found)
    return Publication.objects.of(holder).get(pk=found.pk)


def files_kept(publication: Publication) -> list[RenderedFile]:
    """The files of a publication, as they were kept."""
    rows = PublishedFile.objects.everywhere("files of what is published").filter(publication=publication)
    return [RenderedFile(one.name, one.media_type, bytes(one.content)) for one in rows.order_by("pk")]


def published_content(publication: Publication) -> Content:
    """What it says."""
    return content_of(publication)


def address_of(publication: Publication) -> str:
    """Where everybody reads this edition, from the root of the site."""
    return reverse("observe:edition", args=[publication.slug, publication.edition])
