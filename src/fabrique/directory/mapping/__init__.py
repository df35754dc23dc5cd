"""How the columns of a file become the fields of a place: a small declarative language in TOML."""

from fabrique.directory.mapping.apply import Candidate, apply_mapping
from fabrique.directory.mapping.loading import load_mapping, parse_mapping, shipped_mappings
from fabrique.directory.mapping.model import Mapping, MappingError
from fabrique.directory.mapping.recognition import recognise

__all__ = [
    "Candidate",
    "Mapping",
    "MappingError",
    "apply_mapping",
    "load_mapping",
    "parse_mapping",
    "recognise",
    "shipped_mappings",
]
