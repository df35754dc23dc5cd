"""A content as a page shows it: at once, but for maps that weigh too much, which wait to be asked for."""

from __future__ import annotations

import zlib
from typing import Any

from fabrique.observe.content import Content

LIGHT = 20_000  # bytes, compressed: heavier maps wait


def shown(content: Content, *, every: bool = False) -> dict[str, Any]:
    """``content``, and ``waiting``: whether its maps wait to be asked for, unless ``every`` one is."""
    weight = sum(len(zlib.compress(each.svg.encode())) for each in content.maps)
    return {"content": content, "waiting": not every and weight > LIGHT}
