"""One row of a file to one clean place. Never raises: a refused row says why and how to mend it."""

import re
from collections.abc import Mapping as Dict
from typing import Any

from fabrique.directory.cleaning.booleans import clean_wheelchair
from fabrique.directory.cleaning.choices import clean_choices, read_choices, sort_labels
from fabrique.directory.cleaning.context import Context
from fabrique.directory.cleaning.dates import clean_date
from fabrique.directory.cleaning.emails import clean_emails
from fabrique.directory.cleaning.messages import REFUSALS
from fabrique.directory.cleaning.model import CleanRow, blank_fields
from fabrique.directory.cleaning.names import clean_name
from fabrique.directory.cleaning.opening import read_hours, settle_directions
from fabrique.directory.cleaning.phones import clean_phone, readable_phone
from fabrique.directory.cleaning.pivots import clean_pivot
from fabrique.directory.cleaning.recorder import Recorder
from fabrique.directory.cleaning.text import clean_presentation, clean_text, text_of, tidy
from fabrique.directory.cleaning.typologies import typologies_of_name
from fabrique.directory.cleaning.urls import clean_url, clean_websites
from fabrique.directory.cleaning.whereabouts import locate
from fabrique.directory.fields import FIELDS
from fabrique.directory.mapping.apply import Candidate, apply_mapping
from fabrique.directory.mapping.model import Mapping

__all__ = ["Context", "clean_row"]

_PLAIN_CHOICES = ("itinerance", "services", "fees", "access_modes", "accompaniment", "languages", "networks")
_LINES = ("parent_network", "contact_name")
_MOST = [(one.name, one.most) for one in FIELDS if one.most]
_PARAGRAPHS = ("fees_detail", "directions", "to_bring")


def clean_row(index: int, values: Dict[str, Any], mapping: Mapping, *, context: Context) -> CleanRow:
    """Clean a row. `index` is its 0-based rank in the file, `values` its cells by column.

    The result's `fields` has every canonical name. A row is refused only when it has no name, or nothing that
    says where the place is; it is then given back with all that was read of it.
    """
    note = Recorder(index)
    row = CleanRow(index, "", blank_fields(), values, note.changes, note.flags)
    try:
        _clean(row, apply_mapping(values, mapping), mapping, note, context)
    except Exception as error:  # noqa: BLE001 — whatever a stranger's row holds, the others must go on
        row.refused = REFUSALS["failure"].format(value=type(error).__name__)
        note.change("", row.fields["name"], row.refused, "row-failed", "error")
    return row


def _clean(row: CleanRow, found: Candidate, mapping: Mapping, note: Recorder, context: Context) -> None:
    fields, texts = row.fields, found.texts
    row.external_id = found.external_id
    fields["external_id"] = found.external_id
    name = clean_name(texts.get("name"))
    fields["name"] = note.take("name", texts.get("name"), name)
    where = locate(texts, found.position, note, context)
    fields |= where.fields
    row.candidates = where.candidates
    _identity_and_contact(fields, texts, note, context)
    _choices(fields, found, mapping, note)
    hours, directions = settle_directions(found.hours, text_of(texts.get("directions")))
    if directions != text_of(texts.get("directions")):
        note.change(
            "directions", texts["directions"], directions, "hours-and-directions-exchanged", "warning"
        )
        texts = {**texts, "directions": directions}
    fields["hours"], fields["hours_text"] = read_hours(hours, note)
    _presentation(fields, texts, note)
    _bound(fields, note)
    note.tell_flags(fields)
    row.refused = _refusal(fields["name"], name.rest, where.located, mapping)
    if row.refused:
        note.change("", fields["name"] or name.rest, row.refused, "row-refused", "error")


def _bound(fields: dict[str, Any], note: Recorder) -> None:
    """No text longer than its column: a line is cut with « … », an address of the web is no use when cut."""
    for name, most in _MOST:
        text = fields[name]
        if len(text) > most:
            fields[name] = "" if name.endswith("_url") else text[: most - 1].rstrip() + "…"
            note.flag("cell-too-long")
            note.told("cell-too-long")
            note.change(name, text, fields[name], "text-cut", "warning")


def _refusal(name: str, junk: str, located: bool, mapping: Mapping) -> str | None:
    columns = mapping.texts["name"].columns or ("nom",)
    if not name:
        key = "name-junk" if junk.strip() else "name"
        return REFUSALS[key].format(column=" » ou « ".join(columns), value=junk.strip()[:80])
    return None if located else REFUSALS["location"]


