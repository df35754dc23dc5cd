"""What a person reads in their carnet of their procedures and mandates."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.accompany.enums import UNDER_WAY, Manner
from fabrique.accompany.models import CaseAct, CaseDocument
from fabrique.accompany.queries.authorisations import person_files
from fabrique.accompany.queries.cases import cases_of
from fabrique.accompany.queries.mandates import Line, lines_of
from fabrique.core import clock
from fabrique.core.ui import formats
from fabrique.people.carnet import CarnetLine, CarnetPart, CarnetProvider, parts
from fabrique.people.models import Resident

LATEST = 60  # acts: a carnet is read, not searched


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    parts.enlist("accompany.meetings", CarnetProvider(meetings, order=50))
    parts.enlist("accompany.cases", CarnetProvider(acts, order=60))
    parts.enlist("accompany.papers", CarnetProvider(papers, order=65))
    parts.enlist("accompany.mandates", CarnetProvider(mandates, order=70))


def meetings(resident: Resident) -> CarnetPart:
    """The appointments to come, the nearest first."""
    rows = cases_of(resident).filter(state__in=UNDER_WAY, meeting_at__gte=clock.now())
    lines = tuple(
        CarnetLine(
            title=_("%(day)s, %(hour)s") % {"day": _day(at), "hour": _hour(at)},
            text=each.title,
            detail=each.meeting_where,
        )
        for each in rows.order_by("meeting_at", "pk")
        if (at := each.meeting_at)
    )
    return CarnetPart(_("Mes rendez-vous"), lines, _("Aucun rendez-vous à venir."))


def acts(resident: Resident) -> CarnetPart:
    """What was done, by whom and by whose hands, the latest first; that there is more is said."""
    rows = CaseAct.objects.of(resident.organisation).filter(case__resident__in=person_files(resident))
    rows = rows.select_related("case", "by", "authorisation__mandate", "repairs")
    found = list(rows.order_by("-done_at", "-noted_at")[: LATEST + 1])
    lines = [_act(each) for each in found[:LATEST]]
    if len(found) > LATEST:
        text = _("Il y a aussi des actes plus anciens. Demandez-en la copie à %(organisation)s.")
        lines.append(CarnetLine(text % {"organisation": resident.organisation.name}))
    return CarnetPart(_("Ce qui a été fait pour moi"), tuple(lines), _("Rien n’a encore été noté."))


def papers(resident: Resident) -> CarnetPart:
    """What the person left here: papers to give back, files that go with the end of their procedure."""
    rows = CaseDocument.objects.of(resident.organisation).filter(case__resident__in=person_files(resident))
    held = rows.filter(Q(original=True, returned_on__isnull=True) | Q(file__isnull=False))
    lines = tuple(
        _paper(each) for each in held.select_related("case", "received_by").order_by("-received_at", "pk")
    )
    return CarnetPart(_("Mes papiers gardés ici"), lines, _("Aucun papier à vous n’est gardé ici."))


def mandates(resident: Resident) -> CarnetPart:
    """The mandates that the person signed, live and past."""
    signed = [each for each in lines_of(resident, clock.now()) if each.mandate.signed_at]
    lines = tuple(_mandate(each) for each in signed)
    return CarnetPart(
        _("Mes mandats"), lines, _("Vous n’avez signé aucun mandat : personne n’agit à votre place.")
    )


def _day(at: datetime) -> str:
    day = formats.day(timezone.localdate(at), today=clock.today())
    return day[:1].upper() + day[1:]


def _hour(at: datetime) -> str:
    return formats.clock(timezone.localtime(at))


def _act(act: CaseAct) -> CarnetLine:
    said = act.told
    if act.authorisation:
        said = _("%(how)s %(code)s") % {"how": said, "code": act.authorisation.mandate.code}
    elif act.manner == Manner.BY_PERSON:
        said = _("%(how)s, noté par %(name)s") % {"how": said, "name": act.by.name}
    sentences = [f"{said}."]
    if service := act.service or act.case.service:
        sentences.append(_("Où : %(service)s.") % {"service": service})
    if act.repairs:
        day = formats.dated(timezone.localdate(act.repairs.done_at))
        sentences.append(
            _("Cela corrige une erreur du %(day)s : %(wrong)s") % {"day": day, "wrong": act.wrong}
        )
    return CarnetLine(
        title=act.case.title,
        text=act.text,
        on=timezone.localdate(act.done_at),
        by="" if act.manner == Manner.BY_PERSON else act.by.name,
        detail=" ".join(sentences),
        subject=f"case_act:{act.pk}",
        doer=act.by_id,
    )


def _paper(document: CaseDocument) -> CarnetLine:
    where = []
    if document.original and not document.returned_on:
        where.append(_("Le papier est ici, à vous rendre."))
    if document.file_id:
        where.append(_("Le fichier est gardé jusqu’à la fin de la démarche."))
    return CarnetLine(
        title=document.case.title,
        text=document.name,
        on=timezone.localdate(document.received_at),
        by=document.received_by.name,
        detail=" ".join(where),
    )


def _mandate(line: Line) -> CarnetLine:
    mandate = line.mandate
    held = line.live or line.authorisations
    said = {
        "organisation": mandate.organisation.name,
        "what": ", ".join(f"« {each.get_procedure_display()} »" for each in held),
    }
    if line.live:
        day = formats.dated(timezone.localdate(mandate.expires_at))
        text = _("%(organisation)s peut agir à votre place pour : %(what)s.") % said
        state = _("Il sert jusqu’au %(day)s.") % {"day": day}
    else:
        end = formats.dated(timezone.localdate(mandate.ended_at or mandate.expires_at))
        text = _("%(organisation)s pouvait agir à votre place pour : %(what)s.") % said
        state = _("Il est fini depuis le %(day)s.") % {"day": end}
    signed = formats.dated(timezone.localdate(mandate.signed_at)) if mandate.signed_at else ""
    return CarnetLine(
        title=_("Mandat %(code)s") % {"code": mandate.code},
        text=text,
        detail=_("Signé le %(day)s. %(state)s") % {"day": signed, "state": state},
        subject=f"mandate:{mandate.pk}",
        stop=_("Annuler ce mandat") if line.live else "",
        doer=mandate.signed_by_id,
    )
