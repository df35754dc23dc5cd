"""``dmidecode``: the tables of the firmware, as text. A « GB » of memory is a GiB there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fabrique.equip.intake.draft import Draft
from fabrique.equip.intake.formats.lshw import state_model
from fabrique.equip.intake.kinds import kind_of
from fabrique.equip.intake.observation import Battery
from fabrique.equip.intake.values import bytes_of, ram_mb, real, serial, tidy, uuid, whole

WHERE = "dmidecode"
_SIGNS = re.compile(r"^# dmidecode \d|^Handle 0x[0-9A-Fa-f]{4}, DMI type \d+", re.M)
Section = dict[str, str]


def is_dmidecode(text: str) -> bool:
    """Whether a text is what dmidecode writes."""
    return _SIGNS.search(text[:20_000]) is not None


def state(text: str, draft: Draft) -> None:
    """All that the tables say of the machine."""
    sections = list(_sections(text))
    board: Section = next((fields for title, fields in sections if title == "Base Board Information"), {})
    memory = 0
    for title, fields in sections:
        if title == "System Information":
            state_model(
                draft,
                WHERE,
                fields.get("Manufacturer"),
                fields.get("Product Name"),
                fields.get("Version"),
                board.get("Manufacturer"),
                board.get("Product Name"),
            )
            draft.say("serial", serial(fields.get("Serial Number")), WHERE)
            draft.say("uuid", uuid(fields.get("UUID")), WHERE)
        elif title == "Chassis Information":
            draft.say_kind(kind_of(fields.get("Type")))
            draft.say("serial", serial(fields.get("Serial Number")), f"{WHERE}, châssis")
        elif title == "Processor Information":
            _state_cpu(fields, draft)
        elif title == "Memory Device" and fields.get("Type") != "Flash":
            memory += bytes_of(fields.get("Size"), binary=True) or 0
        elif title == "BIOS Information":
            _state_firmware(fields, draft)
        elif title == "TPM Device":
            draft.tpm = draft.tpm or real(fields.get("Specification Version"))
        elif title == "Portable Battery":
            _state_battery(fields, draft)
    draft.say("ram_mb", ram_mb(memory), WHERE)


def _sections(text: str) -> Iterator[tuple[str, Section]]:
    """(title, fields) of each structure; the lines below a field are joined to it."""
    for block in re.split(r"\n\s*\n", text.replace("\r", "")):
        lines = [line for line in block.split("\n") if line.strip() and not line.startswith(("#", "Handle"))]
        if not lines:
            continue
        fields: Section = {}
        last = ""
        for line in lines[1:]:
            if re.match(r"\t\t|\s{12,}", line) and last:
                fields[last] = f"{fields[last]}\n{line.strip()}"
                continue
            key, _, value = line.strip().partition(":")
            last = key.strip()
            fields.setdefault(last, value.strip())
        yield lines[0].strip(), fields


def _state_cpu(fields: Section, draft: Draft) -> None:
    if "unpopulated" in fields.get("Status", "").casefold():
        return
    draft.say_cpu(
        tidy(fields.get("Version")),
        cores=whole(fields.get("Core Count"), least=1, most=512),
        threads=whole(fields.get("Thread Count"), least=1, most=1024),
        mhz=whole(fields.get("Current Speed", "").split(" ")[0], least=1, most=10_000),
    )


def _state_firmware(fields: Section, draft: Draft) -> None:
    parts = (real(fields.get("Vendor")), real(fields.get("Version")), tidy(fields.get("Release Date")))
    draft.firmware = draft.firmware or " ".join(filter(None, parts))
    if draft.uefi is None and "Characteristics" in fields:
        draft.uefi = "UEFI is supported" in fields["Characteristics"]


def _state_battery(fields: Section, draft: Draft) -> None:
    number, _, unit = fields.get("Design Capacity", "").partition(" ")
    design = whole(number, least=1, most=200_000)
    if design:
        draft.say_battery(Battery(design, None, unit, None, real(fields.get("Name"))))
