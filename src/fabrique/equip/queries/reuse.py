"""A public donor's year: what was reused of what it took out of use, against the law's target."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Sum
from django.utils.translation import gettext as _

from fabrique.equip.enums import ENDED, HANDED, DonationState, DonorKind
from fabrique.equip.giving.frame import COUNTED, OLDEST_YEARS, target_percent
from fabrique.equip.models import Device, Donation, DonationLine, Donor, Handover, ReformedStock
from fabrique.people.models import Organisation

WHY = "the account of a public donor, for its receiver"


@dataclass(frozen=True, slots=True)
class Account:
    """The year of one public donor. ``given``: things counted at arrival of gifts whose agreement is signed;
    ``unsigned``: of gifts without one, which prove nothing. Left out of the former: ``protected``, of gifts
    that held specially protected data, and ``too_old``, more than ten years old. ``scrapped``, of the others:
    recycled, kept for their parts or lost without having served anybody; what served and ended later was
    reused. ``held`` and ``excluded`` are told by the donor.

    An account is never closed: a device that still stands in the workshop at the end of the year is deemed
    reused, and is no longer when it is taken apart the year after. The paper says its day.
    """

    siret: str
    name: str
    year: int
    given: int
    unsigned: int
    protected: int
    too_old: int
    scrapped: int
    held: int | None
    excluded: int

    @property
    def reused(self) -> int:
        return max(0, self.given - self.protected - self.too_old - self.scrapped)

    @property
    def base(self) -> int | None:
        """The denominator; None while the donor has not told it."""
        return None if self.held is None else self.held - self.excluded

    @property
    def percent(self) -> int | None:
        return self.reused * 100 // self.base if self.base else None

    @property
    def target(self) -> int | None:
        return target_percent(self.year)

    @property
    def verdict(self) -> str:
        """In words."""
        if self.base == 0:
            return _("Tout ce que le donateur détenait est écarté par la loi : rien ne compte cette année.")
        if self.percent is None or self.target is None:
            return _("Il manque le nombre d’équipements réformés détenus au 1er janvier.")
        values = {"percent": self.percent, "target": self.target}
        if self.percent >= self.target:
            return _("%(percent)s %% réemployés, pour un objectif de %(target)s %% : atteint.") % values
        return _("%(percent)s %% réemployés, pour un objectif de %(target)s %% : pas encore.") % values


def public_donors(organisation: Organisation) -> list[tuple[str, str]]:
    """The public bodies that gave: (SIRET, name), by name. Those without a SIRET cannot be followed."""
    rows = Donor.objects.of(organisation).filter(kind=DonorKind.PUBLIC_BODY).exclude(siret="")
    found = {each.siret: each.name for each in rows.order_by("created_at")}
    return sorted(found.items(), key=lambda pair: pair[1])


def account_of(organisation: Organisation, siret: str, year: int) -> Account | None:
    """The account of a donor and a year; None when this SIRET gave nothing to the organisation."""
    name = dict(public_donors(organisation)).get(siret)
    if name is None:
        return None
    gifts = Donation.objects.of(organisation).filter(
        donor__siret=siret,
        donor__kind=DonorKind.PUBLIC_BODY,
        state=DonationState.RECEIVED,
        received_at__year=year,
    )
    signed = gifts.filter(frame__signed_on__isnull=False)
    kept = signed.filter(frame__protected_data=False)
    lines = DonationLine.objects.of(organisation).filter(donation__in=gifts, kind__in=COUNTED)
    totals = lines.aggregate(
        given=Sum("counted", filter=Q(donation__in=signed)),
        kept=Sum("counted", filter=Q(donation__in=kept)),
        whole=Sum("counted"),
    )
    too_old = kept.aggregate(n=Sum("frame__too_old"))["n"] or 0
    devices = Device.objects.everywhere(WHY).filter(lot__donation__in=kept, kind__in=COUNTED)
    # Those known to be too old are left out already: they must not be taken away twice.
    recent = devices.exclude(made_year__lt=year - OLDEST_YEARS)
    served = Handover.objects.everywhere(WHY).filter(device=OuterRef("pk"), state__in=HANDED)
    scrapped = recent.filter(~Exists(served), state__in=ENDED).count()
    told = ReformedStock.objects.of(organisation).filter(siret=siret, year=year).first()
    given, whole = totals["given"] or 0, totals["whole"] or 0
    counting = totals["kept"] or 0
    return Account(
        siret=siret,
        name=name,
        year=year,
        given=given,
        unsigned=whole - given,
        protected=given - counting,
        too_old=min(too_old, counting),
        scrapped=scrapped,
        held=told.held if told else None,
        excluded=told.excluded if told else 0,
    )
