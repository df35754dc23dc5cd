"""A file that somebody sends is looked at before anything is written: what it is, and whether it is harmful.

Outside of any transaction: an antivirus takes seconds, during which nobody else must wait for the base.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from fabrique.core.gateways import antivirus
from fabrique.core.received import Received, received
from fabrique.core.refusals import DomainRefusal


class Scanned(TextChoices):
    """Whether an antivirus looked at a file that was received. One that it finds infected is not kept."""

    CLEAN = "clean", "Analysé, rien trouvé"
    NOT = "not", "Non analysé"
    NO_FILE = "none", "Sur papier"


@dataclass(frozen=True, slots=True)
class Screened:
    """A file that may be kept, and whether an antivirus looked at it."""

    file: Received
    scanned: Scanned


def screen(content: bytes, *, field: str, advice: str, tell: Callable[[str], object]) -> Screened:
    """The file as it may be kept. Raises ``DomainRefusal``, with ``advice`` for one that is infected.

    ``tell`` gets what was found in it, before the refusal: its caller journals.
    """
    file = received(content, field=field)
    verdict = antivirus.scan(content)
    if verdict.infected:
        tell(verdict.found[:80])
        refused = _("L’antivirus a trouvé un fichier dangereux : il n’est pas gardé.")
        raise DomainRefusal(f"{refused} {advice}", field=field)
    return Screened(file, Scanned.CLEAN if verdict.looked else Scanned.NOT)
