"""A form that is sent twice makes one thing; what somebody else took in the meantime is said, not raised."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from fabrique.core.refusals import DomainRefusal

AnyModel = TypeVar("AnyModel", bound=Model)


def once(rows: QuerySet[AnyModel], key: UUID | None, make: Callable[[UUID], AnyModel]) -> AnyModel:
    """What ``make`` makes under ``key``, drawn with the form; or, of ``rows``, what it made before.

    Of two clicks at once the database lets one through: all that the other wrote is undone, and it finds what
    the first one made, whatever stood in its way since. A key that is no form's of theirs is refused.
    """
    if key and (known := rows.filter(pk=key).first()):
        return known
    try:
        with transaction.atomic():
            return make(key or uuid4())
    except (IntegrityError, DomainRefusal) as fault:
        if key and (known := rows.filter(pk=key).first()):
            return known
        if isinstance(fault, DomainRefusal):
            raise
        raise DomainRefusal(_("Ce formulaire a déjà servi. Rouvrez-le.")) from None


@contextmanager
def unless_taken(words: str, *, field: str = "") -> Iterator[None]:
    """Refuse with ``words`` when the database finds that a name, a code or a place is somebody's already."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise DomainRefusal(words, field=field) from None