def _identity_and_contact(
    fields: dict[str, Any], texts: dict[str, Any], note: Recorder, context: Context
) -> None:
    postal_code = fields["postal_code"]
    fields["pivot"] = note.take("pivot", texts.get("pivot"), clean_pivot(texts.get("pivot"), postal_code))
    if not fields["pivot"] and not any(flag.startswith("pivot-") for flag in note.flags):
        note.flag("pivot-missing")
    phone = clean_phone(texts.get("phone"), postal_code)
    fields["phone"] = note.take("phone", texts.get("phone"), phone)
    emails = clean_emails(texts.get("emails"))
    fields["emails"] = list(note.take("emails", texts.get("emails"), emails))
    sites = clean_websites(texts.get("websites"))
    fields["websites"] = list(note.take("websites", texts.get("websites"), sites))
    for name in ("accessibility_url", "booking_url", "source_url"):
        fields[name] = note.take(name, texts.get(name), clean_url(texts.get(name)))
    fields["updated_on"] = note.take(
        "updated_on", texts.get("updated_on"), clean_date(texts.get("updated_on"), context.today)
    )
    if fields["updated_on"] is None and not any(flag.startswith("date-") for flag in note.flags):
        note.flag("date-missing")
    fields["wheelchair"] = note.take(
        "wheelchair", texts.get("wheelchair"), clean_wheelchair(texts.get("wheelchair"))
    )
    fields["collector"] = tidy(text_of(texts.get("collector"))).value or context.source
    fields["description"] = "\n".join(_left_over(phone.rest, sites.rest, emails.rest))


def _left_over(phone: str, sites: str, emails: str) -> list[str]:
    """Lines that keep, in words, the ways to reach the place that no field can hold."""
    lines = []
    if re.fullmatch(r"\+\d+(?:, \+\d+)*", phone):
        others = ", ".join(readable_phone(number) for number in phone.split(", "))
        lines.append(f"Autre téléphone : {others}.")
    elif phone:
        lines.append(f"Téléphone : {' '.join(phone.split())}.")
    if any(c.isalpha() for c in sites):
        lines.append(f"Sur Internet : {' '.join(sites.split())}.")
    if emails:
        lines.append(f"Courriel : {' '.join(emails.split())}.")
    return lines


def _choices(fields: dict[str, Any], found: Candidate, mapping: Mapping, note: Recorder) -> None:
    for name in _PLAIN_CHOICES:
        if name in found.codes:
            cleaned = clean_choices(name, found.codes[name], found.reads[name])
            fields[name] = note.take(name, "|".join(found.reads[name]), cleaned)
    _audiences(fields, found, note)
    _labels(fields, found, note)
    cleaned = clean_choices(
        "typologies", found.codes.get("typologies", []), found.reads.get("typologies", [])
    )
    typologies = note.take("typologies", "|".join(found.reads.get("typologies", [])), cleaned)
    if mapping.names_tell_kind or not typologies:
        told = typologies_of_name(fields["name"])
        added = [code for code in told if code not in typologies]
        if added:
            typologies = clean_choices("typologies", [*typologies, *added], []).value
            note.change("typologies", fields["name"], typologies, "typologies-from-name")
    fields["typologies"] = [code for code in typologies if code != "Autre" or len(typologies) == 1]
    if not fields["services"]:
        note.flag("services-missing")


def _audiences(fields: dict[str, Any], found: Candidate, note: Recorder) -> None:
    """Audiences and the care that they need are often mixed in one column: each field takes its half."""
    for name, other in (("publics", "specific_care"), ("specific_care", "publics")):
        if name not in found.codes:
            continue
        cleaned = clean_choices(name, found.codes[name], found.reads[name])
        pieces = cleaned.rest.split(" ; ") if cleaned.rest and other in found.codes else []
        if pieces and all(
            read_choices(other, piece).value or not read_choices(other, piece).rest for piece in pieces
        ):
            fields[name] = cleaned.value
            if cleaned.rules:
                note.change(name, "|".join(found.reads[name]), cleaned.value, "+".join(cleaned.rules))
        else:
            fields[name] = note.take(name, "|".join(found.reads[name]), cleaned)


def _labels(fields: dict[str, Any], found: Candidate, note: Recorder) -> None:
    """Programmes and labels share their columns; what neither list knows goes to the free labels."""
    reads = list(dict.fromkeys([*found.reads.get("programmes", []), *found.reads.get("labels", [])]))
    free = text_of(found.texts.get("other_labels"))
    sorted_labels = sort_labels(reads, free)
    for name, read in (("programmes", sorted_labels.programmes), ("labels", sorted_labels.labels)):
        given = found.codes.get(name, [])
        fields[name] = clean_choices(name, [*given, *read], []).value
        if given or read:
            note.change(name, " | ".join(reads), fields[name], f"{name}-recognised")
    fields["other_labels"] = list(sorted_labels.others)


def _presentation(fields: dict[str, Any], texts: dict[str, Any], note: Recorder) -> None:
    left_over = fields["description"]
    summary, description = text_of(texts.get("summary")), text_of(texts.get("description"))
    cleaned = clean_presentation(summary, description)
    fields["summary"], long = cleaned.value
    if cleaned.rules:
        note.change(
            "description",
            f"{summary} {description}".strip(),
            long or fields["summary"],
            "+".join(cleaned.rules),
        )
    note.flag(*cleaned.flags)
    missing = [line for line in left_over.split("\n") if line and line not in long]
    fields["description"] = "\n".join(part for part in (long, *missing) if part)
    for name in _LINES:
        fields[name] = note.take(name, texts.get(name), tidy(text_of(texts.get(name))))
    for name in _PARAGRAPHS:
        fields[name] = note.take(name, texts.get(name), clean_text(text_of(texts.get(name))))
