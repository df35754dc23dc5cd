"""Invented rows by name of mapping: the row, then the fields that must come out of it."""

from tests.directory.mapping.samples_national import NATIONAL
from tests.directory.mapping.samples_territories import TERRITORIES

SAMPLES = NATIONAL | TERRITORIES
