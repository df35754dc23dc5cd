"""Cells to values: real names instead of what makers leave by default, sizes in one unit, addresses."""

from __future__ import annotations

import re
from typing import Any

MIB, GIB, GB = 2**20, 2**30, 10**9

# What a maker or a board leaves when nobody filled the field. Compared without spaces, marks or case.
_WORDS = """
    tobefilledbyoem filledbyoem fillbyoem oem default defaultstring none na notavailable notspecified
    notapplicable notprovided notsettable notpresent notsupportedbycpu unknown undefined unspecified
    invalid empty null nil serial serialno serialnumber serial# nosn sn systemserialnumber
    systemmanufacturer systemproductname systemversion systemskunumber systemsku sku skunumber
    chassisserialnumber chassismanufacturer chassismanufacture chassisversion baseboardserialnumber
    baseboardmanufacturer assettag noassettag noassetinformation atagnumber pleaseset mb1234567890
    eeepc0123456789 eee0123456789 bsn12345678901234567 123490en400015 0123456789abcdef productname
    manufacturer oemmanufacturer typeproductname 123456789 1234567890 12345678 1234567 0123456789
    01234567 0123456 12345678901234567 abcdefgh testserial xxxxxxx
"""
_PLACEHOLDERS = frozenset(_WORDS.split())
_NOT_WORD = re.compile(r"[^a-z0-9#]")
_SPACES = re.compile(r"\s+")
_MAC = re.compile(r"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\Z", re.I)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.I)
_SIZE = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*([kmgt]?)(i?)([bo])?", re.I)
_WIRELESS = ("wireless", "802.11", "wi-fi", "wifi", "network controller", "wlan")
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
# Sizes under which drives are sold, in GB.
_SOLD = (
    *(16, 20, 30, 32, 40, 60, 64, 80, 100, 120, 128, 160, 180, 200, 240, 250, 256, 275, 300, 320, 400, 480),
    *(
        500,
        512,
        525,
        600,
        640,
        750,
        900,
        960,
        1000,
        1024,
        1200,
        1500,
        1920,
        2000,
        2048,
        3000,
        4000,
        6000,
        8000,
    ),
)
LEAST_DRIVE, MOST_DRIVE, _MOST_RAM = GB // 2, 100_000 * GB, 16 * 2**20


def tidy(value: Any, most: int = 120) -> str:
    """One line, without control characters, of at most ``most`` characters."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    text = "".join(c if c.isprintable() else " " for c in str(value))
    return _SPACES.sub(" ", text).strip()[:most].strip()


def obj(value: Any) -> dict[str, Any]:
    """The value, if it is an object; else an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; nothing for what is no list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def real(value: Any) -> str:
    """The text, or nothing if it is what stands in a field that nobody filled."""
    text = tidy(value)
    bare = _NOT_WORD.sub("", text.casefold())
    if not bare.strip("#") or bare in _PLACEHOLDERS or (len(set(bare)) == 1 and len(bare) != 1):
        return ""
    return "" if bare == "0" else text


def serial(value: Any) -> str:
    """A serial number in capitals, or nothing: a single character is none."""
    text = real(value).upper().replace(" ", "")
    return text if len(text) >= 3 and len(set(text)) > 1 else ""


def uuid(value: Any) -> str:
    """A UUID in small letters; those full of zeros or F identify nothing."""
    text = tidy(value).casefold()
    if not _UUID.match(text) or len(set(text.replace("-", ""))) < 4:
        return ""
    return "" if text == "03000200-0400-0500-0006-000700080009" else text


def uuid_key(text: str) -> str:
    """What the two ways of writing one SMBIOS UUID share: tools disagree on the order of its first bytes."""
    if not text:
        return ""
    head, a, b, rest = text[:8], text[9:13], text[14:18], text[18:]
    swapped = "-".join(
        "".join(part[i : i + 2] for i in range(len(part) - 2, -1, -2)) for part in (head, a, b)
    )
    return min(text, swapped + rest)


def card_kind(*words: object) -> str:
    """« wifi » or « ethernet », by any of the words that a tool gives to a network card."""
    text = " ".join(str(word) for word in words if word).casefold()
    return "wifi" if any(sign in text for sign in _WIRELESS) else "ethernet"


def mac(value: Any) -> str:
    """A hardware address with colons, or nothing for one that all machines may have."""
    text = tidy(value)
    if not _MAC.match(text):
        return ""
    text = text.replace("-", ":").casefold()
    return "" if text in ("00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff") else text


def imei(value: Any) -> str:
    """The fourteen or fifteen digits of a phone's number; 16 with the version of its software."""
    digits = re.sub(r"\D", "", str(value or ""))
    return digits[:15] if 14 <= len(digits) <= 17 and len(set(digits)) > 1 else ""


def whole(value: Any, *, least: int = 0, most: int = 2**53) -> int | None:
    """A whole number within bounds; a decimal is rounded."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = round(float(str(value).strip().replace(",", ".").replace(" ", "")))
    except (ValueError, OverflowError):
        return None
    return number if least <= number <= most else None


def bytes_of(text: Any, *, binary: bool, unit: str = "") -> int | None:
    """« 8 GiB », « 238,47 Go », « 8192 MB » in bytes. ``binary`` says what a bare « GB » means here;
    ``unit`` (« M », « G ») is understood where the text has none."""
    match = _SIZE.match(tidy(text))
    if match is None:
        return None
    power = _POWERS[(match[2] or unit).casefold()]
    base = 1024 if binary or match[3] else 1000
    number = float(match[1].replace(",", "."))
    return round(number * base**power) if 0 <= number < 10**15 else None


def ram_mb(size: int | None) -> int | None:
    """MiB of a number of bytes; nothing for what cannot be memory."""
    if size is None:
        return None
    found = round(size / MIB)
    return found if 1 <= found <= _MOST_RAM else None


def drive_bytes(size: int | None) -> int | None:
    """A number of bytes, or nothing for what cannot be a drive."""
    return size if size is not None and LEAST_DRIVE <= size <= MOST_DRIVE else None


def drive_bytes_of_mb(value: Any) -> int | None:
    """Bytes of « MB » of an unknown sort: of the two, the one under which drives are sold.

    Tools wrote « 305245 » (MiB) and « 160041.88 » (MB) in the same field, from one version to the next.
    """
    number = whole(value, least=1)
    if number is None:
        return None
    decimal, binary = number * 10**6, number * MIB

    def distance(size: int) -> float:
        return min(abs(size / GB - sold) / sold for sold in _SOLD)

    return drive_bytes(binary if distance(binary) < min(distance(decimal), 0.01) else decimal)
