"""Importing a file: read, recognise, clean, then enter everything in one short transaction."""

from fabrique.directory.imports.files import import_places
from fabrique.directory.imports.summary import ImportSummary

__all__ = ["ImportSummary", "import_places"]
