"""The limits of what the equipment keeps, and what the erasure of an account leaves."""

from collections.abc import Iterable

from fabrique.core import tombstones
from fabrique.core.retention import Holding, Rule, Table, holdings, rules
from fabrique.core.retention.actions import deleting, selecting
from fabrique.equip.actions.erasing import erase_past_donors, forget_again, past_donors, past_drafts
from fabrique.equip.erasing import (  # noqa: F401 - they enlist their own
    asking,
    bench,
    handing,
    intake,
    rounds,
)
from fabrique.equip.models import DonationDraft, Donor
from fabrique.equip.privacy.giving import DONOR, DRAFT


class _Donors:
    """Donors erased at their own request, whom a restored backup brought back."""

    order = 60

    def subjects(self) -> Iterable[str]:
        rows = Donor.objects.everywhere("retention").filter(emptied_at__isnull=True).order_by("pk")
        return [f"donor:{pk}" for pk in rows.values_list("pk", flat=True)]

    def erase(self, subject: str) -> None:
        forget_again(subject=subject)


tombstones.erasers.enlist("equip.donor", _Donors())
CITED = "ces lignes sont sur du matériel ; elles citent le numéro de ce compte"
rules.enlist(
    "equip.donor",
    Rule(
        DONOR.rule,
        "Donateurs : nom, façon de les joindre, adresse d’enlèvement",
        DONOR.words,
        ("equip.Donor", "equip.Donation", "equip.ReceivedCount", "equip.GiftFrame", "equip.RoundStop"),
        selecting("donor", past_donors),
        erase_past_donors,
        order=60,
    ),
)
rules.enlist(
    "equip.draft",
    Rule(
        DRAFT.rule,
        "Promesses de don commencées et non envoyées",
        DRAFT.words,
        ("equip.DonationDraft",),
        selecting("donation_draft", past_drafts),
        deleting(DonationDraft.objects.all),
        order=61,
    ),
)
holdings.enlist(
    "equip.account",
    Holding(
        "account",
        (
            Table("equip.DeviceEvent", "by", "Gestes que vous avez faits sur des appareils", counted=CITED),
            Table("equip.ReceivedCount", "counted_by", "Dons que vous avez comptés", counted=CITED),
            Table("equip.Stocktake", "opened_by", "Inventaires que vous avez ouverts", counted=CITED),
            Table("equip.StocktakeLine", "seen_by", "Appareils que vous avez comptés", counted=CITED),
            Table("equip.SupplyMove", "by", "Fournitures que vous avez entrées ou prises", counted=CITED),
        ),
        lambda ids: None,
        order=70,
    ),
)
