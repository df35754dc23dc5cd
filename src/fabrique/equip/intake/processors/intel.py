"""Intel's names. Generations of the Core line are Intel's own numbers; older ones bear the architecture."""

from __future__ import annotations

import re

from fabrique.equip.intake.processors.naming import Found, Rule, first_of

INTEL = "Intel"
BAY_TRAIL, BRASWELL, APOLLO = "Bay Trail", "Braswell", "Apollo Lake"
GEMINI, JASPER, ELKHART, ALDER_N = "Gemini Lake", "Jasper Lake", "Elkhart Lake", "Alder Lake-N"
CORE_65, CORE_45, NETBURST = "Core (65 nm)", "Core (45 nm)", "NetBurst"

_CORE2 = (
    (r"(?:E4|E6|X6|T5|T7|Q6|QX6|L7|U7|U2)\d{3}\w?|[46]\d{3}", CORE_65),
    (r".*", CORE_45),
)
_ATOM = (
    (r"N2\d\d|Z5\d\d\w*|2\d\d|3\d\d|[ND][45]\d\d\w*|E6\d\d\w*", "Bonnell"),
    (r"[ND]2\d{3}\w*|Z2\d{3}\w*|S1\d{3}\w*", "Saltwell"),
    (r"Z3\d{3}\w*|E38\d\d|C2\d{3}", BAY_TRAIL),
    (r"Z8\d{3}\w*", "Cherry Trail"),
    (r"E39\d\d\w*|T55\d\d|T57\d\d|C3\d{3}\w*", APOLLO),
    (r"6\d{3}\w*", ELKHART),
)
_SMALL = (  # Pentium and Celeron made as Atoms
    (r"[NJ](?:2[89]\d\d|35[1-4]0|1[789]\d\d|28\d\d|29\d\d)", BAY_TRAIL),
    (r"[NJ]3(?:0|1|7)\d\d", BRASWELL),
    (r"[NJ](?:33|34|42)\d\d\w?", APOLLO),
    (r"[NJ](?:40|41|50[0-4])\d{1,2}", GEMINI),
    (r"[NJ](?:4500|4505|5095\w?|5100|5105|6000|6005)", JASPER),
    (r"[NJ]6\d{3}", ELKHART),
)
_PENTIUM = (
    *_SMALL,
    (r"(?:E2|T2|T3)\d{3}", CORE_65),
    (r"(?:E5|E6|T4|SU4|SU2)\d{3}", CORE_45),
    (r"G69\d\d|P6\d{3}|U5\d{3}", "1"),
    (r"G[68]\d\d\w?|B9\d\d|9\d7", "2"),
    (r"G2\d{3}\w*|20\d\dM|A1018|21\d\d\w|B9[258]5C", "3"),
    (r"G3\d{3}\w*|35\d\d[MUY]", "4"),
    (r"38\d\dU", "5"),
    (r"G4(?:4\d\d|5[0-4]\d)\w*|4405[UY]", "6"),
    (r"G4(?:5[6-9]|6\d)\d\w*|441[05][UY]", "7"),
    (r"G5[4-6]\d\d\w*|5405U|4417U|4425Y|D1\d{3}", "8"),
    (r"G6[4-6]\d\d\w*|6[45]\d\d[UY]", "10"),
    (r"7505", "11"),
    (r"G7\d{3}\w*|85\d\d", "12"),
)
_CELERON = (
    *_SMALL,
    (r"[3-5]\d\d|E1\d{3}|T1\d{3}|5[2-9]\d", CORE_65),
    (r"E3\d{3}|T3\d{3}|SU2\d{3}|7[24]\d|9\d\d|M ?7\d\d|M ?9\d\d", CORE_45),
    (r"G1101|P4\d{3}|U3\d{3}", "1"),
    (r"G[45]\d\d\w?|B7\d\d|B8\d\d|8[0-9]7|7[89]7", "2"),
    (r"G16\d\d\w?|10[0-9]\d[MU]|9[27]7U?E?", "3"),
    (r"G18\d\d\w*|2\d{3}[MUYE]", "4"),
    (r"3[27]\d5U", "5"),
    (r"G39[02]\d\w*|3[89]5[05]U", "6"),
    (r"G39[3-5]\d\w*|38[67]\dU|396[05][UY]", "7"),
    (r"G49\d\d\w*|4[23]05U", "8"),
    (r"G59\d\d\w*|5[23]05U", "10"),
    (r"6305", "11"),
    (r"G6900\w*|73\d5", "12"),
)
_XEON_LINE = {"1": "Scalable 1", "2": "Scalable 2", "3": "Scalable 3", "4": "Scalable 4", "5": "Scalable 5"}


