"""What the pages of the observatory share."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core.policies import fetch
from fabrique.core.ui.parts import Crumb
from fabrique.observe.models import DataSet
from fabrique.observe.queries.data_sets import SEE

KEEP, BRING = "observe.keep_data", "observe.bring_data"


def trail(*steps: tuple[str, str]) -> list[Crumb]:
    """The way back: the desk, the observatory, then these steps (label, address)."""
    return [
        Crumb(_("Espace professionnel"), reverse("web:desk")),
        Crumb(_("Observer"), reverse("observe:home") if steps else ""),
        *(Crumb(label, url) for label, url in steps),
    ]


def data_set_of(request: HttpRequest, pk: UUID, action: str = SEE) -> DataSet:
    """The data set of an address, on which the account may act."""
    rows = DataSet.objects.all().select_related("organisation", "imported_by", "file")
    return fetch(request.user, action, rows, pk=pk)
