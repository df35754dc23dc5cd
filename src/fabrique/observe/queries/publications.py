"""Publications as pages, the register and the API read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.policies import Actor, acts_for, scope
from fabrique.core.ui.notifying import Shown
from fabrique.kernels.disclosure import Rule
from fabrique.observe.content import TOTAL, Content, Source
from fabrique.observe.enums import DataSetState, Level, PublicationState
from fabrique.observe.models import (
    DataSet,
    FollowedArea,
    PartnerRule,
    Publication,
    PublicationComment,
    PublishedFile,
    ReleasedFigure,
)
from fabrique.people.models import Account, Agreement, Organisation
from fabrique.territory.cog import cog
from fabrique.territory.naming import fold

SEE, KEEP = "observe.see_publication", "observe.keep_publication"
HEAVY = ("content", "areas", "sought", "notes", "hidden")
READ = (PublicationState.PUBLISHED, PublicationState.REPLACED)
MOST = 1_000_000  # editions: a number that no database holds is none of them
WHY = "what is published is everybody's"


def publications_seen(actor: Actor) -> QuerySet[Publication]:
    """The publications that the actor sees from the desk, without their content, the latest first."""
    rows = scope(actor, SEE, Publication.objects.all()).select_related("organisation", "audience")
    rows = rows.annotate(said=Count("comments", distinct=True)).defer(*HEAVY)
    return rows.order_by("-published_at", "-drafted_at", "pk")


def readable(actor: Actor) -> QuerySet[Publication]:
    """What was published to everybody, or to the organisation for which one acts, or by it."""
    mine = acts_for(actor)
    reach = Q(audience__isnull=True)
    if mine:
        reach |= Q(audience=mine) | Q(organisation=mine)
    return Publication.objects.everywhere(WHY).filter(reach, edition__gt=0)


def listed(actor: Actor, words: str = "") -> QuerySet[Publication]:
    """The editions that serve, the latest first, without their content; those that have all these words."""
    rows = readable(actor).filter(state=PublicationState.PUBLISHED).select_related("organisation", "audience")
    for word in fold(words.replace("\0", " ")).split()[:8]:
        rows = rows.filter(sought__contains=word)
    return rows.defer(*HEAVY).order_by("-published_at", "slug")


def edition_of(actor: Actor, slug: str, edition: int = 0) -> Publication | None:
    """An edition that was published, withdrawn or not; without a number, the one that serves or the last."""
    rows = readable(actor).filter(slug=slug).select_related("organisation", "audience")
    if edition > MOST:
        return None
    if edition:
        return rows.filter(edition=edition).first()
    serving = rows.filter(state=PublicationState.PUBLISHED).first()
    return serving or rows.order_by("-edition").first()


def editions_of(actor: Actor, publication: Publication) -> QuerySet[Publication]:
    """All the editions that the actor reads, the latest first, without their content."""
    return readable(actor).filter(slug=publication.slug).defer(*HEAVY).order_by("-edition")


def other_editions(actor: Actor, publication: Publication) -> QuerySet[Publication]:
    """The other editions that the actor sees from the desk, the latest first."""
    rows = publications_seen(actor).filter(slug=publication.slug, edition__gt=0)
    return rows.exclude(pk=publication.pk).order_by("-edition")


def files_of(publication: Publication) -> QuerySet[PublishedFile]:
    """The forms to download of a publication that the actor reads, in order, without what they hold."""
    rows = PublishedFile.objects.everywhere(WHY).filter(publication=publication)
    return rows.defer("content").order_by("pk")


def content_of(publication: Publication) -> Content:
    """What it says."""
    return Content.of_json(publication.content)


def comments_of(publication: Publication) -> QuerySet[PublicationComment]:
    """What was said of a publication that the actor sees, in order."""
    rows = PublicationComment.objects.everywhere("its reader sees the publication")
    rows = rows.filter(publication=publication).select_related("organisation", "made_by", "answered_by")
    return rows.order_by("made_at", "pk")


def own_slugs(organisation: Organisation) -> list[tuple[str, str]]:
    """(slug, title) of what an organisation publishes now, by title."""
    rows = Publication.objects.of(organisation).filter(state=PublicationState.PUBLISHED)
    return list(rows.order_by("title").values_list("slug", "title"))


def rule_of(partner: Organisation | None) -> PartnerRule | None:
    """The rule of a partner whose agreement runs; None: that of open data."""
    if partner is None:
        return None
    today = clock.today()
    rows = PartnerRule.objects.of(partner).select_related("agreement", "organisation")
    rows = rows.filter(agreement__starts_on__lte=today)
    rows = rows.filter(Q(agreement__ends_on__isnull=True) | Q(agreement__ends_on__gte=today))
    return rows.order_by("-recorded_at", "-pk").first()


def as_rule(found: PartnerRule | None) -> Rule:
    """As the kernel takes it."""
    if found is None:
        return Rule()
    return Rule(found.threshold, partner=found.organisation.name, agreement=str(found.agreement))


def partners_told(families: Collection[str]) -> QuerySet[Organisation]:
    """The partners who were told figures of these families besides what is public."""
    rows = ReleasedFigure.objects.everywhere("what was told is never forgotten")
    told = rows.filter(family__in=families, audience__isnull=False)
    return Organisation.objects.filter(pk__in=told.values("audience"))


def released(families: Collection[str], audience: Organisation | None) -> QuerySet[ReleasedFigure]:
    """What an audience was told of these families: what is public, and what it was told alone."""
    rows = ReleasedFigure.objects.everywhere("what was told is never forgotten").filter(family__in=families)
    return rows.filter(Q(audience__isnull=True) | Q(audience=audience)).order_by("pk")


def titles_of(keys: Iterable[str]) -> list[Publication]:
    """Publications by key, whoever they are for, to say with which a figure cannot be told."""
    rows = Publication.objects.everywhere("a refusal names them").filter(pk__in=[UUID(key) for key in keys])
    return list(rows.defer(*HEAVY).order_by("drafted_at"))


def areas_of(content: Content) -> list[tuple[str, str, str]]:
    """(level, code, name) of each area of which a content speaks."""
    found = dict[tuple[str, str], str]()
    if level := subject_level(content.subject):
        found[level, content.subject] = content.title
    for table in content.tables:
        if table.level in Level.values:
            named = len(table.columns) > 1 and table.columns[1].digits is None
            for row in table.rows:
                if row[0] != TOTAL:
                    found.setdefault((table.level, str(row[0])), str(row[1] if named else row[0]))
    return [(level, code, name) for (level, code), name in found.items()]


def subject_level(subject: str) -> str:
    """What a subject is, when it is an area that the official code knows."""
    known = cog()
    if known.commune(subject):
        return Level.COMMUNE
    if known.epci(subject):
        return Level.EPCI
    return Level.DEPARTEMENT if known.departement(subject) else ""


def followers_of(areas: Sequence[tuple[str, str]]) -> QuerySet[FollowedArea]:
    """Who follows one of these areas."""
    rows = FollowedArea.objects.everywhere("those who follow are told")
    codes = {code for _level, code in areas}
    levels = {level for level, _code in areas}
    return rows.filter(level__in=levels, code__in=codes).select_related("account", "organisation")


def followed_by(account: Account) -> QuerySet[FollowedArea]:
    """The areas that an account follows where it acts, by name."""
    rows = scope(account, "observe.follow_areas", FollowedArea.objects.all())
    return rows.order_by("name", "level", "code")


def withdrawn_since(sources: Iterable[Source], organisation: Organisation) -> list[DataSet]:
    """The data sets of other organisations behind a content, that they no longer let everybody read. A data
    set is known by its title, its producer and its year: one that is ours or shared stands for another.
    """
    keys = {(one.title, one.producer, one.vintage) for one in sources}
    rows = DataSet.objects.everywhere("what a publication rests on").defer("areas", "names")
    rows = rows.filter(title__in={title for title, _producer, _year in keys})
    held = [each for each in rows if (each.title, each.producer, each.vintage) in keys]
    read = {
        (each.title, each.producer, each.vintage)
        for each in held
        if each.organisation_id == organisation.pk or (each.shared and each.state != DataSetState.WITHDRAWN)
    }
    return [each for each in held if (each.title, each.producer, each.vintage) not in read]


def rules_recorded() -> QuerySet[PartnerRule]:
    """Every threshold that was noted, the latest first."""
    rows = PartnerRule.objects.everywhere("whoever keeps them sees them all")
    return rows.select_related("organisation", "agreement", "recorded_by").order_by("-recorded_at", "-pk")


def agreements_running() -> QuerySet[Agreement]:
    """The agreements that run today, by organisation."""
    today = clock.today()
    rows = Agreement.objects.everywhere("a threshold is written in one of them").filter(starts_on__lte=today)
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).select_related("organisation")
    return rows.order_by("organisation__name", "-signed_on")


def publications_told(actor: Actor, subjects: Sequence[str]) -> Mapping[str, Shown]:
    """What one was told of, by its title. One query."""
    keys = [one.partition(":")[2] for one in subjects]
    rows = scope(actor, SEE, Publication.objects.filter(pk__in=keys)).defer(*HEAVY)
    return {
        f"publication:{each.pk}": Shown(
            _("« %(title)s » est publié.") % {"title": each.title},
            reverse("observe:edition", args=[each.slug, each.edition]),
        )
        for each in rows
        if each.edition
    }
