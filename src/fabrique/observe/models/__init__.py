"""The tables of the observatory."""

from fabrique.observe.models.data import DataColumn, DataSet, FindingAnswer
from fabrique.observe.models.indices import IndexDefinition, IndexRun, IndexSignOff

__all__ = ["DataColumn", "DataSet", "FindingAnswer", "IndexDefinition", "IndexRun", "IndexSignOff"]
