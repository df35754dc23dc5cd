"""Rules from their TOML files, with errors that say where and how to mend."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from fabrique.equip.grading.model import (
    DRIVE_KINDS,
    MEASURES,
    Cap,
    Condition,
    Criterion,
    Drives,
    Grade,
    Rules,
    Steps,
)

HERE = Path(__file__).parent / "rules"


class RulesError(Exception):
    """A file of rules cannot be read: ``message`` says in French which line, and what is expected."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def read_rules(content: bytes) -> Rules:
    """The rules of a file. Raises ``RulesError``."""
    try:
        raw = tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # also a number of 4,300 figures, a thousand brackets
        raise RulesError(_("Ce fichier n’est pas du TOML lisible : %s.") % error) from None
    try:
        rules = _rules(raw, hashlib.sha256(content).hexdigest())
    except KeyError as error:
        raise RulesError(_("Il manque la clé « %s ».") % error.args[0]) from None
    except (TypeError, ValueError, AttributeError):
        raise RulesError(
            _("Une valeur n’a pas la forme attendue : comparez avec un fichier livré.")
        ) from None
    _check(rules)
    return rules


@cache
def shipped() -> tuple[Rules, ...]:
    """The rules that come with the program, by name and version."""
    return tuple(read_rules(path.read_bytes()) for path in sorted(HERE.glob("*.toml")))


def find(key: str, version: str = "") -> Rules:
    """Shipped rules by name, the newest without a version. Raises ``KeyError``."""
    found = [rules for rules in shipped() if rules.key == key and version in ("", rules.version)]
    if not found:
        raise KeyError(key)
    return max(found, key=lambda rules: rules.version)


def _rules(raw: Mapping[str, Any], digest: str) -> Rules:
    drives = raw.get("drives")
    return Rules(
        key=raw["key"],
        version=raw["version"],
        title=raw["title"],
        source=raw["source"],
        kinds=tuple(raw["kinds"]),
        criteria=tuple(_criterion(each) for each in raw["criteria"]),
        drives=_drives(drives) if drives else None,
        caps=tuple(Cap(each["grade"], each["why"], _conditions(each)) for each in raw.get("caps", ())),
        grades=tuple(Grade(each["name"], each["from"], each.get("meaning", "")) for each in raw["grades"]),
        scaled_by=raw.get("scaled_by", ""),
        digest=digest,
    )


def _criterion(raw: Mapping[str, Any]) -> Criterion:
    return Criterion(
        id=raw["id"],
        label=raw["label"],
        why=raw.get("why", ""),
        measure=raw.get("measure", ""),
        unit=raw.get("unit", ""),
        steps=_steps(raw["steps"]) if "steps" in raw else None,
        choices=dict(raw.get("choices", {})),
        as_is=raw.get("as_is", False),
        fixed=raw.get("fixed"),
        when=_conditions(raw),
        needed=raw.get("needed", True),
        only_without=raw.get("only_without", ""),
    )


def _drives(raw: Mapping[str, Any]) -> Drives:
    return Drives(
        label=raw["label"],
        why=raw.get("why", ""),
        steps={kind: _steps(steps) for kind, steps in raw["steps"].items()},
        total=raw.get("total", False),
        most=raw.get("most"),
    )


def _steps(raw: list[list[Any]]) -> Steps:
    steps = tuple((float(start), int(points)) for start, points in raw)
    if not steps or sorted({start for start, _points in steps}) != [start for start, _points in steps]:
        raise RulesError(_("Les seuils d’un critère doivent aller en croissant : %s.") % raw)
    return Steps(steps)


def _conditions(raw: Mapping[str, Any]) -> tuple[Condition, ...]:
    return tuple(
        Condition(each["measure"], each.get("at_least"), each.get("below"), tuple(each.get("among", ())))
        for each in raw.get("when", ())
    )


def _check(rules: Rules) -> None:
    """What the engine takes for granted."""
    named = [each.measure for each in rules.criteria if each.measure]
    named += [each.measure for criterion in rules.criteria for each in criterion.when]
    named += [each.measure for cap in rules.caps for each in cap.when]
    named += [each.only_without for each in rules.criteria if each.only_without]
    named += [rules.scaled_by] if rules.scaled_by else []
    for measure in named:
        if measure not in MEASURES:
            known = ", ".join(sorted(MEASURES))
            raise RulesError(_("La mesure « %(name)s » n’existe pas. Possibles : %(known)s.") % {
                "name": measure, "known": known,
            })  # fmt: skip
    starts = [each.start for each in rules.grades]
    if not starts or sorted(set(starts)) != starts:
        raise RulesError(_("Les notes doivent aller de la plus basse à la plus haute."))
    names = {each.name for each in rules.grades}
    for cap in rules.caps:
        if cap.grade not in names or not cap.when:
            raise RulesError(_("Un plafond nomme une note qui n’existe pas, ou n’a pas de condition."))
    for criterion in rules.criteria:
        ways = (criterion.steps, criterion.choices, criterion.as_is, criterion.fixed is not None)
        if sum(bool(way) for way in ways) != 1 or (criterion.fixed is None and not criterion.measure):
            raise RulesError(
                _("Le critère « %s » doit avoir des seuils, des choix ou des points.") % criterion.label
            )
    if rules.drives and not set(rules.drives.steps) <= set(DRIVE_KINDS):
        raise RulesError(_("Les sortes de disques sont : %s.") % ", ".join(DRIVE_KINDS))
