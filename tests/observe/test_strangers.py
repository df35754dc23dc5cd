"""Every address of the observatory that takes an identifier, tried by those who have no right to what it
names: of another organisation, of a role that only reads, without any role, without an account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from fabrique.core.policies import acts_for
from fabrique.observe import urls
from fabrique.observe.actions import publishing
from fabrique.observe.actions.commenting import comment_publication
from fabrique.people.acting import CHOSEN, act_for
from fabrique.people.actions import add_member
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.factories.accounts import sign_in
from tests.factories.databases import shared_rows
from tests.factories.observe import (
    asked,
    brought,
    calculated,
    contoured,
    drafted_publication,
    followed_area,
    listed,
    panel,
    sited,
    studied,
    timed,
    told,
    wanted,
)
from tests.factories.people import account, member, organisation
from tests.factories.towns import two_communes

ROUTES = {one.name: str(one.pattern) for one in urls.urlpatterns}
TAKING = {name: route for name, route in ROUTES.items() if "<" in route}
# What names nothing of anybody's: indices that are shipped, kinds, levels, a file that was just sent.
NOBODYS = {"model", "adopt", "draft", "examine", "examine-times", "follow"}
OPEN = {"request", "support-request"}  # the register of what is asked is read and supported by all
# What anybody of the organisation may do of it, besides reading.
EVERYBODYS = {"comment", "support-request", "follow"}
VERBS = {
    "move": ("retirer", "remettre"),
    "move-definition": ("mettre-de-cote", "reprendre"),
    "move-study": ("commencer", "terminer", "abandonner", "rouvrir", "reprendre"),
    "move-scenario": ("retenir", "rendre", "ecarter", "reprendre"),
    "move-publication": ("montrer", "publier", "ecarter"),
}
FORM = {  # what would do something, were it taken
    "partage": "oui",
    "certain": "oui",
    "text": "Bonjour",
    "answer": "Non",
    "reason": "Erreur",
    "quality": "Maire",
    "level": "commune",
    "key": "constant:population",
    "veto": "road",
    "note": "Non",
    "verb": "decline",
    "title": "Autre",
    "question": "Pourquoi ?",
    "name": "Ailleurs",
    "sources": "communes",
    "demande": "non",
}
# The matrix of rights tries every role on every action; these try that each address asks for the right one.
READERS = (Role.MEDIATOR, Role.FUNDER, Role.DATA_PROTECTION_OFFICER)


@dataclass(frozen=True, slots=True)
class World:
    """What an organisation keeps for itself, the key of each by the beginning of its addresses."""

    ours: Organisation
    theirs: Organisation
    owner: Account
    keys: dict[str, dict[str, Any]]

    def addresses(self, name: str) -> list[str]:
        """The address of a route, for each thing it may name."""
        values = self.keys[_family(ROUTES[name])]
        slots = re.findall(r"<\w+:(\w+)>", ROUTES[name])
        if name == "published-file":
            values = {**values, "name": "contenu.json"}
        given = [{slot: values[slot] for slot in slots if slot != "verb"}]
        if "verb" in slots:
            given = [{**given[0], "verb": verb} for verb in VERBS[name]]
        found = [reverse(f"observe:{name}", kwargs=one) for one in given]
        if _family(ROUTES[name]) == "publications":
            other = str(values["reserved"])
            found += [one.replace(str(values["pk"]), other) for one in found]
        return found


def _family(route: str) -> str:
    return route.removeprefix("espace/observer/").split("/")[0]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One of each, shared with nobody."""
    with shared_rows(django_db_blocker):
        yield _world()


def _world() -> World:
    two_communes()
    contoured()
    ours, theirs = organisation("La Bobine"), organisation("Le Rouet")
    owner = member(Role.COORDINATOR, of=ours)
    add_member(account=owner, organisation=theirs, role=Role.COORDINATOR)
    data, run = brought(ours, by=owner), calculated(ours, by=owner)
    sites = listed(ours)
    site = sited(sites, {})[0]
    scenario = asked(ours)
    partner = organisation("Fondation des Digues")
    reserved = drafted_publication(ours, by=owner, of=told({"00101": 90}, title="Réservée"), audience=partner)
    reserved = publishing.publish(publication=reserved, by=owner)
    publishing.keep_files(publication=reserved)
    comment = comment_publication(publication=reserved, organisation=ours, text="Mot", by=owner)
    public = {"slug": reserved.slug, "edition": 1, "name": "contenu.json"}
    keys: dict[str, dict[str, Any]] = {
        "donnees": {"pk": data.pk},
        "indicateurs": {"code": "households_one_person_rate"},
        "indices": {"pk": run.definition_id, "name": "fabrique"},
        "calculs": {"pk": run.pk, "other": run.pk, "code": "00101"},
        "sites": {"pk": sites.pk, "site": site.pk, "token": "rien"},
        "scenarios": {"pk": scenario.pk, "other": asked(ours).pk, "site": site.pk},
        "etudes": {"pk": studied(ours, by=owner, on=[data]).pk},
        "demandes": {"pk": wanted(ours, by=owner).pk},
        "publications": {
            "pk": drafted_publication(ours, by=owner).pk,
            "reserved": reserved.pk,
            "comment": comment.pk,
        },
        "trajets": {"pk": timed(ours).pk},
        "suivis": {"pk": followed_area(ours, by=owner).pk, "level": "commune", "code": "00101"},
        "observatoire": public,
    }
    return World(ours, theirs, owner, keys)


def _rows() -> dict[str, list[Any]]:
    """Everything that the observatory holds."""
    models = apps.get_app_config("observe").get_models()
    held = {one.__name__: one._base_manager.order_by("pk").values_list() for one in models}
    return {name: [tuple(map(str, row)) for row in rows] for name, rows in held.items()}


