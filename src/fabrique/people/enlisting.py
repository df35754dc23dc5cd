"""What people puts in the shell: the tools of those who look after organisations, and what awaits them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as marked

from fabrique.core.ui import navigation, portal
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.portal import WaitingProvider
from fabrique.people.actions.locking import forget_tries
from fabrique.people.models import Account
from fabrique.people.queries.waiting import agreements_waiting, erasures_waiting, tokens_waiting


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    tools = (
        ("organisations", marked("Les organisations"), "people:organisations", "people.manage_organisations"),
        ("organisation", marked("Mon organisation"), "people:own-organisation", "people.see_organisation"),
        ("lock", marked("Verrou du poste"), "people:lock-settings", "people.see_desk"),
    )
    for order, (key, label, url_name, policy) in enumerate(tools, start=500):
        navigation.tools.enlist(f"people.{key}", Entry(label, url_name, policy, order))
    receive = Entry(marked("Recevoir une personne"), "people:find-resident", "people.see_resident", 5)
    navigation.tools.enlist("people.residents", receive)
    asked = Entry(marked("Demandes des personnes"), "people:requests", "people.erase_resident", 6)
    navigation.tools.enlist("people.requests", asked)
    portal.tasks.enlist(
        "people.erasures", WaitingProvider("people.keep_resident", erasures_waiting, order=490)
    )
    mine = Entry(marked("Mon compte"), "people:account", "people.manage_own_account", order=950)
    navigation.menu.enlist("people.account", mine)
    portal.tasks.enlist(
        "people.agreements", WaitingProvider("people.see_agreements", agreements_waiting, order=500)
    )
    portal.tasks.enlist("people.tokens", WaitingProvider("people.see_tokens", tokens_waiting, order=510))


def count_codes_anew(sender: object, user: Account, **_signal: Any) -> None:
    """Whoever signs in may try the code of her lock again."""
    forget_tries(account=user)
