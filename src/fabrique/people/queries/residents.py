"""Finding a person by what they say of themselves, and counting persons. Nobody browses files."""

from __future__ import annotations

from django.db.models import Q, QuerySet, Sum

from fabrique.core.crypto.blind import BlindIndexField
from fabrique.core.policies import Actor, fields_within, scope
from fabrique.core.refusals import DomainRefusal
from fabrique.people.models import ErasedCount, Organisation, Resident
from fabrique.people.residents import cleaned, code_in

DEEPEST = 10  # files merged into files merged into files…
YEAR, MOST_NAMES = 4, 6  # signs of a year; words of a name


def find_residents(
    actor: Actor, *, last_name: str = "", birth_year: str = "", phone: str = "", code: str = ""
) -> list[Resident]:
    """The files of these exact keys that the actor may see: name with year, phone, or code. Merged ones lead
    to the file that they went into. Nobody searches by a telephone who does not see telephones."""
    wanted = Q(pk__in=[])
    if last_name and birth_year:
        wanted |= _index("by_name").matching(last_name, birth_year)
    if phone and "contact" in fields_within(actor, "people.see_resident"):
        wanted |= _index("by_phone").matching(_e164(phone))
    if code:
        wanted |= Q(code=code_in(code))
    return _files(actor, wanted)


def files_of_words(actor: Actor, words: str) -> list[Resident]:
    """The same from one line: a code, a whole telephone number, or a whole family name and a year of birth.

    First names may stand beside it: each beginning and each end of the words is tried as the family name, as
    it is and never in part.
    """
    wanted = Q(pk__in=[])
    if code := code_in(words):
        wanted |= Q(code=code)
    if "contact" in fields_within(actor, "people.see_resident") and (phone := _e164(words)):
        wanted |= _index("by_phone").matching(phone)
    *names, year = words.split() or [""]
    if len(year) == YEAR and year.isascii() and year.isdecimal() and 0 < len(names) <= MOST_NAMES:
        for rank in range(len(names)):
            for part in {" ".join(names[rank:]), " ".join(names[: rank + 1])}:
                wanted |= _index("by_name").matching(part, year)
    return _files(actor, wanted)


def _files(actor: Actor, wanted: Q) -> list[Resident]:
    found = scope(actor, "people.see_resident", Resident.objects.all()).filter(wanted)
    found = found.filter(emptied_at__isnull=True)
    kept = {each.pk: each for each in (kept_file(one) for one in found.select_related("merged_into"))}
    return sorted(kept.values(), key=lambda each: (each.created_at, each.pk))


def kept_file(resident: Resident) -> Resident:
    """The file into which this one went, or itself."""
    for _step in range(DEEPEST):
        if resident.merged_into is None:
            break
        resident = resident.merged_into
    return resident


def files_of(resident: Resident) -> list[Resident]:
    """A file and those that went into it, the file itself first."""
    found, last = [resident], [resident]
    for _step in range(DEEPEST):
        last = list(
            Resident.objects.of(resident.organisation).filter(merged_into__in=last).order_by("created_at")
        )
        if not last:
            break
        found += last
    return found


def count_persons(rows: QuerySet[Resident]) -> int:
    """How many persons these files are about. One whom several organisations know is counted once.

    Files without name or year of birth cannot be told to be the same person: each counts. Two persons of one
    name born in one year count once.
    """
    files = rows.filter(merged_into__isnull=True, emptied_at__isnull=True)
    index = _index("person")
    told, stale = files.exclude(person=""), index.under_other_keys()
    unnamed = files.filter(person="").count()
    if not (behind := told.filter(stale)).exists():
        return unnamed + told.values("person").distinct().count()
    # While keys change, one person's files may lie under two of them.
    persons = set(told.exclude(stale).values_list("person", flat=True))
    return unnamed + len(persons | {index.worked_out(each) for each in behind.iterator()})


def count_received(organisation: Organisation | None = None) -> int:
    """How many persons an organisation, or all of them, received; those who were erased count still.

    A person who comes back after her erasure is somebody new: nothing is left to know her by.
    """
    if organisation:
        live, gone = Resident.objects.of(organisation), ErasedCount.objects.of(organisation)
        return count_persons(live) + _sum(gone, "persons")
    everywhere = Resident.objects.everywhere("count"), ErasedCount.objects.everywhere("count")
    return count_persons(everywhere[0]) + _sum(everywhere[1], "alone")


def by_person(resident: Resident) -> Q:
    """The files of this person, in all organisations, as far as the name and the year of birth tell."""
    return _index("person").matching(resident.last_name, resident.first_name, resident.birth_year)


def _sum(rows: QuerySet[ErasedCount], field: str) -> int:
    return int(rows.aggregate(total=Sum(field))["total"] or 0)


def _index(name: str) -> BlindIndexField:
    field = Resident._meta.get_field(name)
    assert isinstance(field, BlindIndexField)
    return field


def _e164(phone: str) -> str:
    try:
        return cleaned({"phone": phone})["phone"]
    except DomainRefusal:
        return ""
