"""What the table of needs holds of a resident and of an account: the copy that each may ask for."""

from __future__ import annotations

from fabrique.core.retention import Table
from fabrique.core.retention.copying import INNER, labels
from fabrique.needs.enums import NeedKind, NeedState
from fabrique.territory.enums import AreaKind

RESIDENT = (
    Table(
        "needs.Need",
        "resident",
        "Besoins",
        {
            "organisation": "Organisation qui l’a noté",
            "kind": "Ce qui manque",
            "state": "Où il en est",
            "note": "Précision",
            "area_kind": "Sorte de lieu",
            "area_code": "Lieu",
            "noted_at": "Noté le",
            "changed_at": "Changé le",
            "ended_at": "Fini le",
        },
        {
            "id": INNER,
            "resident": INNER,
            "people": INNER,
            "noted_by": "le nom d’un professionnel est une donnée qui le concerne",
        },
        {
            "kind": labels(NeedKind),
            "state": labels(NeedState),
            "area_kind": labels(AreaKind),
        },
    ),
)
ACCOUNT = (
    Table(
        "needs.Need",
        "noted_by",
        "Besoins que vous avez notés",
        counted="ces lignes sont sur d’autres personnes ; elles citent le numéro de ce compte",
    ),
)
