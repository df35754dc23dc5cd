"""The browser: Debian's chromium against a live server. A page that logs an error in its console fails."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import LazySettings, settings
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from fabrique.core import clock
from fabrique.people.actions.totp import present_step, set_totp
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from fabrique.territory.models import Territory
from fabrique.web.context import forget_territory
from tests.conftest import PASSWORD
from tests.factories import accounts
from tests.factories.accounts import SECRET, code_now
from tests.factories.observe import contoured
from tests.factories.people import member, organisation
from tests.factories.towns import COMMUNES

CHROMIUM = os.environ.get("FABRIQUE_TEST_BROWSER") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NARROW, WIDE = 320, 1280
OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser. It takes seconds: begun before what is short."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One chromium for all the journeys."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def territory(transactional_db: None) -> Iterator[Territory]:
    """The demonstration's territory, with a help line."""
    forget_territory()
    now = clock.now()
    yield Territory.objects.create(
        name="Val-d’Estuaire Métropole",
        slug="val-d-estuaire",
        school_zone="B",
        holiday_zone="metropole",
        helpline_phone="+33261910000",
        helpline_hours="du lundi au vendredi, de 9 h à 17 h",
        created_at=now,
        updated_at=now,
    )
    forget_territory()


@pytest.fixture
def ours(territory: Territory, settings: LazySettings, tmp_path: Path) -> Organisation:
    """Who observes two communes, whose contours are known."""
    settings.FABRIQUE_HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    territory.commune_codes, territory.extra_communes = ["00101", "00102"], COMMUNES
    territory.save()
    contoured()
    return organisation("Observatoire de Val-d’Estuaire")


@pytest.fixture
def helene(ours: Organisation) -> Account:
    """Who coordinates it."""
    return member(Role.COORDINATOR, of=ours, name="Hélène Brissane")


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """``open_page("/chemin/", width=320, **options of a context)``: a page of its own, watched for errors.

    ``beyond`` is another site to which the page may lead.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def opened(
        path: str = "/", *, width: int = WIDE, height: int = 900, beyond: str = "data:", **options: Any
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, base_url=live_server.url, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((live_server.url, "data:", beyond))
                else complaints.append(f"another site: {request.url}")
            ),
        )
        page.goto(path)
        return page

    opened.complaints = complaints  # type: ignore[attr-defined]
    yield opened
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The front page on a wide screen."""
    return open_page()


def sign_in(page: Page, email: str) -> None:
    """The page of somebody who has just signed in; ``go_in`` goes through the pages, and takes seconds."""
    known, account = Client(), Account.objects.get(email=email)
    set_totp(account=account, secret=SECRET, step=present_step() - 2)
    accounts.sign_in(known, account)
    cookie = known.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": urljoin(page.url, "/")}])
    page.goto("/espace/")


def go_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Sign in through the pages, as a person does, with an application of codes."""
    set_totp(account=Account.objects.get(email=email), secret=SECRET, step=present_step() - 2)
    page.goto("/connexion/")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(password)
    follow(page.locator("main").get_by_role("button", name="Se connecter"))
    page.get_by_label("Votre code").fill(code_now())
    follow(page.locator("main").get_by_role("button", name="Continuer"))


def follow(control: Locator) -> None:
    """Click what leads to a page, perhaps to the same address, and wait for that page.

    A click returns before the browser leaves: what comes next could still read the page that goes.
    """
    with control.page.expect_navigation():
        control.click()


def tab_to(control: Locator, key: str = "Tab") -> None:
    """Go to a control by the keyboard alone; what has the focus on the way is seen, and seen to have it."""
    page, wanted = control.page, control.element_handle()
    for _step in range(200):
        page.keyboard.press(key)
        there, shown, what = page.evaluate(_FOCUS, wanted)
        assert shown, f"{page.url}: the focus is not seen on {what}"
        if there:
            return
    raise AssertionError(f"{page.url}: the keyboard does not reach {control}")


_FOCUS = """wanted => {
    const e = document.activeElement;
    if (!e || e === document.body) return [false, true, ''];
    const ring = getComputedStyle(e.closest('.choice') || e), at = e.getBoundingClientRect();
    const seen = at.bottom > 0 && at.top < innerHeight;
    return [e === wanted, seen && ring.outlineStyle !== 'none', e.outerHTML.slice(0, 80)];
}"""


def assert_good(page: Page) -> None:
    """What is asked of every page, with what it folds away."""
    folded = page.evaluate_handle("[...document.querySelectorAll('main details:not([open])')]")
    page.evaluate("folded => folded.forEach(each => each.open = true)", folded)
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    assert_within_reach(page)
    assert_no_id_twice(page)
    assert_apart(page)
    page.evaluate("folded => folded.forEach(each => each.open = false)", folded)


def assert_good_both(page: Page) -> None:
    """What is asked of every page: on a phone, and on a desk in the dark."""
    before, looks = page.viewport_size, ((NARROW, "light"), (WIDE, "dark"))
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert_good(page)
    page.emulate_media(color_scheme="null")
    page.set_viewport_size(before or {"width": WIDE, "height": 900})


def assert_accessible(page: Page) -> None:
    """axe finds nothing, best practices included."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate("axe.run({ resultTypes: ['violations'] })"))
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def assert_apart(page: Page) -> None:
    """What has a frame, or holds buttons, does not touch what is above it."""
    touching = page.evaluate(
        """() => [...document.querySelectorAll('main > :is(.card, .row) + :is(.card, .row)')]
            .filter(e => e.checkVisibility() && e.previousElementSibling.checkVisibility())
            .filter(e => e.getBoundingClientRect().top -
                e.previousElementSibling.getBoundingClientRect().bottom < 8)
            .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert touching == [], f"{page.url}: {touching}"


def assert_no_id_twice(page: Page) -> None:
    """An id that two elements bear names the wrong one; axe looks only at some."""
    twice = page.evaluate(
        """() => [...document.querySelectorAll('[id]')].map(e => e.id)
            .filter((id, place, all) => all.indexOf(id) < place)"""
    )
    assert twice == [], f"{page.url}: {twice} given to several elements"


def assert_within_reach(page: Page) -> None:
    """Whatever stands by itself is at least 44 px high, and a field is wide enough to write in."""
    small = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, summary, select, textarea, .choice, input')]
            .filter(e => e.checkVisibility() && getComputedStyle(e).display !== 'inline')
            .filter(e => !e.matches('.skip, .sr, .to-filters, .choice input, [aria-hidden]'))
            .map(e => [e, e.getBoundingClientRect()])
            .filter(([e, r]) => r.width && (r.height < 43.9 ||
                (e.matches('input, select, textarea') && !e.matches('[type=color]') && r.width < 120)))
            .map(([e, r]) => `${r.width | 0} x ${r.height | 0} ${e.outerHTML.slice(0, 80)}`)"""
    )
    assert small == [], f"{page.url}\n" + "\n".join(small)


def assert_no_sideways_scroll(page: Page) -> None:
    """Nothing is wider than the screen."""
    wide = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .filter(e => !e.closest('svg, .sr, .tablewrap'))
            .map(e => e.outerHTML.slice(0, 120))"""
    )
    total = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert total <= 0, f"{page.url} scrolls sideways by {total} px: {wide[:3]}"
