"""The year of a processor by its name: what our rules count when no performance mark is known.

Years in which each generation came out, from its makers' own catalogues; a family that is not here has none.
"""

from __future__ import annotations

import re

_CORE = {2: 2011, 3: 2012, 4: 2013, 5: 2015, 6: 2015, 7: 2016, 8: 2017, 9: 2018, 10: 2019, 11: 2020, 12: 2021,
         13: 2022, 14: 2023}  # fmt: skip
_RYZEN = {1: 2017, 2: 2018, 3: 2019, 4: 2020, 5: 2020, 6: 2022, 7: 2022, 8: 2023, 9: 2024}
_APPLE = {1: 2020, 2: 2022, 3: 2023, 4: 2024}


def cpu_year(name: str) -> int | None:
    """The year of « Intel(R) Core(TM) i5-8250U CPU » (2017); None when its name does not tell it."""
    text = " ".join(re.sub(r"\((?:R|TM|C)\)|\bCPU\b", " ", name, flags=re.IGNORECASE).split())
    if core := re.search(r"\bi[3579][ -](\d{3,5})([A-Z]{0,3}\d?)\b", text):
        return _core_year(core[1])
    if re.search(r"\bi[3579] M \d{3}\b", text):  # the first generation of laptops wrote it so
        return 2010
    if ultra := re.search(r"\bUltra [3579] (\d)\d{2}[A-Z]?\b", text):
        return 2023 if ultra[1] == "1" else 2024
    if ryzen := re.search(r"\bRyzen [3579](?: PRO)? (\d)\d{3}", text, re.IGNORECASE):
        return _RYZEN.get(int(ryzen[1]))
    if apple := re.search(r"\bApple M(\d)\b", text):
        return _APPLE.get(int(apple[1]))
    if re.search(r"\bCore ?2\b|\bPentium (?:4|M|D|Dual)\b|\bAthlon 64\b|\bTurion\b|\bCeleron M\b", text):
        return 2007
    return None


def _core_year(digits: str) -> int | None:
    """« 530 » is of the first generation, « 2520 » of the second, « 10210 » and « 1135 » of the tenth on."""
    if len(digits) == 3:
        return 2010
    if len(digits) == 5 or digits.startswith("1"):
        return _CORE.get(int(digits[:2]))
    return _CORE.get(int(digits[0]))
