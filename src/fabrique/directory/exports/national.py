"""Places in the national schema « lieux de médiation numérique » v1.0.2."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from fabrique.directory.exports.model import Exported, Omission, Row
from fabrique.directory.exports.published import offers_of
from fabrique.directory.fields import FIELDS, Field, Kind
from fabrique.directory.models import Place
from fabrique.kernels.survivorship import is_empty

STANDARD = tuple(field for field in FIELDS if field.column)
COLUMNS = ("id", *(field.column for field in STANDARD))
REQUIRED = ("pivot", "nom", "commune", "code_postal", "adresse", "date_maj")
_PHONE_PREFIXES = "33|590|594|262|596|269|687|689|508|681"
PATTERNS = {
    "pivot": re.compile(r"[a-zA-Z0-9]{9,14}"),
    "code_postal": re.compile(r"\d{5}"),
    "code_insee": re.compile(r"([013-9]\d|2[AB1-9])\d{3}"),
    "telephone": re.compile(rf"\+({_PHONE_PREFIXES})\d{{6,9}}"),
}
# The published pattern forgets a space that the published description has: the file must pass the pattern.
AS_PUBLISHED = {"Étapes numériques (La Poste)": "Étapes numériques(La Poste)"}


def services_of(place: Place) -> list[str]:
    """The national services of a place: its own, and those of the services offered there."""
    offered = (code for offer in offers_of(place) for code in offer.service.categories)
    return list(dict.fromkeys([*place.services, *offered]))


def value_of(place: Place, field: Field) -> Any:
    """A field's value as the national schema writes it: lists joined by « | », dates in ISO form."""
    value = services_of(place) if field.name == "services" else getattr(place, field.name)
    if field.kind is Kind.LIST:
        return "|".join(AS_PUBLISHED.get(code, code) for code in value)
    return value


def full_row(place: Place) -> Row:
    """All national columns of a place, whatever is missing."""
    return {"id": str(place.pk), **{field.column: value_of(place, field) for field in STANDARD}}


def national_table(places: Iterable[Place]) -> Exported:
    """The places that the schema can hold, and the others with the reason."""
    table = Exported()
    for place in places:
        row = full_row(place)
        faults = [(column, value) for column, value in row.items() if not _fits(column, value)]
        table.omissions += [_omission(place, column, value) for column, value in faults]
        if any(column in REQUIRED for column, _value in faults):
            continue
        table.rows.append(row | dict.fromkeys((column for column, _value in faults), ""))
    return table


def _fits(column: str, value: Any) -> bool:
    if is_empty(value):
        return column not in REQUIRED
    pattern = PATTERNS.get(column)
    return pattern is None or pattern.fullmatch(value) is not None


def _omission(place: Place, column: str, value: Any) -> Omission:
    required = column in REQUIRED
    if is_empty(value):
        reason = _("ce champ manque, et le format l’exige")
    else:
        reason = _("le format n’admet pas « %(value)s »") % {"value": value}
    return Omission(place.code, place.name, column, reason, whole_place=required)
