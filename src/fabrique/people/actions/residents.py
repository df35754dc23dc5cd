"""What is written about the people who are helped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.core.secrets import id_once
from fabrique.people import notices
from fabrique.people.actions import file_acts, linking
from fabrique.people.enums import ConsentPurpose, DataCategory, LinkEnd, NoteLevel, Origin
from fabrique.people.models import Account, Consent, Note, Organisation, Resident
from fabrique.people.queries.agreements import allowed_data
from fabrique.people.residents import DETAILS, cleaned, new_code, refuse_secrets

TWICE = timedelta(minutes=1)  # within which the same note is the same press of a button
DRAWS = 5  # of a code that is free: two files in 100,000 meet once in ten thousand


@transaction.atomic
def receive_resident(
    *,
    organisation: Organisation,
    values: Mapping[str, str],
    origin: Origin,
    informed: bool,
    by: Account,
    key: UUID | None = None,
) -> Resident:
    """Open the file of a person whom the organisation receives.

    ``key``, drawn with the form, makes a form that was sent twice open one file (``id_once``: a key gives
    each organisation a file of its own). ``informed``: the notice was read to the person.
    """
    check_allowed(organisation, DataCategory.IDENTITY)
    given = cleaned({"called": "", **{name: text for name, text in values.items() if name in DETAILS}})
    now = clock.now()
    resident = Resident(
        organisation=organisation,
        origin=origin,
        code=new_code(),
        created_at=now,
        changed_at=now,
        last_contact_on=clock.today(),
        **given,
        **_informed(by, informed),
    )
    if key:
        resident.pk = file_of_form(organisation, key)
    if not _entered(resident):
        return _already(organisation, key)
    file_acts.record("receive_resident", resident, by, {"origin": origin, "informed": informed})
    return resident


def _entered(resident: Resident) -> bool:
    """Whether the file is new: False if its key served already. A code that is taken is drawn again."""
    same = Resident.objects.everywhere("whether a form was sent already").filter(pk=resident.pk)
    for left in reversed(range(DRAWS)):
        try:
            with transaction.atomic():
                resident.save(force_insert=True)
        except IntegrityError:
            if same.exists():
                return False
            if not left:
                raise
            resident.code = new_code()
        else:
            break
    return True


def file_of_form(organisation: Organisation, key: UUID) -> UUID:
    """The id of the file that a form opens."""
    return id_once(str(key), organisation.pk)


def _already(organisation: Organisation, key: UUID | None) -> Resident:
    rows = Resident.objects.of(organisation)
    found = rows.filter(pk=file_of_form(organisation, key)).first() if key else None
    if found is None:
        raise DomainRefusal(_("Ce formulaire a déjà servi. Rouvrez-le pour une autre personne."))
    return found


def _informed(by: Account, informed: bool) -> dict[str, object]:
    if not informed:
        return {}
    version = notices.CURRENT.version
    return {"notice_version": version, "informed_at": clock.now(), "informed_by": by}


@transaction.atomic
def edit_resident(*, resident: Resident, values: Mapping[str, str], by: Account) -> Resident:
    """Change what is said of a person; the journal names the fields, never their values."""
    resident = file_acts.locked(resident, limited=True)
    given = cleaned({name: text for name, text in values.items() if name in DETAILS})
    changed = sorted(name for name, text in given.items() if getattr(resident, name) != text)
    if not changed:
        return resident
    for name in changed:
        setattr(resident, name, given[name])
    resident.changed_at = clock.now()
    resident.save()
    file_acts.record("edit_resident", resident, by, {"fields": changed})
    return resident


@transaction.atomic
def inform_resident(*, resident: Resident, by: Account) -> Resident:
    """Note that the present notice was read to the person."""
    resident = file_acts.locked(resident)
    if resident.notice_version == notices.CURRENT.version:
        return resident
    for name, value in _informed(by, True).items():
        setattr(resident, name, value)
    resident.save(update_fields=["notice_version", "informed_at", "informed_by"])
    file_acts.record("inform_resident", resident, by, {"version": resident.notice_version})
    return resident


@transaction.atomic
def give_consent(*, resident: Resident, purpose: ConsentPurpose, by: Account) -> Consent:
    """Note that a person accepts one thing. Needs that they were informed; twice is as once."""
    resident = file_acts.locked(resident)
    if not resident.informed_at:
        raise DomainRefusal(_("Lisez d’abord l’information à la personne : un accord suppose de savoir."))
    held = Consent.objects.of(resident.organisation).filter(
        resident=resident, purpose=purpose, withdrawn_at__isnull=True
    )
    if known := held.first():
        return known
    consent = Consent(
        resident=resident,
        purpose=purpose,
        notice_version=resident.notice_version,
        given_at=clock.now(),
        given_to=by,
    )
    consent.save()
    file_acts.record("give_consent", resident, by, {"purpose": purpose})
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: Account | None = None) -> Consent:
    """Note that a person takes an acceptance back; twice is as once."""
    resident = file_acts.locked(consent.resident, limited=True)
    live = Consent.objects.of(resident.organisation).filter(pk=consent.pk, withdrawn_at__isnull=True)
    if live.update(withdrawn_at=clock.now()):
        if consent.purpose == ConsentPurpose.LINKING:
            linking.end_links_of(resident=resident, end=LinkEnd.CONSENT)
        file_acts.record("withdraw_consent", resident, by, {"purpose": consent.purpose})
    consent.refresh_from_db()
    return consent


@transaction.atomic
def write_note(*, resident: Resident, level: NoteLevel, text: str, by: Account) -> Note:
    """Write a note; twice at once is as once. What nobody should read is refused, with the reason."""
    said = text.strip()
    if not said:
        raise DomainRefusal(_("La note est vide."), field="text")
    if len(said) > 5000:
        raise DomainRefusal(_("La note est trop longue : 5 000 signes au plus."), field="text")
    refuse_secrets(said, field="text")
    resident = file_acts.locked(resident)
    check_allowed(resident.organisation, DataCategory.SUPPORT)
    now = clock.now()
    just = Note.objects.of(resident.organisation).filter(
        resident=resident, level=level, author=by, written_at__gt=now - TWICE
    )
    if (last := just.order_by("-written_at").first()) and last.text == said:
        return last
    note = Note(resident=resident, level=level, text=said, author=by, written_at=now)
    note.save()
    touch(resident)
    file_acts.record("write_note", resident, by, {"level": level})
    return note


def check_allowed(organisation: Organisation, category: DataCategory) -> None:
    """Refuse to write what no agreement of the organisation allows today. Reading and erasing go on."""
    if category not in allowed_data(organisation, clock.today()):
        text = _(
            "Aucune convention en cours ne permet à votre organisation d’écrire cela ici : « %(what)s ». "
            "Demandez à l’administration du territoire."
        )
        raise DomainRefusal(text % {"what": category.label})


def touch(resident: Resident) -> None:
    """Something was done with the person today: the time to keep the file starts again."""
    if resident.last_contact_on != clock.today():
        resident.last_contact_on, resident.warned_on = clock.today(), None
        resident.save(update_fields=["last_contact_on", "warned_on"])
