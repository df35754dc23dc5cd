"""Where the figures of a publication come from, and what the check of their files found."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from fabrique.observe.composing import wording
from fabrique.observe.composing.figures import Held
from fabrique.observe.content import Source
from fabrique.observe.enums import Origin
from fabrique.observe.models import DataSet, IndexRun, TravelTimes
from fabrique.observe.queries.data_sets import doubts_of


def sources_of(held: Sequence[Held]) -> tuple[Source, ...]:
    """Each data set once; what its check found to be wrong, and nobody answered, is said."""
    sets = {one.data_set.pk: one.data_set for one in held}
    doubts = doubts_of([str(key) for key in sets])
    found = []
    for key, data_set in sets.items():
        shown = [one.measure for one in held if one.data_set.pk == key]
        notes = [
            wording.sentence(f"« {one.label} » : {said}")
            for one in shown
            for said in _open(doubts.get((str(key), one.code), ()), data_set)
        ]
        found.append(source_of(data_set, notes))
    return tuple(found)


def sources_of_run(run: IndexRun) -> tuple[Source, ...]:
    """The data sets behind a calculation, with the doubts of their check."""
    keys = [each["data_set"] for each in run.inputs]
    rows = DataSet.objects.everywhere("what a calculation rests on").filter(pk__in=keys).order_by("title")
    doubts, labels = doubts_of(keys), run.summary["labels"]
    found = []
    for row in rows.only("title", "producer", "vintage", "licence", "url", "origin"):
        notes = [
            wording.sentence(f"« {labels.get(code, code)} » : {said}")
            for (key, code), some in sorted(doubts.items())
            if key == str(row.pk) and code in labels
            for said in _open(some, row)
        ]
        found.append(source_of(row, notes))
    return tuple(found)


def _open(doubts: Sequence[str], data_set: DataSet) -> Sequence[str]:
    """What the check says quotes values, which of others than producers may be hidden in the tables."""
    if data_set.origin == Origin.PRODUCER or not doubts:
        return doubts
    return [_("la vérification du fichier y trouve une erreur ; qui l’a apporté la connaît")]


def source_of(held: DataSet | TravelTimes, notes: Sequence[str] = ()) -> Source:
    """What was brought, as a source."""
    return Source(held.title, held.producer, held.vintage, held.licence, held.url, " ".join(notes))


def in_short(sources: Sequence[Source]) -> str:
    """For the foot of a map: « INSEE, 2021 ; ARCEP, 2019 »."""
    return " ; ".join(dict.fromkeys(f"{one.producer}, {one.vintage}" for one in sources))


def cautions(held: Sequence[Held]) -> list[str]:
    """A sentence for the indicators whose values are mostly estimated: they are not observations."""
    weak = [one.measure.label for one in held if one.mostly_estimated]
    if not weak:
        return []
    if len(weak) == 1:
        told = _("« %(labels)s » : ces valeurs sont estimées par le producteur, non observées.")
    else:
        told = _("Estimés par le producteur, non observés : %(labels)s.")
    return [told % {"labels": wording.listed(weak)}]


def method_of_figures(held: Sequence[Held], level_words: tuple[str, str]) -> list[str]:
    """How values were put together."""
    said = _(
        "Les nombres s’additionnent et les parts se recalculent à partir des nombres ; aucune part n’est "
        "moyennée. Une valeur secrète, manquante ou masquée est dite telle ; ce n’est jamais un zéro."
    )
    bare = [one.measure.label for one in held if one.whole.number is None and one.known]
    if not bare:
        return [said]
    more = _(
        "Sans les nombres dont elles sont faites, ces parts n’ont pas de valeur pour l’ensemble, et sont "
        "données de la plus petite à la plus grande des %(areas)s : %(labels)s."
    ) % {"areas": level_words[1], "labels": wording.listed(bare)}
    return [said, more]
