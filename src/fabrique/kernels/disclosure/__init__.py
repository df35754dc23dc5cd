"""Which cells of a table of persons to hide, so that none below a threshold is shown or can be deduced."""

from fabrique.kernels.disclosure.network import Network
from fabrique.kernels.disclosure.tables import TwoWay, hidden_two_way

__all__ = ["Network", "TwoWay", "hidden_two_way"]
