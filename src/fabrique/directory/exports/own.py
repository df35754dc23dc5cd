"""Recognising the rows of one's own export when they come back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from fabrique.core.tabular.text_writing import cell_text
from fabrique.directory.exports.inclusion import inclusion_tables
from fabrique.directory.exports.national import full_row
from fabrique.directory.exports.published import published

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_OWN_ID = re.compile(rf"(?:(?P<source>[\w-]+)--)?(?P<place>{_UUID})")


class OwnRows:
    """This instance's places as they would be exported now; loaded when the first likely id is met."""

    def place_of(self, raw: Mapping[str, Any]) -> str:
        """The id of the place of ours that a row names, or ""."""
        found = _OWN_ID.fullmatch(str(raw.get("id", "")))
        return found["place"] if found and found["place"] in self._national else ""

    def unchanged(self, raw: Mapping[str, Any]) -> bool:
        """Whether a row says just what we say of the place that it names."""
        found = _OWN_ID.fullmatch(str(raw.get("id", "")))
        if not found or found["place"] not in self._national:
            return False
        if found["source"]:
            return _same(raw, self._inclusion(found["source"]).get(found["place"], {}))
        return _same(raw, self._national[found["place"]])

    @cached_property
    def _national(self) -> dict[str, Mapping[str, Any]]:
        return {str(place.pk): full_row(place) for place in published()}

    def _inclusion(self, source: str) -> dict[str, Mapping[str, Any]]:
        if source not in self._by_source:
            structures, _services = inclusion_tables(published(), source=source)
            self._by_source[source] = {row["id"].partition("--")[2]: row for row in structures.rows}
        return self._by_source[source]

    @cached_property
    def _by_source(self) -> dict[str, dict[str, Mapping[str, Any]]]:
        return {}


def _same(raw: Mapping[str, Any], ours: Mapping[str, Any]) -> bool:
    return bool(ours) and all(_text(raw.get(name)) == _text(value) for name, value in ours.items())


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "|".join(sorted(map(str, value)))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return cell_text(value)
