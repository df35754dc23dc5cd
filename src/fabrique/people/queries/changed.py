"""What has changed since the last visit, for « Ma journée »: numbers, no name."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from fabrique.core.policies import Actor, acts_for, scope
from fabrique.people.models import Membership, Resident
from fabrique.people.queries.members import SEE

Change = tuple[str, str]


def new_colleagues(actor: Actor, since: datetime) -> Change | None:
    """Who has joined one's own organisation: another role does not make a colleague new. One query."""
    rows = scope(actor, SEE, Membership.objects.all()).filter(organisation=acts_for(actor))
    known = rows.filter(created_at__lte=since).exclude(ended_at__lte=since)
    new = rows.filter(created_at__gt=since, ended_at__isnull=True).exclude(
        account__in=known.values("account")
    )
    count = new.exclude(account=getattr(actor, "pk", None)).values("account").distinct().count()
    if not count:
        return None
    words = ngettext(
        "%(n)s nouvelle personne dans l’équipe", "%(n)s nouvelles personnes dans l’équipe", count
    )
    return words % {"n": count}, reverse("people:members", args=[acts_for(actor)])


def new_files(actor: Actor, since: datetime) -> Change | None:
    """How many files one's own organisation has opened. One query."""
    rows = scope(actor, "people.see_resident", Resident.objects.all())
    count = rows.filter(created_at__gt=since, emptied_at__isnull=True, merged_into__isnull=True).count()
    if not count:
        return None
    words = ngettext("%(n)s dossier ouvert par l’équipe", "%(n)s dossiers ouverts par l’équipe", count)
    return words % {"n": count}, reverse("people:find-resident")
