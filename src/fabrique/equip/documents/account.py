"""The yearly account of a public donor, as PDF: what it may show to prove its reuse target."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.documents import render
from fabrique.core.ui import formats
from fabrique.equip.enums import DonorKind
from fabrique.equip.giving.frame import BASES
from fabrique.equip.queries.reuse import Account
from fabrique.people.models import Organisation

HERE = Path(__file__).parent


def account_pdf(organisation: Organisation, account: Account) -> bytes:
    """The account on one page."""
    return render(HERE / "account.typ", account_data(organisation, account), at=clock.now())


def account_data(organisation: Organisation, account: Account) -> dict[str, Any]:
    """What the template reads."""
    unknown = _("non communiqué")
    rows = [
        (_("Équipements donnés, comptés à l’arrivée, convention signée"), account.given),
        (_("Dont écartés : données protégées"), account.protected),
        (_("Dont écartés : plus de dix ans"), account.too_old),
        (_("Dont recyclés, démontés ou perdus sans avoir servi"), account.scrapped),
        (_("Réputés réemployés ou réutilisés"), account.reused),
        (_("Donnés sans convention signée, non comptés"), account.unsigned),
        (_("Équipements réformés détenus au 1er janvier"), account.held),
        (_("Dont écartés par la loi"), account.excluded),
    ]
    return {
        "title": _("Bilan de réemploi %(year)s") % {"year": account.year},
        "subject": account.name,
        "setting": {"territory": organisation.name},
        "donor": account.name,
        "siret": account.siret,
        "verdict": account.verdict,
        "rows": [{"words": words, "value": unknown if n is None else str(n)} for words, n in rows],
        "on": formats.dated(clock.today()),
        "sources": [_(each.text) for each in BASES[DonorKind.PUBLIC_BODY].sources],
    }
