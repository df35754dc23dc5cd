"""What ``fabrique check`` looks at."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django_tasks_db.models import DBTaskResult

from fabrique.config.failures import in_french
from fabrique.core import clock, jobs, maintenance, schema
from fabrique.core.actions import LONGEST_JOB, WorkerLost
from fabrique.core.crypto import uses
from fabrique.core.enums import MessageState
from fabrique.core.gateways import antivirus, messages
from fabrique.core.gateways.addresses import fault_of
from fabrique.core.journal import triggers
from fabrique.core.models import JournalCheck, OutboxMessage
from fabrique.core.outbox import LONGEST_WAIT
from fabrique.demo import organisations as demo
from fabrique.demo.cli import LOCAL
from fabrique.kernels.hours.school_holidays import COVERED
from fabrique.people.enums import Role
from fabrique.people.models import Account, Membership
from fabrique.people.signing.oidc import providers
from fabrique.territory.models import Territory

SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    subject: str
    ok: bool
    message: str

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def examine() -> list[Finding]:
    """Everything that an operator should know, the blocking things first."""
    if maintenance.is_restoring():
        return [Finding("restauration", False, maintenance.message())]
    try:
        pending = schema.pending()
    except DatabaseError as error:
        message = in_french(error)
        if message is None:
            raise
        return [Finding("base", False, message)]
    findings = [
        Finding("base", not pending, f"{pending} migrations à passer" if pending else connection.vendor)
    ]
    if pending:
        return findings
    findings += [
        _settings(),
        _keys(),
        _territory(),
        _administrator(),
        _demonstration(),
        _holidays(),
        _services(),
        _queue(),
        _outbox(),
        _journal(),
    ]
    return findings


def _settings() -> Finding:
    told = checks.run_checks(include_deployment_checks=settings.HTTPS)
    serious = [m for m in told if m.level >= checks.WARNING and not m.is_silenced()]
    text = " ; ".join(f"{message.id} {message.msg}" for message in serious)
    return Finding("réglages", not serious, text or "rien à signaler")


def _keys() -> Finding:
    """A lost key file is found here before somebody needs what it opens."""
    fault = uses.fault()
    return Finding("clés", fault is None, fault or "toutes celles qui ont servi sont là")


def _territory() -> Finding:
    territory = Territory.objects.first()
    if territory is None:
        return Finding("territoire", False, "aucun : lancez « fabrique init --territory … --name … »")
    return Finding("territoire", True, f"{territory.name}, {len(territory.commune_codes)} communes")


def _administrator() -> Finding:
    held = Membership.objects.everywhere("fabrique check").filter(ended_at__isnull=True)
    count = held.filter(role=Role.ADMINISTRATOR, account__is_active=True).count()
    advice = "aucune : lancez « fabrique people create-administrator »"
    return Finding("administration", count > 0, f"{count} compte(s)" if count else advice)


def _demonstration() -> Finding:
    """Everybody knows the demonstration's password: its account must not be open to the world."""
    account = Account.objects.filter(email=demo.EMAIL, is_active=True).first()
    known = account is not None and account.check_password(demo.PASSWORD)
    exposed = known and not LOCAL.issuperset(settings.ALLOWED_HOSTS)
    text = f"{demo.EMAIL} ouvre encore avec le mot de passe public : servez une autre instance"
    return Finding("démonstration", not exposed, text if exposed else "pas de compte ouvert à tous")


def _holidays() -> Finding:
    """Beyond the calendars that are shipped, « hors vacances scolaires » says nothing, and no page tells."""
    last = COVERED[1]
    known = clock.today() + SOON < last
    text = f"connues jusqu’au {last:%d/%m/%Y}"
    return Finding("vacances scolaires", known, text if known else f"{text} : installez une version à jour")


def _services() -> Finding:
    """The outside services as they are declared; nothing is asked of them."""
    told = messages.faults() + providers.faults()
    if fault := antivirus.fault():
        told.append(fault)
    for name, url in (
        ("FABRIQUE_GEOCODER_URL", settings.GEOCODER_URL),
        ("FABRIQUE_TILES_URL", settings.MAP_TILES_URL),
    ):
        if url and (fault := fault_of(url)):
            told.append(f"{name} : {fault}")
    return Finding("services extérieurs", not told, " ; ".join(told) or "bien déclarés")


def _queue() -> Finding:
    late = clock.now() - LONGEST_JOB
    failed = sum(map(_is_last, DBTaskResult.objects.filter(status="FAILED")))
    lost = DBTaskResult.objects.filter(status="RUNNING", started_at__lte=late).count()
    told = [f"{failed} en échec"] if failed else []
    if lost:
        told.append(f"{lost} sans nouvelles depuis plus d’une heure : « fabrique tick » les remet en file")
    return Finding("travaux", not told, " ; ".join(told) or "aucun en échec")


def _is_last(task: DBTaskResult[Any, Any]) -> bool:
    """Whether nothing comes after this failure; before, the job was tried again, most often with success."""
    name, _args, attempt = task.args_kwargs["args"]
    known = jobs.registered().get(name)
    given_up = task.exception_class_path.endswith(f".{WorkerLost.__qualname__}")
    return given_up or known is None or attempt >= known.tries


def _outbox() -> Finding:
    late = clock.now() - LONGEST_WAIT
    stuck = OutboxMessage.objects.filter(state=MessageState.UNDELIVERABLE).count()
    waiting = OutboxMessage.objects.filter(state=MessageState.WAITING, created_at__lte=late).count()
    told = [f"{stuck} non distribuables"] if stuck else []
    if waiting:
        told.append(f"{waiting} en attente depuis plus d’une heure : « fabrique worker » tourne-t-il ?")
    return Finding("messages", not told, " ; ".join(told) or "tous partis")


def _journal() -> Finding:
    """Whether the database refuses to change the journal, and what its last verification found."""
    told = []
    if faults := triggers.faults():
        told.append(f"déclencheurs absents ou modifiés ({', '.join(faults)}) : lancez « fabrique serve »")
    last = JournalCheck.objects.order_by("-at", "-pk").first()
    if last and not last.ok:
        told.append(f"la vérification du {last.at:%d/%m/%Y} a trouvé : {last.damages[0]['message']}")
    return Finding("journal", not told, " ; ".join(told) or "protégé")
