"""Tables in and out: ``read_table`` for any file that a partner sends, ``write_*`` for ours."""

from fabrique.core.tabular.atomic import check_writable
from fabrique.core.tabular.headers import normalise_header
from fabrique.core.tabular.model import Cell, Limits, Row, Table, TableRefusal, TableWarning
from fabrique.core.tabular.reading import read_table
from fabrique.core.tabular.text_writing import csv_lines, write_csv, write_geojson, write_json
from fabrique.core.tabular.xlsx_writing import SheetOut, write_xlsx

__all__ = [
    "Cell",
    "Limits",
    "Row",
    "SheetOut",
    "Table",
    "TableRefusal",
    "TableWarning",
    "check_writable",
    "csv_lines",
    "normalise_header",
    "read_table",
    "write_csv",
    "write_geojson",
    "write_json",
    "write_xlsx",
]