def _signed(who: Account | None) -> Client:
    client = Client()
    if who is not None:
        sign_in(client, who)
        session = client.session
        session[CHOSEN] = str(acts_for(who) or "")
        session.save()
    return client


def _strangers(world: World) -> Iterator[tuple[str, Account | None]]:
    yield "nobody", None
    yield "without a role", act_for(account(), None)
    yield "the same person elsewhere", act_for(Account.objects.get(pk=world.owner.pk), world.theirs)
    yield "data protection elsewhere", member(Role.DATA_PROTECTION_OFFICER, of=world.theirs)


@pytest.mark.django_db
def test_every_route_that_takes_an_identifier_is_tried(world: World):
    """Its owner finds what it names: others then get a 404 for another reason than a wrong address."""
    client = _signed(world.owner)
    waiting = {"compare-scenarios", "scenario-plan", "scenario-communes"}  # for a plan
    others = {"site-file", "answer-request"}  # a file that was just sent; who carries the instance
    for name in sorted(TAKING.keys() - NOBODYS - waiting - others):
        for address in world.addresses(name):
            assert client.get(address).status_code in (200, 405, 409), address


@pytest.mark.django_db
def test_a_stranger_gets_the_answer_of_a_missing_id_and_changes_nothing(world: World):
    before = _rows()
    for who, actor in _strangers(world):
        client = _signed(actor)
        for name in sorted(TAKING.keys() - NOBODYS - OPEN):
            for address in world.addresses(name):
                for method in ("get", "post"):
                    response = getattr(client, method)(address, FORM)
                    expected = (302, 404, 405) if actor is None else (404, 405)
                    assert response.status_code in expected, (who, method, address)
                    if response.status_code == 302:
                        assert response["Location"].startswith("/connexion/"), address
    assert _rows() == before


@pytest.mark.django_db
@pytest.mark.parametrize("role", READERS)
def test_who_reads_for_an_organisation_changes_nothing_of_it(world: World, role: Role):
    client, before = _signed(member(role, of=world.ours)), _rows()
    signs = {"sign", "unsign"} if role == Role.DATA_PROTECTION_OFFICER else set()
    for name in sorted(TAKING.keys() - NOBODYS - EVERYBODYS - signs):
        for address in world.addresses(name):
            response = client.post(address, FORM)
            assert response.status_code in (404, 405), address
    assert _rows() == before


def _given(world: World, name: str) -> str:
    return str(world.keys[name]["pk"])


@pytest.mark.django_db
def test_what_others_keep_is_not_reached_through_a_form(world: World):
    """Keys of another organisation where an address or a form names more than its subject."""
    theirs, other = world.theirs, member(Role.COORDINATOR, of=world.theirs)
    client = _signed(other)
    mine = {
        "data": brought(theirs, by=other, of=panel(areas=("00101", "00102")), shared=True).pk,
        "run": calculated(theirs, by=other).pk,
        "sites": listed(theirs),
        "scenario": asked(theirs).pk,
        "study": studied(theirs, by=other).pk,
    }
    own_site = sited(mine["sites"], {})[0]
    before = _rows()
    run, scenario = _given(world, "calculs"), _given(world, "scenarios")
    missing = [
        f"calculs/{mine['run']}/comparer/{run}/",
        f"scenarios/{mine['scenario']}/comparer/{scenario}/",
        f"scenarios/nouveau/?voie=lieux&depuis={scenario}",
        f"publications/preparer/ranking/?calcul={run}",
        f"publications/preparer/portrait/?calcul={run}",
        f"publications/preparer/comparison/?calcul={run}&zones=00101,00102",
        f"publications/preparer/comparison/?scenario={scenario}&autre={mine['scenario']}",
        f"publications/preparer/scenario/?scenario={scenario}",
        f"publications/preparer/study/?etude={_given(world, 'etudes')}",
        f"sites/{mine['sites'].pk}/{world.keys['sites']['site']}/",
    ]
    for address in missing:
        for method in ("get", "post"):
            response = getattr(client, method)(f"/espace/observer/{address}", {})
            assert response.status_code in (404, 405), (method, address)
    foreign = f"/espace/observer/sites/{world.keys['sites']['pk']}/{own_site.pk}/"
    assert client.post(foreign, FORM).status_code == 404
    _sends_others_keys(client, world, mine)
    assert _rows() == before


def _sends_others_keys(client: Client, world: World, mine: dict[str, Any]) -> None:
    """Forms that would be taken, but for one key that is not for who sends it."""
    usual = {"title": "Essai", "question": "Où ?", "count": "1", "years": "1", "radius": "800"}
    usual |= {"qpv_sites": "0", "qpv_people": "0", "commune_people": "0", "model": "mclp"}
    new = "/espace/observer/scenarios/nouveau/?voie=lieux"
    for site_list, run in ((_given(world, "sites"), ""), (str(mine["sites"].pk), _given(world, "calculs"))):
        response = client.post(new, {**usual, "site_list": site_list, "run": run})
        assert response.status_code in (200, 404), (site_list, run)
    study = {"title": "Essai", "question": "Pourquoi ?", "data_sets": _given(world, "donnees")}
    assert client.post("/espace/observer/etudes/nouvelle/", study).status_code == 200
    page = client.get(f"/espace/observer/acces/?liste={_given(world, 'sites')}")
    assert page.status_code == 200
    assert "Site 0" not in page.content.decode()
    draft = f"/espace/observer/publications/preparer/indicator/?indicateur=population&source={mine['data']}"
    slug = world.keys["observatoire"]["slug"]
    assert client.post(draft, {"title": "Essai", "slug": slug}).status_code == 200
