"""All the files of a content, with the contours of the areas that it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fabrique.observe.content import Content
from fabrique.observe.enums import Level
from fabrique.observe.queries.mapping import shapes_of
from fabrique.observe.rendering.files import RenderedFile, files_of


def all_files(content: Content, *, at: datetime) -> list[RenderedFile]:
    """Every form of a content; ``at``: the aware instant that documents bear. Raises ``DocumentError``."""
    shapes: dict[str, Mapping[str, Any]] = {}
    for table in content.tables:
        if table.level and table.level in Level.values:
            shapes |= shapes_of(table.level, {str(row[0]) for row in table.rows})
    return files_of(content, shapes=shapes, at=at)
