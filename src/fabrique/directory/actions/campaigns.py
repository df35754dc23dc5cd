"""Asking places whether their sheet is still right: a campaign, its messages, one reminder, its end.

A link is worked out from the id of what is asked and the key of the instance, so that a reminder or a letter
carries the same one; only its digest is kept. Each message has a key of its own: a worker that is killed
starts again, and nobody is written to twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock, jobs, journal, outbox
from fabrique.core.enums import Channel, MessageState
from fabrique.core.models import OutboxMessage
from fabrique.core.refusals import DomainRefusal
from fabrique.core.secrets import digest_of, id_once, secret_once
from fabrique.core.states import advance
from fabrique.core.ui import formats
from fabrique.directory.actions.planning import of_live_campaigns, plan
from fabrique.directory.enums.lifecycle import (
    CAMPAIGN_MACHINE,
    AskedBy,
    CampaignState,
    ConfirmationState,
    PlaceState,
)
from fabrique.directory.models import Campaign, Confirmation, Place
from fabrique.people.models import Organisation
from fabrique.territory.models import Territory

LASTS, REMIND_AFTER = timedelta(days=60), timedelta(days=14)
LEAST_DAYS, MOST_DAYS = 30, 3650
BATCH = 100
FIRST, REMINDER = "first", "reminder"


@transaction.atomic
def start_campaign(
    *,
    rows: QuerySet[Place],
    days: int,
    home: str,
    organisation: Organisation | None = None,
    once: str = "",
    actor: str = "",
) -> Campaign:
    """Ask the places among ``rows`` that nobody confirmed for ``days`` days. The messages leave afterwards.

    The same ``once`` gives the same campaign back. Refused when there is nobody to ask.
    """
    key = id_once(once, organisation and organisation.pk)
    if known := Campaign.objects.everywhere("the form that was sent twice").filter(pk=key).first():
        return known
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise DomainRefusal(_("Choisissez de 30 à 3 650 jours."), field="days")
    list(rows.select_for_update().values_list("pk"))  # of two campaigns at once, the second finds them asked
    wanted = plan(rows, days)
    if not wanted.count:
        raise DomainRefusal(_("Aucun lieu à interroger : ils sont confirmés, ou l’ont été il y a peu."))
    now = clock.now()
    campaign = Campaign(
        pk=key, organisation=organisation, days=days, home=home, created_by=actor,
        created_at=now, ends_at=now + LASTS,
    )  # fmt: skip
    campaign.save(force_insert=True)
    asked = [(place, AskedBy.EMAIL) for place in wanted.mail] + [
        (place, AskedBy.LETTER) for place in wanted.letter
    ]
    Confirmation.objects.bulk_create([_asked(campaign, place, how) for place, how in asked])
    jobs.enqueue("directory.write_to_places", str(campaign.pk))
    summary = {"days": days, "mails": len(wanted.mail), "letters": len(wanted.letter)}
    _record("start_campaign", campaign, actor, summary)
    return campaign


def _asked(campaign: Campaign, place: Place, channel: AskedBy) -> Confirmation:
    made = Confirmation(campaign=campaign, place=place, channel=channel)
    made.digest = digest_of(secret_of(made))
    return made


def secret_of(confirmation: Confirmation) -> str:
    """The secret of the link of a place: 256 bits that only the key of the instance gives."""
    return secret_once(str(confirmation.pk), "directory.confirmation", confirmation.campaign_id)


def link_of(confirmation: Confirmation) -> str:
    """The whole address of the page of a place, with its secret."""
    return f"{confirmation.campaign.home}{secret_of(confirmation)}/"


def _renew_links(asked: list[Confirmation]) -> None:
    """After a change of the key of the instance, the links that are told again open."""
    for each in asked:
        if each.digest != digest_of(secret_of(each)):
            each.digest = digest_of(secret_of(each))
            each.save(update_fields=["digest"])


def write_to_places(campaign_id: UUID | str) -> int:
    """Queue the first messages of a campaign, by batches; how many left. Safe to run twice."""
    return _write_all(_of(campaign_id).filter(sent_at__isnull=True), FIRST)


def follow_campaigns() -> int:
    """Queue what a lost worker left, and the one reminder of the places that are silent for two weeks; end
    the campaigns whose time is over. How many messages left; safe to run twice.
    """
    now, left = clock.now(), 0
    for each in Campaign.objects.everywhere("campaigns of all").filter(state=CampaignState.OPEN):
        if each.ends_at <= now:
            close_campaign(campaign=each)
            continue
        # One campaign after the other: a batch has one sender, and one entry in the journal.
        rows = _of(each.pk)
        late = rows.filter(sent_at__lte=now - REMIND_AFTER, reminded_at__isnull=True)
        left += _write_all(rows.filter(sent_at__isnull=True), FIRST) + _write_all(late, REMINDER)
    return left


def _of(campaign_id: UUID | str) -> QuerySet[Confirmation]:
    return Confirmation.objects.filter(of_live_campaigns(), campaign__pk=campaign_id)


def _write_all(rows: QuerySet[Confirmation], kind: str) -> int:
    waiting = rows.filter(
        channel=AskedBy.EMAIL,
        state=ConfirmationState.WAITING,
        place__state=PlaceState.PUBLISHED,
        place__mail_refusal__isnull=True,
    ).filter(still_theirs())
    keys = [*waiting.order_by("pk").values_list("pk", flat=True)]
    return sum(_write(keys[start : start + BATCH], kind) for start in range(0, len(keys), BATCH))


def still_theirs() -> Q:
    """What may still be asked: an organisation asks the places that it holds today."""
    return Q(campaign__organisation=None) | Q(place__organisation=F("campaign__organisation"))


@transaction.atomic
def _write(keys: list[UUID], kind: str) -> int:
    """A batch of one campaign: its messages, its marks and its entry stand or fall together."""
    mark = "sent_at" if kind == FIRST else "reminded_at"
    rows = Confirmation.objects.select_for_update(of=("self",)).filter(
        pk__in=keys, **{f"{mark}__isnull": True}
    )
    held = list(rows.select_related("campaign__organisation", "place").order_by("pk"))
    asked = [each for each in held if each.state == ConfirmationState.WAITING and _worth(each, kind)]
    _renew_links(asked)
    sender = sender_of(asked[0].campaign) if asked else ""
    for each in asked:
        outbox.send(
            key=message_key(each, kind),
            channel=Channel.EMAIL,
            recipient=each.place.emails[0],
            subject=_subject(each, kind),
            body=_body(each, kind, sender),
            secret=True,  # who has the link may answer for the place
        )
    Confirmation.objects.filter(pk__in=[each.pk for each in asked]).update(**{mark: clock.now()})
    if asked:
        _record("write_to_places", asked[0].campaign, "", {"messages": len(asked), "kind": kind})
    return len(asked)


def _worth(asked: Confirmation, kind: str) -> bool:
    """Whether to write: there is an address; nobody checked the sheet, nor lost the first message, since."""
    if not asked.place.emails:
        return False
    if kind == FIRST or asked.sent_at is None:
        return True
    checked = asked.place.verified_on
    lost = OutboxMessage.objects.filter(key=message_key(asked, FIRST), state=MessageState.UNDELIVERABLE)
    return not (checked and checked >= timezone.localdate(asked.sent_at)) and not lost.exists()


def message_key(asked: Confirmation, kind: str) -> str:
    """The key of a message in the outbox: what makes it leave once."""
    return f"campaign:{asked.campaign_id}:{asked.pk}:{kind}"


def messages_of(campaign: Campaign) -> str:
    """What the keys of all messages of a campaign begin with."""
    return f"campaign:{campaign.pk}:"


def asked_by(key: str) -> UUID:
    """Of which confirmation a message is, by its key."""
    return UUID(key.split(":")[2])


def sender_of(campaign: Campaign) -> str:
    """Who asks: the organisation, or the territory."""
    if campaign.organisation:
        return campaign.organisation.name
    territory = Territory.objects.only("name").first()
    return territory.name if territory else _("La Fabrique")


def _subject(asked: Confirmation, kind: str) -> str:
    text = _("« %(place)s » : votre fiche est-elle toujours juste ?")
    if kind == REMINDER:
        text = _("Rappel – « %(place)s » : votre fiche est-elle toujours juste ?")
    return " ".join((text % {"place": asked.place.name[:110]}).split())


def _body(asked: Confirmation, kind: str, sender: str) -> str:
    until = formats.dated(timezone.localdate(asked.campaign.ends_at)).replace(formats.NBSP, " ")
    parts = [
        _("Bonjour,"),
        _("Nous vous avons écrit il y a deux semaines. C’est notre seul rappel.") if kind == REMINDER else "",
        _("Le guide de %(sender)s montre au public la fiche de « %(place)s ». Est-elle toujours juste ?"),
        _("Une minute suffit. Ce lien montre la fiche, avec deux boutons :\n%(link)s"),
        _("Il ne sert qu’à cette fiche, jusqu’au %(until)s. Aucun compte n’est nécessaire."),
        _("Vous ne voulez plus recevoir ces messages ? Le même lien permet de le dire."),
        "%(sender)s",
    ]
    words = {"sender": sender, "place": asked.place.name, "link": link_of(asked), "until": until}
    return "\n\n".join(part for part in parts if part) % words + "\n"


@transaction.atomic
def close_campaign(*, campaign: Campaign, actor: str = "") -> Campaign:
    """End a campaign: its links open nothing any more, nobody is reminded."""
    advance(CAMPAIGN_MACHINE, campaign, "close", closed_at=clock.now())
    _record("close_campaign", campaign, actor)
    return campaign


def _record(verb: str, campaign: Campaign, actor: str, summary: Mapping[str, object] | None = None) -> None:
    journal.record(
        f"directory.{verb}",
        actor=actor,
        organisation=campaign.organisation_id or "",
        subject=f"campaign:{campaign.pk}",
        summary=summary,
    )
