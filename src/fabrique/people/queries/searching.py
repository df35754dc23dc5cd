"""What people gives to the search of the space: files by exact keys, colleagues, organisations."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core.policies import Actor, acts_for, can, scope
from fabrique.core.ui import formats
from fabrique.core.ui.searching import Found
from fabrique.core.ui.words import holds
from fabrique.people.enums import Role
from fabrique.people.models import Membership, Organisation
from fabrique.people.queries.members import SEE
from fabrique.people.queries.residents import files_of_words

SIREN = 9  # digits from which a number may be an organisation's


def found_files(actor: Actor, words: str, most: int) -> list[Found]:
    """Files of these exact keys, by their code alone: opening one says whose it is."""
    return [
        Found(
            reverse("people:resident", args=[each.pk]),
            title=_("Dossier %(code)s") % {"code": each.code},
            detail=_("ouvert le %(day)s") % {"day": formats.dated(timezone.localdate(each.created_at))},
            subject=f"resident:{each.pk}",
        )
        for each in files_of_words(actor, words)[:most]
    ]


def found_colleagues(actor: Actor, words: str, most: int) -> list[Found]:
    """The members whom the actor sees and whose name holds these words, those of its organisation first."""
    rows = scope(actor, SEE, Membership.objects.all()).filter(ended_at__isnull=True)
    own, may_change = acts_for(actor), can(actor, "people.manage_members")
    values = rows.order_by("account__name", "account_id", "role").values_list(
        "pk", "account_id", "account__name", "role", "organisation_id", "organisation__name"
    )
    found: dict[tuple[bool, object, object], Found] = {}
    for pk, account, name, role, organisation, where in values:
        key = (organisation != own, account, organisation)
        if key not in found and holds(words, name):
            page = ("people:member", [organisation, pk]) if may_change else ("people:members", [organisation])
            url = reverse(page[0], args=page[1])
            found[key] = Found(url, who=name, detail=f"{Role(role).label} · {where}")
    return [found[key] for key in sorted(found, key=lambda key: key[0])][:most]


def found_organisations(actor: Actor, words: str, most: int) -> list[Found]:
    """The organisations that the actor sees, whose name holds these words or whose SIRET begins so."""
    rows = scope(actor, "people.see_organisation", Organisation.objects.all())
    digits = "".join(words.split())
    by_number = digits.isdecimal() and digits.isascii() and len(digits) >= SIREN
    found = [
        Found(reverse("people:organisation", args=[pk]), title=name)
        for pk, name, siret in rows.order_by("name", "pk").values_list("pk", "name", "siret")
        if holds(words, name) or (by_number and siret.startswith(digits))
    ]
    return found[:most]
