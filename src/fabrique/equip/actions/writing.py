"""What is written to a donor who left an e-mail address: that it came in, what becomes of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import outbox
from fabrique.core.enums import Channel
from fabrique.core.ui import formats
from fabrique.equip.enums import DeclineReason, Handing
from fabrique.equip.models import Donation, Round

_SIGNED = "\n\n%(organisation)s\n"


def acknowledge(donation: Donation, link: str) -> None:
    """Say that a promise came in, its code, and the address where to follow it."""
    parts = [
        _("Bonjour,"),
        _("Merci ! Nous avons bien reçu votre promesse de don. Son numéro est %(code)s."),
        _("Pour la suivre, la corriger ou y renoncer : %(link)s") if link else "",
        _("Gardez cette adresse pour vous : elle suffit pour ouvrir votre page.") if link else "",
        _("Ne préparez rien encore : nous vous répondons d’abord."),
    ]
    body = "\n\n".join(part for part in parts if part) % {"code": donation.code, "link": link}
    _send(donation, "promised", _("Votre promesse de don %(code)s"), body, secret=True)


def tell_accepted(donation: Donation) -> None:
    """Say that the promise is taken, and what comes next."""
    if donation.handing == Handing.PICK_UP:
        then = _("Nous viendrons chercher le matériel. Nous vous dirons quel jour.")
    else:
        then = _("Vous pouvez déposer le matériel, avec ce numéro écrit dessus : %(code)s.")
    body = "\n\n".join([_("Bonjour,"), _("Votre don est accepté, merci."), then]) % {"code": donation.code}
    _send(donation, f"accepted-{donation.handing}", _("Votre don %(code)s est accepté"), body)


def tell_fetching(donation: Donation, held: Round, about: str) -> None:
    """Say on which day somebody comes, and about when."""
    words = _("Nous venons chercher votre don le %(day)s, %(about)s environ. Son numéro est %(code)s.")
    parts = [
        _("Bonjour,"),
        words % {"day": formats.dated(held.on), "about": about, "code": donation.code},
        _("Si ce moment ne vous va pas, dites-le-nous dès que possible."),
    ]
    subject = _("Votre don %(code)s : le jour de notre venue")
    _send(donation, f"fetching-{held.pk}-{held.on}-{about}", subject, "\n\n".join(parts))


def tell_not_coming(donation: Donation, held: Round, told_at: datetime) -> None:
    """Say that nobody comes on the day that was said."""
    parts = [
        _("Bonjour,"),
        _("Nous ne venons plus chercher votre don le %(day)s. Nous vous dirons un autre jour.")
        % {"day": formats.dated(held.on)},
    ]
    subject = _("Votre don %(code)s : nous changeons de jour")
    _send(donation, f"not-coming-{held.pk}-{told_at:%Y%m%d%H%M%S}", subject, "\n\n".join(parts))


def tell_declined(donation: Donation) -> None:
    """Say that the promise is not taken, and why."""
    why = DeclineReason(donation.decline_reason).label
    parts = [
        _("Bonjour,"),
        _("Merci d’avoir pensé à nous. Nous ne pouvons pas prendre ce don : %(why)s.")
        % {"why": why[:1].lower() + why[1:]},
        donation.answer or "",
    ]
    _send(
        donation, "declined", _("Votre promesse de don %(code)s"), "\n\n".join(part for part in parts if part)
    )


def send_link(donation: Donation, link: str) -> None:
    """Send the donor a new address of their page; the former one opens nothing."""
    body = "\n\n".join([_("Bonjour,"), _("Voici la nouvelle adresse de la page de votre don : %(link)s")]) % {
        "link": link
    }
    occasion = f"link-{(donation.token_digest or '')[:16]}"
    _send(donation, occasion, _("La page de votre don %(code)s"), body, secret=True)


@transaction.atomic
def _send(donation: Donation, occasion: str, subject: str, body: str, *, secret: bool = False) -> None:
    if not donation.donor.email:
        return
    outbox.send(
        key=f"donation:{donation.pk}:{occasion}",
        channel=Channel.EMAIL,
        recipient=donation.donor.email,
        subject=subject % {"code": donation.code},
        body=body + _SIGNED % {"organisation": donation.organisation.name},
        secret=secret,
    )