def core_generation(digits: str) -> str:
    """« 6200 » → 6, « 1135 » → 11, « 13700 » → 13, « 530 » → 1."""
    if len(digits) == 3:
        return "1"
    return digits[:2] if len(digits) == 5 or digits[0] == "1" else digits[0]


def _core_i(match: re.Match[str]) -> Found:
    digits, suffix = match["number"], match["suffix"].upper()
    return Found(INTEL, f"Core i{match['grade']}", digits + suffix, core_generation(digits))


def _core_i_first(match: re.Match[str]) -> Found:
    """« i7 M 620 » was sold as i7-620M."""
    return Found(
        INTEL,
        f"Core i{match['grade']}",
        match["number"] + match["letter"].upper() + match["more"].upper(),
        "1",
    )


def _core_y(match: re.Match[str]) -> Found:
    grade = match["grade"] or ""
    family = f"Core i{grade}" if match["line"] == "i" else f"Core m{grade}" if grade else "Core M"
    return Found(INTEL, family, match["number"].upper(), match["number"][0])


def _core2(match: re.Match[str]) -> Found:
    kind = f" {match['kind'].title()}" if match["kind"] else ""
    model = match["model"].upper()
    return Found(INTEL, f"Core 2{kind}", model, first_of(_CORE2, model, CORE_65))


def _atom(match: re.Match[str]) -> Found:
    model = match["model"].upper()
    family = f"Atom {match['line']}" if match["line"] else "Atom"
    return Found(INTEL, family, model, first_of(_ATOM, model, "Atom"))


def _pentium(match: re.Match[str]) -> Found:
    model = match["model"].upper()
    kind = {"dual": "Dual-Core", "d": "D"}.get(match["kind"] or "", (match["kind"] or "").title())
    return Found(INTEL, f"Pentium {kind}".strip(), model, first_of(_PENTIUM, model, CORE_65))


def _celeron(match: re.Match[str]) -> Found:
    model = match["model"].upper()
    kind = f" {match['kind'].upper()}" if match["kind"] in ("m", "d") else ""
    generation = NETBURST if kind == " D" else first_of(_CELERON, model, "Pentium M" if kind else CORE_65)
    return Found(INTEL, f"Celeron{kind}", model, generation)


def _xeon_e(match: re.Match[str]) -> Found:
    version = match["version"] or "v1"
    model = match["model"].upper() + (f" {version}" if match["version"] else "")
    return Found(INTEL, "Xeon", model, version)


def _xeon_scalable(match: re.Match[str]) -> Found:
    model = match["model"].upper()
    return Found(INTEL, f"Xeon {match['metal'].title()}", model, _XEON_LINE.get(model[1], "Scalable"))


def _xeon_letter(match: re.Match[str]) -> Found:
    model = match["model"].upper()
    line, number = model.split("-", 1)
    return Found(INTEL, "Xeon", model, f"{line}-{number[:2]}00")


def _xeon_old(match: re.Match[str]) -> Found:
    model = match["model"].upper()
    recent = re.fullmatch(r"[XEWL]?(?:55|56|35|36|34|65|75)\d\d\w?", model)
    return Found(INTEL, "Xeon", model, "1" if recent else "Core (Xeon)")


def _ultra(match: re.Match[str]) -> Found:
    return Found(INTEL, f"Core Ultra {match['grade']}", match["model"].upper(), f"Series {match['model'][0]}")


