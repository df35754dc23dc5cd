"""A place answers a campaign: without JavaScript, on a narrow screen; axe finds nothing."""

from __future__ import annotations

from fabrique.core import clock
from fabrique.directory.actions.campaigns import secret_of, start_campaign
from fabrique.directory.models import Confirmation, Place
from fabrique.territory.models import Territory
from tests.factories.directory import entered, entry
from tests.journeys.conftest import (
    NARROW,
    OpenPage,
    assert_accessible,
    assert_no_sideways_scroll,
    assert_within_reach,
    follow,
)


def test_a_place_says_that_all_is_right_without_javascript(territory: Territory, open_page: OpenPage):
    entered("ville", entry("1", hours="Mo-Fr 09:00-12:00", updated_on="2024-01-01"))
    start_campaign(rows=Place.objects.all(), days=365, home="https://essai.example/guide/confirmer/")
    asked = Confirmation.objects.select_related("campaign").get()
    link = f"/guide/confirmer/{secret_of(asked)}/"
    with_scripts = open_page(link, width=NARROW)
    for address in (link, f"{link}changement/"):
        with_scripts.goto(address)
        assert_accessible(with_scripts)
        assert_no_sideways_scroll(with_scripts)
        assert_within_reach(with_scripts)
    page = open_page(link, java_script_enabled=False)
    assert Confirmation.objects.get().state == "waiting"
    follow(page.get_by_role("button", name="Tout est exact"))
    assert page.get_by_text("Merci, c’est noté").is_visible()
    assert Confirmation.objects.get().state == "confirmed"
    assert Place.objects.get().verified_on == clock.today()
