"""The agreement is signed, on paper or on the screen."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.crypto import files
from fabrique.core.models import SealedFile
from fabrique.core.received import Received
from fabrique.core.refusals import DomainRefusal
from fabrique.core.screening import Screened, screen
from fabrique.core.states import advance
from fabrique.core.ui.signature import check_drawn
from fabrique.equip.actions.handing import check_law, entry, locked_handover
from fabrique.equip.enums import HANDED, HANDOVER_MACHINE, HandoverState, SigningMethod
from fabrique.equip.handing import agreement
from fabrique.equip.models import Handover
from fabrique.people.models import Account


@transaction.atomic
def sign_handover(
    *,
    handover: Handover,
    method: SigningMethod,
    by: Account,
    drawn: str = "",
    scan: Screened | None = None,
    binder: bool = False,
) -> Handover:
    """Note that the recipient signed what was prepared; twice is as once.

    ``drawn``: the line drawn on the screen, or the name typed there. On paper, a ``scan`` of the signed
    sheet, or ``binder``: the sheet is kept in the binder.
    """
    held = locked_handover(handover)
    if held.state in (HandoverState.SIGNED, *HANDED):
        return held
    if method == SigningMethod.PAPER and scan is None and not binder:
        raise DomainRefusal(
            _("Joignez la feuille signée, ou cochez qu’elle est rangée dans le classeur."), field="scan"
        )
    if method == SigningMethod.SCREEN:
        check_drawn(drawn)
    if agreement.digest_of(held.text) != held.digest:
        raise DomainRefusal(_("Le texte de cette convention a changé : préparez-en une autre."))
    check_law(held)
    held.drawn = drawn.strip() if method == SigningMethod.SCREEN else ""
    held.scan = _kept(held, scan.file) if scan else None
    held.scanned = scan.scanned if scan else ""
    held.save(update_fields=["drawn", "scan", "scanned"])
    advance(HANDOVER_MACHINE, held, "sign", signed_at=clock.now(), signed_by=by, method=method, binder=binder)
    journal.record("equip.sign_handover", **entry(held, by, {"method": method, "digest": held.digest}))
    return held


def screened(*, content: bytes, handover: Handover, by: Account, field: str) -> Screened:
    """The scan of a sheet as it may be kept. Raises ``DomainRefusal``; of one that is infected the journal
    tells.
    """

    def tell(found: str) -> None:
        journal.record("equip.refuse_scan", **entry(handover, by, {"found": found}))

    return screen(content, field=field, advice=_("Refaites la photo."), tell=tell)


def _kept(handover: Handover, scan: Received) -> SealedFile:
    name = f"convention-{handover.code}.{scan.extension}"
    return files.keep(scan.content, name=name, media_type=scan.media_type)
