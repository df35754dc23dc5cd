"""How many persons were erased: what remains of them in the figures, and nothing else."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fabrique.core.scoping import ScopedManager
from fabrique.people.models.organisation import Organisation


class ErasedCount(models.Model):
    """Persons whom an organisation received in a month and whose file is erased: a number, no row for each.

    ``month`` is ``2024-05``; ``commune_code`` is kept where the organisation knew eleven persons at least.
    ``persons`` counts them for the organisation; ``alone``, those whom no other organisation still knew, for
    the whole instance: one whom two organisations erase counts once.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    month = models.CharField(max_length=7)
    commune_code = models.CharField(max_length=5, blank=True)
    persons = models.PositiveIntegerField(default=0)
    alone = models.PositiveIntegerField(default=0)

    objects = ScopedManager["ErasedCount"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "month", "commune_code"], name="erased_count_once"
            ),
            models.CheckConstraint(
                condition=Q(month__regex=r"^\d{4}-\d{2}$"), name="erased_count_month_form"
            ),
            models.CheckConstraint(condition=Q(alone__lte=F("persons")), name="erased_alone_among_persons"),
        ]

    def __str__(self) -> str:
        return f"{self.month} : {self.persons}"
