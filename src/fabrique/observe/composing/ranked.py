"""What a calculation of an index says in a publication: its table, its map, its sentences, its method."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from fabrique.core.ui import formats
from fabrique.kernels.index import Standing
from fabrique.kernels.index.uncertainty import LIKELY, SURE
from fabrique.observe import words
from fabrique.observe.composing import standings, wording
from fabrique.observe.content import Absent, Cell, Column, Map, Table
from fabrique.observe.enums import Level, Origin
from fabrique.observe.models import DataSet, IndexRun
from fabrique.observe.queries.indices import Place, Places, parsed
from fabrique.observe.queries.mapping import map_of_places
from fabrique.observe.reading_aloud import most_fragile, reading_of

PERSONS = "personnes_"  # before the code of a rate, the column that says how many people it makes


def among(place: Place) -> str:
    """Whether an area is among the most fragile, and how sure that is."""
    return str(words.AMONG.get((place.standing, place.in_top), ("",))[0])


def table_of(run: IndexRun, places: Sequence[Place], *, title: str = "") -> Table:
    """The areas from the most fragile, each with the interval of its rank."""
    area = str(Level(run.level).label)
    halves = any(place.rank is not None and place.rank % 1 for place in places)
    top, beside = most_fragile(run.summary["top_count"]), standings.beside_of(run, places)
    columns = (
        Column("id", _("Code"), meaning=_("Code officiel de la zone."), fits=False),
        Column("rang", _("Rang"), digits=int(halves),
               meaning=_("Rang par la définition elle-même ; 1 est la zone la plus fragile.")),
        Column("nom", area, meaning=_("Nom de la zone.")),
        Column("entre", _("Entre"), meaning=_("Ses rangs dans neuf tirages sur dix.")),
        Column("rang_bas", _("Rang, de"), digits=0, fits=False,
               meaning=_("Le rang le plus fragile, dans neuf tirages sur dix.")),
        Column("rang_haut", _("Rang, à"), digits=0, fits=False,
               meaning=_("Le rang le moins fragile, dans neuf tirages sur dix.")),
        Column("score", _("Score"), digits=1, fits=False,
               meaning=_("Score de l’indice ; plus il est élevé, plus la zone est fragile.")),
        Column("parmi", _("%(among)s ?") % {"among": f"{top[0].upper()}{top[1:]}"},
               meaning=_("« Sûrement » : dans 95 % des tirages ou plus ; « probablement » : 80 %.")),
        Column("tirages", _("Tirages"), "%", 0, fits=False,
               meaning=_("Part des tirages où la zone est parmi les plus fragiles.")),
        Column("facteur", _("Surtout à cause de"),
               meaning=_("L’indicateur qui élève le plus son score, s’il dépasse la moyenne.")),
        Column("estime", _("Part estimée"), "%", 0, fits=False,
               meaning=_("Part des poids de l’indice dont les valeurs sont estimées, non observées.")),
        Column("raison", _("Sans rang, pourquoi"), meaning=_("Pourquoi elle n’est pas classée."), fits=False),
        *_counted(run),
    )  # fmt: skip
    counted = [column.code.removeprefix(PERSONS) for column in columns if column.code.startswith(PERSONS)]
    rows = tuple(_row(run, place, counted) for place in places)
    kept = [at for at, one in enumerate(columns) if one.code != "raison" or any(row[at] for row in rows)]
    note = _("« Entre » : où la zone se place dans neuf tirages sur dix, quand les choix varient.")
    if beside:
        further = _(" Les rangs sont pris parmi %(n)s %(many)s, au-delà du territoire.")
        note += further % {"n": wording.whole(beside), "many": wording.noun_of(run.level)[1]}
    return Table(
        "classement",
        title or _("De la plus fragile à la moins fragile"),
        tuple(columns[at] for at in kept),
        tuple(tuple(row[at] for at in kept) for row in rows),
        run.level,
        note,
    )


def _row(run: IndexRun, place: Place, counted: Sequence[str]) -> tuple[Cell, ...]:
    def number(value: float | None) -> Cell:
        return Absent.MISSING if value is None else value

    return (
        place.code,
        number(place.rank),
        place.name,
        between(place),
        number(place.low),
        number(place.high),
        number(place.score),
        among(place) or _("sans rang"),
        number(None if place.p_top is None else 100 * place.p_top),
        driver(run, place),
        100 * place.imputed if place.rank is not None else Absent.MISSING,
        place.reason,
        *(round(place.persons[code]) if code in place.persons else Absent.MISSING for code in counted),
    )


def _counted(run: IndexRun) -> list[Column]:
    """How many people each rate makes, when the rate and what it is a share of are public: a product tells
    both, and other publications may hide one of them.
    """
    inputs = {each["code"]: each for each in run.inputs}
    rows = DataSet.objects.everywhere("what a calculation rests on").filter(
        pk__in={each["data_set"] for each in run.inputs}, origin=Origin.PRODUCER
    )
    public = {str(key) for key in rows.values_list("pk", flat=True)}
    known = {code for code, each in inputs.items() if each["data_set"] in public}
    below = {one.code: one.denominator for one in parsed(run.definition.text).indicators}
    bases = set(inputs) - set(run.summary["indicators"])  # what rates are shares of
    found = []
    for code in run.summary["counted"]:
        if not {code, below.get(code, ""), *bases} <= known:
            continue
        found.append(
            Column(
                f"{PERSONS}{code}",
                _("%s, en nombre") % run.summary["labels"][code],
                str(run.summary["counted_as"][code]),
                0,
                _("Combien cela fait, d’après la part et le nombre dont elle est une part."),
                fits=False,
                counts="persons",
                origin=Origin.PRODUCER,
                period=str(inputs[code].get("vintage", ""))[:20],
            )
        )
    return found


def between(place: Place) -> Cell:
    """« 2 et 9 »: the ranks of nine draws out of ten."""
    if place.low is None or place.high is None:
        return Absent.MISSING
    low, high = wording.whole(math.floor(place.low)), wording.whole(math.ceil(place.high))
    return low if low == high else _("%(low)s\u00a0et\u00a0%(high)s") % {"low": low, "high": high}


def driver(run: IndexRun, place: Place) -> str:
    """What raises the score most, in words that say which way."""
    if not place.driver:
        return ""
    label = str(run.summary["labels"][place.driver])
    few = run.summary["directions"][place.driver] < 0
    return _("trop peu : %(label)s") % {"label": label} if few else label


def map_of(run: IndexRun, places: Sequence[Place], *, source: str, highlight: str = "") -> tuple[Map, ...]:
    """The map of the index with its doubt, if the contours are known."""
    drawing = map_of_places(run.level, run.definition.title, places, highlight=highlight)
    return (
        (Map.of(drawing, key="indice", table="classement", source=source, column="score"),) if drawing else ()
    )


def reading(run: IndexRun, places: Sequence[Place]) -> list[str]:
    """What can be said of some areas, beside all that the calculation compares them with; those that are
    surely among the most fragile, and those without a rank, are named when they are few."""
    noun = wording.noun_of(run.level)
    summary = standings.summary_of(run, places)
    said = reading_of(summary, noun=noun if Level(run.level) in wording.NOUNS else None)
    sure = [one for one in places if one.standing is Standing.ROBUST and one.in_top]
    always = [one for one in sure if one.p_top == 1]
    told = [some for some in (always, [one for one in sure if one.p_top != 1]) if some]
    for rank, some in enumerate(told):
        said[rank] = _with_names(said[rank], some)
    unranked = [one for one in places if one.score is None]
    if unranked:
        said[-1] = _with_names(said[-1], unranked)
    if summary["beside"] > summary["scored"] > 0:
        further = _(
            "Les rangs sont pris parmi les %(n)s %(many)s classées des fichiers, au-delà du territoire ; "
            "seules les siennes sont comptées ici."
        )
        said.insert(0, further % {"n": wording.whole(summary["beside"]), "many": noun[1]})
    return said


def _with_names(sentence: str, places: Sequence[Place]) -> str:
    """« …quoi qu’on choisisse (Corderive et Brumelac). », when a sentence has room for them."""
    if len(places) > wording.FEW:
        return sentence
    names = wording.listed([one.name for one in sorted(places, key=lambda one: wording.in_order(one.name))])
    return f"{sentence.removesuffix('.')} ({names})."


def unranked(run: IndexRun, place: Place) -> str:
    """Why an area has no rank, in a few words."""
    if place.score is not None and run.summary["scored"] == 1:
        return _("elle est la seule à avoir un score")
    if place.score is not None:
        return _("rien ne la départage des autres")
    return place.reason or _("faute de données")


def reading_of_area(run: IndexRun, place: Place, *, beside: int = 0, tied: bool = False) -> list[str]:
    """What can be said of one area, and no more than its interval allows. ``beside``: of how many areas that
    go further than the territory; ``tied``: others have its rank."""
    if place.rank is None or place.low is None or place.high is None:
        return [_("Cette zone n’est pas classée (%(why)s) : elle n’est pas « moins fragile ».")
                % {"why": unranked(run, place)}]  # fmt: skip
    rank = {"low": math.floor(place.low), "high": math.ceil(place.high)}
    if tied and rank["low"] == rank["high"]:
        told = _("Son rang, qu’elle partage, est le %(low)s sur %(all)s dans neuf tirages sur dix.")
    elif rank["low"] == rank["high"]:
        told = _("Son rang est le %(low)s sur %(all)s dans neuf tirages sur dix.")
    else:
        told = _("Son rang va du %(low)s au %(high)s sur %(all)s selon les choix (neuf tirages sur dix).")
    written = {one: "1er" if value == 1 else f"{wording.whole(value)}e" for one, value in rank.items()}
    told = told % {**written, "all": wording.whole(run.summary["scored"])}
    top = most_fragile(run.summary["top_count"], beside, wording.noun_of(run.level)[1])
    verdict = {
        (Standing.ROBUST, True): _("Elle est sûrement %(top)s."),
        (Standing.PROBABLE, True): _("Elle est probablement %(top)s."),
        (Standing.PROBABLE, False): _("Elle n’est probablement pas %(top)s."),
        (Standing.ROBUST, False): _("Elle n’est sûrement pas %(top)s."),
    }.get(
        (place.standing, place.in_top),
        _("On ne peut pas dire si elle est %(top)s : n’en faites pas un argument."),
    )
    return [verdict % {"top": top}, told]


def method(run: IndexRun) -> list[str]:
    """How the index is made, in sentences that a non-statistician reads."""
    definition, summary = run.definition, run.summary
    said = parsed(definition.text)
    labels = "; ".join(summary["labels"].values()).replace("; ", " ; ")
    told = _("L’indice « %(title)s », version %(version)s, réunit %(n)d indicateurs : %(labels)s.") % {
        "title": definition.title, "version": definition.version, "n": len(summary["labels"]),
        "labels": labels,
    }  # fmt: skip
    compared = (
        _("Chaque zone est comparée à toutes celles des fichiers.")
        if summary.get("everywhere")
        else _("Chaque zone est comparée à celles du territoire.")
    )
    found = [f"{told} {compared}"]
    if others := words.alternatives(said):
        tried = _("%(draws)s tirages essaient les autres choix qui se défendraient : %(others)s.") % {
            "draws": wording.whole(run.draws), "others": " ; ".join(others),
        }  # fmt: skip
        sure = _(
            "« Sûrement » : %(sure)d %% des tirages ou plus sont d’accord ; « probablement » : "
            "%(likely)d %%. Une zone sans données n’est pas classée : elle n’est pas « moins fragile »."
        ) % {"sure": round(100 * SURE), "likely": round(100 * LIKELY)}
        found.append(f"{tried} {sure}")
    signed = _("Calculé le %(on)s ; empreinte de la définition : %(digest)s.") % {
        "on": formats.dated(run.computed_at.date()), "digest": definition.digest[:12],
    }  # fmt: skip
    return [*found, signed]


def reasons(run: IndexRun, codes: Collection[str]) -> list[str]:
    """What the definition says of some of its indicators, as it is written there."""
    return [
        f"« {one.label} » : {' '.join(one.reason.split())}"
        for one in parsed(run.definition.text).indicators
        if one.code in codes and one.reason
    ]


def all_places(run: IndexRun) -> list[Place]:
    """Every area, the most fragile first, then those without a rank."""
    places = Places(run)
    return places[0 : len(places)]


def inside(places: Sequence[Place], names: Collection[str]) -> list[Place]:
    """Those of the territory; a calculation may go everywhere that its files do."""
    return [one for one in places if one.code in names]
