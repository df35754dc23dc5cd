"""The table of durations, written from the rules: ``docs/operating/durees.md`` is this text."""

from __future__ import annotations

from collections.abc import Iterator

from fabrique.core.classification import Keep, classified
from fabrique.core.retention import rules

HEAD = """# Ce qui est gardé, et combien de temps

Tiré du code : `fabrique people retention --document` l’imprime, et un test tient ce fichier égal. Chaque
jour, le travail `core.apply_retention` prévient, puis efface ; `fabrique people retention` montre ce qu’il
ferait maintenant. La notice remise aux personnes et le [registre](../registre.md) lisent les mêmes chiffres.

"""


def as_markdown() -> str:
    """Both tables: what each duration covers, and the rules that erase."""
    return HEAD + "\n".join([*_durations(), "", "## Les règles", "", *_rules()]) + "\n"


def _durations() -> Iterator[str]:
    held: dict[Keep, set[str]] = {}
    for each in classified():
        if each.kind.keep:
            held.setdefault(each.kind.keep, set()).add(each.kind.category)
    yield "| durée | ce qui est gardé | ce qui y met fin |"
    yield "|---|---|---|"
    for keep in sorted(held, key=lambda keep: keep.code):
        yield f"| {keep.words} | {' ; '.join(sorted(held[keep]))} | {end_of(keep)} |"


def end_of(keep: Keep) -> str:
    """What ends a duration."""
    rule = f"règle `{keep.rule}`" if keep.rule else ""
    job = f"travail `{keep.job}`" if keep.job else ""
    return " ; ".join(each for each in (rule, job, keep.event) if each)


def _rules() -> Iterator[str]:
    yield "| règle | ce qu’elle efface | tables | prévenir |"
    yield "|---|---|---|---|"
    for rule in rules:
        notice = f"{rule.notice.days} jours avant" if rule.notice else "non"
        tables = ", ".join(f"`{table}`" for table in rule.tables)
        yield f"| `{rule.code}` | {rule.what} | {tables} | {notice} |"
