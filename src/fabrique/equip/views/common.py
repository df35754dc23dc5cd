"""What the pages of the stock share: the thing of an address, the way back."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core.policies import fetch
from fabrique.core.ui.parts import Crumb
from fabrique.equip.models import Device, Lot, Shelf, Site

SEE, KEEP, SITES = "equip.see_stock", "equip.keep_stock", "equip.keep_sites"
AnyModel = TypeVar("AnyModel", bound=Model)


def one(request: HttpRequest, action: str, rows: QuerySet[AnyModel], pk: UUID | str) -> AnyModel:
    """One thing of the reader's organisation. Another's, or no key at all, looks like a missing one."""
    try:
        key = UUID(str(pk))
    except ValueError:
        raise Http404 from None
    return fetch(request.user, action, rows, pk=key)


def device_of(request: HttpRequest, action: str, pk: UUID) -> Device:
    """The device of an address, with its places."""
    rows = Device.objects.select_related("organisation", "site", "shelf", "lot", "lot__donation")
    return one(request, action, rows, pk)


def lot_of(request: HttpRequest, action: str, pk: UUID | str) -> Lot:
    """The lot of an address."""
    return one(request, action, Lot.objects.select_related("organisation", "site", "donation"), pk)


def site_of(request: HttpRequest, action: str, pk: UUID | str) -> Site:
    """The site of an address."""
    return one(request, action, Site.objects.select_related("organisation"), pk)


def shelf_of(request: HttpRequest, action: str, pk: UUID | str) -> Shelf:
    """The shelf of an address."""
    return one(request, action, Shelf.objects.select_related("organisation", "site__organisation"), pk)


def crumbs(*steps: tuple[str, str]) -> list[Crumb]:
    """The way back: the day, the stock, then (words, address) down to the page."""
    home = [Crumb(_("Ma journée"), reverse("web:desk"))]
    home.append(Crumb(_("Le stock"), reverse("equip:stock") if steps else ""))
    return [*home, *(Crumb(words, url) for words, url in steps)]
