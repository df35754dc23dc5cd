"""Going through the rules: what would be done, or doing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fabrique.core import clock
from fabrique.core.retention.rules import Change, Held, Rule, rules

BATCH = 25  # subjects in one transaction: some 10 ms for a file of a person, and writers wait for its end


@dataclass(frozen=True, slots=True)
class Line:
    """What one rule does now: subjects that go, subjects that are told of, subjects that must stay."""

    rule: Rule
    erased: list[str]
    told: list[str]
    held: list[Held]

    def as_dict(self) -> dict[str, object]:
        held = [{"subject": one.subject, "why": one.why, "until": one.until} for one in self.held]
        return {
            "code": self.rule.code,
            "what": self.rule.what,
            "retention": self.rule.words,
            "erased": self.erased,
            "noticed": self.told,
            "held": [one | {"until": str(one["until"] or "")} for one in held],
        }


def survey() -> list[Line]:
    """What ``apply`` would do at this instant; writes nothing."""
    return [
        Line(rule, rule.due(at), rule.notice.due(at) if rule.notice else [], rule.held(at))
        for at in (clock.now(),)
        for rule in rules
    ]


def apply() -> list[Line]:
    """Erase what is past its limit, then tell of what will be. Cut short, it goes on at the next run.

    The journal says how many of what, and nothing when nothing was due.
    """
    from fabrique.core import journal  # this package is read before there are models

    lines = [_applied(rule) for rule in rules]
    if counts := {line.rule.code: len(line.erased) for line in lines if line.erased}:
        journal.record("core.apply_retention", summary=counts)
    return lines


def _applied(rule: Rule) -> Line:
    at = clock.now()
    held = rule.held(at)
    erased = list(_in_batches(rule.due(at), rule.erase))
    told = list(_in_batches(rule.notice.due(at), rule.notice.tell)) if rule.notice else []
    return Line(rule, erased, told, held)


def _in_batches(subjects: list[str], change: Change) -> Iterator[str]:
    for first in range(0, len(subjects), BATCH):
        yield from change(subjects[first : first + BATCH])
