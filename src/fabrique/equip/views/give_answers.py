"""From what a screen gave to the answers of a draft, and from a draft to a promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.promising import HandingFacts, Promise, PromisedLine, promise_donation
from fabrique.equip.enums import DeviceKind, DonorKind, Handing
from fabrique.equip.forms.giving import (
    PICK_UP,
    POINT,
    CountsForm,
    DonorForm,
    HandingForm,
    StatesForm,
    donor_of,
    handing_of,
    name_of,
)
from fabrique.equip.giving.drafts import Answers, Step, from_json
from fabrique.equip.models import Donation, DonationDraft
from fabrique.equip.queries.giving import Point, open_campaign_of, open_points, receivers
from fabrique.equip.views.give_draft import Visit
from fabrique.people.models import Organisation
from fabrique.territory.gateways.geocoder import geocoder

SURE = 0.5  # of an address found
_WORKSHOP = marked("À déposer, à l’endroit que nous vous dirons")


@dataclass(frozen=True, slots=True)
class Said:
    """An answer given: its name, its words, where to change it."""

    name: str
    words: str
    url: str


def read(draft: DonationDraft) -> Answers:
    """The answers of a draft."""
    return from_json(draft.answers)


def in_campaign(answers: Answers, slug: str) -> Answers:
    """The same, within the campaign of an address if it is on."""
    campaign = open_campaign_of(slug)
    return replace(answers, campaign=campaign.slug) if campaign else answers


def reach(answers: Answers) -> tuple[list[Point], list[Organisation]]:
    """The drop-off points and the receivers among which one chooses: of the campaign, or all."""
    campaign = open_campaign_of(answers.campaign)
    if campaign:
        return open_points(campaign.organisation), [campaign.organisation]
    known = receivers()
    points = [point for point in open_points() if point.row.organisation in known]
    return points, known


def taken(step: Step, form: forms.Form, answers: Answers) -> Answers:
    """The answers with those of one screen."""
    if step is Step.WHAT and isinstance(form, CountsForm):
        counts = form.counts()
        states = {kind: said for kind, said in answers.states.items() if kind in counts}
        return replace(answers, counts=counts, states=states, items=())
    if step is Step.STATE and isinstance(form, StatesForm):
        return replace(answers, states=form.states())
    if step is Step.HANDING and isinstance(form, HandingForm):
        return replace(answers, handing=form.kept())
    assert isinstance(form, DonorForm)
    return replace(answers, donor={name: str(value) for name, value in form.cleaned_data.items() if value})


def promise(visit: Visit, note: str, key: UUID, follow_home: str) -> Donation:
    """Promise what a draft says. Raises ``DomainRefusal``, also when nobody receives any more."""
    answers = visit.answers
    points, holders = reach(answers)
    how = answers.handing.get("how", "")
    point = next((each for each in points if how == f"{POINT}{each.row.pk}"), None)
    if how.startswith(POINT) and point is None:
        raise DomainRefusal(
            _("Ce point de collecte vient de fermer. Revenez en arrière pour en choisir un autre.")
        )
    facts = handing_of(answers.handing)
    facts = replace(facts, point=point.row if point else None, position=position_of(facts))
    return promise_donation(
        organisation=point.row.organisation if point else _receiver(answers, holders),
        promise=Promise(
            donor_of(answers.donor),
            tuple(
                PromisedLine(kind, number, condition, data)
                for (kind, condition, data), number in answers.lines().items()
            ),
            facts,
            note,
            answers.items,
        ),
        campaign=open_campaign_of(answers.campaign),
        once=visit.code,
        key=key,
        follow_home=follow_home,
    )[0]


def _receiver(answers: Answers, holders: Sequence[Organisation]) -> Organisation:
    wanted = answers.handing.get("receiver", "")
    if not holders:
        raise DomainRefusal(
            _("Personne ne reçoit de dons en ce moment. Votre saisie est gardée trente jours.")
        )
    return next((each for each in holders if str(each.pk) == wanted), holders[0])


def position_of(facts: HandingFacts) -> tuple[float, float] | None:
    """Where to fetch, by the address service; None without it, or when it is not sure."""
    if facts.how != Handing.PICK_UP:
        return None
    found = geocoder().search(facts.address, commune_code=facts.commune_code, limit=1).addresses
    return (found[0].latitude, found[0].longitude) if found and found[0].score >= SURE else None


def lines(answers: Answers) -> list[Said]:
    """The answers given so far, in words."""
    given: dict[DeviceKind, int] = {}
    for (device, _condition, _data), number in answers.lines().items():
        given[device] = given.get(device, 0) + number
    what = ", ".join(f"{number} {_named(device, number)}" for device, number in given.items())
    first = reverse("equip:give-list") if answers.items else reverse("equip:give")
    found = [Said(_("Vous donnez"), what, first)] if what else []
    if answers.has(Step.STATE) and not answers.items:
        words = " ; ".join(
            f"{name_of(device)} : {condition.label.lower()}" for device, condition, _data in answers.lines()
        )
        found.append(Said(_("État"), words, _url(Step.STATE)))
    if answers.handing:
        found.append(Said(_("Remise"), _handing_words(answers), _url(Step.HANDING)))
    if answers.donor:
        who = DonorKind(answers.donor["kind"]).label
        reached = [answers.donor.get(name, "") for name in ("name", "email", "phone")]
        found.append(Said(_("Vous"), ", ".join([who, *filter(None, reached)]), _url(Step.WHO)))
    return found


def _named(device: DeviceKind, number: int) -> str:
    """One screen, two screens."""
    return str(device.label if number == 1 else name_of(device)).lower()


def _handing_words(answers: Answers) -> str:
    how = answers.handing["how"]
    if how == PICK_UP:
        where = [answers.handing.get("address", ""), answers.handing.get("commune", "")]
        return ", ".join([_("Enlèvement"), *filter(None, where)])
    points = (each for each in reach(answers)[0] if how == f"{POINT}{each.row.pk}")
    point = next(points, None)
    return _("À déposer : %(name)s") % {"name": point.place.name} if point else _(_WORKSHOP)


def _url(step: Step) -> str:
    return reverse("equip:give-step", args=[step.value])
