"""The legal frame of gifts: what an organisation is, what is known of a gift, the papers that prove it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from stdnum.fr import siret as siret_number

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions import gift_acts
from fabrique.equip.actions.receiving import locked_donation
from fabrique.equip.enums import DonorKind, ReceiptForm, ReceiverCategory
from fabrique.equip.giving.frame import BASES
from fabrique.equip.models import Donation, GiftFrame, ReceiverProfile, ReformedStock
from fabrique.people.models import Account, Organisation

MOST_VALUE_CENTS = 10_000_000


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt that an eligible body issued, outside of Fabrique."""

    form: ReceiptForm
    number: str
    issuer: str
    on: date


@transaction.atomic
def set_receiver(
    *,
    organisation: Organisation,
    categories: Collection[str],
    purpose: str,
    issues_receipts: bool,
    takes_gifts: bool,
    by: Account | None,
) -> ReceiverProfile:
    """Say what an organisation is for the law on gifts, and whether the public form promises to it."""
    if not set(categories) <= set(ReceiverCategory.values):
        raise DomainRefusal(_("Choisissez dans la liste."), field="categories")
    profile, _made = ReceiverProfile.objects.of(organisation).update_or_create(
        organisation=organisation,
        defaults={
            "categories": sorted(set(categories)),
            "purpose": purpose.strip()[:300],
            "issues_receipts": issues_receipts,
            "takes_gifts": takes_gifts,
            "changed_at": clock.now(),
        },
    )
    journal.record(
        "equip.set_receiver",
        actor=by.pk if by else "",
        organisation=organisation.pk,
        subject=f"organisation:{organisation.pk}",
        summary={"categories": profile.categories, "takes_gifts": takes_gifts},
    )
    return profile


@transaction.atomic
def note_frame(
    *,
    donation: Donation,
    unit_value_cents: int | None,
    too_old: int,
    protected_data: bool,
    signed_on: date | None,
    by: Account | None,
) -> GiftFrame:
    """Note what the law asks to know of a gift, and the day when the agreement was signed."""
    held = locked_donation(donation)
    if unit_value_cents is not None and not 0 <= unit_value_cents <= MOST_VALUE_CENTS:
        raise DomainRefusal(_("Vérifiez cette valeur : en euros, 100 000 au plus."), field="unit_value")
    if too_old < 0 or too_old > 20_000:
        raise DomainRefusal(_("Vérifiez ce nombre : entre 0 et 20 000."), field="too_old")
    if signed_on and signed_on > clock.today():
        raise DomainRefusal(_("Cette date est à venir."), field="signed_on")
    frame = _frame(held)
    frame.unit_value_cents, frame.too_old = unit_value_cents, too_old
    frame.protected_data, frame.signed_on = protected_data, signed_on
    frame.save()
    gift_acts.record("note_frame", held, by, {"signed": bool(signed_on), "too_old": too_old})
    return frame


@transaction.atomic
def note_receipt(*, donation: Donation, receipt: Receipt, by: Account | None) -> GiftFrame:
    """Note that an eligible body issued a receipt. Fabrique issues none, and has no right to."""
    held = locked_donation(donation)
    basis = BASES[DonorKind(held.donor.kind)]
    if receipt.form not in basis.receipts:
        raise DomainRefusal(_("Ce reçu n’existe pas pour cette sorte de donateur."), field="receipt_form")
    number, issuer = receipt.number.strip(), receipt.issuer.strip()
    if not number or len(number) > 40:
        raise DomainRefusal(_("Écrivez le numéro du reçu, 40 signes au plus."), field="receipt_number")
    if not issuer or len(issuer) > 200:
        raise DomainRefusal(_("Écrivez quel organisme a délivré le reçu."), field="receipt_issuer")
    if receipt.on > clock.today():
        raise DomainRefusal(_("Cette date est à venir."), field="receipt_on")
    frame = _frame(held)
    frame.receipt_form, frame.receipt_number = receipt.form, number
    frame.receipt_issuer, frame.receipt_on = issuer, receipt.on
    frame.save()
    gift_acts.record("note_receipt", held, by, {"form": str(receipt.form)})
    return frame


@transaction.atomic
def note_reformed(
    *, organisation: Organisation, siret: str, year: int, held: int, excluded: int, by: Account | None
) -> ReformedStock:
    """Note how many things a public body had taken out of use on 1 January, as it says itself."""
    number = siret_number.compact(siret)
    if not siret_number.is_valid(number):
        raise DomainRefusal(_("Ce SIRET n’est pas valable : vérifiez ses 14 chiffres."), field="siret")
    if not 2023 <= year <= clock.today().year:
        raise DomainRefusal(_("L’objectif existe depuis 2023 : choisissez une année passée."), field="year")
    if not 0 <= excluded <= held <= 1_000_000:
        raise DomainRefusal(_("Ce qui est écarté ne dépasse pas ce qui est détenu."), field="excluded")
    row, _made = ReformedStock.objects.of(organisation).update_or_create(
        organisation=organisation,
        siret=number,
        year=year,
        defaults={"held": held, "excluded": excluded, "told_at": clock.now()},
    )
    journal.record(
        "equip.note_reformed",
        actor=by.pk if by else "",
        organisation=organisation.pk,
        subject=f"reformed:{row.pk}",
        summary={"year": year, "held": held},
    )
    return row


def _frame(donation: Donation) -> GiftFrame:
    rows = GiftFrame.objects.of(donation.organisation)
    return rows.filter(donation=donation).first() or GiftFrame(donation=donation)
