"""The file of a partner at the desk: what is refused, in which words, and the title that is proposed."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from fabrique.core import uploads
from fabrique.core.models import StoredFile
from fabrique.core.refusals import DomainRefusal
from fabrique.observe import uploading
from fabrique.observe.forms.data import LayoutForm

PERSONS = "semble décrire des personnes"


@pytest.fixture(autouse=True)
def fresh(settings: Any, tmp_path: Any, db: None) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def kept(*lines: str, name: str = "chiffres_du-mois.csv") -> StoredFile:
    return uploads.keep_upload(stream=BytesIO("\n".join(lines).encode()), name=name)


def corrected(stored: StoredFile, **changes: str) -> dict[str, Any]:
    """What the form gives once these fields are changed."""
    draft = uploading.draft_of(stored, uploading.table_of(stored))
    assert draft is not None
    blank = LayoutForm(draft)
    data = {f"fichier-{name}": blank[name].value() for name in ("level", "rows")}
    for each in blank.columns:
        data |= {f"{each.prefix}-{name}": each[name].value() for name in each.fields}
    form = LayoutForm(draft, data | {name.replace("__", "-"): value for name, value in changes.items()})
    assert form.is_valid(), form.problems()
    return {"draft": form.corrected().to_dict()}


def test_the_title_is_the_name_that_was_sent_in_words():
    found = uploading.examine(kept("code commune;bornes", "33063;2", "31555;3"), {})
    assert found.spec.title == "Chiffres du mois"


@pytest.mark.parametrize(
    ("lines", "changes", "words"),
    [
        (("bornes;places", "2;3", "2;3"), {}, "choisissez le rôle « Code de la zone »"),
        (("code commune;mot", "33063;bien"), {}, "choisissez le rôle « Mesure »"),
        (("code postal;ville;places", "33000;Bordeaux;1"), {}, "une colonne « code INSEE »"),
        (
            ("code commune;secteur;places", "33063;Nord;1", "31555;Sud;2"),
            {"fichier__level": "other", "colonne1__role": "key"},
            "laissez-le à une seule",
        ),
        (
            ("code commune;taux d’accès", "33063;12,5", "33063;14,5"),
            {"fichier__rows": "sum"},
            "ne s’additionnent pas",
        ),
    ],
)
def test_a_refusal_says_what_to_click(lines: tuple[str, ...], changes: dict[str, str], words: str):
    stored = kept(*lines)
    with pytest.raises(DomainRefusal, match=words) as refused:
        uploading.examine(stored, corrected(stored, **changes))
    assert not any(odd in refused.value.message for odd in ("measure[", "[[", "toml", "rows ="))


def test_the_lines_of_one_area_are_added_when_a_person_says_so():
    stored = kept("code commune;bornes", "33063;2", "33063;3", "31555;1")
    assert "rows" not in " ".join(corrected(stored)["draft"]["warnings"])
    found = uploading.examine(stored, corrected(stored, fichier__rows="sum"))
    assert found.read.panel.series["bornes"].values.tolist() == [5, 1]


def test_codes_are_read_as_those_of_the_level_that_was_chosen():
    stored = kept("code commune;bornes", "33063;2", "31555;3")
    found = uploading.examine(stored, corrected(stored, fichier__level="other"))
    assert (found.spec.level, found.spec.key.code) == ("other", "text")


@pytest.mark.parametrize(
    "lines",
    [
        ("nom;prénom;âge", "Dolvenne;Samir;34", "Corvant;Hélène;51"),
        ("code commune;prénom;âge", "33063;Samir;34", "31555;Hélène;51"),
        ("contact;rendez-vous", "samir@exemple.test;3", "helene@exemple.test;5"),
        ("contact;rendez-vous", "06 12 34 56 78;3", "06 12 34 56 79;5"),
        ("qui;rendez-vous", "DOLVENNE Samir;3", "Hélène Corvant;5"),
        ("bénéficiaire;rendez-vous", "A12;3", "B14;5"),
        ("code commune;n;rendez-vous", "33063;1 84 12 76 451 089 46;3", "31555;2;4"),
    ],
)
def test_a_file_of_persons_is_refused(lines: tuple[str, ...]):
    with pytest.raises(DomainRefusal, match=PERSONS):
        uploading.examine(kept(*lines), {})


@pytest.mark.parametrize(
    "lines",
    [
        ("secteur;rendez-vous", "Nord;3", "Jean Jaurès;5", "Saint-Pierre;6"),
        ("code commune;commune;sans courriel", "97416;Saint-Pierre;3", "97415;Saint-Paul;5"),
        ("code commune;mesuré à;places", "33063;1650123456789;3", "31555;0.1850123456789;4"),
    ],
)
def test_a_file_of_areas_is_not_taken_for_persons(lines: tuple[str, ...]):
    assert uploading.examine(kept(*lines), {}).read.panel.areas


def test_a_file_of_too_many_measures_is_refused():
    heads, figures = [f"col {n}" for n in range(201)], [str(7 * n % 13) for n in range(201)]
    stored = kept(";".join(["code commune", *heads]), ";".join(["00101", *figures]))
    with pytest.raises(DomainRefusal, match="201 mesures : 200 au plus"):
        uploading.examine(stored, {})


def test_each_finding_has_a_key_of_its_own_and_many_of_one_sort_are_counted():
    rows = [f"{n:05d};" + ";".join(["7"] * 30) for n in range(1001, 1031)]
    stored = kept("code commune;" + ";".join(f"col {n}" for n in range(30)), *rows)
    found = uploading.examine(stored, {}).findings
    keys = [each["key"] for each in found]
    assert len(set(keys)) == len(keys)
    assert all(len(key) <= 130 for key in keys)
    constant = [each for each in found if each["key"].startswith("constant:")]
    assert len(constant) == 21
    assert constant[-1]["message"] == "et 10 autres."
