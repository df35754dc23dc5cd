"""What the values of a column look like: shares, from 0 to 1, of its distinct non-empty values."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fabrique.core.tabular.headers import normalise_header
from fabrique.directory.cleaning.addresses import clean_address
from fabrique.directory.cleaning.booleans import read_boolean
from fabrique.directory.cleaning.choices import read_choices
from fabrique.directory.cleaning.coordinates import in_france
from fabrique.directory.cleaning.dates import clean_date
from fabrique.directory.cleaning.emails import clean_emails
from fabrique.directory.cleaning.phones import clean_phone
from fabrique.directory.cleaning.text import is_empty, text_of
from fabrique.directory.cleaning.typologies import typologies_of_name
from fabrique.directory.cleaning.urls import clean_websites
from fabrique.directory.cleaning.vocabularies import BY_FIELD

_FAR_FUTURE = date(2100, 1, 1)
_STREET = re.compile(
    r"\b(rue|avenue|av|bd|boulevard|place|pl|chemin|route|rte|all[ée]e|impasse|quai|cours|square|"
    r"bourg|mairie|village)\b",
    re.IGNORECASE,
)
_STREET_LINE = re.compile(
    r"\d+\s*(?:bis|ter|quater|[a-d])?\s*,?\s+(?!\d)\w|(?:rue|avenue|av|bd|boulevard|place|pl|chemin|route|rte|"
    r"all[ée]es?|impasse|quai|cours|square|passage|esplanade|rond.point|lotissement|r[ée]sidence|voie|sentier)\b",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"\d{1,2}\s*(?:h|:)\s*\d{0,2}\s*(?:-|–|à|a|/|et|jusqu)\s*\d{1,2}\s*(?:h|:)?|"
    r"24/7",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(lun|mar|mer|jeu|ven|sam|dim|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|mo|tu|we|"
    r"th|fr|sa|su)s?\b",
    re.I,
)
_SAMPLE = 60


@dataclass(frozen=True, slots=True)
class Profile:
    """A column: its name, what share of rows fill it and how many, its distinct values (most frequent
    first), tests."""

    column: str
    header: str
    filled: float
    count: int
    distinct: int
    values: tuple[str, ...]
    shares: Mapping[str, float]
    vocabulary: Mapping[str, float]
    length: float

    def share(self, test: str) -> float:
        """The share of sampled values that pass a test."""
        return self.shares.get(test, 0.0)


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _siret(text: str) -> bool:
    if re.search(r"[a-z]{2}|:|\d{4}-\d\d-\d\d", text, re.IGNORECASE):
        return False
    return len(re.sub(r"\D", "", text)) in {13, 14}


def _latitude(text: str) -> bool:
    number = _number(text)
    return (
        number is not None
        and number % 1 != 0
        and (41 <= number <= 51.5 or -23.5 <= number <= -12 or 2 <= number <= 18.3)
    )


def _longitude(text: str) -> bool:
    number = _number(text)
    return (
        number is not None
        and number % 1 != 0
        and (-6 <= number <= 10 or -64 <= number <= -50 or 44 <= number <= 56)
    )


def _pair(text: str) -> bool:
    numbers = re.findall(r"-?\d{1,3}[.,]\d{2,}", text)
    if len(numbers) != 2 or len(text) > 80:
        return False
    first, second = (float(number.replace(",", ".")) for number in numbers)
    return in_france((first, second)) or in_france((second, first))


_TESTS: dict[str, Callable[[str], bool]] = {
    "siret": _siret,
    "postal_code": lambda text: bool(re.fullmatch(r"\d{4,5}(?:\.0)?|\d{2}\s\d{3}", text)),
    "commune_code": lambda text: bool(re.fullmatch(r"\d{4,5}|2[AB]\d{3}", text, re.I)),
    "latitude": _latitude,
    "longitude": _longitude,
    "lambert_x": lambda text: 90_000 <= (_number(text) or 0) <= 1_300_000,
    "lambert_y": lambda text: 6_000_000 <= (_number(text) or 0) <= 7_200_000,
    "point": _pair,
    "phone": lambda text: (
        bool(clean_phone(text).value or re.fullmatch(r"3\d ?\d\d", text)) and len(text) < 120
    ),
    "email": lambda text: bool(clean_emails(text).value),
    "url": lambda text: bool(clean_websites(text).value) and "@" not in text,
    "date": lambda text: (
        bool(re.search(r"\d", text)) and len(text) < 60 and clean_date(text, _FAR_FUTURE).value is not None
    ),
    "hours": lambda text: bool(_HOURS.search(text)),
    "days": lambda text: bool(_DAY.search(text)),
    "street": lambda text: bool(_STREET.search(text)),
    "street_line": lambda text: bool(_STREET_LINE.match(text) and _STREET.search(text)),
    "numbered": lambda text: bool(re.match(r"\d", text)),
    "house": lambda text: bool(re.fullmatch(r"\d{1,4}(?:\.0)?\s*(?:bis|ter|quater|[a-d])?", text, re.I)),
    "postal_inside": lambda text: bool(clean_address(text).value.postal_code),
    "boolean": lambda text: read_boolean(text) is not None and len(text) < 8,
    "typology": lambda text: bool(typologies_of_name(text)),
    "number": lambda text: _number(text) is not None,
    "html": lambda text: bool(re.search(r"<\w+[^>]*>", text)),
    "word": lambda text: bool(re.search(r"[^\W\d_]{2}", text)) and len(text) < 160,
}


def _vocabulary(values: Sequence[str]) -> dict[str, float]:
    if not values:
        return {}
    return {
        field: sum(1 for value in values if read_choices(field, value[:600]).value) / len(values)
        for field in BY_FIELD
    }


def profile(column: str, cells: Sequence[Any]) -> Profile:
    """Look at the cells of a column."""
    texts = [text for text in (text_of(cell).strip() for cell in cells) if text and not is_empty(text)]
    counted = Counter(texts)
    values = tuple(value for value, _ in counted.most_common(_SAMPLE))
    shares = {name: sum(map(test, values)) / len(values) for name, test in _TESTS.items()} if values else {}
    return Profile(
        column=column,
        header=normalise_header(column),
        filled=len(texts) / len(cells) if cells else 0.0,
        count=len(texts),
        distinct=len(counted),
        values=values,
        shares=shares,
        vocabulary=_vocabulary(values),
        length=sum(map(len, values)) / len(values) if values else 0.0,
    )
