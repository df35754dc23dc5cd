"""An independent reading of hours, to check the parser: it shares no code with it.

It finds clock times and days in the source with patterns of its own, gives each time to the days named last
before it (or, when the text begins with times, to the days named next), reads days and times of an OSM string
with other patterns, and compares the pairs (day, time).
"""

import html
import re
import unicodedata
from dataclasses import dataclass

CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_NAMES = {
    "lundi": 0, "lundis": 0, "lun": 0, "mundi": 0, "mo": 0, "mardi": 1, "mardis": 1, "mar": 1, "tu": 1,
    "mercredi": 2, "mercredis": 2, "mer": 2, "we": 2, "jeudi": 3, "jeudis": 3, "jeu": 3, "eudi": 3, "th": 3,
    "vendredi": 4, "vendredis": 4, "vend": 4, "ven": 4, "verdredi": 4, "fr": 4,
    "samedi": 5, "samedis": 5, "sam": 5, "sa": 5, "dimanche": 6, "dimanches": 6, "dim": 6, "su": 6,
}  # fmt: skip
_DAY = re.compile(
    r"\b(?:(tous les jours|7j/7)|((?<!toute )la semaine|en semaine)|(week-?ends?)|("
    + "|".join(sorted(_NAMES, key=len, reverse=True))
    + r"))\b"
)
_PHONE = re.compile(r"\b0\d(?:[ .]?\d\d){4}\b")
_TIME = re.compile(
    r"(?<!\d)(\d{1,2})\s?(?:h|heures|:)\s?([0-5]\d(?!\s?h\b|\s?h\d|\d)|[3-5]\dh?(?!\d))?(?:\s?h\b)?"
)
_BARE_BEFORE = re.compile(r"(?<!\d)(\d{1,2})(?=\s?(?:-|a|/)\s?\d{1,2}\s?h)")
_BARE_AFTER = re.compile(r"(?<=[h\d])\s?(?:-|a|/)\s?(\d{1,2})(?![\d:h]|\s?h|\s?sur)\b")


