"""The portrait of one area: its figures, and its place among the others of the territory."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from fabrique.observe.composing import ranked, sourced, standings, tables, wording
from fabrique.observe.composing.figures import NOTHING, Held, Value
from fabrique.observe.composing.finishing import finished
from fabrique.observe.composing.gathering import POPULATION, Gathered, method_of_index
from fabrique.observe.content import Absent, Cell, Column, Content, Figure, Map, Table
from fabrique.observe.enums import Level
from fabrique.observe.queries.indices import Place, Places
from fabrique.observe.queries.mapping import map_of_lines
from fabrique.observe.reading_aloud import most_fragile

MOST_FIGURES, TOLD = 6, 3


def of_area(found: Gathered, code: str, today: date) -> Content:
    """One area of the territory, by its code."""
    name = found.held[0].names[code]
    place = next((one for one in found.places if one.code == code), None)
    sources = sourced.sources_of(found.held)
    run, kept = found.run, []
    if run and place:
        kept = [table for table in (_contributions(found, place),) if table]
        kept.append(ranked.table_of(run, found.places, title=_("Parmi les autres")))
    noun = wording.noun_of(found.level)
    method = [*method_of_index(found), *sourced.method_of_figures(found.telling, noun)]
    kind = str(Level(found.level).label).lower()
    content = Content(
        kind="portrait",
        subject=code,
        title=_("Portrait de %(kind)s : %(name)s") % {"kind": kind, "name": name},
        territory=found.territory.name,
        made_on=today.isoformat(),
        reading=tuple(_reading(found, code, name, place)),
        figures=tuple(_figures(found, code, place)[:MOST_FIGURES]),
        maps=_maps(found, code, sourced.in_short(sources)),
        tables=(_indicators(found, code, name), *kept, tables.by_area(found.held, found.level)),
        sources=sources,
        method=tuple(method),
        subtitle=_subtitle(found),
    )
    return finished(content)


def _subtitle(found: Gathered) -> str:
    count = len(found.held[0].names)
    if count < 2:
        return found.territory.name
    told = _("Sa place parmi %(areas)s : %(territory)s")
    return told % {"areas": wording.counted(found.level, count), "territory": found.territory.name}


def _maps(found: Gathered, code: str, source: str) -> tuple[Map, ...]:
    if found.run:
        return ranked.map_of(found.run, found.places, source=source, highlight=code)
    for one in found.telling or found.held:
        if drawing := map_of_lines(found.level, one.measure, one.lines(), highlight=code):
            return (Map.of(drawing, key="mesure", table="zones", source=source, column=one.measure.code),)
    return ()


def _reading(found: Gathered, code: str, name: str, place: Place | None) -> list[str]:
    people = found.population.values.get(code, NOTHING).number if found.population else None
    said = []
    if people is not None:
        told = _("%(name)s compte %(people)s.")
        said.append(told % {"name": name, "people": wording.inhabitants(people)})
    if found.run and place:
        beside = standings.beside_of(found.run, found.places)
        tied = Places(found.run).tied(place)
        said += ranked.reading_of_area(found.run, place, beside=beside, tied=tied)
        if driver := ranked.driver(found.run, place):
            said.append(_("Ce qui élève le plus son score : « %s ».") % driver)
    else:
        said += [line for one in found.telling[:TOLD] if (line := _line(one, code))]
    return [*said, *_cautions(found, code)]


def _line(one: Held, code: str) -> str:
    """« Locaux reliés : 40,0 %, au 3e rang des 28 communes, de la plus fragile à la moins fragile. »"""
    value = one.values.get(code, NOTHING)
    if value.number is None or value.rank is None:
        return ""
    return _("%(label)s : %(value)s, %(place)s en partant de la situation la plus fragile.") % {
        "label": one.measure.label,
        "value": wording.said(value.number, one.measure),
        "place": wording.place(value.rank, len(one.known), tied=value.tied),
    }


def _cautions(found: Gathered, code: str) -> list[str]:
    """What of this area is estimated, or not known."""
    said = sourced.cautions(found.telling)
    lacking = [one.measure.label for one in found.telling if one.values.get(code, NOTHING).number is None]
    if lacking:
        said.append(_("Sans valeur ici : %(labels)s.") % {"labels": wording.listed(lacking)})
    return said


def _figures(found: Gathered, code: str, place: Place | None) -> list[Figure]:
    figures = []
    if found.population and (value := found.population.values.get(code, NOTHING)).number is not None:
        year = _("chiffres de %s") % found.population.data_set.vintage
        figures.append(Figure(_("Habitants"), wording.whole(value.number), year, POPULATION))
    if found.run and place and place.rank is not None and place.low is not None and place.high is not None:
        summary, beside = found.run.summary, standings.beside_of(found.run, found.places)
        rank = wording.place(place.rank, summary["scored"], tied=Places(found.run).tied(place))
        note = _("%(bounds)s ; %(top)s : %(among)s") % {
            "bounds": wording.bounds(place.low, place.high),
            "top": most_fragile(summary["top_count"], beside, wording.noun_of(found.level)[1]),
            "among": ranked.among(place),
        }
        figures.append(Figure(_("Rang, de la plus fragile"), rank, note))
    return [*figures, *(_figure(one, one.values[code]) for one in found.telling if code in one.values)]


def _figure(one: Held, value: Value) -> Figure:
    label, code = one.measure.label, one.measure.code
    if value.number is None:
        return Figure(label, tables.standing(value), _("aucune valeur publiée"), code)
    notes = [_("%s personnes") % wording.whole(value.persons)] if value.persons else []
    if value.rank is not None:
        notes.append(wording.place(value.rank, len(one.known), tied=value.tied))
    if one.median is not None and len(one.known) > 1:
        notes.append(_("médiane : %s") % wording.plain(one.median, one.measure))
    if value.status.name == "IMPUTED":
        notes.append(_("estimé"))
    return Figure(label, wording.said(value.number, one.measure), " ; ".join(notes), code)


def _indicators(found: Gathered, code: str, name: str) -> Table:
    """A line for each indicator: the area, its place, half of the others."""
    areas = wording.noun_of(found.level)[1]
    columns = (
        Column("indicateur", _("Indicateur"), meaning=_("Ce qui est mesuré.")),
        Column("valeur", name, meaning=_("Valeur de la zone, avec son unité.")),
        Column("nature", _("Ce qu’elle est"), meaning=_("Observée, estimée, secrète, manquante ou masquée.")),
        Column("personnes", _("En nombre"), _("personnes"), 0, _("Combien de personnes cela fait.")),
        Column(
            "place",
            _("Place"),
            meaning=_("Place parmi les zones connues du territoire, 1 étant la plus fragile."),
        ),
        Column(
            "mediane",
            _("Médiane des %s") % areas,
            meaning=_("La moitié au moins des zones connues ont cette valeur ou plus."),
        ),
        Column("annee", _("Année"), meaning=_("L’année des chiffres.")),
        Column("producteur", _("Producteur"), fits=False, meaning=_("Qui a établi ces chiffres.")),
    )
    rows = [_row(one, one.values.get(code, NOTHING)) for one in found.public]
    counted = any(isinstance(row[3], int) for row in rows)
    kept = [at for at in range(len(columns)) if columns[at].code != "personnes" or counted]
    return Table(
        "indicateurs",
        _("Les indicateurs"),
        tuple(columns[at] for at in kept),
        tuple(tuple(row[at] for at in kept) for row in rows),
    )


def _row(one: Held, value: Value) -> tuple[Cell, ...]:
    known = value.number is not None
    return (
        one.measure.label,
        wording.said(value.number, one.measure) if value.number is not None else tables.cell(value),
        tables.standing(value),
        round(value.persons) if value.persons else None,
        wording.place(value.rank, len(one.known), tied=value.tied)
        if known and value.rank is not None
        else None,
        wording.said(one.median, one.measure) if one.median is not None else Absent.MISSING,
        one.data_set.vintage,
        one.data_set.producer,
    )


def _contributions(found: Gathered, place: Place) -> Table | None:
    """The points that each indicator adds to the score, or takes from it."""
    if found.run is None or place.score is None:
        return None
    labels = found.run.summary["labels"]
    ordered = sorted(place.known_contributions, key=lambda pair: -abs(pair[1]))
    rows: list[tuple[Cell, ...]] = [(labels[code], value) for code, value in ordered]
    if abs(place.unknown) >= 0.05:
        rows.append((_("Indicateurs manquants, dont le poids va aux autres"), place.unknown))
    columns = (
        Column("indicateur", _("Indicateur"), meaning=_("Ce qui est mesuré.")),
        Column("points", _("Points ajoutés au score"), "", 1,
               _("Par rapport à la zone moyenne ; au-dessous de zéro, l’indicateur baisse le score.")),
    )  # fmt: skip
    return Table("contributions", _("Ce qui fait son score"), columns, tuple(rows))
