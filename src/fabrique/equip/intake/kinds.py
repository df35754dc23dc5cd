"""Words for a kind of device, in the tools and in spreadsheets, in English and in French."""

from __future__ import annotations

from fabrique.core.tabular import normalise_header
from fabrique.equip.intake.observation import Kind

_WORDS = {
    Kind.LAPTOP: """laptop; notebook; portable; sub notebook; convertible; detachable; netbook;
        ordinateur portable; pc portable; ultrabook; chromebook; 2 en 1; pc port; hand held""",
    Kind.DESKTOP: """desktop; low profile desktop; low profile; tower; mini tower; microtower;
        space saving; mini pc; stick pc; pizza box; lunch box; desktop computer; low profile desktop computer;
        tower computer;
        mini tower computer; space saving computer; ordinateur fixe; fixe; tour; unite centrale; uc; pc fixe;
        ordinateur; computer; sff; usff; pc; mini; embedded pc; docking station""",
    Kind.ALL_IN_ONE: "all in one; all in one computer; allinone; tout en un; aio; ordinateur tout en un",
    Kind.TABLET: "tablet; tablette; tablets; ipad",
    Kind.SMARTPHONE: "smartphone; phone; telephone; telephone portable; mobile; cell phone; cellphone",
    Kind.SCREEN: "screen; monitor; computer monitor; computermonitor; ecran; moniteur; display",
    Kind.KEYBOARD: "keyboard; clavier",
    Kind.MOUSE: "mouse; souris",
    Kind.PRINTER: "printer; imprimante; multifunction printer; imprimante multifonction; mfp",
    Kind.SERVER: """server; serveur; rack mount chassis; rack mount; main server chassis; blade;
        blade enclosure;
        multi system""",
    Kind.NETWORK: "networking; networkequipment; router; switch; routeur; reseau; modem; borne wifi",
}
_KINDS = {normalise_header(word): kind for kind, words in _WORDS.items() for word in words.split(";")}
# « Chassis type », in the SMBIOS specification.
_SMBIOS = {
    **dict.fromkeys((3, 4, 5, 6, 7, 15, 16, 24, 34, 35, 36), Kind.DESKTOP),
    **dict.fromkeys((8, 9, 10, 14, 31, 32), Kind.LAPTOP),
    **dict.fromkeys((17, 23, 25, 28, 29), Kind.SERVER),
    11: Kind.SMARTPHONE,
    13: Kind.ALL_IN_ONE,
    30: Kind.TABLET,
}


def kind_of(text: object) -> Kind | None:
    """The kind that a word or a SMBIOS number says, or nothing."""
    word = normalise_header(text or "")
    if word.isdigit():
        return _SMBIOS.get(int(word))
    return _KINDS.get(word) or _KINDS.get(word.rstrip("s"))