def fold(text: str) -> str:
    text = re.sub(r"\\x([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), text)
    text = html.unescape(html.unescape(text)).replace("Bouche-du-Rhône", "13")
    text = unicodedata.normalize("NFD", text.lower())
    text = "".join(c for c in text if not unicodedata.combining(c))
    for dash in "–—‐−":
        text = text.replace(dash, "-")
    return re.sub(r"\s+", " ", text)


def source_times(text: str) -> list[tuple[int, int]]:
    """(position, minutes) of every clock time of a folded source text; phones left out."""
    text = _PHONE.sub(lambda found: "x" * len(found[0]), text)
    text = re.sub(
        r"\d+ ?heures?(?= *$)|\b24 ?h ?/ ?24|\d+ (?:communes|semaines|fois)|\d+ ?semaine /\d",
        lambda f: "x" * len(f[0]),
        text,
    )
    found = {}
    for match in _TIME.finditer(text):
        found[match.start(1)] = int(match[1]) * 60 + int((match[2] or "0").rstrip("h"))
    for pattern in (_BARE_BEFORE, _BARE_AFTER):
        for match in pattern.finditer(text):
            inside = any(t.start() <= match.start(1) < t.end() for t in _TIME.finditer(text))
            if not inside and match.start(1) not in found:
                found[match.start(1)] = int(match[1]) * 60
    return sorted(found.items())


def day_groups(text: str) -> list[tuple[int, frozenset[int]]]:
    """(position of its end, days) of every group of days: names with no time between them."""
    times = [at for at, _ in source_times(text)]
    chained = bool(re.search(r"\b(?:\w{2,8} ?- ?){2}\w{2,8}\b", re.sub(r"\d", "", text)) and _is_chain(text))
    groups: list[tuple[int, set[int]]] = []
    last: tuple[int, int] | None = None  # end, day
    for match in _DAY.finditer(text):
        if match[1]:
            days = set(range(7))
        elif match[2]:
            days = set(range(5))
        elif match[3]:
            days = {5, 6}
        else:
            days = {_NAMES[match[4]]}
        parted = last is not None and any(last[0] <= at < match.start() for at in times)
        between = text[last[0] : match.start()] if last else ""
        if (
            last is None
            or parted
            or re.search(r"ferme|sauf|rendez|rdv|acces|accueil|ouvert|\bpour\b", between)
        ):
            groups.append((match.end(), set(days)))
        else:
            span = r"\s*(?:au|a|-)\s*(?:le )?" if not chained else r"\s*(?:au|a)\s*"
            if re.fullmatch(span, between) and len(days) == 1:
                days = set(range(last[1], min(days) + 1))
            groups[-1] = (match.end(), groups[-1][1] | days)
        last = (match.end(), max(days))
    return [(end, frozenset(days)) for end, days in groups]


def _is_chain(text: str) -> bool:
    names = "|".join(sorted(_NAMES, key=len, reverse=True))
    return bool(re.search(rf"\b(?:{names}) ?- ?(?:{names}) ?- ?(?:{names})\b", text))


def expected(text: str) -> set[tuple[int | None, int]]:
    """Pairs (day, minutes) that the source says; day None when it names none."""
    text = fold(text)
    times, groups = source_times(text), day_groups(text)
    backwards = bool(times and groups and times[0][0] < groups[0][0] and times[-1][0] < groups[-1][0])
    pairs: set[tuple[int | None, int]] = set()
    for at, minutes in times:
        before = [days for end, days in groups if end <= at]
        after = [days for end, days in groups if end > at]
        days = (after[0] if after else None) if backwards else (before[-1] if before else None)
        pairs.update((day, minutes) for day in days) if days else pairs.add((None, minutes))
    return pairs


def selector_pairs(osm: str) -> set[tuple[int | None, int]]:
    """Pairs (day, minutes) in the selectors of an OSM string, outside quotes; None for rules without days."""
    bare = re.sub(r'"[^"]*"', "", osm)
    pairs: set[tuple[int | None, int]] = set()
    for rule in re.split(r";|\|\||,\s(?=[A-Zw\d])", bare):
        days: set[int] = set()
        for first, last in re.findall(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)\b(?:-(Mo|Tu|We|Th|Fr|Sa|Su))?", rule):
            days.update(range(CODES.index(first), CODES.index(last or first) + 1))
        for start, end in re.findall(r"(\d\d:\d\d)-(\d\d:\d\d)", rule):
            for clock in (start, end):
                minutes = int(clock[:2]) * 60 + int(clock[3:])
                pairs.update(((day, minutes) for day in days) if days else [(None, minutes)])
    return pairs


def excepted(text: str) -> set[int]:
    """Days that a phrase sets apart: closed, « sauf », « jusqu'à », « (17h30 le jeudi) »."""
    text = fold(text)
    days: set[int] = set()
    for phrase in re.findall(r"(?:ferm|sauf|jusqu|exception)[^.;|]*|\([^)]*\d ?h[^)]*\)", text):
        days.update(_NAMES[match[4]] for match in _DAY.finditer(phrase) if match[4])
    return days


@dataclass(frozen=True)
class Verdict:
    """`missing`: said by the source, not by a selector of that day. `excused`: the same, on a day that an
    exception names. `invented`: a clock time that the source does not have."""

    missing: tuple[tuple[int | None, int], ...]
    excused: tuple[tuple[int | None, int], ...]
    invented: tuple[int, ...]

    @property
    def strict(self) -> bool:
        return not (self.missing or self.excused or self.invented)

    @property
    def right(self) -> bool:
        return not (self.missing or self.invented)


def check(text: str, osm: str) -> Verdict:
    """Compare one source text with the OSM string made of it."""
    said, written = expected(text), selector_pairs(osm)
    anywhere = {minutes for _, minutes in said}
    missing = sorted(said - written, key=str)
    departing = excepted(text)
    # An exception may take a time from its day, but not from every day: somewhere it must be written.
    excused = [pair for pair in missing if pair[0] in departing and any(m == pair[1] for _, m in written)]
    half = bool(re.search(r"matin|apres|midi|minuit|24", fold(text)))
    invented = {m for _, m in written} - anywhere - ({0, 720, 1440} if half else set())
    return Verdict(tuple(p for p in missing if p not in excused), tuple(excused), tuple(sorted(invented)))


# What selectors and states say in their own way: days, months, rhythms, holidays, « ouvert », « fermé ».
_COMMON = re.compile(
    r"(?:lundi|lundis|mardi|mardis|mercredi|mercredis|jeudi|jeudis|vendredi|vendredis|samedi|samedis|dimanche|"
    r"dimanches|verdredi|mundi|eudi|vend|semaine|semaines|paire|impaire|week|end|ends|tous|toutes|jour|"
    r"jours|chaque|premier|premiers|deuxieme|deuxiemes|troisieme|quatrieme|dernier|mois|juin|juillet|aout|"
    r"janvier|septembre|octobre|novembre|decembre|trente|vacances|scolaire|scolaires|periode|hors|matin|matins|apres|midi|midis|"
    r"feries|sauf|jusqu|pendant|pour|dans|avec|pause|meridienne|excepte|exceptes|exception|ouvert|ouverte|ouverture|ouvertures|horaire|horaires|heures|"
    r"accueil|public|uniquement|entre|puis|meme|memes|seulement|sont|ferme|fermee|fermes|fermeture)"
)


def lost_words(text: str, kept: str) -> list[str]:
    """Words of four letters or more of the source that are in neither the string nor the words kept."""
    plain = re.sub(r"<[^>]*>|\bbouche-du-rhone\w*|\d+h\w*", " ", fold(text))
    kept = fold(kept)
    return [
        word for word in re.findall(r"[a-z]{4,}", plain) if not _COMMON.fullmatch(word) and word not in kept
    ]
