"""The same place seen twice: probabilistic record linkage of digital-inclusion places.

`find_duplicates(records, decisions=…)` gives groups with a probability and its reasons. Read the modules
in this order: model, words (data), text, prepare, blocking, compare, weights (data), cluster, explain,
find.
"""

from fabrique.kernels.linkage.find import find_duplicates
from fabrique.kernels.linkage.model import Group, Pair, Reason, Record, Result

__all__ = ["Group", "Pair", "Reason", "Record", "Result", "find_duplicates"]
