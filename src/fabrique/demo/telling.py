"""What the demo's observatory publishes besides its ranking: made once; files come in the background."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from fabrique.observe.actions.commenting import answer_comment, comment_publication
from fabrique.observe.actions.publishing import discuss_publication, draft_publication, publish
from fabrique.observe.composing.publishable import COMPOSERS
from fabrique.observe.enums import PublicationKind, ScenarioKind
from fabrique.observe.models import IndexRun, Publication, Scenario, Study
from fabrique.people.acting import act_for
from fabrique.people.models import Account, Organisation


def enter_publications(
    known: Mapping[str, Organisation], people: Mapping[str, Account], *, by: Account
) -> None:
    """The portrait, access beside the need, the scenarios, the study; the scenarios' comparison, shown for
    comment first; a draft."""
    holder = known["metropole"]
    if Publication.objects.of(holder).exclude(kind=PublicationKind.RANKING).exists():
        return
    actor = act_for(by, holder)
    plans = {one.kind: str(one.pk) for one in Scenario.objects.of(holder).filter(shared=True)}
    runs = [str(one.pk) for one in IndexRun.objects.of(holder)]
    subjects = [(PublicationKind.PORTRAIT, {"calcul": key}) for key in runs]
    subjects += [(PublicationKind.ACCESS, {"besoin": f"calcul:{key}"}) for key in runs]
    subjects += [(PublicationKind.SCENARIO, {"scenario": key}) for _kind, key in sorted(plans.items())]
    subjects += [(PublicationKind.STUDY, {"etude": str(one.pk)}) for one in Study.objects.of(holder)]
    for kind, subject in subjects:
        composed = COMPOSERS[kind](actor, subject)
        publish(publication=draft_publication(organisation=holder, composed=composed, by=actor), by=by)
    if ScenarioKind.TOURS not in plans or ScenarioKind.SITES not in plans:
        return
    pair = {"scenario": plans[ScenarioKind.SITES], "autre": plans[ScenarioKind.TOURS]}
    composed = COMPOSERS[PublicationKind.COMPARISON](actor, pair)
    draft = draft_publication(organisation=holder, composed=composed, by=actor)
    discuss_publication(publication=draft, by=by)
    said = comment_publication(
        publication=draft,
        organisation=known["bobine"],
        text=_("Être à portée d’un point et d’un bus n’aide pas de la même façon : dites-le d’abord."),
        by=act_for(people["clement"], known["bobine"]),
    )
    answer_comment(comment=said, text=_("C’est dit dans « Ce qu’on peut dire ». Merci."), by=actor)
    publish(publication=draft, by=by)
    commune = {"zone": "00102", **subjects[0][1]}
    left = COMPOSERS[PublicationKind.PORTRAIT](actor, commune)
    draft_publication(organisation=holder, composed=left, by=actor)
