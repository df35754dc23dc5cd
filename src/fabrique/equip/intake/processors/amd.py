"""AMD's names. Ryzen and the A series bear their own thousands; older ones the architecture."""

from __future__ import annotations

import re

from fabrique.equip.intake.processors.naming import Found, Rule, first_of

AMD = "AMD"
_BOBCAT, _JAGUAR, _PUMA, _STONEY = "Bobcat", "Jaguar", "Puma", "Stoney Ridge"
_E_SERIES = (
    (r"E1-1\d{3}|E2-1\d{3}|E2-2000|E-\d{3}|C-\d\d|Z-\d\d", _BOBCAT),
    (r"E1-2\d{3}|E2-3\d{3}", _JAGUAR),
    (r"E1-6\d{3}|E2-6\d{3}|E[12]-7\d{3}", _PUMA),
    (r"E[12]-9\d{3}\w?", _STONEY),
)


def _ryzen(match: re.Match[str]) -> Found:
    grade = (match["grade"] or "").title()
    pro = " PRO" if match["pro"] or match["pro2"] else ""
    return Found(
        AMD,
        f"Ryzen {grade}{pro}".strip(),
        match["number"] + match["suffix"].upper(),
        f"{match['number'][0]}000",
    )


def _a_series(match: re.Match[str]) -> Found:
    number = match["number"]
    family = f"{match['line'].upper()}{' PRO' if match['pro'] else ''}"
    return Found(AMD, family, number + match["suffix"].upper(), f"{number[0]}000")


def _e_series(match: re.Match[str]) -> Found:
    model = match["model"].upper()
    return Found(AMD, f"{model[0]}-Series", model, first_of(_E_SERIES, model, _BOBCAT))


def _athlon_zen(match: re.Match[str]) -> Found:
    family = f"Athlon {match['metal'].title()}" if match["metal"] else "Athlon"
    number = match["model"].upper()
    generation = "3000" if number.startswith("3") else "Zen"
    return Found(AMD, family, number, generation)


def _fx(match: re.Match[str]) -> Found:
    number = match["number"]
    return Found(
        AMD, "FX", number + match["suffix"].upper(), "Bulldozer" if number[1] == "1" else "Piledriver"
    )


def _named(pattern: str, family: str, generation: str, number: str = r"[a-z]{0,3}-?\d{2,4}[a-z]?\+?") -> Rule:
    """A family, « X2 » and the like, and a number or the frequency under which it was sold."""
    rule = re.compile(rf"\b{pattern}(?: (?P<x>x[2346]))?(?:[ -]+(?:neo )?(?P<model>{number}))?(?=\s|$)")

    def make(match: re.Match[str]) -> Found:
        cores = f" {match['x'].upper()}" if match["x"] else ""
        return Found(AMD, family + cores, (match["model"] or "").upper(), generation)

    return rule, make


RULES: tuple[Rule, ...] = (
    (
        re.compile(r"\bryzen ai (?P<grade>[3579]|max\+?)(?: (?P<pro>pro))? (?P<model>(?:hx )?\d{3})"),
        lambda m: Found(AMD, f"Ryzen AI {m['grade'].title()}", m["model"].upper(), f"AI {m['model'][-3]}00"),
    ),
    (
        re.compile(
            r"\bryzen (?:(?P<pro>pro) )?(?P<grade>[3579]|threadripper|embedded)"
            r"(?: (?P<pro2>pro))? v?(?P<number>\d{4})(?P<suffix>[a-z0-9]{0,4})"
        ),
        _ryzen,
    ),
    (
        re.compile(r"\bepyc (?P<model>\d{4}[a-z]?)"),
        lambda m: Found(AMD, "EPYC", m["model"].upper(), m["model"][3]),
    ),
    (
        re.compile(
            r"\bathlon(?: (?P<metal>gold|silver))? (?:pro )?(?P<model>[23]\d{2,3}(?:ge|g|u|c)|3\d{3}[a-z]+)\b"
        ),
        _athlon_zen,
    ),
    (re.compile(r"\bamd (?P<model>3\d{3}e)\b"), lambda m: Found(AMD, "3000", m["model"], "3000")),
    (
        re.compile(
            r"\b(?P<pro>pro )?(?P<line>a(?:4|6|8|9|10|12))[- ](?:pro-|pro |micro-)?"
            r"(?P<number>\d{4})(?P<suffix>[a-z]{0,2})\b"
        ),
        _a_series,
    ),
    (re.compile(r"\bamd (?P<model>(?:e[12]?|c|z)-\d{2,4}[a-z]?)\b"), _e_series),
    (re.compile(r"^(?P<model>(?:e[12]|e)-\d{3,4}[a-z]?|c-\d\d|z-\d\d)$"), _e_series),
    (re.compile(r"\bfx ?-? ?(?P<number>\d{4})(?P<suffix>[a-z]{0,2})"), _fx),
    (
        re.compile(r"\b(?P<model>g-t\d\d[a-z])\b"),
        lambda m: Found(AMD, "G-Series", m["model"].upper(), _BOBCAT),
    ),
    (
        re.compile(r"\b(?P<model>gx-\d{3}[a-z]*)\b"),
        lambda m: Found(AMD, "G-Series", m["model"].upper(), _JAGUAR),
    ),
    _named("phenom ii", "Phenom II", "K10"),
    _named("phenom", "Phenom", "K10"),
    _named("athlon ii", "Athlon II", "K10"),
    _named("turion ii", "Turion II", "K10"),
    _named("athlon 64", "Athlon 64", "K8"),
    _named("turion 64", "Turion 64", "K8"),
    _named("turion", "Turion", "K8"),
    _named("athlon xp", "Athlon XP", "K7"),
    _named("athlon mp", "Athlon MP", "K7"),
    (
        re.compile(r"\bathlon (?P<x>x[24]) (?P<model>\d{3}[a-z]?)\b"),
        lambda m: Found(AMD, f"Athlon {m['x'].upper()}", m["model"].upper(), "Steamroller"),
    ),
    (
        re.compile(
            r"\bathlon (?:(?P<x>x2|neo) )?(?P<model>[a-z]{0,2}-?\d{4}[a-z]?\+?|[a-z]{1,2}-?\d{2,3})(?=\s|$)"
        ),
        lambda m: Found(AMD, "Athlon", m["model"].upper(), "K8"),
    ),
    _named("athlon", "Athlon", "K7"),
    _named("sempron", "Sempron", "K8"),
    _named("opteron", "Opteron", "K8"),
    _named("duron", "Duron", "K7"),
    (
        re.compile(r"\bamd (?P<model>v1[0-9]{2})\b"),
        lambda m: Found(AMD, "V-Series", m["model"].upper(), "K10"),
    ),
)
