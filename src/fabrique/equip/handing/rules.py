"""Who may receive a device and at what price: one function that says, in French, all that the law forbids.

Sources: Code général de la propriété des personnes publiques, art. L. 3212-2 3° and L. 3212-3, as law
2022-217 (art. 178) left them; the decree of 7 November 2022 for the caps (``caps.toml``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from fabrique.core.ui import formats
from fabrique.equip.enums import DeviceKind, HandoverBasis, Recipient, SellerStatus, Terms
from fabrique.equip.handing.caps import SET, caps_on


@dataclass(frozen=True, slots=True)
class Proposed:
    """A handover as the rules see it.

    ``price_cents``: of this device; ``beside_cents``: of what is sold to the same recipient on the same day,
    out of the set of a desktop. ``public``: a public body gave the device.
    """

    kind: DeviceKind
    recipient: Recipient
    terms: Terms
    basis: HandoverBasis
    on: date
    price_cents: int | None = None
    beside_cents: int = 0
    with_desktop: bool = False
    seller_status: SellerStatus = SellerStatus.NONE
    public: bool = False


_BASES = {
    Recipient.RESIDENT: (HandoverBasis.PRECARITY, HandoverBasis.OTHER),
    Recipient.SCHOOL: (HandoverBasis.SCHOOL,),
    Recipient.ASSOCIATION: (HandoverBasis.HELPER, HandoverBasis.OTHER),
    Recipient.PUBLIC_BODY: (HandoverBasis.OTHER,),
}


def bases_for(recipient: str) -> tuple[HandoverBasis, ...]:
    """The situations in which a recipient can be."""
    return _BASES[Recipient(recipient)]


def faults(proposed: Proposed) -> list[tuple[str, str]]:
    """(field, why) of all that forbids a handover; empty: it may take place."""
    found = []
    if proposed.basis not in bases_for(proposed.recipient):
        found.append(("basis", _("Cette situation n’est pas celle de qui reçoit l’appareil.")))
    if proposed.terms == Terms.SALE:
        found += _sale_faults(proposed)
    elif proposed.price_cents:
        found.append(("price", _("Un don ou un prêt n’a pas de prix.")))
    return found


def _sale_faults(proposed: Proposed) -> list[tuple[str, str]]:
    found = []
    if proposed.basis not in (HandoverBasis.PRECARITY, HandoverBasis.HELPER):
        text = _(
            "Un prix solidaire est réservé aux personnes en situation de précarité et aux associations qui "
            "les aident : donnez ou prêtez cet appareil."
        )
        found.append(("basis", text))
    if proposed.public and not proposed.seller_status:
        text = _(
            "Une collectivité ou un service public a donné cet appareil : seule une association reconnue "
            "d’utilité publique, ou dont l’objet est d’équiper, former et accompagner des personnes en "
            "précarité, peut le vendre (CGPPP, art. L. 3212-2, 3°)."
        )
        found.append(("seller_status", text))
    found += [("price", why) for why in _price_faults(proposed)]
    return found


def _price_faults(proposed: Proposed) -> list[str]:
    if not proposed.price_cents or proposed.price_cents < 0:
        return [_("Écrivez le prix, en euros.")]
    version = caps_on(proposed.on)
    cap = version.cap(proposed.kind) if version else None
    if version is None or cap is None:
        return [_("Aucun plafond n’est fixé pour cette sorte : donnez ou prêtez cet appareil.")]
    told = {"cap": formats.money(cap), "source": version.title, "since": formats.dated(version.since)}
    if proposed.price_cents > cap:
        return [_("Le prix dépasse le plafond : %(cap)s au plus (%(source)s).") % told]
    whole = version.cap(DeviceKind.DESKTOP)
    grouped = proposed.with_desktop and proposed.kind in SET
    if grouped and whole is not None and proposed.price_cents + proposed.beside_cents > whole:
        told["cap"] = formats.money(whole)
        return [
            _(
                "Avec ce qui est vendu le même jour à la même personne, l’unité centrale, l’écran, le "
                "clavier et la souris dépassent ensemble %(cap)s (%(source)s)."
            )
            % told
        ]
    return []
