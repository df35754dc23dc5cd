"""What may leave of figures on persons and on money, so that nothing protected is shown or can be deduced."""

from fabrique.kernels.disclosure.building import TOTAL, as_rates, crossed, flat, linked, of_regions
from fabrique.kernels.disclosure.model import (
    Cell,
    Key,
    Kind,
    Protected,
    Publication,
    Reason,
    Relation,
    Rule,
)
from fabrique.kernels.disclosure.network import Network
from fabrique.kernels.disclosure.protecting import exposed, protect
from fabrique.kernels.disclosure.releases import Exposed, Figure, Releases, Verdict
from fabrique.kernels.disclosure.rounding import Rounding, gaps
from fabrique.kernels.disclosure.tables import TwoWay, hidden_two_way

__all__ = [
    "TOTAL",
    "Cell",
    "Exposed",
    "Figure",
    "Key",
    "Kind",
    "Network",
    "Protected",
    "Publication",
    "Reason",
    "Relation",
    "Releases",
    "Rounding",
    "Rule",
    "TwoWay",
    "Verdict",
    "as_rates",
    "crossed",
    "exposed",
    "flat",
    "gaps",
    "hidden_two_way",
    "linked",
    "of_regions",
    "protect",
]
