"""What a column holds when its header says nothing: only its values are looked at, and they must be plain."""

import re
from collections.abc import Sequence
from functools import lru_cache

from fabrique.directory.cleaning.text import fold
from fabrique.directory.cleaning.typologies import typologies_of_name
from fabrique.directory.mapping.headers import HEADERS, strength
from fabrique.directory.mapping.profiles import Profile
from fabrique.territory.cog import cog

SURE = 0.9  # the share of the values that must have the shape
_STREETS = 0.6  # « Le Bourg » and « Centre commercial » are addresses too
_READ = 0.5  # the share of the values that a vocabulary must know
_TERRITORY = re.compile(r"region|departement|(^| )dep( |$)|commune|epci|interco|ville|zone|canton|territoire")
_OTHER_DAYS = re.compile(
    r"creation|creee?( |$)|naissance|debut|(^| )fin( |$)|ouvert|label|convention|inscri|signature|"
    r"echeance|prevu"
)
_OF_UPDATE = re.compile(r"maj|(a|de) jour|verif|actual|modif|revu|edit|fiche|controle")
_BODIES = frozenset({"CC", "EPCI", "DEPT", "REG", "CD", "MUNI"})
_LISTS = ("typologies", "services", "publics", "access_modes")


def _known(one: Profile, *, postal: bool) -> float:
    """The share of the values that are codes of the kind, and are not all of the other kind as well."""
    codes = [value.split(".")[0].replace(" ", "").upper().zfill(5) for value in one.values]
    places = cog()
    return sum(bool(places.by_postal_code(code) if postal else places.commune(code)) for code in codes) / len(
        codes
    )


@lru_cache(maxsize=4)
def _names(_places: object) -> frozenset[str]:
    return frozenset(fold(name) for one in cog() for name in (one.name, *one.former_names))


def _communes(one: Profile) -> float:
    known = _names(cog())
    texts = [re.sub(r"^\d{5}\s+|\s+cedex.*$", "", value, flags=re.IGNORECASE) for value in one.values]
    return sum(fold(text) in known for text in texts) / len(texts)


def _elsewhere(target: str, header: str) -> bool:
    """Whether the header plainly says another field."""
    return any(strength(other, header) >= 0.9 for other in HEADERS if other != target)


def _holds(target: str, one: Profile) -> bool:
    if target in {"postal_code", "commune_code"}:
        if one.share(target) < SURE:
            return False
        mine, other = (
            _known(one, postal=kind) for kind in (target == "postal_code", target != "postal_code")
        )
        return mine >= SURE and (mine > other or (mine == other and target == "postal_code"))
    if target == "commune_name":
        return one.length < 40 and one.share("word") > 0.8 and _communes(one) >= 0.8
    if target == "address":
        whole = one.share("postal_inside") >= SURE and one.share("street") >= _READ
        return (whole or one.share("street_line") >= _STREETS) and one.length < 110 and one.distinct > 3
    if target == "updated_on":
        dated = one.share("date") >= SURE and one.share("number") < 0.5
        return dated and not _OTHER_DAYS.search(one.header)
    weekly = one.share("hours") >= _READ and one.share("days") >= _READ and one.length < 150
    return weekly or one.share("hours") >= SURE


def by_values(target: str, free: Sequence[Profile]) -> Profile | None:
    """The column among those that are free whose values alone say that it is this target."""
    if target == "name":
        return _name(free)
    if target not in {"postal_code", "commune_code", "commune_name", "address", "updated_on", "hours"}:
        return None
    found = [one for one in free if one.values and not _elsewhere(target, one.header) and _holds(target, one)]
    if target == "updated_on" and len(found) > 1:
        found = [one for one in found if _OF_UPDATE.search(one.header)]
    return found[0] if found else None


def _name(free: Sequence[Profile]) -> Profile | None:
    """The most distinct column of short words, best of all when they tell a kind of place."""
    scored = [(_name_score(one), one) for one in free]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= 0.45 else None


def _name_score(one: Profile) -> float:
    shapes = ("number", "url", "email", "phone", "date", "html", "hours", "street_line")
    if one.share("word") < 0.8 or not 4 <= one.length <= 80 or one.share("boolean") > 0.3:
        return 0.0
    if any(one.share(shape) > 0.3 for shape in shapes) or _TERRITORY.search(one.header):
        return 0.0
    alone, kind = one.distinct / max(one.count, 1), one.share("typology")
    if alone < (0.2 if kind > 0.5 else 0.5) or (one.count > 8 and _communes(one) > 0.5):
        return 0.0
    listed = max(one.vocabulary.get(name, 0.0) for name in ("services", "publics", "access_modes"))
    said = any(
        strength(other, one.header) >= 0.8 for other in HEADERS if other not in {"parent_network", "name"}
    )
    worth = 0.5 * kind + 0.5 * alone - 0.3 * said - 0.3 * (listed > 0.8 and kind < 0.5)
    return worth * min(1.0, one.filled / 0.8)


def list_by_values(one: Profile) -> str:
    """The vocabulary that most values of a column of short labels belong to, or ""."""
    if one.distinct < 2 or one.length > 120 or one.share("boolean") > 0.3 or _TERRITORY.search(one.header):
        return ""
    if one.share("street_line") > 0.2 or one.share("hours") > 0.2 or one.share("date") > 0.2:
        return ""
    scored = [(one.vocabulary.get(name, 0.0), name) for name in _LISTS]
    read, name = max(scored, key=lambda pair: pair[0])
    if read < _READ or _elsewhere(name, one.header):
        return ""
    if name == "typologies" and not _kinds(one):
        return ""
    return name


def _kinds(one: Profile) -> bool:
    """Whether the labels come back from row to row, and are more than names of local authorities."""
    codes = [typologies_of_name(value) for value in one.values]
    bodies = sum(bool(found) and set(found) <= _BODIES for found in codes)
    return one.distinct <= 0.6 * one.count and bodies <= 0.5 * len(codes)
