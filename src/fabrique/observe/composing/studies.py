"""A study as it is published: its question, how it was answered, what was found, from which data."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.formats import dated
from fabrique.observe.content import Content, Source
from fabrique.observe.enums import StudyState
from fabrique.observe.models import DataSet, Study
from fabrique.observe.queries.studies import data_shared
from fabrique.territory.models import Territory

KIND = "study"


def study_content(study: Study) -> Content:
    """What a study that is over says to all. Data that are not shared are counted, not named. Raises
    DomainRefusal for one that is not over, or that found nothing to say.
    """
    if study.state != StudyState.DONE or not study.findings.strip():
        raise DomainRefusal(_("Terminez l’étude, et écrivez ce qu’elle a trouvé : elle se publie ensuite."))
    shared, unnamed = data_shared(study)
    partners = list(study.partners.order_by("name").values_list("name", flat=True))
    return Content(
        kind=KIND,
        subject=str(study.pk),
        title=study.title,
        subtitle=study.question,
        territory=Territory.objects.values_list("name", flat=True).first() or study.organisation.name,
        made_on=clock.today().isoformat(),
        reading=_paragraphs(study.findings),
        sources=(*(_source(each) for each in shared), *_unnamed(unnamed, study)),
        method=tuple(_method(study, partners)),
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _source(data_set: DataSet) -> Source:
    return Source(
        title=data_set.title,
        producer=data_set.producer,
        vintage=data_set.vintage,
        licence=data_set.licence,
        url=data_set.url,
    )


def _unnamed(count: int, study: Study) -> list[Source]:
    """What the study rests on and does not name: data that their organisation keeps, data erased since."""
    found = [Source(title=each, note=_("effacé depuis")) for each in study.gone]
    if count:
        told = ngettext(
            "%(count)d jeu de données d’un partenaire, non partagé",
            "%(count)d jeux de données de partenaires, non partagés",
            count,
        )
        note = _("utilisé selon une convention") if study.agreement_id else ""
        found.append(Source(title=told % {"count": count}, note=note))
    return found


def _method(study: Study, partners: list[str]) -> list[str]:
    said = [*_paragraphs(study.protocol), *_paragraphs(study.sample)]
    if when := _when(study):
        said.append(when)
    if partners:
        said.append(_("Menée par %(holder)s avec %(partners)s.") % {
            "holder": study.organisation.name, "partners": ", ".join(partners)
        })  # fmt: skip
    else:
        said.append(_("Menée par %(holder)s.") % {"holder": study.organisation.name})
    return said


def _when(study: Study) -> str:
    start, end = (dated(one) if one else "" for one in (study.starts_on, study.ends_on))
    if start and end:
        return _("Menée du %(start)s au %(end)s.") % {"start": start, "end": end}
    if start or end:
        label = _("Commencée le") if start else _("Finie le")
        return f"{label} {start or end}."
    return ""
