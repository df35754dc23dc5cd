"""What the pages of the observatory share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from fabrique.core.policies import fetch
from fabrique.core.ui.parts import Crumb
from fabrique.kernels.cartography import Drawing, Entry, Legend
from fabrique.observe.models import DataSet, IndexRun
from fabrique.observe.queries.data_sets import SEE

KEEP, BRING, ERASE = "observe.keep_data", "observe.bring_data", "observe.erase_data"


def trail(*steps: tuple[str, str]) -> list[Crumb]:
    """The way back: the desk, the observatory, then these steps (label, address)."""
    return [
        Crumb(_("Espace professionnel"), reverse("web:desk")),
        Crumb(_("Observer"), reverse("observe:home") if steps else ""),
        *(Crumb(label, url) for label, url in steps),
    ]


def chosen_zones(request: HttpRequest, run: IndexRun) -> list[tuple[str, str]]:
    """(code, name) of the areas of a calculation that an address names, ``?zones=A&zones=B``, each once."""
    codes = dict.fromkeys(request.GET.getlist("zones"))
    return [(code, run.names.get(code, code)) for code in codes if code in run.areas]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing as a page takes it: its SVG, its legend as (swatch, words, how many areas), its notes;
    ``square``: the lines of the legend of two measures."""

    title: str
    svg: SafeString
    legend: Legend
    entries: list[tuple[SafeString, str, int]]
    notes: tuple[str, ...]
    square: list[list[tuple[SafeString, str, int]]]


def drawn(drawing: Drawing | None) -> Drawn | None:
    """The library that draws escapes every name: its marks are safe as they are."""
    if drawing is None:
        return None
    legend = drawing.legend
    entries = _swatches([one for one in (*legend.shades, *legend.textures) if one.count])
    square = [_swatches(line) for line in legend.square]
    svg = mark_safe(drawing.inline())  # noqa: S308
    return Drawn(drawing.title, svg, legend, entries, drawing.notes, square)


def _swatches(entries: Sequence[Entry]) -> list[tuple[SafeString, str, int]]:
    return [(mark_safe(one.inline()), one.label, one.count) for one in entries]  # noqa: S308


def data_set_of(request: HttpRequest, pk: UUID, action: str = SEE) -> DataSet:
    """The data set of an address, on which the account may act."""
    rows = DataSet.objects.all().select_related(
        "organisation", "imported_by", "file", "agreement__organisation"
    )
    return fetch(request.user, action, rows, pk=pk)
