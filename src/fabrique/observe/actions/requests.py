"""Measurements that organisations ask for: asked, supported by others, answered, met."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.observe.enums import MEASURE_REQUEST, Level, RequestState
from fabrique.observe.models import DataSet, MeasureRequest, RequestSupport, Study
from fabrique.observe.texts import lines, one_line
from fabrique.people.actions.notifying import notify
from fabrique.people.models import Account, Organisation

ASKED, ANSWERED = "observe.measure_asked", "observe.request_answered"  # kinds of notifications
LIVE = (RequestState.ASKED, RequestState.ACCEPTED)
ANSWERS = ("accept", "decline", "meet", "reopen")  # of whoever carries the instance
LONGEST = 2_000


@transaction.atomic
def ask_measure(
    *,
    organisation: Organisation,
    measure: str,
    decision: str,
    level: str,
    wanted_by: date | None = None,
    by: Account,
) -> MeasureRequest:
    """Ask for a measurement; who carries the instance is told. What one's organisation still asks for is
    that request itself.
    """
    said, why = one_line(measure), lines(decision)
    _check(said, why, level, wanted_by)
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # a form sent twice at once waits here
    rows = MeasureRequest.objects.of(organisation).filter(level=level, state__in=LIVE)
    if known := rows.filter(measure__iexact=said).first():
        return known
    made = MeasureRequest(
        organisation=organisation, measure=said, decision=why, level=level, wanted_by=wanted_by,
        asked_at=clock.now(), asked_by=by,
    )  # fmt: skip
    made.save(force_insert=True)
    if carrier := Organisation.objects.filter(carries_instance=True).first():
        notify(kind=ASKED, subject=f"measure_request:{made.pk}", organisation=carrier, by=by)
    _record("ask_measure", made, by, {"measure": said, "level": level})
    return made


def _check(said: str, why: str, level: str, wanted_by: date | None) -> None:
    if not said or len(said) > 200:
        raise DomainRefusal(_("Dites quelle mesure, en 200 caractères au plus."), field="measure")
    if not why or len(why) > LONGEST:
        told = _("Dites quelle décision elle sert, en 2000 caractères au plus.")
        raise DomainRefusal(told, field="decision")
    if level not in Level.values:
        raise DomainRefusal(_("Choisissez un niveau."), field="level")
    if wanted_by and wanted_by < clock.today():
        raise DomainRefusal(_("Cette date est passée : pour quand la faut-il ?"), field="wanted_by")


@transaction.atomic
def withdraw_request(*, request: MeasureRequest, verb: str, by: Account) -> MeasureRequest:
    """Take a request back (``withdraw``), or ask it again; not while others support it."""
    if verb == "withdraw" and request.supports.everywhere("who else asks").exists():
        raise DomainRefusal(_("D’autres organisations en ont besoin aussi : elle reste au registre."))
    if verb not in ("withdraw", "ask_again"):
        raise DomainRefusal(_("Cette action n’existe pas. Rechargez la page."))
    advance(MEASURE_REQUEST, request, verb)
    _record("withdraw_request", request, by, {"verb": verb})
    return request


@transaction.atomic
def answer_request(
    *,
    request: MeasureRequest,
    verb: str,
    answer: str = "",
    data_set: DataSet | None = None,
    study: Study | None = None,
    by: Account,
) -> MeasureRequest:
    """Accept, decline with a reason, say what meets it, or reopen; those who ask for it are told."""
    said = lines(answer)
    if verb not in ANSWERS:
        raise DomainRefusal(_("Choisissez une réponse."), field="verb")
    if len(said) > LONGEST:
        raise DomainRefusal(_("Écrivez 2000 caractères au plus."), field="answer")
    if verb == "decline" and not said:
        raise DomainRefusal(_("Dites pourquoi cette mesure ne sera pas faite."), field="answer")
    if verb == "meet":
        _check_met(request, data_set, study)
    met = {"data_set": data_set, "study": study} if verb == "meet" else {"data_set": None, "study": None}
    now = clock.now()
    advance(MEASURE_REQUEST, request, verb, answer=said, answered_at=now, answered_by=by, **met)
    _tell(request, by)
    _record("answer_request", request, by, {"verb": verb})
    return request


def _check_met(request: MeasureRequest, data_set: DataSet | None, study: Study | None) -> None:
    """What meets a request is something that the one who asked can read."""
    if data_set is None and study is None:
        raise DomainRefusal(_("Dites quel jeu de données ou quelle étude y répond."), field="data_set")
    asker = request.organisation_id
    if data_set and not data_set.shared and data_set.organisation_id != asker:
        told = _("L’organisation qui demande ne voit pas ce jeu de données : partagez-le d’abord.")
        raise DomainRefusal(told, field="data_set")
    if study is None or study.shared or study.organisation_id == asker:
        return
    if not study.partners.filter(pk=asker).exists():
        told = _("L’organisation qui demande ne voit pas cette étude : partagez-la d’abord.")
        raise DomainRefusal(told, field="study")


def _tell(request: MeasureRequest, by: Account) -> None:
    """Who asked, and who said « moi aussi », each for the organisation for which they did."""
    supports = request.supports.everywhere("who is told of the answer").select_related(
        "organisation", "supported_by"
    )
    told = [(request.organisation, request.asked_by)]
    told += [(each.organisation, each.supported_by) for each in supports]
    at = request.answered_at
    for organisation, account in told:
        if account is not None and at is not None:
            notify(
                kind=ANSWERED, subject=f"measure_request:{request.pk}", organisation=organisation,
                to=[account], by=by, once=f"{at.timestamp():.0f}",
            )  # fmt: skip


@transaction.atomic
def support_request(*, request: MeasureRequest, organisation: Organisation, by: Account) -> RequestSupport:
    """Say that one's organisation needs the same measurement; saying it twice counts once."""
    if request.organisation_id == organisation.pk:
        raise DomainRefusal(_("C’est votre organisation qui demande cette mesure : elle compte déjà."))
    if request.state not in LIVE:
        raise DomainRefusal(_("Cette demande est close. Demandez la mesure de nouveau s’il le faut."))
    values = {"supported_at": clock.now(), "supported_by": by}
    rows = RequestSupport.objects.of(organisation)
    found, new = rows.get_or_create(request=request, organisation=organisation, defaults=values)
    if new:
        _record("support_request", request, by, {"organisation": str(organisation.pk)})
    return found


@transaction.atomic
def unsupport_request(*, request: MeasureRequest, organisation: Organisation, by: Account) -> None:
    """Take back « moi aussi »."""
    done, _rows = RequestSupport.objects.of(organisation).filter(request=request).delete()
    if done:
        _record("unsupport_request", request, by, {"organisation": str(organisation.pk)})


def _record(verb: str, request: MeasureRequest, by: Account, summary: dict[str, object]) -> None:
    journal.record(
        f"observe.{verb}",
        actor=by.pk,
        organisation=by.organisation_id or request.organisation_id,
        subject=f"measure_request:{request.pk}",
        summary=summary,
    )