def _fixed(family: str, generation: str) -> Rule:
    """A family sold by frequency alone, or by a number that comes right after its name."""
    pattern = re.compile(
        rf"\b{family.casefold().replace(' ', ' ?')}\b(?: (?:m )?(?P<model>[a-z]?\d{{3}}\w?)\b)?"
    )
    return pattern, lambda m: Found(INTEL, family, (m["model"] or "").upper(), generation)


RULES: tuple[Rule, ...] = (
    (re.compile(r"\bcore ultra (?P<grade>[3579]) (?:pro )?(?P<model>\d{3}[a-z]*)"), _ultra),
    (re.compile(r"\bcore (?P<line>i|m)(?P<grade>[3579])?[- ]?(?P<number>\dy\d\d[a-z]?)\b"), _core_y),
    (
        re.compile(
            r"\b(?:core )?i(?P<grade>[3579])[- ]*(?P<letter>[mqlxu]) ?(?P<number>\d{3})(?P<more>[a-z]{0,2})\b"
        ),
        _core_i_first,
    ),
    (
        re.compile(r"\bi3-?(?P<model>n3\d\d)\b"),
        lambda m: Found(INTEL, "Core i3", m["model"].upper(), ALDER_N),
    ),
    (
        re.compile(
            r"\b(?:core )?i(?P<grade>[3579])[- ]*(?P<number>\d{3,5})(?P<suffix>[a-z]{0,3}\d?[a-z]?)\b"
        ),
        _core_i,
    ),
    (
        re.compile(r"\bcore (?P<grade>[3579]) (?P<model>[12]\d\d[a-z]+)\b"),
        lambda m: Found(INTEL, f"Core {m['grade']}", m["model"].upper(), f"Series {m['model'][0]}"),
    ),
    (
        re.compile(r"\bcore ?2 ?(?P<kind>duo|quad|extreme|solo)? ?(?P<model>(?:[a-z]{1,2} ?)?\d{4}[a-z]?)\b"),
        _core2,
    ),
    (
        re.compile(r"\bcore (?P<kind>duo|solo) (?P<model>[tlu]\d{4}\w?)"),
        lambda m: Found(INTEL, f"Core {m['kind'].title()}", m["model"].upper(), "Yonah"),
    ),
    (
        re.compile(r"\bintel (?P<model>[tlu][12]\d{3})\b"),
        lambda m: Found(INTEL, "Core Duo", m["model"].upper(), "Yonah"),
    ),
    (re.compile(r"\batom (?P<line>x[3567])?-?(?P<model>[a-z]?-?\d{3,4}[a-z]{0,3})\b"), _atom),
    _fixed("Pentium 4", NETBURST),
    _fixed("Pentium D", NETBURST),
    _fixed("Pentium M", "Pentium M"),
    _fixed("Pentium III", "P6"),
    (
        re.compile(
            r"\bpentium (?P<kind>dual|gold|silver)?(?:-core| core)? ?(?P<model>[a-z]{0,2}\d{3,4}[a-z]{0,2})\b"
        ),
        _pentium,
    ),
    (
        re.compile(r"\bceleron (?:(?P<kind>m|d|dual-core|dual) )?(?P<model>[a-z]{0,2}\d{3,4}[a-z]{0,2})\b"),
        _celeron,
    ),
    _fixed("Celeron M", "Pentium M"),
    _fixed("Celeron", NETBURST),
    _fixed("Pentium", "P5"),
    (re.compile(r"\bxeon (?P<metal>bronze|silver|gold|platinum) (?P<model>\d{4}[a-z]*)"), _xeon_scalable),
    (re.compile(r"\bxeon (?P<model>e[357]-\d{4}[a-z]?) ?(?P<version>v\d)?"), _xeon_e),
    (re.compile(r"\bxeon (?P<model>[ewd]-\d{4,5}[a-z]*)"), _xeon_letter),
    (re.compile(r"\bxeon (?P<model>[xewl]?\d{4}[a-z]?)\b"), _xeon_old),
    _fixed("Xeon", NETBURST),
    (
        re.compile(r"\bintel (?:core 3 )?(?P<model>n(?:50|9[57]|100|150|200|250|300|305|350|355))\b"),
        lambda m: Found(INTEL, "Processor", m["model"].upper(), ALDER_N),
    ),
)
