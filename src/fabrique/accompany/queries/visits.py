"""One visit: what was done for a person on one day, and all that they should leave with in writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.accompany.enums import CaseState
from fabrique.accompany.models import Case, CaseAct, CaseDocument
from fabrique.accompany.queries.authorisations import person_files
from fabrique.core import clock
from fabrique.core.ui import formats
from fabrique.people.models import Resident
from fabrique.territory.queries.instance import current_territory


@dataclass(frozen=True, slots=True)
class VisitCase:
    """What one procedure has of a day."""

    case: Case
    acts: tuple[CaseAct, ...]
    documents: tuple[str, ...]
    next_lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """What is printed. ``contest``: how the person may dispute it."""

    resident: Resident
    on: date
    cases: tuple[VisitCase, ...]
    helpers: tuple[str, ...]
    contest: tuple[str, ...]

    @property
    def day(self) -> str:
        """The day as an address has it."""
        return self.on.isoformat()


TURNS = {
    CaseState.OPEN: marked("C’est à nous de faire la suite."),
    CaseState.WAITING_PERSON: marked("C’est à vous de faire la suite."),
    CaseState.WAITING_OFFICE: marked("Nous attendons la réponse de l’administration."),
}


def visit_of(resident: Resident, on: date) -> Visit | None:
    """What was done on a day, in the order in which it was done; None if nothing was. Four queries."""
    held = {"case__resident__in": person_files(resident)}
    span = (clock.midnight(on), clock.midnight(on, after=True))
    acts = CaseAct.objects.of(resident.organisation).filter(done_at__gte=span[0], done_at__lt=span[1], **held)
    papers = CaseDocument.objects.of(resident.organisation).filter(
        Q(received_at__gte=span[0], received_at__lt=span[1]) | Q(returned_on=on), **held
    )
    done = list(
        acts.select_related("by", "authorisation__mandate", "repairs").order_by("done_at", "noted_at")
    )
    touched = {each.case_id for each in done} | set(papers.values_list("case_id", flat=True))
    if not touched:
        return None
    kept = CaseDocument.objects.of(resident.organisation).filter(case__in=touched)
    documents = list(kept.order_by("received_at", "pk"))
    cases = Case.objects.of(resident.organisation).filter(pk__in=touched).order_by("opened_at", "pk")
    return Visit(
        resident,
        on,
        tuple(
            VisitCase(
                case,
                tuple(each for each in done if each.case_id == case.pk),
                tuple(line for each in documents if each.case_id == case.pk for line in _document(each)),
                tuple(_next(case)),
            )
            for case in cases
        ),
        tuple(dict.fromkeys(each.by.name for each in done)),
        tuple(_contest(resident, any(each.authorisation_id for each in done))),
    )


def _document(document: CaseDocument) -> list[str]:
    """Where a document is, in words, as of the day of printing."""
    lines = []
    said = {"name": document.name}
    if document.returned_on:
        lines.append(
            _("Papier rendu : %(name)s, le %(day)s.") % {**said, "day": formats.dated(document.returned_on)}
        )
    elif document.original:
        lines.append(_("Papier gardé ici, à vous rendre : %(name)s.") % said)
    if document.file_id:
        lines.append(_("Fichier gardé jusqu’à la fin de la démarche : %(name)s.") % said)
    elif document.gone_at:
        day = formats.dated(timezone.localdate(document.gone_at))
        lines.append(_("Fichier supprimé le %(day)s : %(name)s.") % {**said, "day": day})
    return lines


def _next(case: Case) -> list[str]:
    if case.state == CaseState.CLOSED:
        lines = [
            _("La démarche est terminée : %(outcome)s.") % {"outcome": case.get_outcome_display().lower()}
        ]
        return [*lines, case.outcome_note] if case.outcome_note else lines
    lines = [_(TURNS[CaseState(case.state)])]
    if case.next_step or case.next_on:
        words = [case.next_step] if case.next_step else []
        words += [formats.dated(case.next_on)] if case.next_on else []
        lines.append(_("Prochaine étape : %(what)s.") % {"what": ", ".join(words)})
    if case.deadline_on:
        lines.append(_("Date limite : %(day)s.") % {"day": formats.dated(case.deadline_on)})
    if case.meeting_at:
        local = timezone.localtime(case.meeting_at)
        words = [formats.dated(local.date()), formats.clock(local)]
        words += [case.meeting_where] if case.meeting_where else []
        lines.append(_("Rendez-vous : %(what)s.") % {"what": ", ".join(words)})
    return lines


def _contest(resident: Resident, in_place: bool) -> list[str]:
    territory = current_territory()
    number = formats.phone(territory.helpline_phone) if territory and territory.helpline_phone else ""
    said = {"organisation": resident.organisation.name, "number": number}
    lines = [
        _(
            "Une ligne est fausse, ou vous n’étiez pas d’accord ? Dites-le à %(organisation)s, "
            "avec cette feuille."
        )
        % said
    ]
    if number:
        lines.append(_("Vous pouvez aussi appeler le %(number)s.") % said)
    lines.append(_("La correction s’ajoute à ce qui est noté. Rien n’est effacé en cachette."))
    if in_place:
        lines.append(_("Vous pouvez annuler votre mandat à tout moment, sans dire pourquoi."))
    lines.append(
        _(
            "Votre dossier est à vous : demandez à le lire, à le corriger, à l’effacer. "
            "En cas de désaccord : la CNIL, 3 place de Fontenoy, 75007 Paris."
        )
    )
    return lines
