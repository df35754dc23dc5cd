"""The pages: the whole path, what addresses carry, what is never kept, what it costs."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabrique.core.models import JournalEntry
from fabrique.directory import throttle
from fabrique.directory.actions.places import withdraw_place
from tests.directory.documents.reading import opened
from tests.directory.orienting.conftest import ADMIN, neighbourhood
from tests.factories.directory import entered, entry, place_of

pytestmark = pytest.mark.usefixtures("filled")
PATH = "/guide/orienter/"
HERE = {"besoin": "demarches", "ou": "47.210,-1.550", "pour": "sans-rdv", "quand": "libre"}


def page(client: Client, path: str = PATH, status: int = 200, **values: object) -> str:
    response = client.get(f"{path}?{urlencode(values, doseq=True)}" if values else path)
    assert response.status_code == status
    return unescape(response.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def names(html: str) -> list[str]:
    return re.findall(r'<a href="/guide/lieu/[^"]+">([^<]+)</a></h3>', html)


def code(key: str) -> str:
    return place_of("ville", key).code


def test_the_whole_path_carries_codes_and_sets_no_cookie(client: Client):
    entries, sessions = JournalEntry.objects.count(), Session.objects.count()
    typed = {"besoin": ("mots", "refaire ma carte grise"), "ou": ("pres", "quartier des Chanvres"),
             "pour": ("pour", "fauteuil"), "quand": ("quand", "semaine")}  # fmt: skip
    address = PATH
    for number, (step, (name, value)) in enumerate(typed.items(), start=1):
        shown = client.get(address)
        assert f"Question {number} sur 4" in unescape(shown.content.decode()).replace("\u00a0", " ")
        given_before = parse_qsl(urlsplit(address).query)
        sent = client.get(PATH + "?" + urlencode([("de", step), *given_before, (name, value)]))
        assert sent.status_code == 302
        address = sent.headers["Location"]
        for response in (shown, sent):
            assert "Set-Cookie" not in response.headers
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["Referrer-Policy"] == "no-referrer"
    assert address == f"{PATH}?besoin=carte-grise&ou=QN00101M&pour=fauteuil&quand=semaine"
    query = urlsplit(address).query
    for path in (PATH, f"{PATH}fiche/", f"{PATH}fiche.pdf"):
        response = client.get(f"{path}?{query}&lieu={code('bib')}")
        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers
        assert response.headers["Cache-Control"] == "no-store"
    assert not client.cookies
    assert (JournalEntry.objects.count(), Session.objects.count()) == (entries, sessions)


def test_only_the_blank_question_is_for_search_engines(client: Client):
    blank = client.get(PATH)
    assert "X-Robots-Tag" not in blank.headers
    assert "noindex" not in blank.content.decode()
    for query in ("besoin=imprimer", "de=besoin&mots=", "etape=ou"):
        assert client.get(f"{PATH}?{query}").headers["X-Robots-Tag"] == "noindex, nofollow"


def test_each_question_can_be_passed_and_changed(client: Client):
    address = PATH
    for _number in range(4):
        found = re.search(r'class="pass" href="([^"]+)"', page(client, address))
        assert found
        address = found[1]
    assert address == f"{PATH}?besoin=tous&ou=inconnu&pour=aucune&quand=libre"
    html = page(client, address)
    assert "<h1>Trois lieux</h1>" in html
    edit = re.findall(r'<dd class="screen-only"><a href="([^"]+)">Modifier', html)
    assert [parse_qsl(urlsplit(one).query)[-1] for one in edit] == [
        ("etape", "besoin"), ("etape", "ou"), ("etape", "pour"), ("etape", "quand")
    ]  # fmt: skip
    assert "Question 3 sur 4" in page(client, edit[2])


@pytest.mark.parametrize(
    ("values", "message", "anchor"),
    [
        ({"de": "besoin"}, "Choisissez un besoin, ou écrivez-le.", "besoin-1"),
        ({"de": "besoin", "mots": "zzqq"}, "Nous n’avons pas compris « zzqq »", "mots"),
        ({"de": "ou"}, "Écrivez une commune, ou passez la question.", "pres"),
        ({"de": "ou", "pres": "zzqq"}, "Nous ne trouvons pas « zzqq »", "pres"),
        ({"de": "quand"}, "Choisissez une réponse, ou passez la question.", "quand-1"),
    ],
)
def test_what_is_to_mend_is_said_and_nothing_typed_is_lost(client: Client, values, message, anchor):
    html = page(client, **values)
    assert message in html
    assert f'href="#{anchor}"' in html
    assert f'id="{anchor}"' in html
    for typed in ("mots", "pres"):
        if typed in values:
            assert f'value="{values[typed]}"' in html


def test_two_communes_of_one_postal_code_are_a_choice(client: Client):
    entered("autre", entry("c", commune_code="00102", commune_name="Corderive"))
    entered("encore", entry("y", commune_code="00103", commune_name="Sainte-Ysaure"))
    html = page(client, de="ou", pres="00110", besoin="demarches")
    assert "Plusieurs communes répondent à « 00110 »" in html
    sent = client.get(PATH, {"de": "ou", "choix": "00103", "pres": "00110", "besoin": "demarches"})
    assert sent.headers["Location"] == f"{PATH}?besoin=demarches&ou=00103"


def test_the_places_come_with_their_reasons(client: Client):
    html = page(client, **HERE)
    assert "<h1>Trois lieux pour faire une démarche en ligne près de l’adresse donnée</h1>" in html
    assert names(html)[:3] == ["Médiathèque des Deux-Rives", "La Bobine", "Maison des solidarités"]
    for words in (
        "À moins de 100 m, 1 min à pied",
        "À 450 m, 8 min à pied",
        "Ouvert maintenant, jusqu’à 18 h",
        "Sans rendez-vous",
        "Propose : aide aux démarches",
    ):
        assert words in html
    assert 'href="tel:+33261910001"' in html
    assert "points" not in html


def test_a_wheelchair_sets_aside_what_is_known_and_keeps_what_is_not(client: Client):
    html = page(client, **{**HERE, "pour": "fauteuil"})
    assert "La Bobine" not in names(html)
    assert "Accès en fauteuil : à vérifier au téléphone" in html


def test_few_places_say_why_and_what_to_relax(client: Client):
    html = page(client, **{**HERE, "pour": ["fauteuil", "gratuit", "soir-samedi"]})
    assert "Un lieu pour faire" in html
    assert "Fermés le soir et le samedi : 4 lieux écartés" in html
    relaxed = re.search(
        r'<li><a href="([^"]+)">Sans « le soir ou le samedi »</a> <span class="count">\+ (\d)', html
    )
    assert relaxed
    more = page(client, relaxed[1])
    assert len(names(more)) == 1 + int(relaxed[2])
    nothing = page(client, **{**HERE, "besoin": "loisirs"})
    assert "Aucun lieu du guide ne répond à ce besoin" in nothing
    assert 'name="lieu"' not in nothing


def test_when_no_single_thing_frees_a_place_all_of_them_do(client: Client):
    withdraw_place(place=place_of("ville", "sec"))  # nobody knows its hours: the distance alone is in its way
    html = page(client, besoin="demarches", ou="45.0,3.0", pour="soir-samedi", quand="libre")
    found = re.search(r'<a href="([^"]+)">Sans aucune condition</a> <span class="count">\+ (\d)', html)
    assert found
    assert len(names(page(client, found[1]))) == int(found[2]) == 4


def test_what_is_passed_on_says_nothing_of_the_person(client: Client):
    html = page(client, **{**HERE, "pour": ["lecture", "proche"], "langue": "ar"})
    link = re.search(r'id="lien"[^>]*value="([^"]+)"', html)
    mail = re.search(r'href="(mailto:[^"]+)"', html)
    assert link
    assert mail
    assert [name for name, _value in parse_qsl(urlsplit(link[1]).query)] == ["besoin", "lieu", "lieu", "lieu"]
    body = unquote(mail[1])
    assert link[1] in body
    assert "Médiathèque des Deux-Rives" in body
    assert "02 61 91 00 01" in body
    for secret in ("47.21", "lecture", "langue", "proche"):
        assert secret not in link[1]
        assert secret not in body
    assert len(mail[1]) < 6000
    shared = page(client, link[1])
    assert "Où aller" in shared
    assert "à pied" not in shared.split("<article")[1].split("</article")[0]


def test_the_sheet_is_for_the_person(client: Client):
    html = page(client, f"{PATH}fiche/", **HERE, lieu=[code("bib"), code("mds")])
    sheet = html.split("<article")[1].split("</article")[0]
    assert "Vous voulez faire une démarche en ligne." in sheet
    assert sheet.index("Médiathèque des Deux-Rives") < sheet.index("Maison des solidarités")
    for words in (
        "C’est à une minute à pied.",
        "Vous pouvez venir sans rendez-vous.",
        "Tram B, arrêt Corderie.",
        "Du lundi au vendredi : 9 h – 18 h",
        "À apporter",
        'href="tel:+33261910001"',
    ):
        assert words in sheet
    assert sheet.count('class="rule"') == 5
    assert "Ouvert maintenant" not in sheet


def test_the_pdf_says_the_same(client: Client):
    response = client.get(f"{PATH}fiche.pdf", {**HERE, "lieu": [code("bib"), code("epn")]})
    assert response.headers["Content-Type"] == "application/pdf"
    assert "fiche-ou-aller.pdf" in response.headers["Content-Disposition"]
    assert len(opened(response.content).pages) >= 1


@pytest.mark.usefixtures("filled")
def test_a_sheet_to_print_has_the_brake_of_the_lists(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(throttle.MOST, "document", 2)
    throttle.forget()
    answers = [client.get(f"{PATH}fiche.pdf", {**HERE, "lieu": code("bib")}) for _time in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert "no-store" in answers[-1]["Cache-Control"]
    throttle.forget()


@pytest.mark.parametrize("name", ["orient-page", "orient-sheet"])
@pytest.mark.parametrize(
    ("count", "message"), [(0, "Cochez au moins un lieu"), (4, "La fiche a trois lieux au plus")]
)
def test_none_or_too_many_lead_back_with_what_was_ticked(client: Client, name: str, count: int, message: str):
    ticked = [code(key) for key in ("bib", "epn", "mds", "pad")[:count]]
    response = client.get(reverse(f"directory:{name}"), {**HERE, "lieu": ticked})
    assert response.status_code == 302
    html = page(client, response.headers["Location"])
    assert message in html
    assert len(re.findall(r'name="lieu" value="[^"]+" checked', html)) == count


def test_a_place_that_is_gone_leaves_the_others(client: Client):
    kept, gone = code("bib"), place_of("ville", "epn")
    withdraw_place(place=gone)
    html = page(client, f"{PATH}fiche/", lieu=[kept, gone.code])
    assert "Un lieu de cette fiche n’existe plus" in html
    assert "La Bobine" not in html
    for path in (f"{PATH}fiche/", f"{PATH}fiche.pdf"):
        assert client.get(path, {"lieu": gone.code}).status_code == 404


def test_the_next_places_can_replace_the_first(client: Client):
    html = page(client, **HERE)
    following = html.split("Voir les suivants")[1]
    assert code("pad") in following
    swapped = page(client, f"{PATH}fiche/", **HERE, lieu=[code("bib"), code("pad")])
    assert "Cabinet Quai" in swapped
    assert "La Bobine" not in swapped


odd = st.text(max_size=40) | st.sampled_from(
    ["", "0", "-1", "\x00", "9" * 30, "nan,nan", "<b>", "🙂", "00101", "91.5,200.1", "QN00101M", "' OR 1=1"]
)


NAMES = [
    "besoin",
    "ou",
    "pour",
    "langue",
    "quand",
    "loin",
    "lieu",
    "de",
    "etape",
    "mots",
    "pres",
    "choix",
    "fiche",
    "x",
]
CODES = st.sampled_from(["besoin", "ou", "pour", "quand", "demarches", "libre", "aucune", "1"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(NAMES), st.lists(odd | CODES, min_size=1, max_size=3), max_size=8),
    st.sampled_from(["", "fiche/", "fiche.pdf"]),
)
def test_no_address_breaks_the_path(client: Client, values: dict[str, list[str]], end: str):
    response = client.get(f"{PATH}{end}", values)
    assert response.status_code in (200, 302, 404)
    assert "Set-Cookie" not in response.headers
    if response.status_code == 302:
        assert response.headers["Location"].startswith(PATH)


@pytest.mark.parametrize("where", ["00101", "QN00101M", "47.210,-1.550", "inconnu"])
@pytest.mark.parametrize("end", ["", "fiche/", "fiche.pdf"])
def test_queries_do_not_grow_with_the_places(client: Client, where: str, end: str):
    counts = []
    for number in (1, 3):
        entered("autre", *(entry(f"n{rank}", rank, name=f"Lieu {rank}", **ADMIN) for rank in range(number)),
                allow_shrink=True)  # fmt: skip
        chosen = [place_of("autre", f"n{rank}").code for rank in range(number)]
        values = {**HERE, "ou": where, "lieu": chosen}
        client.get(f"{PATH}{end}", values)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{PATH}{end}", values).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] <= 6


def test_questions_cost_little(client: Client):
    neighbourhood("QN00101N", "La Drisse")
    for values, most in (({}, 1), ({"besoin": "demarches"}, 1), ({**HERE, "etape": "quand"}, 3)):
        client.get(PATH, values)
        with CaptureQueriesContext(connection) as captured:
            client.get(PATH, values)
        assert len(captured) <= most


def test_the_front_page_and_the_page_of_a_place_lead_here(client: Client):
    assert f'href="{PATH}"' in page(client, "/")
    assert f'href="{PATH}fiche/?lieu={code("bib")}"' in page(client, f"/guide/lieu/{code('bib')}/")
    assert "Où aller" in page(client, f"{PATH}fiche/", lieu=code("bib"))


def test_a_source_s_text_is_never_markup(client: Client):
    entered("malin", entry("x", **ADMIN, name="<script>alert(1)</script>", directions="<b>gras</b>"))
    response = client.get(PATH, HERE | {"mots": "<script>"})
    assert b"<script>alert" not in response.content
    sheet = client.get(f"{PATH}fiche/", {"lieu": place_of("malin", "x").code})
    assert b"<b>gras" not in sheet.content
