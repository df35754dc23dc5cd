"""Promises as professionals read them: a list with filters, one, what awaits, what is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked
from django.utils.translation import ngettext

from fabrique.core.policies import Actor, scope
from fabrique.core.ui.notifying import Shown
from fabrique.core.ui.pages import Pages, page_of
from fabrique.core.ui.portal import Waiting, WaitingLine
from fabrique.core.ui.searching import Found
from fabrique.equip.enums import DonationState, DonorKind
from fabrique.equip.models import Donation
from fabrique.people.residents import code_in

SEE, KEEP = "equip.see_donations", "equip.keep_donations"
FEW = 5
S = DonationState
GROUPS: Mapping[str, tuple[str, tuple[DonationState, ...]]] = {
    "a-repondre": (marked("À répondre"), (S.ANNOUNCED,)),
    "attendues": (marked("Attendues"), (S.AWAITED, S.TO_COLLECT)),
    "recues": (marked("Reçues"), (S.RECEIVED,)),
    "sans-suite": (marked("Sans suite"), (S.DECLINED, S.WITHDRAWN)),
    "toutes": (marked("Toutes"), tuple(S)),
}
KINDS = {S.ANNOUNCED: "warn", S.AWAITED: "info", S.TO_COLLECT: "info", S.RECEIVED: "ok", S.DECLINED: "bad"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for: a group of states, a kind of donor, a campaign; empty: any."""

    group: str = "a-repondre"
    kind: str = ""
    campaign: str = ""

    def query(self) -> str:
        """As the query of an address, up to the number of a page."""
        return f"?voir={self.group}&donateur={self.kind}&collecte={self.campaign}&page="


def read_asked(values: Mapping[str, str]) -> Asked:
    """What an address asks for; what means nothing there counts as not asked."""
    group, kind = values.get("voir", ""), values.get("donateur", "")
    return Asked(
        group if group in GROUPS else "a-repondre",
        kind if kind in DonorKind.values else "",
        values.get("collecte", "")[:60].replace("\0", ""),
    )


def page_of_promises(actor: Actor, asked: Asked, number: str | None) -> Pages[Donation]:
    """One page, the oldest first for what awaits an answer, the newest first otherwise."""
    rows = scope(actor, SEE, Donation.objects.all()).filter(state__in=GROUPS[asked.group][1])
    if asked.kind:
        rows = rows.filter(donor__kind=asked.kind)
    if asked.campaign:
        rows = rows.filter(campaign__slug=asked.campaign)
    order = "announced_at" if asked.group == "a-repondre" else "-announced_at"
    return page_of(with_total(rows).select_related("donor", "campaign").order_by(order, "pk"), number)


def with_total(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With ``promised`` and ``counted``: how many things in all."""
    found: QuerySet[Any] = rows.annotate(promised=Sum("lines__promised"), counted=Sum("lines__counted"))
    return found


def counts_by_group(actor: Actor) -> dict[str, int]:
    """How many promises each group holds. One query."""
    rows = scope(actor, SEE, Donation.objects.all()).values("state").annotate(n=Count("pk")).order_by()
    by_state = {row["state"]: row["n"] for row in rows}
    return {key: sum(by_state.get(state, 0) for state in states) for key, (_w, states) in GROUPS.items()}


def whole() -> QuerySet[Any]:
    """Promises with all that one page shows."""
    related = ("organisation", "donor", "campaign", "drop_off__place", "frame", "count__counted_by")
    return Donation.objects.all().select_related(*related)


def promises_waiting(actor: Actor) -> Waiting | None:
    """The promises that nobody has answered."""
    rows = scope(actor, KEEP, Donation.objects.all()).filter(state=DonationState.ANNOUNCED)
    total = rows.aggregate(n=Count("pk"), first=Min("announced_at"))
    if not total["n"]:
        return None
    first = with_total(rows).select_related("donor").order_by("announced_at")[:FEW]
    words = ngettext("promesse de don à répondre", "promesses de don à répondre", total["n"])
    since = timezone.localdate(total["first"])
    lines = tuple(_line(each) for each in first)
    return Waiting(total["n"], words, reverse("equip:donations"), since, lines)


def _line(donation: Any) -> WaitingLine:
    return WaitingLine(
        since=timezone.localdate(donation.announced_at),
        subject=_("Don %(code)s") % {"code": donation.code},
        matter=_("%(kind)s, %(n)s choses")
        % {"kind": donation.donor.get_kind_display(), "n": donation.promised or 0},
        state=DonationState(donation.state).label,
        kind=KINDS.get(donation.state, ""),
        action=_("Répondre"),
        url=reverse("equip:donation", args=[donation.pk]),
    )


def promises_told(actor: Actor, subjects: Sequence[str]) -> dict[str, Shown]:
    """What a notification says of a promise: its code and how many things."""
    keys = [subject.partition(":")[2] for subject in subjects]
    rows = with_total(scope(actor, SEE, Donation.objects.all()).filter(pk__in=keys))
    return {
        f"donation:{each.pk}": Shown(
            _("Don %(code)s : %(n)s choses") % {"code": each.code, "n": each.promised or 0},
            reverse("equip:donation", args=[each.pk]),
        )
        for each in rows
    }


def found_promises(actor: Actor, words: str, most: int) -> list[Found]:
    """The promise of this very code, if it is of the actor's organisation."""
    rows = scope(actor, SEE, Donation.objects.all()).filter(code=code_in(words))
    return [
        Found(
            reverse("equip:donation", args=[each.pk]),
            title=_("Don %(code)s") % {"code": each.code},
            detail=DonationState(each.state).label,
        )
        for each in rows[:most]
    ]
