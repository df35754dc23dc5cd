"""What pages share: who acts, whom they looked at; of organisations, the way back and the tabs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.core import journal
from fabrique.core.policies import can, fetch
from fabrique.core.ui.parts import Crumb
from fabrique.people.models import Account, Organisation, Resident


@dataclass(frozen=True, slots=True)
class Part:
    """A page of an organisation: ``name`` is its URL, ``policy`` who finds it."""

    name: str
    label: str
    policy: str


PARTS = (
    Part("organisation", marked("Fiche"), "people.see_organisation"),
    Part("members", marked("Membres"), "people.see_members"),
    Part("teams", marked("Équipes"), "people.manage_teams"),
    Part("agreements", marked("Conventions"), "people.see_agreements"),
    Part("tokens", marked("Clés de l’API"), "people.see_tokens"),
)


def actor(request: HttpRequest) -> Account:
    """The account behind a guarded view."""
    assert isinstance(request.user, Account)
    return request.user


def note_read(request: HttpRequest, *files: Resident) -> None:
    """Note that the account looked at these files of persons."""
    for each in files:
        journal.record_read(actor(request).pk, each.organisation_id, f"resident:{each.pk}")


def organisation_of(request: HttpRequest, pk: UUID) -> Organisation:
    """The organisation of an address. Another's looks like a missing one."""
    return fetch(request.user, "people.see_organisation", Organisation.objects.all(), pk=pk)


def crumbs_of(request: HttpRequest, organisation: Organisation, *steps: tuple[str, str]) -> list[Crumb]:
    """The way back through an organisation; ``steps`` are (words, address) pairs down to the page."""
    crumbs = [Crumb(_("Ma journée"), reverse("web:desk"))]
    if can(request.user, "people.manage_organisations"):
        crumbs.append(Crumb(_("Organisations"), reverse("people:organisations")))
    sheet = reverse("people:organisation", args=[organisation.pk]) if steps else ""
    return [*crumbs, Crumb(organisation.name, sheet), *(Crumb(words, url) for words, url in steps)]


def page(
    request: HttpRequest,
    template: str,
    organisation: Organisation,
    part: str,
    *steps: tuple[str, str],
    **more: Any,
) -> HttpResponse:
    """A page of an organisation, under its tabs; ``part`` is the one that it belongs to."""
    context = {
        **more,
        "organisation": organisation,
        "tabs": [
            (_(each.label), reverse(f"people:{each.name}", args=[organisation.pk]), each.name == part)
            for each in PARTS
            if can(request.user, each.policy)
        ],
        "crumbs": crumbs_of(request, organisation, *steps),
    }
    return render(request, f"people/desk/{template}.html", context)


def step(part: str, organisation: Organisation) -> tuple[str, str]:
    """The step of the way back that leads to a part."""
    found = next(each for each in PARTS if each.name == part)
    return _(found.label), reverse(f"people:{part}", args=[organisation.pk])
