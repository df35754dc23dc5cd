"""Which column of an unknown file holds the codes of the areas, and which codes they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from fabrique.observe.sources.codes import CODES, NAMED, POSTAL, guess, normaliser
from fabrique.observe.sources.profiling import Profile
from fabrique.territory.cog import cog

# The finest first: of two columns that fit, the finer area is what a row is about.
_HEADERS: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    ("cell", frozenset({"idcar", "carreau", "idinspire", "inspire"}), frozenset()),
    ("iris", frozenset({"iris", "dciris", "dcomiris"}), frozenset({"typ", "type", "lib", "nom", "modif"})),
    ("qpv", frozenset({"qp", "qpv", "quartier"}), frozenset({"lib", "nom", "pop", "nb", "nombre"})),
    (
        "commune",
        frozenset({"insee", "codgeo", "depcom", "com", "commune", "codecommune", "citycode", "geo"}),
        frozenset({"lib", "nom", "postal", "pop", "nb", "nombre", "region", "reg", "dep"}),
    ),
    ("epci", frozenset({"epci", "siren"}), frozenset({"lib", "nom", "nature"})),
    ("departement", frozenset({"dep", "dept", "departement"}), frozenset({"lib", "nom", "postal"})),
)
_ENOUGH = 0.9
_KNOWN = 0.8  # of numbers of four or five digits: the communes that exist, whatever their year


@dataclass(frozen=True, slots=True)
class FoundKey:
    """The columns that are the key, the kind of their codes and why."""

    columns: tuple[str, ...]
    code: str
    reasons: tuple[str, ...]
    sure: bool
    repeated: bool = False


def share_of(one: Profile, code: str) -> float:
    """The share of the filled cells of a column that are codes of a kind."""
    normalise = normaliser(code)
    return sum(bool(normalise(text)) for text in one.texts) / max(1, len(one.texts))


def postal(one: Profile) -> bool:
    """Whether a column is said to hold postal codes."""
    return bool(POSTAL & set(one.words))


def kind_of(one: Profile) -> str:
    """The kind of code that the header and the cells of a column agree on; "" when they do not."""
    words = {*one.words, one.header.replace(" ", "")}
    if postal(one):
        return ""
    for code, heard, unless in _HEADERS:
        met = words & heard or any(
            word.startswith(("idcar", "idinspire")) for word in words if code == "cell"
        )
        if met and not words & unless and share_of(one, code) >= _ENOUGH:
            return code
    return ""


def find_key(
    profiles: Sequence[Profile], names: Sequence[Profile], own: Collection[str] = ()
) -> FoundKey | None:
    """The key of a file; None when nothing names its areas. ``names`` are the columns of names; ``own``, the
    codes of areas that the territory drew itself."""
    filled = [one for one in profiles if one.texts]
    for one in filled:
        if one.distinct and sum(text in own for text in one.texts) >= _ENOUGH * len(one.texts):
            return FoundKey((one.column,), "text", ("ce sont les codes de votre découpage",), sure=True)
    said = [(one, code) for one in filled if (code := kind_of(one))]
    if said:
        order = [code for code, _, _ in _HEADERS]
        one, code = min(said, key=lambda pair: (not pair[0].distinct, order.index(pair[1])))
        return FoundKey((one.column,), code, _why(one, code, said=True), True, not one.distinct)
    for one in filled:
        code, share = guess(one.texts)
        if share >= _ENOUGH and one.distinct and code != "departement" and not _a_number(one, code):
            return FoundKey((one.column,), code, _why(one, code, said=False), sure=False)
    postals = [one for one in filled if postal(one)]
    places = [one for one in names if {"commune", "ville", "com"} & set(one.words)]
    if postals and places:
        why = ("ni code de commune ni d’IRIS : le nom et le code postal le feront retrouver",)
        return FoundKey((places[0].column, postals[0].column), NAMED, why, sure=False)
    for one in filled:
        if one.distinct and (one.numeric < 0.5 or {"id", "code", "identifiant"} & set(one.words)):
            why = ("aucune valeur n’est là deux fois, mais ce n’est pas un code officiel",)
            return FoundKey((one.column,), "text", why, sure=False)
    return None


def _a_number(one: Profile, code: str) -> bool:
    """Whether what has the shape of a code of commune is a postal code, or a count: 3 000 is not 03000."""
    if code != "commune" or postal(one):
        return postal(one)
    normalise, known = normaliser(code), cog()
    codes = [normalise(text) or "" for text in one.texts]
    exist = sum(code in known or known.former(code) is not None for code in codes)
    return exist < _KNOWN * len(codes)


def _why(one: Profile, code: str, *, said: bool) -> tuple[str, ...]:
    share = round(100 * share_of(one, code))
    reasons = [f"{share} % des valeurs sont {CODES[code].told}"]
    if said:
        reasons.append(f"l’en-tête « {one.column} » le dit")
    elif code == "commune":
        reasons.append("à vérifier : ce pourrait être un code postal")
    return tuple(reasons)
