"""What the pages of the bench share: the device of an address, its drives, the way back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core.policies import fetch
from fabrique.core.ui.parts import Crumb
from fabrique.equip.models import Device, StorageDrive

SEE, WORK, CHECK = "equip.see_stock", "equip.work_on_device", "equip.check_quality"
KEEP = "equip.keep_stock"


def device_of(request: HttpRequest, action: str, pk: UUID) -> Device:
    """The device of an address; another organisation's looks like a missing one."""
    rows = Device.objects.all().select_related("organisation", "site", "lot")
    return fetch(request.user, action, rows, pk=pk)


def drive_of(device: Device, pk: UUID) -> StorageDrive | None:
    """A drive that this device holds."""
    rows = StorageDrive.objects.of(device.organisation).select_related("device", "organisation", "origin")
    return rows.filter(device=device, pk=pk).first()


def crumbs(device: Device | None = None, *steps: str) -> list[Crumb]:
    """The way back to the bench, then to a device."""
    found = [Crumb(_("Ma journée"), reverse("web:desk"))]
    if device is None and not steps:
        return [*found, Crumb(_("Ma table de travail"))]
    found.append(Crumb(_("Ma table de travail"), reverse("equip:bench")))
    if device is not None:
        url = reverse("equip:bench-device", args=[device.pk]) if steps else ""
        found.append(Crumb(device.code, url))
    return [*found, *(Crumb(words) for words in steps)]
