"""What may enter a publication: only what every organisation of the programme may read."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fabrique.core.policies import Actor
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.enums import DataSetState
from fabrique.observe.models import DataColumn, DataSet, IndexRun
from fabrique.observe.queries.indicators import columns_seen
from fabrique.observe.queries.indices import unshared_inputs


def publishable(data_set: DataSet) -> bool:
    """Whether the figures of a data set may be published: shared, and not withdrawn."""
    return data_set.shared and data_set.state != DataSetState.WITHDRAWN


def columns_to_publish(actor: Actor, code: str = "") -> dict[str, list[DataColumn]]:
    """What may be published of all that the actor sees, by indicator. One query."""
    found: dict[str, list[DataColumn]] = {}
    for column in columns_seen(actor, code):
        if publishable(column.data_set):
            found.setdefault(column.code, []).append(column)
    return found


def refuse_unshared(run: IndexRun) -> None:
    """A calculation is not published while a data set behind it is not shared."""
    if kept := unshared_inputs(run):
        names = ", ".join(f"« {each} »" for each in kept)
        told = _("Ce calcul s’appuie sur ce qui n’est pas partagé : %(names)s. Partagez-le d’abord.")
        raise DomainRefusal(told % {"names": names})
