"""``read``: any file of a workshop to observations, evidence, or a refusal that a volunteer understands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from fabrique.equip.erasure import nwipe, sanitize
from fabrique.equip.intake.draft import Draft
from fabrique.equip.intake.formats import dmi, glpi, inxi, lshw, power_supply, smart, snapshots, tables
from fabrique.equip.intake.formats.tables import RowRefusal
from fabrique.equip.intake.observation import Observation
from fabrique.equip.intake.parsing import MOST_BYTES, Element, decode, parse_json, parse_xml, parse_yaml
from fabrique.equip.intake.refusals import KNOWN, IntakeRefusal

NWIPE, SANITIZE = "nwipe", "sanitize"
_MOST_SECOND_READ = 100_000
_NWIPE = re.compile(r"^\[\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\] +\w+: ", re.M)
_YAML = re.compile(r"^(?:---\s*$|(?:type|software|device|components|uuid|version)\s*:)", re.M)
_XML = re.compile(r"\s*<(?:\?xml|!DOCTYPE|!--|node\b|list\b|\w+)", re.I)
_HTML = re.compile(r"\s*<(?:!doctype\s+html|html\b)", re.I)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gives. ``evidence`` is empty for machines; else « erasure », « drive » or « battery »: a
    proof or a measure without its machine, whose values are in the only observation, if any."""

    format: str
    observations: tuple[Observation, ...] = ()
    evidence: str = ""
    refusals: tuple[RowRefusal, ...] = ()


def read(content: bytes) -> Reading:
    """Recognise a file by its content, whatever its name. Raises ``IntakeRefusal`` and nothing else."""
    if len(content) > MOST_BYTES:
        raise IntakeRefusal(f"Ce fichier pèse plus de {MOST_BYTES // 10**6} Mo : ce n’est pas un inventaire.")
    if not content.strip(b"\x00 \t\r\n"):
        raise IntakeRefusal("Ce fichier est vide. Refaites l’inventaire, ou recopiez-le.")
    if content.startswith(b"PK") or _is_binary(content):
        return _table(content)
    text = decode(content)
    if sanitize.recognises(text):
        return Reading(SANITIZE, evidence="erasure")
    if nwipe.recognises(text) or _NWIPE.match(text.lstrip()):
        return _nwipe(text)
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in ("{", "["):
        return _of_json(_json_or_yaml(text.lstrip("\ufeff")))
    if start == "<" and _XML.match(text):
        return _of_xml(content, text)
    if dmi.is_dmidecode(text):
        return _machine("dmidecode", lambda draft: dmi.state(text, draft))
    if power_supply.is_power_supply(text):
        return _battery(text)
    if _YAML.search(text[:5000]) and ":" in text and ";" not in text.split("\n", 1)[0]:
        return _of_snapshot(parse_yaml(text))
    return _table(content)


def _is_binary(content: bytes) -> bool:
    head = content[:4096]
    return not head.startswith((b"\xff\xfe", b"\xfe\xff")) and _BINARY.search(head) is not None


def _json_or_yaml(text: str) -> Any:
    """JSON; or YAML written as JSON, which Workbench's own samples are."""
    try:
        return parse_json(text)
    except IntakeRefusal as refusal:
        if len(text) > _MOST_SECOND_READ or "Snapshot" not in text:
            raise
        try:
            return parse_yaml(text)
        except IntakeRefusal:
            raise refusal from None


def _of_json(value: Any) -> Reading:
    if glpi.is_inventory(value):
        return _machine(glpi.FORMAT, lambda draft: glpi.state(value, draft))
    if (machine := lshw.machine_in(value)) is not None:
        return _machine("lshw-json", lambda draft: lshw.state(machine, draft))
    if inxi.is_inxi(value):
        return _machine("inxi", lambda draft: inxi.state(value, draft))
    reports = value if isinstance(value, list) else [value]
    if any(smart.is_smart(report) for report in reports):
        return _drives(reports)
    return _of_snapshot(value)


def _of_snapshot(value: Any) -> Reading:
    if snapshots.is_erasure(value):
        return Reading(snapshots.WORKBENCH, evidence="erasure")
    snapshot = snapshots.unwrapped(value)
    if snapshot is None:
        raise IntakeRefusal(f"Ce fichier n’est pas un inventaire d’appareil. {KNOWN}")
    return _machine(snapshots.format_of(snapshot), lambda draft: snapshots.state(snapshot, draft))


def _of_xml(content: bytes, text: str) -> Reading:
    if _HTML.match(text):
        raise IntakeRefusal(
            "C’est une page web, pas un inventaire : souvent une page d’erreur ou de connexion. "
            "Téléchargez-le de nouveau."
        )
    root = parse_xml(content)
    elements = [root, *root.children] if root.name == "list" else [root]
    machine = next(
        (_as_node(e) for e in elements if e.name == "node" and e.attributes.get("class") == "system"), None
    )
    if machine is None:
        raise IntakeRefusal(f"Ce fichier XML n’est pas un inventaire de lshw. {KNOWN}")
    return _machine("lshw-xml", lambda draft: lshw.state(machine, draft))


def _as_node(element: Element) -> lshw.Node:
    return lshw.node_of(element)


def _machine(format: str, state: Any) -> Reading:
    draft = Draft(format)
    try:
        state(draft)
    except IntakeRefusal as refusal:
        raise IntakeRefusal(refusal.message, format=format) from None
    if draft.virtual:
        raise IntakeRefusal(
            "C’est l’inventaire d’une machine virtuelle : il n’y a pas d’appareil à enregistrer.",
            format=format,
        )
    if draft.says_nothing:
        raise IntakeRefusal(
            "Cet inventaire ne dit rien de la machine. Refaites-le en administrateur.", format=format
        )
    return Reading(format, (draft.finish(),))


def _drives(reports: list[Any]) -> Reading:
    draft = Draft("smartctl")
    if not smart.state(reports, draft):
        raise IntakeRefusal(
            "Ce rapport SMART ne décrit aucun disque : il n’a pas répondu.", format="smartctl"
        )
    return Reading("smartctl", (draft.finish(),), "drive")


def _battery(text: str) -> Reading:
    battery = power_supply.battery_of(text)
    if battery is None:
        raise IntakeRefusal(
            "Ce relevé de batterie est vide : la machine n’en a sans doute pas.", format="battery"
        )
    draft = Draft("battery")
    draft.battery = battery
    return Reading("battery", (draft.finish(),), "battery")


def _nwipe(text: str) -> Reading:
    if "nwipe" not in text:
        raise IntakeRefusal(f"Ce journal n’est pas celui d’un effacement. {KNOWN}")
    return Reading(NWIPE, evidence="erasure")


def _table(content: bytes) -> Reading:
    rows = tables.read(content)
    return Reading(rows.format, rows.observations, refusals=rows.refusals)
