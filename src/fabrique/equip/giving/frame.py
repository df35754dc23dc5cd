"""The legal frame of a gift, as data with its sources: who may give what to whom, and which papers prove it.

Nothing here reads the database. Read by the pages, the documents and the yearly report; a law that changes is
changed here, with its source and the day when it was read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.equip.enums import DeviceKind, DonorKind, ReceiptForm, ReceiverCategory

READ_ON = "novembre 2026"
UNIT_CAP_CENTS = 300_00
OLDEST_YEARS = 10


@dataclass(frozen=True, slots=True)
class Source:
    """A text of law: what it is called, and what it settles here."""

    text: str
    settles: str


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """By which right a kind of donor gives.

    ``receivers``: the categories that may receive, empty for anybody. ``cap_cents``: the most that one thing
    may be worth. ``reuse_proof``: the receiver commits to reuse and must be able to prove it. ``receipts``:
    which form an eligible receiver may give.
    """

    donor: DonorKind
    title: str
    rule: str
    paper: str
    sources: tuple[Source, ...]
    receivers: frozenset[ReceiverCategory] = frozenset()
    cap_cents: int | None = None
    reuse_proof: bool = False
    receipts: tuple[ReceiptForm, ...] = ()
    receipt_words: str = ""

    @property
    def receivers_listed(self) -> list[ReceiverCategory]:
        """Who may receive, in the order of the vocabulary."""
        return [each for each in ReceiverCategory if each in self.receivers]


_C = ReceiverCategory
PUBLIC_RECEIVERS = frozenset(
    {_C.PARENTS, _C.SCHOOL_SUPPORT, _C.STUDENTS, _C.RUP, _C.ESUS_REUSE, _C.EQUIP_TRAIN}
)
_CGI_200 = Source(marked("Code général des impôts, art. 200"), marked("don d’un particulier, reçu fiscal"))
_CGI_238 = Source(
    marked("Code général des impôts, art. 238 bis"),
    marked("mécénat d’une entreprise : 60 % du prix de revient, 40 % au-delà de 2 millions d’euros"),
)
_3212_2 = Source(
    marked("Code général de la propriété des personnes publiques, art. L. 3212-2, 3°"),
    marked("à qui une personne publique peut céder gratuitement des ordinateurs"),
)
_3212_3 = Source(
    marked("Même code, art. L. 3212-3"),
    marked("la même règle pour les collectivités et leurs établissements"),
)
_D3212_3 = Source(
    marked("Même code, art. D. 3212-3 (décret 2022-791 du 6 mai 2022)"),
    marked("300 € au plus par appareil"),
)
_REEN = Source(
    marked("Loi 2021-1485 du 15 novembre 2021, art. 16, et décret 2023-266 du 12 avril 2023"),
    marked("part du matériel réformé qui doit être réemployée ou réutilisée, et sa preuve"),
)
_3DS = Source(
    marked("Loi 2022-217 du 21 février 2022, art. 178"),
    marked("revente interdite, sauf à prix solidaire par certaines associations"),
)

BASES: dict[DonorKind, LegalBasis] = {
    DonorKind.PERSON: LegalBasis(
        DonorKind.PERSON,
        marked("Don d’un particulier"),
        marked("Chacun peut donner ce qui lui appartient, à qui il veut, sans formalité."),
        marked("Attestation de don"),
        (_CGI_200,),
        receipts=(ReceiptForm.CERFA_11580,),
        receipt_words=marked(
            "Un organisme éligible peut délivrer un reçu Cerfa 11580, à la valeur du marché le jour du don."
        ),
    ),
    DonorKind.COMPANY: LegalBasis(
        DonorKind.COMPANY,
        marked("Don d’une entreprise"),
        marked("Une entreprise donne par convention ; elle évalue elle-même son don, au prix de revient."),
        marked("Convention de don"),
        (_CGI_238,),
        receipts=(ReceiptForm.CERFA_16216,),
        receipt_words=marked(
            "Un organisme éligible peut délivrer un reçu Cerfa 16216 ; l’entreprise donne la valeur."
        ),
    ),
    DonorKind.ASSOCIATION: LegalBasis(
        DonorKind.ASSOCIATION,
        marked("Don d’une association"),
        marked("Une association donne par décision de son bureau ; son objet et ses statuts s’appliquent."),
        marked("Convention de don"),
        (
            Source(
                marked("Loi du 1er juillet 1901"),
                marked("l’association dispose de ses biens selon ses statuts"),
            ),
        ),
    ),
    DonorKind.PUBLIC_BODY: LegalBasis(
        DonorKind.PUBLIC_BODY,
        marked("Cession gratuite d’une personne publique"),
        marked(
            "Une collectivité ou un service public ne peut céder gratuitement ses ordinateurs qu’à certains "
            "organismes, 300 € au plus par appareil, et à qui s’engage à les faire resservir."
        ),
        marked("Convention de cession gratuite"),
        (_3212_2, _3212_3, _D3212_3, _3DS, _REEN),
        receivers=PUBLIC_RECEIVERS,
        cap_cents=UNIT_CAP_CENTS,
        reuse_proof=True,
    ),
}


class Level(StrEnum):
    """How serious a finding is; the value is a note's kind."""

    OK = "ok"
    WARN = "warn"
    STOP = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the frame says of a gift."""

    level: Level
    words: str


def examine(
    donor: DonorKind,
    categories: Collection[str],
    *,
    unit_value_cents: int | None = None,
    too_old: int = 0,
    protected_data: bool = False,
) -> list[Finding]:
    """What the frame says of a gift by ``donor`` to a body of these categories, the gravest first."""
    basis = BASES[donor]
    found = [
        *_receiver(basis, categories),
        *_value(basis, unit_value_cents),
        *_left_out(basis, too_old, protected_data),
    ]
    return sorted(found, key=lambda each: [Level.STOP, Level.WARN, Level.OK].index(each.level))


def _receiver(basis: LegalBasis, categories: Collection[str]) -> list[Finding]:
    if not basis.receivers:
        return [Finding(Level.OK, _("Votre organisation peut recevoir ce don."))]
    held = [category for category in ReceiverCategory if category in basis.receivers & set(categories)]
    if held:
        words = _("Votre organisation peut recevoir ce don : %(what)s.") % {"what": held[0].label.lower()}
        return [Finding(Level.OK, words)]
    if ReceiverCategory.PUBLIC_BODY in categories:
        words = _(
            "Entre personnes publiques, c’est une cession ordinaire : une délibération, hors de ce cadre."
        )
        return [Finding(Level.WARN, words)]
    words = _(
        "Une personne publique ne peut donner qu’à certains organismes, et votre cadre légal n’en désigne "
        "aucun. Remplissez-le, ou orientez le donateur vers un organisme de la liste."
    )
    return [Finding(Level.STOP, words)]


def _value(basis: LegalBasis, cents: int | None) -> list[Finding]:
    if basis.cap_cents is None:
        return []
    if cents is None:
        return [Finding(Level.WARN, _("Notez la valeur de l’appareil le plus cher : 300 € au plus chacun."))]
    if cents > basis.cap_cents:
        words = _("Un appareil vaut %(value)s € : au-delà de 300 €, il ne peut pas être cédé gratuitement.")
        return [Finding(Level.STOP, words % {"value": f"{cents / 100:.2f}".replace(".", ",")})]
    return [Finding(Level.OK, _("Aucun appareil ne dépasse 300 €."))]


def _left_out(basis: LegalBasis, too_old: int, protected_data: bool) -> list[Finding]:
    found = []
    if protected_data:
        words = _(
            "Des données classifiées ou spécialement protégées étaient dessus : ce matériel ne se réemploie "
            "pas, il se détruit."
        )
        found.append(Finding(Level.STOP, words))
    if too_old and basis.reuse_proof:
        words = _("%(n)s ont plus de dix ans : ils vont au recyclage, et ne comptent pas dans l’objectif.")
        found.append(Finding(Level.WARN, words % {"n": too_old}))
    return found


# Reuse targets of public bodies, by the year from which each holds (decree 2023-266).
_TARGETS = {2023: 25, 2024: 35, 2025: 50}
# The kinds that the target counts: screens (category 2 of R. 543-172) and small IT equipment (category 6).
COUNTED = frozenset(DeviceKind) - {DeviceKind.OTHER}


def target_percent(year: int) -> int | None:
    """The part of its reformed equipment that a public body must have reused; None before the law."""
    known = [since for since in _TARGETS if since <= year]
    return _TARGETS[max(known)] if known else None
