"""Apple, Qualcomm and the other makers of phones, tablets and small boards; VIA."""

from __future__ import annotations

import re

from fabrique.equip.intake.processors.naming import Found, Rule

_TITLES = {"pro": "Pro", "max": "Max", "ultra": "Ultra"}


def _apple(match: re.Match[str]) -> Found:
    more = f" {_TITLES[match['more']]}" if match["more"] else ""
    return Found(
        "Apple", match["line"].upper(), f"{match['line'].upper()}{match['number']}{more}", match["number"]
    )


def _snapdragon(match: re.Match[str]) -> Found:
    model = match["model"]
    shown = model if re.search(r"\dc", model) else model.title() if model.startswith("x") else model.upper()
    if match["gen"]:
        return Found("Qualcomm", "Snapdragon", f"{shown} Gen {match['gen']}", f"Gen {match['gen']}")
    return Found("Qualcomm", "Snapdragon", shown, f"{model[0]}00" if model[:3].isdigit() else "Gen 1")


def _simple(pattern: str, vendor: str, family: str) -> Rule:
    """The first digit of the number says the generation, as these makers count."""

    def make(match: re.Match[str]) -> Found:
        digits = re.sub(r"\D", "", match["model"])
        return Found(vendor, family, match["model"].upper(), digits[:1] or family)

    return re.compile(pattern), make


RULES: tuple[Rule, ...] = (
    (re.compile(r"\bapple (?P<line>m|a)(?P<number>\d{1,2})[xz]?(?: (?P<more>pro|max|ultra))?"), _apple),
    (
        re.compile(
            r"\bsnapdragon (?P<model>x ?(?:elite|plus)?|\d{1,2}cx?|\d{3}\+?|[4678]s?)"
            r"(?: ?gen ?(?P<gen>\d))?(?=\W|$)"
        ),
        _snapdragon,
    ),
    _simple(r"\b(?P<model>sq[123])\b", "Qualcomm", "Microsoft SQ"),
    _simple(r"\b(?P<model>(?:msm|apq|sdm|sm|qcs|sc)\d{3,4}\w*)\b", "Qualcomm", "Snapdragon"),
    _simple(r"\bhelio (?P<model>[apgx]\d{2,3}\w?)\b", "MediaTek", "Helio"),
    _simple(r"\bdimensity (?P<model>\d{3,4}\w?)\b", "MediaTek", "Dimensity"),
    _simple(r"\bkompanio (?P<model>\d{3,4}\w?)\b", "MediaTek", "Kompanio"),
    _simple(r"\b(?P<model>mt\d{4}\w*)\b", "MediaTek", "MT"),
    _simple(r"\bexynos ?(?P<model>\d{3,4}\w?)\b", "Samsung", "Exynos"),
    _simple(r"\bkirin (?P<model>\d{3,4}\w?)\b", "HiSilicon", "Kirin"),
    _simple(r"\btensor (?P<model>g\d)\b", "Google", "Tensor"),
    _simple(r"\b(?P<model>rk\d{4}\w?)\b", "Rockchip", "RK"),
    _simple(r"\b(?P<model>bcm\d{4}\w*)\b", "Broadcom", "BCM"),
    _simple(r"\bnano (?P<model>[a-z]?\d{4}\w?)\b", "VIA", "Nano"),
    _simple(r"\bvia c7(?:-[md])? ?(?P<model>\d{0,4})", "VIA", "C7"),
)
