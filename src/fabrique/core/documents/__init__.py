"""Printed documents: templates of our own, data as JSON, accessible and archivable PDF out."""

from fabrique.core.documents.cache import Busy, cached_pdf, forget_before, key_of, on_shelf, room
from fabrique.core.documents.engine import DocumentError, render
from fabrique.core.documents.qr import qr_svg
from fabrique.core.documents.separate import Made, render_apart

__all__ = [
    "Busy",
    "DocumentError",
    "Made",
    "cached_pdf",
    "forget_before",
    "key_of",
    "on_shelf",
    "qr_svg",
    "render",
    "render_apart",
    "room",
]
