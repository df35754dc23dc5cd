"""Sources of figures: what a producer's file holds is said once in TOML, and one reader reads them all.

``read_panel`` gives a :class:`~fabrique.kernels.indicators.model.Panel` with the status of every value, and
the count of every row that was not taken. ``recognise`` finds the specification of a file by its headers;
``propose`` drafts one for a file that nobody has described.
"""

from fabrique.observe.sources.drafts import Draft, DraftColumn
from fabrique.observe.sources.labels import beneath_labels
from fabrique.observe.sources.loading import load_spec, parse_spec, shipped_specs
from fabrique.observe.sources.model import Spec, SpecError
from fabrique.observe.sources.proposing import propose
from fabrique.observe.sources.reader import ReadPanel, read_panel
from fabrique.observe.sources.recognition import rank, recognise

__all__ = [
    "Draft",
    "DraftColumn",
    "ReadPanel",
    "Spec",
    "SpecError",
    "beneath_labels",
    "load_spec",
    "parse_spec",
    "propose",
    "rank",
    "read_panel",
    "recognise",
    "shipped_specs",
]
