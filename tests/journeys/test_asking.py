"""A device asked for in two minutes on a phone, proposed with its reasons, kept, contested, answered."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.urls import reverse
from playwright.sync_api import Page

from fabrique.equip.actions.allocating import run_allocation
from fabrique.equip.actions.proposals import refuse_proposal
from fabrique.equip.allocation.rules import DEFAULT
from fabrique.equip.enums.asking import Criterion
from fabrique.equip.models import DeviceRequest, Proposal
from fabrique.needs.models import Need
from fabrique.people.enums import Role
from fabrique.people.models import Organisation, Resident
from fabrique.territory.models import Territory
from tests.factories.asking import DECIDER, programme, ready, requested
from tests.factories.people import member, organisation, receive
from tests.journeys.conftest import NARROW, WIDE, OpenPage, assert_good, follow, sign_in


@pytest.fixture
def ours(territory: Territory, settings: LazySettings, tmp_path: Path) -> Organisation:
    settings.FABRIQUE_HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    return organisation("La Bobine")


@pytest.fixture
def odette(ours: Organisation) -> Resident:
    return receive(ours, called="Mme Marsonval")


def ask(page: Page, odette: Resident) -> DeviceRequest:
    """Everything on one screen; what is refused loses nothing."""
    look = partial(assert_good, page)
    page.goto(reverse("people:resident", args=[odette.pk]))
    look()
    follow(page.get_by_role("link", name="Demander un appareil"))
    look()
    page.get_by_label("Suivre l’école").check()
    page.get_by_label("Aucun ordinateur ni tablette au foyer").check()
    page.get_by_text("Le même foyer a déjà demandé").click()
    page.get_by_label("Précision pour l’atelier").fill("Clavier à gros caractères")
    follow(page.get_by_role("button", name="Envoyer la demande"))
    look()
    assert page.get_by_label("Précision pour l’atelier").input_value() == "Clavier à gros caractères"
    page.get_by_label("Minimum social (justificatif vu)").check()
    follow(page.get_by_role("button", name="Envoyer la demande"))
    look()
    follow(page.get_by_role("link", name="Où en est-elle"))
    assert page.get_by_text("Aucun appareil prêt ne convient.").is_visible()
    look()
    return DeviceRequest.objects.of(odette.organisation).get()


def test_from_the_request_to_the_answer(open_page: OpenPage, odette: Resident):
    decider = organisation(DECIDER)
    programme(decider, proofs=[Criterion.MINIMA], words="Pour les familles sans ordinateur.", most=40)
    page = open_page("/connexion/", width=NARROW)
    look = partial(assert_good, page)
    sign_in(page, member(Role.PRESCRIBER, of=odette.organisation).email)
    request = ask(page, odette)
    follow(page.get_by_role("link", name="Corriger"))
    look()
    follow(page.get_by_role("button", name="Enregistrer la correction"))
    refused(request, decider)
    page.goto(reverse("equip:request", args=[request.pk]))
    follow(page.get_by_role("link", name="Noter un recours"))
    look()
    page.get_by_label("Ce que la personne conteste").fill("Elle attend depuis le printemps.")
    follow(page.get_by_role("button", name="Noter le recours"))
    for name in ("equip:requests", "equip:ask-school", "equip:published-rules", "needs:needs", "needs:note"):
        page.goto(reverse(name))
        look()
    page.goto(reverse("needs:need", args=[Need.objects.everywhere("tests").get().pk]))
    look()
    ready(decider)
    requested(receive(odette.organisation), criteria=frozenset({Criterion.MINIMA}))
    decide(page, request, decider)


def refused(request: DeviceRequest, decider: Organisation) -> None:
    """A first device is proposed and does not do."""
    ready(decider)
    run_allocation(organisation=decider, by=None)
    rows = Proposal.objects.everywhere("tests").select_related("request", "device", "run")
    refuse_proposal(proposal=rows.get(request=request), by=None, reason="Trop lourd.")


def decide(page: Page, request: DeviceRequest, decider: Organisation) -> None:
    """The other side, on a desktop then on a phone."""
    look = partial(assert_good, page)
    page.context.clear_cookies()
    page.set_viewport_size({"width": WIDE, "height": 900})
    sign_in(page, member(Role.COORDINATOR, of=decider, name="Cheffe").email)
    page.goto(reverse("equip:allocation"))
    look()
    follow(page.get_by_role("button", name="Calculer les propositions"))
    look()
    page.set_viewport_size({"width": NARROW, "height": 900})
    look()
    follow(page.get_by_role("link", name=request.code).last)
    look()
    assert page.get_by_text("Rang 1 sur 2").is_visible()
    follow(page.get_by_role("button", name="Accepter et garder l’appareil"))
    look()
    for name in (
        "equip:waiting-requests",
        "equip:programmes",
        "equip:open-programme",
        "equip:allocation-rules",
    ):
        page.goto(reverse(name))
        look()
    text = DEFAULT.read_text(encoding="utf-8").replace("no_device = 60", "no_device = 10")
    page.get_by_label("Règles (TOML)").fill(text)
    follow(page.get_by_role("button", name="Essayer sans rien changer"))
    look()
    page.goto(reverse("equip:decide-request", args=[request.pk]))
    look()
    follow(page.get_by_role("link", name="Répondre"))
    look()
    page.get_by_label("La décision reste").check()
    page.get_by_label("Votre réponse").fill("La date est celle de la demande.")
    follow(page.get_by_role("button", name="Répondre"))
    assert page.get_by_text("La date est celle de la demande.").is_visible()
