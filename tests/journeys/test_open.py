"""What other sites take: the pages that explain it, and the guide in a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from fabrique.directory.guide import snapshot
from fabrique.territory.models import Territory
from tests.factories.directory import entered, entry
from tests.journeys.conftest import assert_good_both

OpenPage = Callable[..., Page]
PATHS = ["/api/v1/", "/integrer/?commune=Corderive", "/integrer/guide/?theme=demarches", "/donnees-ouvertes/"]
COPY = """address => {
    const script = document.createElement("script");
    Object.assign(script, { src: address, async: true });
    script.dataset.theme = "demarches";
    document.body.append(script);
}"""


@pytest.fixture(autouse=True)
def guide(territory: Territory, settings: LazySettings) -> Iterator[None]:
    """Two places."""
    settings.GUIDE_CHECK_SECONDS, settings.API_RATE = 0, 0
    snapshot.forget()
    entered("ville", entry("bib"), entry("epn", 1, name="La Bobine", latitude=47.215))
    yield
    snapshot.forget()


def test_the_pages_are_accessible(open_page: OpenPage):
    page = open_page()
    for path in PATHS:
        page.goto(path)
        assert_good_both(page)


@pytest.fixture
def town_hall(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page of another site (another host of this machine) that holds the line to copy."""
    parts = urlsplit(live_server.url)
    other = "localhost" if parts.hostname == "127.0.0.1" else "127.0.0.1"
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://{other}:{parts.port}/static/directory/widget.css")
    page.evaluate(COPY, f"{live_server.url}/static/directory/widget.js")
    page.locator("iframe").wait_for(state="attached")
    yield page
    context.close()


def test_a_site_that_is_not_declared_shows_nothing(town_hall: Page):
    refused = town_hall.frame_locator("iframe")
    town_hall.wait_for_timeout(500)
    assert refused.get_by_role("link").count() == 0
    assert not any(frame.url.endswith("theme=demarches") for frame in town_hall.frames[1:])


def test_a_declared_site_shows_the_guide_at_its_height(
    settings: LazySettings, live_server: LiveServer, request: pytest.FixtureRequest
):
    port = urlsplit(live_server.url).port
    settings.WIDGET_HOSTS = [f"localhost:{port}", f"127.0.0.1:{port}"]
    page: Page = request.getfixturevalue("town_hall")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Trouver de l’aide")
    expect(frame.get_by_role("link", name="La Bobine", exact=True)).to_be_visible()
    height = frame.locator("#guide").evaluate("guide => Math.ceil(guide.getBoundingClientRect().height)")
    expect(page.locator("iframe")).to_have_css("height", f"{height}px")
    frame.get_by_label("Je veux…").fill("bobine")
    frame.get_by_role("button", name="Chercher").click()
    expect(frame.get_by_role("link", name="Médiathèque")).to_have_count(0)
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="La Bobine", exact=True).click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("La Bobine")
    page.evaluate("postMessage({fabrique: 'hauteur', valeur: 5000}, '*')")
    assert page.locator("iframe").evaluate("frame => frame.style.height") != "5000px"
