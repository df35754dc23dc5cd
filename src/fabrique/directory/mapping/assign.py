"""Which column goes to which field, from headers and values together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fabrique.directory.mapping.by_values import by_values, list_by_values
from fabrique.directory.mapping.headers import AFTERNOON, DAYS, MORNING, strength
from fabrique.directory.mapping.profiles import Profile

# The test that the values of a scalar target must pass, and the weight of the header against the values.
_TEST = {
    "pivot": "siret",
    "commune_code": "commune_code",
    "postal_code": "postal_code",
    "latitude": "latitude",
    "longitude": "longitude",
    "point": "point",
    "phone": "phone",
    "emails": "email",
    "websites": "url",
    "booking_url": "url",
    "accessibility_url": "url",
    "updated_on": "date",
    "address": "street",
    "wheelchair": "boolean",
    "hours": "hours",
}
# Values alone are enough for these, whatever the header says.
_SELF_EVIDENT = {"emails": 0.7, "phone": 0.8, "point": 0.8, "pivot": 0.8, "websites": 0.8}
_ORDER = (
    *(
        "pivot",
        "point",
        "latitude",
        "longitude",
        "commune_code",
        "postal_code",
        "emails",
        "phone",
        "updated_on",
    ),
    *(
        "booking_url",
        "accessibility_url",
        "websites",
        "hours",
        "address",
        "street_number",
        "commune_name",
        "name",
    ),
    *(
        "record_id",
        "address_complement",
        "wheelchair",
        "open_days",
        "week",
        "directions",
        "contact_name",
        "parent_network",
    ),
    *("summary", "collector", "to_bring", "fees_detail", "other_labels"),
)
_LONG = 80  # characters: the average of a column of texts
_WEAK = 0.5  # a header that says no more gives way to a column whose values are plain
_SEVERAL = frozenset(
    {"phone", "emails", "websites", "hours", "name", "commune_name", "postal_code", "address"}
)
CHOICES = (
    *("typologies", "services", "publics", "specific_care", "fees", "programmes", "labels", "access_modes"),
    *("accompaniment", "itinerance", "languages"),
)


@dataclass(slots=True)
class Assignment:
    """Columns by target, best first; days; columns read as prose; what is left."""

    targets: dict[str, list[Profile]] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    notes: list[Profile] = field(default_factory=list)
    prose: list[Profile] = field(default_factory=list)
    choices: dict[str, list[Profile]] = field(default_factory=dict)
    left: list[Profile] = field(default_factory=list)

    def first(self, target: str) -> Profile | None:
        """The best column of a target."""
        columns = self.targets.get(target)
        return columns[0] if columns else None


def _score(target: str, one: Profile) -> float:
    said = strength(target, one.header)
    test = _TEST.get(target)
    if one.filled == 0:
        return said * 0.6 if said >= 0.9 else 0.0
    if target == "websites" and one.share("html") > 0.3:
        return 0.0
    if test is None:
        return _by_meaning(target, one, said)
    share = one.share(test)
    if target in {"latitude", "longitude"}:
        share = max(share, one.share("lambert_y" if target == "latitude" else "lambert_x"))
        return said * 0.4 + share * 0.6 if share >= 0.8 and (said or one.distinct > 3) else 0.0
    if target in _SELF_EVIDENT and share >= _SELF_EVIDENT[target] and one.length < 200:
        return 0.5 + said * 0.3 + share * 0.2
    if target == "address" and said:
        return said * 0.7 + max(share, one.share("postal_inside")) * 0.3
    if target in {"booking_url", "accessibility_url"}:
        return said if share >= 0.5 else 0.0
    if target == "hours":
        return said * 0.5 + share * 0.5 if share >= 0.3 and (said or one.share("days") > 0.5) else 0.0
    return said * 0.6 + share * 0.4 if said >= 0.4 and share >= 0.4 else 0.0


def _by_meaning(target: str, one: Profile, said: float) -> float:
    """Targets whose values have no shape: the header decides, the values may deny."""
    if said == 0:
        return 0.0
    words = one.share("word")
    if target == "name":
        kind = 0.15 * one.share("typology") + 0.25 * min(1.0, one.distinct / 20)
        fits = words > 0.5 and one.length < 110 and one.share("boolean") < 0.5
        return (said * 0.7 + kind) * min(1.0, one.filled + 0.5) if fits else 0.0
    if target == "commune_name":
        return said if words > 0.5 and one.length < 45 else 0.0
    if target == "record_id":
        # A bare « numéro » or « code » is an id only when each row has its own.
        own = said > 0.6 or one.distinct == one.count
        return said if one.filled > 0.9 and one.length < 60 and own else 0.0
    if target == "street_number":
        return said if one.share("house") > 0.5 and not _one_each(one) else 0.0
    if target == "week":
        return said if any("pair" in value.lower() for value in one.values) else 0.0
    if target == "open_days":
        return said if one.share("days") > 0.5 else 0.0
    if target == "contact_name":
        return said if words > 0.5 and one.length < 60 and one.share("email") < 0.3 else 0.0
    return said if words > 0.3 else 0.0


def _one_each(one: Profile) -> bool:
    """Whether every row has a number of its own: no set of streets of some size has no number twice."""
    return one.distinct == one.count > 40


def _unnumbered(done: Assignment) -> bool:
    """Whether the column of streets leaves the number to another column."""
    street = done.first("address")
    return street is not None and street.share("numbered") < 0.2


def _take_days(profiles: Sequence[Profile], done: Assignment, taken: set[str]) -> None:
    found: dict[str, str] = {}
    for one in profiles:
        for day, pattern in DAYS.items():
            if pattern.search(one.header):
                half = "_am" if MORNING.search(one.header) else "_pm" if AFTERNOON.search(one.header) else ""
                found.setdefault(f"{day}{half}", one.column)
                break
    if len(found) >= 4:
        done.days = found
        taken |= set(found.values())


def _take_targets(profiles: Sequence[Profile], done: Assignment, taken: set[str]) -> None:
    for target in _ORDER:
        if (target == "hours" and done.days) or (target == "street_number" and not _unnumbered(done)):
            continue
        scored = [
            (score, one)
            for one in profiles
            if one.column not in taken and (score := _score(target, one)) >= 0.5
        ]
        scored.sort(key=lambda pair: -pair[0])
        if not any(one.filled and not 0 < strength(target, one.header) <= _WEAK for _, one in scored):
            free = [one for one in profiles if one.column not in taken]
            if plain := by_values(target, free):
                scored = [(1.0, plain)]
        if not scored:
            continue
        kept = [one for _, one in scored] if target in _SEVERAL else [scored[0][1]]
        if target in {"name", "commune_name", "postal_code", "address"}:
            kept = [one for score, one in scored if score >= scored[0][0] - 0.12][:2]
        kept = kept[:3]
        if target in {"phone", "emails", "websites"}:
            kept.sort(key=profiles.index)
        done.targets[target] = kept
        taken |= {one.column for one in kept}


def _swap_if_needed(done: Assignment, profiles: Sequence[Profile], taken: set[str]) -> None:
    """Coordinates by their values when headers are misleading (« Coord. X » that is a latitude)."""
    if done.first("latitude") and done.first("longitude"):
        return
    for target in ("latitude", "longitude"):
        if column := done.first(target):
            taken.discard(column.column)
            del done.targets[target]
    fine = [one for one in profiles if one.column not in taken and one.distinct > 3]
    latitudes = [one for one in fine if one.share("latitude") > 0.9 or one.share("lambert_y") > 0.9]
    longitudes = [one for one in fine if one.share("longitude") > 0.9 or one.share("lambert_x") > 0.9]
    pairs = [(a, b) for a in latitudes for b in longitudes if a is not b]
    if pairs:
        first, second = pairs[0]
        done.targets |= {"latitude": [first], "longitude": [second]}
        taken |= {first.column, second.column}


def _take_choices(profiles: Sequence[Profile], done: Assignment, taken: set[str]) -> None:
    """Lists and words read against the vocabularies. A column may serve several fields, and prose too."""
    for one in profiles:
        if (
            one.column in taken
            or one.share("html") > 0.3
            or one.share("url") > 0.5
            or one.share("number") > 0.5
        ):
            continue
        for target in CHOICES:
            said, read = strength(target, one.header), one.vocabulary.get(target, 0.0)
            if one.filled == 0:
                wanted = said >= 0.9
            elif one.share("boolean") > 0.8:
                wanted = False
            elif one.distinct == 1:
                wanted = said >= 0.9 and read == 1.0
            else:
                wanted = (said >= 0.5 and read >= 0.25) or (said >= 0.9 and read > 0.1)
                wanted = wanted or _also(target, one, said, read, done)
            if wanted:
                done.choices.setdefault(target, []).append(one)
                taken.add(one.column)


def _take_lists_by_values(profiles: Sequence[Profile], done: Assignment, taken: set[str]) -> None:
    """Vocabularies that no header announced, told by the labels of a column that serves nothing else."""
    for one in profiles:
        target = list_by_values(one) if one.column not in taken else ""
        if target and target not in done.choices:
            done.choices[target] = [one]
            taken.add(one.column)


def _also(target: str, one: Profile, said: float, read: float, done: Assignment) -> bool:
    """Columns that serve a second field: kinds that name a programme, audiences that name a need."""
    if target in {"services", "typologies"}:
        return read >= 0.85 and one.length < 60 and said > 0
    if target == "programmes":
        return read >= 0.25 and one.length < 60 and strength("typologies", one.header) > 0
    if target == "specific_care":
        return read > 0.05 and one in done.choices.get("publics", [])
    if target == "accompaniment":
        return read >= 0.5 and one in done.choices.get("services", [])
    return target == "labels" and read > 0.1 and one in done.choices.get("programmes", [])


def _is_prose(one: Profile) -> bool:
    """A column whose header announces a text, or that holds nothing but long ones."""
    if one.share("html") >= 0.5:
        return False
    if strength("description", one.header) > 0:
        return one.share("word") > 0.2 or one.length >= _LONG
    return (
        one.length >= _LONG
        and one.distinct > 3
        and all(" " in text and text[0] not in "[{" for text in one.values)
    )


def assign(profiles: Sequence[Profile]) -> Assignment:
    """Decide for every column. Deterministic."""
    done = Assignment()
    technical = {
        one.column for one in profiles if one.header.startswith("result ") or one.share("html") > 0.5
    }
    open_to = [one for one in profiles if one.column not in technical]
    taken: set[str] = set()
    _take_days(open_to, done, taken)
    _take_targets(open_to, done, taken)
    _swap_if_needed(done, open_to, taken)
    if done.first("latitude"):
        for one in done.targets.pop("point", []):
            taken.discard(one.column)
    _take_choices(open_to, done, taken)
    _take_lists_by_values(open_to, done, taken)
    listed = {one.column for columns in done.choices.values() for one in columns}
    for one in open_to:
        if _is_prose(one) and (one.column not in taken or one.column in listed):
            taken.add(one.column)
            done.prose.append(one)
            if done.days and 0 < strength("description", one.header) <= 0.7:
                done.notes.append(one)
    done.left = [one for one in profiles if one.column not in taken]
    return done
