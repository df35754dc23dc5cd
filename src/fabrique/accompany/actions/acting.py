"""Noting what was done for a person: with them, by them, or in their place, which needs their mandate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.accompany.actions.case_parts import LONGEST_SERVICE, LONGEST_TEXT, entry, locked_case
from fabrique.accompany.actions.conditions import is_helper, protection_of
from fabrique.accompany.actions.drafting import locked as locked_mandate
from fabrique.accompany.actions.planning import Plan, follow
from fabrique.accompany.enums import Manner, Procedure
from fabrique.accompany.models import Authorisation, Case, CaseAct
from fabrique.accompany.queries.authorisations import live_authorisation
from fabrique.accompany.queries.standing import why_not
from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions.residents import touch
from fabrique.people.models import Account, Membership, Resident
from fabrique.people.residents import said

LATEST = timedelta(days=31)  # after which one does not remember well what was done
LONGEST_MINUTES = 600


class NoMandate(DomainRefusal):
    """Nobody may act in the person's place now. ``draftable``: a mandate that is signed would allow it."""

    def __init__(self, message: str, *, draftable: bool) -> None:
        super().__init__(message, field="manner")
        self.draftable = draftable


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done, and by whose hands. ``repairs``: the act that went wrong, ``wrong``: how."""

    text: str
    manner: Manner
    minutes: int | None = None
    service: str = ""
    done_on: date | None = None
    repairs: CaseAct | None = None
    wrong: str = ""


@transaction.atomic
def note_act(
    *, case: Case, deed: Deed, by: Account, plan: Plan | None = None, key: UUID | None = None
) -> CaseAct:
    """Note one thing that was done, and what comes next (``plan``).

    In the person's place it needs a mandate that is live at this instant, which nobody takes back while this
    is written. ``key``, drawn with the form, makes a form that was sent twice note one act.
    """
    resident, held = locked_case(case)
    if key and (known := CaseAct.objects.of(held.organisation).filter(pk=key).first()):
        return _same(known, held)
    act = add_act(resident, held, deed, by, key)
    if plan:
        follow(held, plan)
    touch(resident)
    summary = {"act": f"case_act:{act.pk}", "manner": act.manner}
    if act.authorisation:
        summary["mandate"] = f"mandate:{act.authorisation.mandate_id}"
    if act.repairs_id:
        summary["repairs"] = f"case_act:{act.repairs_id}"
    journal.record("accompany.note_act", **entry(held, by, summary), personal=words_of(act))
    return act


def add_act(resident: Resident, case: Case, deed: Deed, by: Account, key: UUID | None) -> CaseAct:
    """The row of one act on a locked case of a locked person. Its caller writes the entry."""
    now = clock.now()
    authorisation = None
    if deed.manner == Manner.IN_PLACE:
        authorisation = _mandate_for(resident, case, by, now)
    act = CaseAct(
        pk=key or uuid4(),
        case=case,
        manner=deed.manner,
        text=said(deed.text, "text", most=LONGEST_TEXT, missing=_("Écrivez ce qui a été fait.")),
        service=said(deed.service, "act_service", most=LONGEST_SERVICE),
        minutes=_minutes(deed.minutes),
        done_at=_instant(deed, now),
        noted_at=now,
        by=by,
        authorisation=authorisation,
        **_repair(case, deed),
    )
    try:
        with transaction.atomic():
            act.save(force_insert=True)
    except IntegrityError:
        raise DomainRefusal(_("Ce formulaire a déjà servi. Rouvrez-le pour noter autre chose.")) from None
    case.last_act_at = now
    case.save(update_fields=["last_act_at"])
    return act


def words_of(act: CaseAct) -> dict[str, str]:
    """What the journal commits to, word for word: an act that was altered since is found out."""
    return {name: text for name in ("text", "service", "wrong") if (text := getattr(act, name))}


def right_in_place(resident: Resident, procedure: Procedure, by: Account, at: datetime) -> Authorisation:
    """What lets this helper act in this person's place for this procedure. Raises ``NoMandate``."""
    if not is_helper(resident.organisation, by):
        raise NoMandate(_not_helper(resident, by), draftable=False)
    if measure := protection_of(resident):
        text = _(
            "Cette personne est protégée (%(measure)s) : on n’agit pas à sa place. Faites la démarche avec "
            "elle ; son représentant légal décide."
        )
        raise NoMandate(text % {"measure": measure}, draftable=False)
    held = live_authorisation(resident, procedure, at)
    if held is None:
        raise NoMandate(why_not(resident, procedure, at), draftable=True)
    return held


def _not_helper(resident: Resident, by: Account) -> str:
    held = Membership.objects.of(resident.organisation).filter(account=by, ended_at__isnull=True)
    positions = {each.get_position_display() for each in held if each.position != "employee"}
    text = _("Seul un salarié qui a ici le rôle « Aide sous mandat » agit à la place d’une personne.")
    if positions:
        text += " " + _("Votre qualité : %(position)s.") % {"position": ", ".join(sorted(positions)).lower()}
    return text


def _mandate_for(resident: Resident, case: Case, by: Account, now: datetime) -> Authorisation:
    """The authorisation under which one acts now. Its mandate is locked: a revocation waits or came first."""
    procedure = Procedure(case.procedure)
    found = right_in_place(resident, procedure, by, now)
    locked_mandate(found.mandate)
    if live_authorisation(resident, procedure, now) != found:
        raise NoMandate(why_not(resident, procedure, now), draftable=True)
    return found


def _instant(deed: Deed, now: datetime) -> datetime:
    today = timezone.localdate(now)
    day = deed.done_on or today
    if day == today:
        return now
    if day > today:
        raise DomainRefusal(_("Ce jour n’est pas encore venu."), field="done_on")
    if today - day > LATEST:
        raise DomainRefusal(_("Notez un acte dans le mois qui suit, pas plus tard."), field="done_on")
    if deed.manner == Manner.IN_PLACE:
        raise DomainRefusal(
            _("Ce qui est fait à la place d’une personne se note le jour même."), field="done_on"
        )
    return timezone.make_aware(datetime.combine(day, time(12)))


def _minutes(minutes: int | None) -> int | None:
    if minutes is not None and not 0 < minutes <= LONGEST_MINUTES:
        raise DomainRefusal(_("Écrivez une durée en minutes, de 1 à 600."), field="minutes")
    return minutes


def _repair(case: Case, deed: Deed) -> dict[str, object]:
    wrong = said(deed.wrong, "wrong", most=LONGEST_TEXT)
    if deed.repairs is None:
        if wrong:
            raise DomainRefusal(_("Choisissez l’acte qui n’allait pas."), field="repairs")
        return {}
    if deed.repairs.case_id != case.pk:
        raise DomainRefusal(_("Cet acte n’est pas de cette démarche."), field="repairs")
    if not wrong:
        raise DomainRefusal(_("Dites ce qui n’allait pas."), field="wrong")
    return {"repairs": deed.repairs, "wrong": wrong}


def _same(known: CaseAct, case: Case) -> CaseAct:
    if known.case_id != case.pk:
        raise DomainRefusal(_("Ce formulaire a déjà servi. Rouvrez-le pour noter autre chose."))
    return known
