"""``lshw``, as JSON or as XML: a tree of nodes, from the machine down to its parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fabrique.equip.intake.draft import Draft
from fabrique.equip.intake.drives import kind_of as drive_kind
from fabrique.equip.intake.kinds import kind_of
from fabrique.equip.intake.observation import Battery, Drive, DriveKind, Interface
from fabrique.equip.intake.parsing import Element
from fabrique.equip.intake.values import (
    card_kind,
    drive_bytes,
    mac,
    obj,
    objects,
    ram_mb,
    real,
    serial,
    tidy,
    uuid,
    whole,
)

Node = dict[str, Any]
WHERE = "lshw"
_NO_DISK = ("cdrom", "medium", "volume", "disc", "partition", "logicalvolume")
_NO_MEMORY = ("flash", "chip", "cache", "bios", "rom")


def is_node(value: Any) -> bool:
    """Whether a JSON value is a machine, or a part of one, as lshw writes it."""
    return isinstance(value, dict) and "class" in value and "id" in value


def machine_in(value: Any) -> Node | None:
    """The node of the machine: the document itself, or the first of a list."""
    nodes = value if isinstance(value, list) else [value]
    return next((n for n in nodes if is_node(n) and n["class"] == "system"), None)


def node_of(element: Element) -> Node:
    """An XML node in the shape of the JSON ones."""
    node: Node = {"id": element.attributes.get("id", ""), "class": element.attributes.get("class", "")}
    for child in element.children:
        if child.name == "node":
            node.setdefault("children", []).append(node_of(child))
        elif child.name == "configuration":
            node["configuration"] = {
                s.attributes.get("id"): s.attributes.get("value") for s in child.children
            }
        elif child.name == "capabilities":
            node["capabilities"] = {c.attributes.get("id"): c.text.strip() or True for c in child.children}
        elif child.name not in ("resources", "hints"):
            node.setdefault(child.name, child.text.strip())
    return node


def state(machine: Node, draft: Draft) -> None:
    """All that the tree says of the machine."""
    _state_identity(machine, draft)
    nodes = list(_walk(machine, ()))
    banks = 0
    for node, above in nodes:
        sort, name = node.get("class"), str(node.get("id", ""))
        if sort == "processor" and name.split(":")[0] == "cpu":
            _state_cpu(node, draft)
        elif sort == "memory" and name.startswith("bank"):
            banks += _bank(node, above)
        elif sort in ("disk", "storage") or "mmcblk" in str(node.get("logicalname", "")):
            _state_drive(node, above, draft)
        elif sort == "network":
            _state_network(node, draft)
        elif sort == "power" and name.startswith("battery"):
            _state_battery(node, draft)
        elif name == "firmware":
            _state_firmware(node, draft)
    _state_memory(nodes, banks, draft)


def _walk(node: Node, above: tuple[Node, ...]) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    yield node, above
    for child in objects(node.get("children")):
        yield from _walk(child, (*above, node))


def _settings(node: Node) -> Node:
    return obj(node.get("configuration"))


def _abilities(node: Node) -> tuple[str, ...]:
    """The names of what a part can do: an object in most versions, a list in some."""
    found = node.get("capabilities")
    return tuple(str(each) for each in found) if isinstance(found, dict | list) else ()


def _state_identity(machine: Node, draft: Draft) -> None:
    settings = _settings(machine)
    product, sku = tidy(machine.get("product")), tidy(settings.get("sku"))
    start, _, end = product.rpartition(" (")
    if start and end.endswith(")") and (end[:-1] == sku or not real(end[:-1]) or not sku):
        product = start
    board = next((part for part in objects(machine.get("children")) if part.get("id") == "core"), {})
    state_model(
        draft,
        WHERE,
        machine.get("vendor"),
        product,
        machine.get("version"),
        board.get("vendor"),
        board.get("product"),
    )
    draft.say("serial", serial(machine.get("serial")), WHERE)
    draft.say("uuid", uuid(settings.get("uuid")), WHERE)
    draft.say_kind(kind_of(settings.get("chassis")) or kind_of(machine.get("description")))


def state_model(
    draft: Draft, where: str, make: Any, model: Any, version: Any, board_make: Any = "", board_model: Any = ""
) -> None:
    """Brand and model, or those of the motherboard where the maker filled nothing in.

    Lenovo writes the name that is on the machine as its version.
    """
    if real(model) and real(model).casefold() not in ("all series", "all"):
        draft.say("make", real(make), where)
        draft.say("model", real(model), where)
    elif real(board_model) and not draft.first("model"):
        draft.say("make", real(board_make) or real(make), where)
        draft.say("model", real(board_model), where)
        draft.warn("Machine assemblée : la marque et le modèle donnés sont ceux de la carte mère.")
    if "lenovo" in tidy(make).casefold() and real(version) and not draft.name:
        draft.name = real(version)


def _state_cpu(node: Node, draft: Draft) -> None:
    if node.get("disabled"):
        return
    settings = _settings(node)
    hertz = whole(node.get("size")) or whole(node.get("capacity"))  # the capacity is the board's
    draft.say_cpu(
        tidy(node.get("product")),
        cores=whole(settings.get("cores"), least=1, most=512),
        threads=whole(settings.get("threads"), least=1, most=1024),
        mhz=round(hertz / 10**6) if hertz else None,
    )


def _bank(node: Node, above: tuple[Node, ...]) -> int:
    """Bytes of one memory module; flash chips are listed as banks too."""
    text = f"{node.get('description', '')} {above[-1].get('description', '')}".casefold()
    return 0 if any(word in text for word in _NO_MEMORY) else whole(node.get("size")) or 0


def _state_memory(nodes: list[tuple[Node, tuple[Node, ...]]], banks: int, draft: Draft) -> None:
    """The modules, summed over all banks; else what the system sees."""
    whole_memory = sum(
        whole(node.get("size")) or 0
        for node, _ in nodes
        if node.get("class") == "memory" and "system memory" in str(node.get("description", "")).casefold()
    )
    draft.say("ram_mb", ram_mb(banks), WHERE)
    if whole_memory and not banks:
        draft.usable_mb = draft.usable_mb or ram_mb(whole_memory)


def _state_drive(node: Node, above: tuple[Node, ...], draft: Draft) -> None:
    name = str(node.get("id", ""))
    if name.startswith(_NO_DISK) or any(str(n.get("businfo", "")).startswith("usb") for n in (*above, node)):
        return
    text = f"{node.get('description', '')} {node.get('logicalname', '')}"
    size = whole(node.get("size"))
    if node.get("class") == "storage":
        _state_unseen(node, draft)
        return
    if not size or "removable" in _abilities(node):
        return
    holder = above[-1] if above and "nvme" in str(above[-1].get("id", "")) else {}
    model, maker = tidy(node.get("product") or holder.get("product")), real(node.get("vendor"))
    drive = Drive(
        kind=drive_kind(model, text, f"{maker} {model}", spins=_spins(node)),
        size_bytes=drive_bytes(size),
        serial=serial(node.get("serial") or holder.get("serial")),
        make=maker,
        model=model,
    )
    if drive.size_gb:
        draft.say_drive(drive, WHERE)


def _spins(node: Node) -> bool | None:
    return True if any("rpm" in word for word in _abilities(node)) else None


def _state_unseen(node: Node, draft: Draft) -> None:
    """Old versions of lshw see the NVMe controller and not the drive: it is there, and must be erased."""
    if "non-volatile memory" in str(node.get("description", "")).casefold() and not node.get("children"):
        draft.say_drive(Drive(DriveKind.NVME, make=real(node.get("vendor"))), WHERE)
        draft.warn("Un disque NVMe est présent mais cet outil n’en donne ni la taille ni le numéro.")


def _state_network(node: Node, draft: Draft) -> None:
    if not tidy(node.get("product")):
        return  # a bridge or a tunnel
    words = (
        node.get("description"),
        node["product"],
        node.get("logicalname"),
        *_abilities(node),
    )
    kind = card_kind(*words)
    draft.say_interface(Interface(kind, tidy(node["product"]), mac(node.get("serial"))))


def _state_battery(node: Node, draft: Draft) -> None:
    design = whole(node.get("capacity"), least=1, most=200_000)
    draft.say_battery(Battery(design, None, "mWh" if design else "", None, real(node.get("product"))))


def _state_firmware(node: Node, draft: Draft) -> None:
    parts = (real(node.get("vendor")), real(node.get("version")), tidy(node.get("date")))
    draft.firmware = draft.firmware or " ".join(filter(None, parts))
    abilities = _abilities(node)
    if abilities and draft.uefi is None:
        draft.uefi = "uefi" in abilities
