"""The register of what was told: asked, then written, by one publication after another."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.disclosing import Earlier, Register, Told, told_by
from fabrique.observe.disclosing.register import Conflict
from fabrique.observe.models import Publication, ReleasedFigure
from fabrique.observe.nesting import closed, pairs_in
from fabrique.observe.queries.nesting import nested_counts
from fabrique.observe.queries.publications import (
    as_rule,
    content_of,
    partners_told,
    released,
    rule_of,
    titles_of,
)
from fabrique.people.models import Organisation

AT_ONCE = 500


def hold_register() -> None:
    """Until the end of the transaction, nobody else asks the register: of two publications at once, the
    second is judged beside the first.
    """
    rows = Organisation.objects.select_for_update(no_key=True).order_by("created_at", "pk")
    rows.values_list("pk").first()


def refusal_of(publication: Publication, *, holder: UUID | None) -> str:
    """Why it may not be told beside what was told before, in words for ``holder``; "" when it may.

    What is told to everybody is judged for everybody, and for each partner who knows more.
    """
    content = content_of(publication)
    told = told_by(content)
    if not told:
        return ""
    families = {code for one in told for code in (one.family, *one.path)}
    nested = frozenset(
        pair for pair in closed(nested_counts() | pairs_in(content)) if not families.isdisjoint(pair)
    )
    families = families.union(*nested)
    for audience in _audiences(publication, families):
        rule = as_rule(rule_of(audience))
        register = Register(tuple(_earlier(families, audience, publication)), nested=nested)
        if found := register.conflict(told, rule):
            return _in_words(found, holder)
    return ""


def _audiences(publication: Publication, families: Collection[str]) -> list[Organisation | None]:
    if publication.audience is not None:
        return [publication.audience]
    return [None, *partners_told(families).order_by("pk")]


def _earlier(families: Collection[str], audience: Organisation | None, but: Publication) -> Iterator[Earlier]:
    rows = released(families, audience)
    for row in rows.exclude(publication=but):
        atoms = tuple((kind, code) for kind, code in row.atoms)
        yield Earlier(
            Told(row.family, tuple(row.path), row.period, atoms, row.told, row.doubt), str(row.publication_id)
        )


def _in_words(conflict: Conflict, holder: UUID | None) -> str:
    """Which publications it would betray a small group with; never how many there are."""
    names = []
    for each in titles_of(conflict.publications):
        known = each.audience_id is None or holder in (each.organisation_id, each.audience_id)
        names.append(f"« {each.title} »" if known else _("une publication réservée à un partenaire"))
    listed = ", ".join(dict.fromkeys(names))
    if conflict.crossing:
        told = _(
            "Ces chiffres recoupent %(names)s par d’autres zones ou d’autres périodes, sans que l’un "
            "contienne l’autre : on ne peut pas s’assurer que leur différence ne dit rien d’un petit groupe. "
            "Reprenez les mêmes zones et les mêmes périodes."
        )
    elif conflict.nested and names:
        told = _(
            "%(names)s dit un nombre dont celui-ci est une part, ou le tout : leur différence dirait le "
            "nombre d’un petit groupe de personnes. Publiez plutôt la part en pourcentage, qui tait ce qu’il "
            "faut, ou de plus grandes zones."
        )
    elif names:
        told = _(
            "Avec %(names)s, ces chiffres diraient par différence le nombre d’un petit groupe de personnes. "
            "Reprenez les mêmes zones et les mêmes périodes, ou attendez que les nombres aient assez changé."
        )
    else:
        told = _(
            "Par différence entre eux, ces chiffres diraient le nombre d’un petit groupe de personnes. "
            "Retirez un total ou une zone.%(names)s"
        )
    return told % {"names": listed}


def release(publication: Publication, *, holder: UUID) -> None:
    """Write what is told, for ever. Refused when it would give a small group away with what was told before.

    The caller holds the register.
    """
    if said := refusal_of(publication, holder=holder):
        raise DomainRefusal(said)
    now = clock.now()
    rows = [
        ReleasedFigure(
            publication=publication,
            audience=publication.audience,
            family=one.family,
            path=list(one.path),
            period=one.period,
            atoms=[list(atom) for atom in one.atoms],
            told=one.value,
            doubt=one.doubt,
            told_at=now,
        )
        for one in told_by(content_of(publication))
    ]
    ReleasedFigure.objects.of(publication.organisation).bulk_create(rows, batch_size=AT_ONCE)
