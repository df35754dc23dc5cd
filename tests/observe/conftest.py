"""The official code as it is shipped: what a territory laid over it does not outlive its test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fabrique.territory.cog import use_extras


@pytest.fixture(autouse=True)
def official_code() -> Iterator[None]:
    """No commune of an instance's own, before and after."""
    use_extras(())
    yield
    use_extras(())
