"""The territory of most tests; the official code as it is shipped, whatever a test laid over it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from fabrique.territory.cog import use_extras
from tests.factories.people import member, organisation
from tests.factories.towns import two_communes


@pytest.fixture(autouse=True)
def official_code() -> Iterator[None]:
    """No commune of an instance's own, before and after."""
    use_extras(())
    yield
    use_extras(())


@pytest.fixture
def holder(db: None) -> Organisation:
    """An organisation, in a territory of two communes."""
    two_communes()
    return organisation()


@pytest.fixture
def by(holder: Organisation) -> Account:
    """Who coordinates there."""
    return member(Role.COORDINATOR, of=holder)
