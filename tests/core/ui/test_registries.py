"""Apps enlist, the shell reads."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from fabrique.core.ui import navigation
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.registry import Registry
from fabrique.people.models import Account


def test_entries_come_in_their_order_and_once():
    registry: Registry[Entry] = Registry()
    registry.enlist("b", Entry("B", "web:portal", order=2))
    registry.enlist("a", Entry("A", "web:portal", order=2))
    registry.enlist("c", Entry("C", "web:portal", order=1))
    registry.enlist("b", Entry("Bis", "web:portal", order=2))
    assert [entry.label for entry in registry] == ["C", "A", "Bis"]


def test_a_registry_is_given_back_as_it_was():
    registry: Registry[Entry] = Registry()
    registry.enlist("a", Entry("A", "web:portal"))
    with registry.holding(b=Entry("B", "web:portal")):
        assert [entry.label for entry in registry] == ["B"]
    assert [entry.label for entry in registry] == ["A"]


def test_the_menu_shows_what_one_may_open():
    administrator = Account(email="a@estuaire.example")
    administrator.roles = frozenset({"administrator"})
    with navigation.menu.holding(
        home=Entry("Accueil", "web:portal", order=1), desk=Entry("Ma journée", "web:desk", "people.see_desk")
    ):
        assert [link.label for link in navigation.links_for(AnonymousUser(), "/")] == ["Accueil"]
        links = list(navigation.links_for(administrator, "/espace/lieux/"))
    assert [(link.label, link.url, link.current) for link in links] == [
        ("Accueil", "/", ""),
        ("Ma journée", "/espace/", "true"),
    ]


def test_an_entry_whose_action_nobody_declared_is_our_mistake():
    with navigation.menu.holding(bad=Entry("X", "web:portal", "web.unknown")), pytest.raises(KeyError):
        list(navigation.links_for(AnonymousUser(), "/"))
