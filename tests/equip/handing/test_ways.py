"""The ways to a handover and out of it: from a device, a proposal, the list; an appointment; a session."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.core import clock
from fabrique.directory.enums.national import ServiceOffered
from fabrique.directory.models import Place
from fabrique.equip.actions.handing import cancel_handover, plan_meeting
from fabrique.equip.actions.handing_over import complete_handover
from fabrique.equip.deeds import by_scan
from fabrique.equip.enums import DeviceState, FirstSteps
from fabrique.equip.forms.scanning import deeds_for
from fabrique.equip.models import Device, Site
from fabrique.equip.queries.first_steps import places_to_learn, start_of
from fabrique.equip.queries.handing import free_devices
from fabrique.people.enums import Role
from fabrique.people.models import Account
from tests.factories.accounts import sign_in
from tests.factories.asking import kept_for, requested
from tests.factories.asking import ready as on_the_shelf
from tests.factories.directory import entered, entry
from tests.factories.handing import handler, prepared, ready, signed
from tests.factories.people import organisation, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client: Client) -> Account:
    sign_in(client, found := handler(role=Role.COORDINATOR))
    return found


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"equip:{name}", args=args))
    assert answer.status_code == 200, answer.status_code
    return unescape(answer.content.decode()).replace("\xa0", " ")


def test_an_appointment_without_a_day_is_refused_and_an_empty_one_takes_it_away(
    client: Client, coordinator: Account
):
    handover = prepared()
    url = reverse("equip:handover-meeting", args=[handover.pk])
    empty = {"day": "", "time": "", "where": "Hangar 4"}
    assert "Il faut le jour et l’heure" in unescape(client.post(url, empty).content.decode())
    day = clock.now() + timedelta(days=2)
    plan_meeting(handover=handover, at=day, where="Hangar 4", remind=False, by=coordinator)
    told = unescape(client.post(url, empty, follow=True).content.decode())
    assert "Il n’y a plus de rendez-vous" in told
    handover.refresh_from_db()
    assert handover.meeting_at is None


def test_the_booklet_is_printed_before_it_is_ticked(client: Client, coordinator: Account):
    handover = prepared()
    assert reverse("equip:booklet-pdf", args=[handover.pk]) in page(client, "handover", handover.pk)


def test_what_is_kept_for_a_request_is_apart_from_what_is_free(client: Client, coordinator: Account):
    kept = kept_for(requested(receive(organisation("CCAS de Corderive"))))
    free = ready()
    assert [each.pk for each in free_devices(coordinator)] == [free.pk]
    kept_part, _title, free_part = page(client, "handovers").partition("Libres")
    assert f"Pour la demande {kept.request.code} (CCAS de Corderive), jusqu’au" in kept_part
    assert f"?appareil={kept.device.code}" in kept_part
    assert f"?appareil={free.code}" in free_part
    assert kept.device.code not in free_part
    prepared(kept.device, to=kept.request.resident)
    assert "Gardés pour une demande" not in page(client, "handovers")


def test_the_accepted_proposal_leads_to_the_handover(client: Client, coordinator: Account):
    kept = kept_for(requested(receive(organisation("CCAS de Corderive"))))
    assert f"?appareil={kept.device.code}" in page(client, "proposal", kept.pk)
    handover = prepared(kept.device, to=kept.request.resident)
    assert reverse("equip:handover", args=[handover.pk]) in page(client, "proposal", kept.pk)


def test_who_may_not_reserve_is_not_sent_to_a_page_that_refuses(client: Client):
    sign_in(client, handler())
    device = on_the_shelf()
    assert f"?appareil={device.code}" not in page(client, "handovers")


def test_the_sheet_of_a_device_leads_to_its_handover(client: Client, coordinator: Account):
    device = on_the_shelf()
    shown = page(client, "device", device.pk)
    assert f"?appareil={device.code}" in shown
    assert "Préparer une remise" in shown
    assert reverse("equip:move-device", args=[device.pk, "reserve"]) not in shown
    handover = prepared(device, by=coordinator)
    assert reverse("equip:handover", args=[handover.pk]) in page(client, "device", device.pk)
    cancel_handover(handover=handover, by=coordinator)
    assert "sans que l’on ait dit pour qui" in page(client, "device", device.pk)


def test_no_scan_reserves_for_nobody(client: Client, coordinator: Account):
    device = on_the_shelf()
    offered = {verb for verb, _words in deeds_for(coordinator)}
    assert "reserve" not in offered
    assert "release" in offered
    assert all(by_scan(verb) for verb in offered)
    told = client.post(reverse("equip:scan"), {"code": "G-RESERVE", "many": device.code})
    assert "demande plus qu’un scan" in unescape(told.content.decode()).replace("\xa0", " ")
    device.refresh_from_db()
    assert device.state == DeviceState.READY


def test_a_handover_that_does_not_take_place_leads_to_freeing_the_device(
    client: Client, coordinator: Account
):
    handover = prepared()
    free = reverse("equip:move-device", args=[handover.device_id, "release"])
    assert "Annuler la remise" in page(client, "handover", handover.pk)
    client.post(reverse("equip:cancel-handover", args=[handover.pk]))
    assert free in page(client, "handover", handover.pk)
    client.post(free)
    assert Device.objects.everywhere("tests").get().state == DeviceState.READY
    assert free not in page(client, "handover", handover.pk)


def test_a_session_that_is_wanted_stays_in_sight(client: Client, coordinator: Account):
    found = signed(by=coordinator)
    complete_handover(handover=found, by=coordinator, first_steps=FirstSteps.WANTED)
    assert "Premiers pas : séance à organiser" in page(client, "handover", found.pk)


def test_places_to_learn_are_near_the_workshop_or_in_order_of_names(
    client: Client, coordinator: Account, territory
):
    entered(
        "lieux",
        entry("1", name="Zone Verte", commune_code="00104", latitude=47.0, longitude=-2.0),
        entry("2", name="Antenne", commune_code="00104", latitude=48.0, longitude=-1.0),
    )
    Place.objects.update(services=[ServiceOffered.EVERYDAY_TOOLS.value])
    found = signed(by=coordinator)
    assert start_of(found) is None
    assert "par ordre alphabétique" in page(client, "hand-over", found.pk)
    assert [name.partition(",")[0] for _pk, name in places_to_learn("", None)] == ["Antenne", "Zone Verte"]
    Site.objects.everywhere("tests").update(latitude=47.0, longitude=-2.0)
    assert "les plus proches d’abord" in page(client, "hand-over", found.pk)
    near = places_to_learn("", (47.0, -2.0))
    assert [name.partition(",")[0] for _pk, name in near] == ["Zone Verte", "Antenne"]
