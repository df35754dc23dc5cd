"""Access to the places of the guide as a publication: alone, or beside a need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NoReturn

import numpy as np
from django.http import Http404
from django.utils.translation import gettext as _

from fabrique.core.policies import Actor, fetch
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.enums.national import ServiceOffered
from fabrique.observe.composing import access_words as words
from fabrique.observe.composing import sourced
from fabrique.observe.composing.finishing import finished
from fabrique.observe.composing.kinds import key_of
from fabrique.observe.composing.resting import figures_behind
from fabrique.observe.composing.rounding import about, number, tens
from fabrique.observe.composing.sharing import publishable, refuse_unshared
from fabrique.observe.content import Absent, Cell, Column, Content, Figure, Map, Source, Table
from fabrique.observe.enums import Level, Origin
from fabrique.observe.models import DataSet, IndexRun
from fabrique.observe.queries import access_maps as maps
from fabrique.observe.queries.access import METHODS
from fabrique.observe.queries.access_asked import HOURS, LIMITS, PLACES, Answer, Asked, answer
from fabrique.observe.queries.indicators import ways_of
from fabrique.observe.queries.indices import SEE_RUN
from fabrique.territory.queries import current_territory

KIND = "access"
COMMUNES = "communes"


def asked_of(subject: Mapping[str, str]) -> Asked:
    """The question that an address asks; whatever it does not say is as usual. Raises ``Http404``."""
    values: dict[str, str | float] = {
        name: subject[name] for name in Asked.__slots__ if subject.get(name) and name not in LIMITS
    }
    for name, (least, most) in LIMITS.items():
        if text := subject.get(name):
            try:
                values[name] = float(text.replace(",", "."))
            except ValueError:
                raise Http404 from None
            if not least <= float(values[name]) <= most:
                raise Http404
    asked = Asked.of(values)
    known = asked.methode in METHODS and asked.capacite in (PLACES, HOURS)
    if not known or asked.service not in ("", *ServiceOffered.values):
        raise Http404
    kind, _colon, key = asked.besoin.partition(":")
    if kind == maps.RUN:
        key_of(key)
    if asked.trajets:
        key_of(asked.trajets)
    return asked


def access_content(actor: Actor, asked: Asked, *, today: date) -> Content:
    """What is measured, commune by commune. Raises ``DomainRefusal`` when it rests on what is not shared, or
    on people whom others than producers counted: nothing would protect them here.
    """
    territory = current_territory()
    if territory is None:
        raise DomainRefusal(_("Cette instance n’a pas de territoire : commencez par « fabrique init »."))
    found = answer(actor, asked)
    sources = _sources(actor, found)
    short = sourced.in_short([one for one in sources if one.producer])
    about_what = str(ServiceOffered(asked.service).label) if asked.service else ""
    content = Content(
        kind=KIND,
        subject=asked.service or "acces",
        title=_title(found, territory.name),
        territory=territory.name,
        made_on=today.isoformat(),
        reading=tuple(words.sentences(found)),
        figures=tuple(_figures(found)),
        maps=tuple(_maps(found, short)),
        tables=(_table(found),),
        sources=sources,
        method=(*words.ways(found), _("Les nombres de personnes sont arrondis à la dizaine.")),
        subtitle=_("Les lieux qui offrent « %(what)s », par commune") % {"what": about_what}
        if about_what
        else _("Tous les lieux du guide, par commune"),
    )
    return finished(content)


def _title(found: Answer, territory: str) -> str:
    if found.need is None:
        return _("L’accès aux lieux : %(territory)s") % {"territory": territory}
    told = _("L’accès aux lieux et le besoin, « %(need)s » : %(territory)s")
    return told % {"need": found.need.label, "territory": territory}


def _figures(found: Answer) -> list[Figure]:
    asked, shown = found.asked, found.before
    people = sum(one.people for one in shown.lines)
    figures = [
        Figure(_("lieux ouverts"), number(found.supply.inside(found.demand.names)), _("dans le territoire")),
        Figure(_("personnes"), about(people), _("dans %(n)d communes") % {"n": len(shown.lines)}),
    ]
    if not asked.nearest:
        left = [one for one in shown.lines if one.value == 0]
        lives = about(sum(one.people for one in left))
        note = _("%(people)s personnes y vivent") % {"people": lives} if left else ""
        figures.append(Figure(_("communes sans lieu à portée"), number(len(left)), note))
    return figures


def _maps(found: Answer, source: str) -> list[Map]:
    shown, unit = found.before, words.unit_of(found.asked)
    said = {one.code: words.value_said(one, unit, timed=found.timed) for one in shown.lines}
    title = _("Accès aux lieux du guide")
    alone = maps.map_of_access(shown, said, title, unit, timed=found.timed)
    both = maps.map_of_both(shown, found.need, said) if found.need else None
    column = "eloignement" if found.asked.nearest else "acces"
    drawn = [Map.of(alone, key="acces", table=COMMUNES, source=source, column=column)] if alone else []
    if both:
        drawn.insert(0, Map.of(both, key="croise", table=COMMUNES, source=source, column=column))
    return drawn


def _table(found: Answer) -> Table:
    asked, need = found.asked, found.need
    digits, far = (0, "min") if found.timed else (1, "km")
    columns = [
        Column("id", _("Code"), meaning=_("Code de la commune."), fits=False),
        Column("nom", _("Commune"), meaning=_("Nom de la commune.")),
        Column("personnes", _("Personnes"), _("personnes"), 0, _("Arrondies à la dizaine.")),
        Column("proche", _("Lieu le plus proche"), meaning=_("Le plus près d’un de ses habitants.")),
        Column("eloignement", _("Trajet") if found.timed else _("Distance"), far, digits,
               _("Vers le lieu ouvert le plus proche, en moyenne des habitants.")),
    ]  # fmt: skip
    if not asked.nearest:
        meaning = _("Zéro : aucun lieu à portée.")
        columns.insert(3, Column("acces", _("Accès"), words.unit_of(asked), 2, meaning))
    if need:
        columns.append(Column("besoin", need.label, "", 1, _("Le besoin avec lequel l’accès est croisé.")))
    rows = []
    for one in found.before.lines:
        away = one.far if found.timed else one.far / 1000
        row: list[Cell] = [one.code, one.name, tens(one.people), one.nearest, _rounded(away, digits)]
        if not asked.nearest:
            row.insert(3, _rounded(one.value, 2))
        if need:
            value = need.values.get(one.code)
            row.append(_rounded(-value if need.turned and value is not None else value, 1))
        rows.append(tuple(row))
    note = _("Du moins bien au mieux servi.")
    return Table(COMMUNES, _("Commune par commune"), tuple(columns), tuple(rows), Level.COMMUNE, note)


def _rounded(value: float | None, digits: int) -> Cell:
    """What nobody reaches, or nobody measured, is no zero."""
    return Absent.MISSING if value is None or not np.isfinite(value) else round(value, digits)


def _sources(actor: Actor, found: Answer) -> tuple[Source, ...]:
    """Of the people, of the need, of the travel times; refused when one may not be told."""
    keys = [one["data_set"] for one in found.demand.sources if one.get("data_set")]
    sets = list(DataSet.objects.everywhere("whose people these are").filter(pk__in=keys).order_by("title"))
    told = [*_public(sets), *_of_need(actor, found.asked)]
    if not told:
        told = [Source(_("Populations du code officiel géographique"), "Insee")]
    if row := found.row:
        if not row.shared:
            refused = _(
                "Le tableau de temps de trajet « %(title)s » n’est pas partagé : partagez-le d’abord."
            )
            raise DomainRefusal(refused % {"title": row.title})
        told.append(sourced.source_of(row))
    return (*dict.fromkeys(told), Source(_("Les lieux publiés du guide")))


def _of_need(actor: Actor, asked: Asked) -> Sequence[Source]:
    kind, _colon, key = asked.besoin.partition(":")
    if kind == maps.RUN:
        run = fetch(actor, SEE_RUN, IndexRun.objects.all().select_related("definition"), pk=key)
        refuse_unshared(run)
        if behind := figures_behind(run):
            codes, held = behind
            _refuse_counted([one.measure.label for one in held if one.measure.code in codes])
        return sourced.sources_of_run(run)
    ways = ways_of(actor, key) if kind == maps.MEASURE else {}
    return _public([ways[Level.COMMUNE][0].data_set]) if Level.COMMUNE in ways else ()


def _public(sets: Sequence[DataSet]) -> list[Source]:
    if kept := [one for one in sets if not publishable(one)]:
        told = _("Cette mesure s’appuie sur ce qui n’est pas partagé : %(names)s. Partagez-le d’abord.")
        raise DomainRefusal(told % {"names": ", ".join(f"« {one} »" for one in kept)})
    if own := [str(one) for one in sets if one.origin != Origin.PRODUCER]:
        _refuse_counted(own)
    return [sourced.source_of(one) for one in sets]


def _refuse_counted(names: Sequence[str]) -> NoReturn:
    """Nothing would protect here what others than producers counted."""
    told = _(
        "Cette mesure s’appuie sur ce que d’autres que la statistique publique ont compté : %(names)s. "
        "Elle ne peut pas être publiée."
    )
    raise DomainRefusal(told % {"names": ", ".join(f"« {one} »" for one in names)})
