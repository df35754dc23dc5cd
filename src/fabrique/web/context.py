"""What the shell of every page needs: the territory, the menu, the footer, the reading comfort."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.policies import can
from fabrique.core.ui import discretion, navigation
from fabrique.core.ui.navigation import Link
from fabrique.core.ui.theme import Theme, ThemeRefusal, from_json
from fabrique.people.factors import must_have_factor
from fabrique.people.locking import is_locked
from fabrique.people.models import Account
from fabrique.people.queries.notifications import MOST, READ, count_unread
from fabrique.people.signing.sessions import second_factor
from fabrique.territory.queries import current_territory
from fabrique.web.accessibility import status

COMFORT_COOKIE, COMFORT = "lecture", "confort"
SERVICE = "La Fabrique"


@dataclass(frozen=True, slots=True)
class ShownTerritory:
    """What pages say of the territory. ``help_phone`` is E.164, or empty: then no help line is shown."""

    name: str = "Fabrique"
    help_phone: str = ""
    help_hours: str = ""
    fictional: bool = False
    theme: Theme = field(default_factory=Theme)

    @property
    def theme_version(self) -> str:
        """Changes with the theme's stylesheet."""
        return sha256(self.theme.css().encode()).hexdigest()[:12]


_known: dict[str, tuple[float, ShownTerritory]] = {}


def territory() -> ShownTerritory:
    """The instance's territory, read again every few seconds (``SHELL_CACHE_SECONDS``, default 5)."""
    kept = _known.get("territory")
    seconds = getattr(settings, "SHELL_CACHE_SECONDS", 5)
    if kept is None or time.monotonic() - kept[0] >= seconds:
        kept = _known["territory"] = (time.monotonic(), _read())
    return kept[1]


def forget_territory(**_signal: Any) -> None:
    """Read the territory again at the next page, in this process."""
    _known.clear()


def _read() -> ShownTerritory:
    try:
        row = current_territory()
    except DatabaseError:  # not migrated yet, or the database is away: the shell still stands
        return ShownTerritory()
    if row is None:
        return ShownTerritory()
    try:
        theme = from_json(row.theme)
    except ThemeRefusal:  # written before a rule changed: pages stay readable
        theme = Theme()
    return ShownTerritory(
        name=row.name,
        help_phone=row.helpline_phone,
        help_hours=row.helpline_hours,
        fictional=row.fictional,
        theme=theme,
    )


@dataclass(frozen=True, slots=True)
class AccountBar:
    """What a person who is signed in finds under the menu: for whom she acts, the gestures of a shared desk.

    ``switch_url`` is empty for who has one organisation; ``here`` is where a gesture comes back to.
    ``opened`` for who may look for things and be told of them: roles, and a second factor if they want one.
    """

    organisation: str
    switch_url: str
    locked: bool
    names_hidden: bool
    here: str
    opened: bool = False
    unread: str = ""
    on_notifications: bool = False
    on_search: bool = False


@dataclass(frozen=True, slots=True)
class Shell:
    """The variables of ``base.html``."""

    territory: ShownTerritory
    service: str
    home_url: str
    theme_url: str
    logo_url: str
    page_url: str
    comfort: bool
    menu: list[Link]
    footer: list[Link]
    account_name: str
    bar: AccountBar | None
    sign_in_url: str
    sign_out_url: str
    on_sign_in: bool
    today: date


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Nothing is read before a template asks for it."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> Shell:
    place = territory()
    signed_in = request.user.is_authenticated
    sign_in = reverse(settings.LOGIN_URL)
    custom = place.theme.css() != Theme().css()
    return Shell(
        territory=place,
        service=SERVICE,
        home_url=reverse("web:portal"),
        theme_url=f"{reverse('web:theme')}?v={place.theme_version}" if custom else "",
        logo_url=reverse("web:logo") if place.theme.logo else "",
        page_url=request.build_absolute_uri(request.path),
        comfort=wants_comfort(request),
        menu=list(navigation.links_for(request.user, request.path)),
        footer=_footer(request),
        account_name=str(request.user) if signed_in else "",
        bar=_bar(request),
        sign_in_url="" if signed_in else sign_in,
        sign_out_url=reverse("people:sign-out") if signed_in else "",
        on_sign_in=request.path == sign_in,
        today=clock.today(),
    )


def _bar(request: HttpRequest) -> AccountBar | None:
    account = request.user
    if not isinstance(account, Account):
        return None
    proved = second_factor(request.session) or not must_have_factor(account)
    opened = bool(proved) and not is_locked(request) and can(account, READ)
    return AccountBar(
        organisation=account.organisation_name,
        switch_url=reverse("people:choose-organisation") if account.must_choose else "",
        locked=is_locked(request),
        names_hidden=discretion.hidden(request),
        here=request.get_full_path() if request.method == "GET" else reverse("web:desk"),
        opened=opened,
        unread=_unread(account) if opened else "",
        on_notifications=request.path == reverse("people:notifications"),
        on_search=request.path == reverse("web:search"),
    )


def _unread(account: Account) -> str:
    """How many notifications wait, as people read it; empty for none. One query."""
    count = count_unread(account)
    return f"{MOST}+" if count > MOST else str(count or "")


def wants_comfort(request: HttpRequest) -> bool:
    """Whether the visitor asked for larger, wider text."""
    return request.COOKIES.get(COMFORT_COOKIE) == COMFORT


def _footer(request: HttpRequest) -> list[Link]:
    comfort = wants_comfort(request)
    here = request.get_full_path() if request.method == "GET" else reverse("web:portal")
    query = urlencode({"choix": "non" if comfort else "oui", "retour": here})
    entries = [
        (_("Lecture ordinaire") if comfort else _("Confort de lecture"), f"{reverse('web:comfort')}?{query}"),
        (_("Mon carnet"), reverse("web:carnet")),
        (_("Accessibilité : %(status)s") % {"status": status()}, reverse("web:accessibility")),
        (_("Vos données"), reverse("web:privacy")),
        (_("Données ouvertes"), reverse("web:open-data")),
        (_("Comment nous comptons"), reverse("web:counting")),
    ]
    return [Link(label, url, "page" if url == request.path else "") for label, url in entries]
