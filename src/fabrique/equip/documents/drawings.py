"""Our own line drawings for the booklet: one idea each, black on white, 120 × 90 units."""

from __future__ import annotations

_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 90"><g fill="none" stroke="#14181d" '
    'stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round">'
)
_SCREEN = '<rect x="26" y="12" width="68" height="46" rx="4"/><path d="M14 70h92l-8-12H22z"/>'


def _drawn(strokes: str) -> str:
    return f"{_HEAD}{strokes}</g></svg>"


# code: (drawing, what it shows, for who hears the page)
DRAWINGS: dict[str, tuple[str, str]] = {
    "power": (
        _drawn(_SCREEN + '<path d="M60 22v12"/><path d="M51 27a13 13 0 1 0 18 0"/>'),
        "Un ordinateur ouvert, avec le signe de mise en marche",
    ),
    "charge": (
        _drawn(
            '<path d="M16 45h26"/><rect x="42" y="30" width="26" height="30" rx="6"/>'
            '<path d="M68 38h14M68 52h14"/><rect x="90" y="24" width="18" height="42" rx="5"/>'
        ),
        "Une prise que l’on branche",
    ),
    "lock": (
        _drawn(
            '<rect x="36" y="40" width="48" height="36" rx="6"/><path d="M46 40V28a14 14 0 0 1 28 0v12"/>'
            '<path d="M60 54v9"/><circle cx="60" cy="54" r="2.5"/>'
        ),
        "Un cadenas fermé",
    ),
    "copy": (
        _drawn(
            '<rect x="20" y="20" width="42" height="54" rx="4"/><path d="M30 34h22M30 46h22M30 58h14"/>'
            '<path d="M68 48h16m-7-8 8 8-8 8"/><path d="M92 30h12v36H92z"/><path d="M95 30v-8h6v8"/>'
        ),
        "Une feuille que l’on copie sur une clé",
    ),
    "help": (
        _drawn(
            '<path d="M40 14c-7 2-10 8-8 16 5 24 20 40 44 46 8 2 14-2 15-9l-14-10-8 6'
            'c-9-4-15-11-19-20l7-7z"/>'
            '<path d="M76 22a18 18 0 0 1 16 16M78 10a30 30 0 0 1 26 26"/>'
        ),
        "Un téléphone qui sonne",
    ),
    "back": (
        _drawn(
            '<path d="M62 74V34L86 18l24 16v40z"/><path d="M80 74V54h12v20"/>'
            '<rect x="10" y="48" width="32" height="22" rx="3"/><path d="M6 76h40"/>'
            '<path d="M26 38c8-14 18-18 30-16m-8-8 9 8-8 9"/>'
        ),
        "Un ordinateur que l’on rapporte à l’atelier",
    ),
    "learn": (
        _drawn(
            '<circle cx="36" cy="26" r="10"/><path d="M18 64c0-14 8-22 18-22s18 8 18 22"/>'
            '<circle cx="84" cy="26" r="10"/><path d="M66 64c0-14 8-22 18-22s18 8 18 22"/>'
            '<path d="M44 76h32M60 76V66"/>'
        ),
        "Deux personnes côte à côte devant un écran",
    ),
    "water": (
        _drawn(
            '<path d="M60 12c12 16 20 26 20 38a20 20 0 0 1-40 0c0-12 8-22 20-38z"/><path d="M22 20l76 58"/>'
        ),
        "Une goutte d’eau barrée",
    ),
}
