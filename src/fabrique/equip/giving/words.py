"""Kinds and states as people write them in a list, understood. Pure."""

from __future__ import annotations

from fabrique.core.tabular import normalise_header
from fabrique.equip.enums import Condition, DataOnIt, DeviceKind

_K = DeviceKind
_KINDS: dict[DeviceKind, str] = {
    _K.LAPTOP: "ordinateur portable/ordi portable/pc portable/portable/laptop/notebook/ultrabook/"
    "ultraportable/chromebook/macbook",
    _K.DESKTOP: "ordinateur fixe/ordinateur fixe tour/ordinateur de bureau/ordinateur/ordi/pc/pc fixe/fixe/"
    "tour/unite centrale/uc/desktop/mini pc/nuc/workstation/station de travail",
    _K.ALL_IN_ONE: "ordinateur tout en un/tout en un/all in one/aio/imac",
    _K.TABLET: "tablette/tablet/ipad/tablette tactile",
    _K.SMARTPHONE: "smartphone/telephone/telephone portable/mobile/telephone mobile/iphone/gsm",
    _K.SCREEN: "ecran/moniteur/monitor/ecran plat/ecran d ordinateur",
    _K.KEYBOARD: "clavier/keyboard",
    _K.MOUSE: "souris/mouse",
    _K.PRINTER: "imprimante/printer/imprimante laser/imprimante jet d encre",
    _K.MULTIFUNCTION: "imprimante scanner/multifonction/imprimante multifonction/photocopieur/copieur",
    _K.CHARGER: "chargeur/alimentation/bloc d alimentation/adaptateur secteur",
    _K.BOX: "box ou routeur/box/routeur/modem/router/borne wifi/switch",
    _K.SERVER: "serveur/server",
    _K.OTHER: "autre materiel/autre/divers/accessoire",
}
_CONDITIONS: dict[Condition, str] = {
    Condition.WORKS: "fonctionne/ok/bon/bon etat/marche/fonctionnel/tres bon etat/neuf/oui",
    Condition.PARTLY: "fonctionne mal/moyen/abime/etat moyen/partiel/use",
    Condition.BROKEN: "ne s allume plus/hs/en panne/panne/casse/hors service/mort/ne fonctionne pas/non",
    Condition.UNKNOWN: "je ne sais pas/inconnu/non teste/a tester/nc",
}
_DATA: dict[DataOnIt, str] = {
    DataOnIt.YES: "oui ou peut etre/oui/o/peut etre/yes/a effacer/je ne sais pas",
    DataOnIt.NO: "non/n/no/aucune/efface/effacees/vide/sans disque",
}
KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split("/")}
CONDITION_OF = {word: condition for condition, words in _CONDITIONS.items() for word in words.split("/")}
DATA_OF = {word: data for data, words in _DATA.items() for word in words.split("/")}


def kind_in(text: str) -> DeviceKind | None:
    """The kind that a word says, in the singular or the plural."""
    plain = normalise_header(text)
    singular = " ".join(word.removesuffix("s") if len(word) > 3 else word for word in plain.split())
    return KIND_OF.get(plain) or KIND_OF.get(singular) or KIND_OF.get(plain.removesuffix("x"))
