"""A person's file as one reader may see it: what they do not reach is not there at all."""

from __future__ import annotations

from dataclasses import dataclass

from fabrique.core.policies import Actor, fields_of, fields_within
from fabrique.core.ui import formats
from fabrique.people.enums import ConsentPurpose, ContactMeans, NoteLevel, Protection
from fabrique.people.models import Consent, Note, Resident
from fabrique.people.queries.residents import files_of
from fabrique.people.residents import PARTS
from fabrique.territory.cog import cog

SEE = "people.see_resident"


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One purpose, and the acceptance that holds now, if any."""

    purpose: ConsentPurpose
    held: Consent | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """``facts``: (words, value) pairs by part, of the parts reached."""

    resident: Resident
    parts: frozenset[str]
    facts: dict[str, list[tuple[str, str]]]
    protection: str
    consents: list[ConsentLine]
    notes: list[Note]
    merged: list[Resident]


def parts_of(actor: Actor, resident: Resident | None = None) -> frozenset[str]:
    """The parts of a file that the actor reaches; of a file to be opened when there is none yet."""
    return fields_of(actor, SEE, resident) if resident else fields_within(actor, SEE)


def levels_of(parts: frozenset[str]) -> list[NoteLevel]:
    """The levels of notes that these parts hold."""
    return [level for level in NoteLevel if f"notes_{level}" in parts]


def sheet_of(actor: Actor, resident: Resident) -> Sheet:
    """The file, with what went into it."""
    parts = parts_of(actor, resident)
    files = files_of(resident)
    protected = resident.protection if "protection" in parts else ""
    return Sheet(
        resident=resident,
        parts=parts,
        facts={part: _facts(part, resident) for part in PARTS if part in parts},
        protection=str(Protection(protected).label) if protected else "",
        consents=_consents(files) if "consents" in parts else [],
        notes=_notes(files, parts),
        merged=files[1:],
    )


def _facts(part: str, resident: Resident) -> list[tuple[str, str]]:
    commune = cog().commune(resident.commune_code)
    said = {
        "identity": [
            ("Nom", f"{resident.first_name} {resident.last_name}".strip()),
            ("Année de naissance", resident.birth_year),
            ("Commune", commune.name if commune else resident.commune_code),
        ],
        "contact": [
            ("Téléphone", formats.phone(resident.phone)),
            ("Courriel", resident.email),
            ("Adresse", resident.address),
            ("Comment la joindre", str(ContactMeans(resident.reach_by).label) if resident.reach_by else ""),
            ("Précision", resident.reach_note),
        ],
        "protection": [
            ("Protection", str(Protection(resident.protection).label) if resident.protection else ""),
            ("Représentant", resident.representative),
            ("Téléphone du représentant", formats.phone(resident.representative_phone)),
        ],
    }
    return [(words, value) for words, value in said[part] if value]


def _consents(files: list[Resident]) -> list[ConsentLine]:
    rows = Consent.objects.of(files[0].organisation).filter(resident__in=files, withdrawn_at__isnull=True)
    held = {each.purpose: each for each in rows.order_by("given_at")}
    return [ConsentLine(purpose, held.get(purpose)) for purpose in ConsentPurpose]


def _notes(files: list[Resident], parts: frozenset[str]) -> list[Note]:
    rows = Note.objects.of(files[0].organisation).filter(resident__in=files, level__in=levels_of(parts))
    return list(rows.select_related("author").order_by("-written_at", "pk"))
