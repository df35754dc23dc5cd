"""What happened to a device, in French: each part of the chain names the gestures that it adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.core.ui.formats import NBSP
from fabrique.core.ui.registry import Registry
from fabrique.equip.enums import BY_VERB, GESTURES, DeviceKind, Purpose
from fabrique.equip.models import Device, DeviceEvent

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """How a gesture that is no move of the machine is told; ``details``: what its facts add, line by line.

    ``title`` replaces ``words`` for a gesture that its facts name better.
    """

    words: str
    details: Callable[[Facts], list[str]] = lambda facts: []
    title: Callable[[Facts], str] | None = None
    order: int = 100


told: Registry[Told] = Registry()  # by verb; that of a move adds its details

FIELDS = {
    "kind": marked("Sorte"),
    "make": marked("Marque"),
    "model": marked("Modèle"),
    "serial": marked("Numéro de série"),
    "made_year": marked("Année de fabrication"),
    "cpu": marked("Processeur"),
    "cpu_mark": marked("Note du processeur"),
    "ram_mb": marked("Mémoire vive"),
    "storage_gb": marked("Stockage"),
    "screen_tenths": marked("Écran"),
    "battery": marked("Batterie"),
    "weight_g": marked("Poids"),
    "windows_11": marked("Prend Windows 11"),
}


def words_of(verb: str) -> str:
    """What was done, in French."""
    if move := BY_VERB.get(verb):
        return move.words
    found = told.get(verb)
    return _(found.words) if found else verb


def title_of(event: DeviceEvent) -> str:
    """What was done, as precisely as the facts of the event allow."""
    found = told.get(event.verb)
    return found.title(event.facts) if found and found.title else words_of(event.verb)


def details_of(event: DeviceEvent) -> list[str]:
    """What the facts of an event add, in French."""
    found = told.get(event.verb)
    return found.details(event.facts) if found else []


def shown(name: str, value: object) -> str:
    """A fact as people read it; empty when it is not known."""
    if value is None or value == "":
        return ""
    write = _WRITERS.get(name)
    return write(value) if write else str(value)


def facts_of(device: Device) -> list[tuple[str, str]]:
    """(what, value) of what is known of a device, in the order of the sheet."""
    pairs = ((label, shown(name, getattr(device, name))) for name, label in FIELDS.items())
    return [(_(label), value) for label, value in pairs if value]


def _decimal(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".").replace(".", ",")


_WRITERS: Mapping[str, Callable[[Any], str]] = {
    "kind": lambda value: DeviceKind(value).label,
    "ram_mb": lambda value: f"{_decimal(value / 1024)}{NBSP}Go",
    "storage_gb": lambda value: f"{value}{NBSP}Go",
    "screen_tenths": lambda value: _("%(size)s pouces") % {"size": _decimal(value / 10)},
    "battery": lambda value: _("%(left)s %% de sa capacité d’origine") % {"left": value},
    "weight_g": lambda value: f"{_decimal(value / 1000)}{NBSP}kg",
    "windows_11": lambda value: _("oui") if value else _("non"),
}


def _corrected(facts: Facts) -> list[str]:
    return _changed(facts, _("inconnu"))


def _changed(facts: Facts, unknown: str) -> list[str]:
    """What a gesture changed of what is known, field by field; ``unknown``: what is said of an empty one."""
    changes = facts.get("changes", {})
    return [
        _("%(field)s : %(old)s → %(new)s")
        % {
            "field": _(FIELDS.get(name, name)),
            "old": shown(name, changes[name][0]) or unknown,
            "new": shown(name, changes[name][1]) or unknown,
        }
        for name in dict.fromkeys([*FIELDS, *changes])  # as on the sheet: PostgreSQL orders keys its own way
        if name in changes
    ]


def _put_away(facts: Facts) -> list[str]:
    return [_("de %(from)s à %(to)s") % {"from": facts.get("from", ""), "to": facts.get("to", "")}]


def _supplied(facts: Facts) -> list[str]:
    return [f"{facts.get('number', '')} × {facts.get('supply', '')} ({facts.get('code', '')})"]


def _entered(facts: Facts) -> list[str]:
    return [_("lot %(lot)s") % {"lot": facts["lot"]}] if facts.get("lot") else []


def _on_the_bench(facts: Facts) -> list[str]:
    """What the gestures of the bench add, of what people read: no key, no code of ours."""
    lines = [facts[name] for name in ("serial", "name", "code", "grade") if facts.get(name)]
    if minutes := facts.get("minutes"):
        lines.append(f"{minutes}{NBSP}min")
    if facts.get("from") or facts.get("to"):
        unknown = _("la réserve")
        lines += _put_away({"from": facts.get("from") or unknown, "to": facts.get("to") or unknown})
    if names := facts.get("names"):
        lines.append(_("défauts : %s") % ", ".join(names))
    if "passed" in facts:
        lines.append(_("rien qui arrête") if facts["passed"] else _("un défaut arrête"))
    return [*([" · ".join(lines)] if lines else []), *_changed(facts, _("à mesurer"))]


def _inspected(facts: Facts) -> str:
    quality = facts.get("purpose") == Purpose.QUALITY
    return _("Contrôle qualité rempli") if quality else _("Diagnostic rempli")


def enlist() -> None:
    """The gestures of the stock."""
    told.enlist("enter", Told(marked("Entré dans le stock"), _entered))
    told.enlist("put_away", Told(marked("Rangé"), _put_away))
    told.enlist("correct", Told(marked("Fiche corrigée à la main"), _corrected))
    told.enlist("observe", Told(marked("Relevé lu")))
    told.enlist("settle", Told(marked("Relevés qui différaient, tranchés")))
    told.enlist("use_supply", Told(marked("Fourniture mise"), _supplied))
    for verb, words in GESTURES.items():
        told.enlist(verb, Told(words, _on_the_bench, _inspected if verb == "inspect" else None))
