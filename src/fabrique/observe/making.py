"""From what is asked to all the files of a publication: a calculation is made if it is not there yet."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.policies import Actor
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.actions.indices import adopt_definition, compute_index
from fabrique.observe.actions.releasing import refusal_of_files
from fabrique.observe.composing.filing import all_files
from fabrique.observe.composing.indicators import indicator_content
from fabrique.observe.composing.portraits import portrait_content
from fabrique.observe.composing.rankings import ranking_content
from fabrique.observe.content import Content
from fabrique.observe.disclosing import protect_content
from fabrique.observe.models import IndexRun
from fabrique.observe.queries.indices import parsed
from fabrique.observe.queries.inputs import gather
from fabrique.observe.rendering.files import RenderedFile
from fabrique.people.enums import Role
from fabrique.people.models import Organisation

WHAT = ("portrait", "ranking", "indicator")


@dataclass(frozen=True, slots=True)
class Console:
    """Whoever runs a command on the machine, for an organisation: it sees what its coordinators see."""

    organisation_id: UUID | None
    pk: None = None
    is_authenticated: bool = True
    is_active: bool = True
    roles: frozenset[str] = frozenset({Role.COORDINATOR.value})


def make(
    what: str, *, holder: Organisation, index: str = "", level: str, area: str = "", code: str = ""
) -> Content:
    """The content that is asked for, without what must be hidden.

    ``index``: the name of a shipped definition; ``code``: of an indicator.

    Raises ``DomainRefusal``, also when what was published before would give a small group away with it. What
    is written is not in the register: to be counted there, it is published.
    """
    content = protect_content(_composed(what, Console(holder.pk), holder, index, level, area, code)).content
    if refused := refusal_of_files(content, holder=holder.pk):
        raise DomainRefusal(refused)
    return content


def _composed(
    what: str, actor: Console, holder: Organisation, index: str, level: str, area: str, code: str
) -> Content:
    today = clock.today()
    if what == "indicator":
        return indicator_content(actor, code, level, today=today)
    run = the_run(actor, holder, index, level) if index else None
    if what == "portrait":
        return portrait_content(actor, run=run, level=level, within=area or None, today=today)
    if run is None:
        raise DomainRefusal(_("Un classement est celui d’un indice : dites lequel avec --index."))
    return ranking_content(run)


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
