"""What residents really type: slips, the words of the street, conditions, the name of a place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fabrique.directory.enums import AccessMode, ServiceOffered, Typology
from fabrique.directory.guide import results
from fabrique.directory.guide.asking import Asked, read
from fabrique.directory.guide.cards import cards
from fabrique.directory.guide.needs import BY_CODE, hear
from fabrique.directory.guide.said import conditions
from fabrique.directory.guide.search import Question, Sort, ask, need_mask
from fabrique.directory.guide.snapshot import Snapshot
from tests.directory.guide.conftest import record, snapshot_of

AT = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # a Tuesday, noon in Paris
pytestmark = pytest.mark.usefixtures("communes")

SAID = {
    "mon pc rame": "reparer",
    "ordi cassé": "reparer",
    "mon téléphone est tombé dans l’eau": "reparer",
    "je sais pas me servir d'internet": "apprendre",
    "je comprends rien à l’informatique": "apprendre",
    "cours d'ordinateur pour senior": "apprendre",
    "j’ai plus de forfait": "ordinateur-pas-cher",
    "faire ma déclaration": "impots",
    "payer une amende": "impots",
    "allocation chomage": "france-travail",
    "on m’a volé mon argent sur internet": "arnaques",
    "j’ai reçu un sms bizarre": "arnaques",
    "mdp oublié": "arnaques",
    "trouver du boulot": "emploi",
    "pronote": "enfant",
    "inscrire ma fille à la cantine": "enfant",
    "mon fils passe trop de temps sur les écrans": "enfant",
    "besoin d’aide pour mes papiers": "demarches",
    "télécharger une attestation": "demarches",
    "changer d’adresse": "demarches",
    "faire un virement": "banque",
    "rdv docteur": "sante",
    "je ne sais pas lire": "francais",
    "france connect": "demarches",
    "se connecter à internet": "wifi",
}


@pytest.mark.parametrize(("sentence", "need"), SAID.items())
def test_the_words_of_the_street_are_understood(sentence: str, need: str):
    heard = hear(sentence)
    assert heard.need is not None
    assert heard.need.code == need


@pytest.mark.parametrize(
    ("sentence", "rest", "options"),
    [
        ("imprimer un CV maintenant", "imprimer un CV", {"quand": ("maintenant",)}),
        ("ouvert samedi arabe", "", {"quand": ("samedi",), "langue": ("ar",)}),
        ("parle turc", "", {"langue": ("tr",)}),
        ("en fauteuil roulant sans rendez-vous", "", {"comment": ("sans-rdv", "fauteuil")}),
        ("CAF le soir", "CAF", {"quand": ("soir",)}),
        ("imprimer gratuit", "imprimer", {"comment": ("gratuit",)}),
        ("imprimer gratuitement", "imprimer", {"comment": ("gratuit",)}),
        ("ordinateur gratuit", "ordinateur gratuit", {}),
        ("ouvert dimanche", "", {"quand": ("dimanche",)}),
        ("imprimer le dimanche", "imprimer", {"quand": ("dimanche",)}),
        ("parle langue des signes", "", {"langue": ("fsl",)}),
        ("aide CAF en LSF", "aide CAF", {"langue": ("fsl",)}),
        ("apprendre la langue des signes", "apprendre la langue des signes", {}),
        ("quelqu'un qui parle portugais", "quelqu'un", {"langue": ("pt",)}),
        ("apprendre le portugais", "apprendre le portugais", {}),
        ("cours de français", "cours de français", {}),
    ],
)
def test_a_condition_said_is_a_filter(sentence: str, rest: str, options: dict[str, tuple[str, ...]]):
    assert conditions(sentence) == (rest, options)


def asked(guide: Snapshot, words: str, where: str = "") -> Asked:
    return read({"q": [words], "ou": [where]}, guide, AT)


def found(guide: Snapshot, question: Asked) -> list[str]:
    return [guide.places[rank].code for rank in ask(guide, question.question, AT, found=question.found).ranks]


def test_a_condition_that_nobody_meets_is_left_out_and_told():
    guide = snapshot_of(
        record("ouvert", services=(ServiceOffered.ACCESS,), hours="Mo-Fr 09:00-18:00"),
        record("ferme", services=(ServiceOffered.ACCESS,), hours="Sa 09:00-12:00"),
    )
    now = asked(guide, "imprimer maintenant")
    assert (now.words, found(guide, now)) == ("imprimer", ["ouvert"])
    wheelchair = asked(guide, "imprimer en fauteuil")
    assert sorted(found(guide, wheelchair)) == ["ferme", "ouvert"]
    assert "Accessible en fauteuil" in wheelchair.notices[-1]


def test_somebody_is_no_word_to_look_for():
    guide = snapshot_of(record("pt", languages=("pt",)), record("fr"))
    question = asked(guide, "quelqu’un qui parle portugais")
    assert (question.question.roots, found(guide, question)) == ((), ["pt"])


def test_a_sign_language_is_found():
    guide = snapshot_of(record("signe", languages=("fr", "fsl")), record("autre", languages=("fr",)))
    assert found(guide, asked(guide, "langue des signes")) == ["signe"]
    assert found(guide, read({"langue": ["fsl"]}, guide, AT)) == ["signe"]


def test_a_card_says_the_hours_of_the_moment_asked_for():
    guide = snapshot_of(
        record("a", hours="Mo-We 14:00-19:30; Th 09:00-12:00; Sa 09:00-12:00; Su 10:00-12:00"),
    )

    def then(moment: str) -> list[str]:
        question = read({"quand": [moment]}, guide, AT)
        shown = results.page_of(guide, question, AT, number="1").cards[0]
        return [line.replace("\u00a0", " ") for line in shown.then]

    assert then("samedi") == ["Samedi : 9 h – 12 h"]
    assert then("dimanche") == ["Dimanche : 10 h – 12 h"]
    assert then("soir") == ["Mardi, mercredi, lundi : 14 h – 19 h 30"]
    assert results.page_of(guide, read({}, guide, AT), AT, number="1").cards[0].then == ()


def test_the_name_of_a_place_is_no_need():
    guide = snapshot_of(
        record("bus", name="Le Passeur"),
        record("securite", services=(ServiceOffered.SAFE_USE,)),
        record("bib", name="Bibliothèque municipale de Corderive", commune_code="00102"),
        record("autre", name="Bibliothèque Les Embruns", commune_name="Corderive", commune_code="00102"),
        record("caf", name="CAF", typologies=(Typology.CAF,)),
        record("aide", services=(ServiceOffered.ADMINISTRATION,)),
    )
    assert found(guide, asked(guide, "le passeur")) == ["bus"]
    assert found(guide, asked(guide, "Bibliothèque municipale de Corderive"))[0] == "bib"
    assert asked(guide, "bibliothèque à Corderive").words == "bibliotheque"
    assert sorted(found(guide, asked(guide, "caf"))) == ["aide", "caf"]


def test_who_speaks_of_the_very_need_comes_before_who_is_a_little_nearer():
    near = {"commune_name": "Port-Sablier", "services": (ServiceOffered.ADMINISTRATION,)}
    guide = snapshot_of(
        record("poste", latitude=47.201, **near),
        record("caf", latitude=47.215, typologies=(Typology.CAF,), **near),
        record("loin", latitude=47.26, typologies=(Typology.CAF,), **near),
        record("tout-pres", latitude=47.2, services=(ServiceOffered.ACCESS,)),
        record("loin-imprime", latitude=47.23, summary="Impressions"),
        centres={"00101": (47.2, -1.5)},
    )
    question = asked(guide, "caf", "Port-Sablier")
    assert question.question.sort is Sort.USEFUL
    assert found(guide, question) == ["caf", "poste", "loin"]
    assert found(guide, asked(guide, "imprimer", "Port-Sablier")) == ["tout-pres", "loin-imprime"]
    nearest = Question(need=BY_CODE["caf"], origin=question.origin, sort=Sort.DISTANCE)
    assert guide.places[ask(guide, nearest, AT).ranks[0]].code == "poste"


def test_the_counter_of_another_administration_does_not_answer():
    one = {"services": (ServiceOffered.ADMINISTRATION,), "access_modes": (AccessMode.COME,)}
    guide = snapshot_of(
        record("cpam", typologies=(Typology.CPAM,), **one),
        record("cpam-fs", typologies=(Typology.CPAM,), programmes=("France Services",), **one),
        record("mairie", typologies=(Typology.MUNI,), **one),
    )

    def answer(code: str) -> list[str]:
        mask, _scores = need_mask(guide, BY_CODE[code])
        return [place.code for place, holds in zip(guide.places, mask, strict=True) if holds]

    assert answer("carte-grise") == ["cpam-fs", "mairie"]
    assert answer("sante") == ["cpam", "cpam-fs", "mairie"]
    assert answer("demarches") == ["cpam", "cpam-fs", "mairie"]


def test_what_answers_the_need_is_the_first_tag():
    services = (ServiceOffered.ADMINISTRATION, ServiceOffered.EVERYDAY_TOOLS, ServiceOffered.ACCESS)
    guide = snapshot_of(record("a", services=services), record("b", typologies=(Typology.CAF,)))
    answer = ask(guide, Question(), AT)
    first = cards(guide, answer, AT, need=BY_CODE["imprimer"])[0]
    assert first.tags[0] == "Ordinateurs, Internet, imprimante"
    assert cards(guide, answer, AT, need=BY_CODE["caf"])[1].tags == ("CAF",)


def test_a_plain_word_is_no_slip_of_another():
    heard = hear("mettre à jour mon téléphone")
    assert heard.need is BY_CODE["smartphone"]
    assert heard.corrected == ()
    assert hear("un bon jour").corrected == ()


def test_an_empty_answer_announces_no_place():
    guide = snapshot_of(
        record("loin", latitude=47.35, services=(ServiceOffered.ACCESS,)),
        centres={"00101": (47.2, -1.5)},
    )
    near = read({"q": ["imprimer"], "ou": ["Port-Sablier"], "comment": ["fauteuil"]}, guide, AT)
    page = results.page_of(guide, near, AT, number="1")
    assert page.total == 0
    assert results.context(guide, near, page, AT)["notices"] == []
