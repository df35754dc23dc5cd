"""The mapping language: what it says, what it refuses and how it says so."""

from pathlib import Path

import pytest

from fabrique.directory.mapping import MappingError, apply_mapping, load_mapping, parse_mapping
from fabrique.directory.mapping.apply import Candidate


def apply(fields: str, **row: object) -> Candidate:
    return apply_mapping(row, parse_mapping(f'[fields]\nname = "nom"\n{fields}', "essai.toml"))


def test_the_first_column_that_says_something_is_taken() -> None:
    assert (
        apply('phone = ["tel", "mobile"]', tel=" - ", mobile="02 61 91 00 10").texts["phone"]
        == "02 61 91 00 10"
    )


def test_columns_are_joined() -> None:
    rule = 'phone = { columns = ["tel", "mobile"], join = " / " }'
    assert apply(rule, tel="a", mobile="b").texts["phone"] == "a / b"
    assert apply(rule, tel="", mobile="b").texts["phone"] == "b"


def test_lines_are_dropped_when_all_their_columns_are_empty() -> None:
    rule = 'description = { lines = ["{texte}", "Public : {public}.", "{a} ({b})"] }'
    assert apply(rule, texte="Bonjour", a="x").texts["description"] == "Bonjour\nx"
    assert apply(rule).texts["description"] is None


def test_a_constant_fills_what_is_empty() -> None:
    rule = 'collector = { columns = ["source"], constant = "Essai" }'
    assert apply(rule, source="Autre").texts["collector"] == "Autre"
    assert apply(rule, source="").texts["collector"] == "Essai"


def test_a_part_is_kept() -> None:
    assert (
        apply('commune_name = { columns = ["x"], split = ",", part = -1 }', x="1 rue, Bègles").texts[
            "commune_name"
        ]
        == "Bègles"
    )
    assert (
        apply('commune_name = { columns = ["x"], split = ",", part = 4 }', x="1 rue").texts["commune_name"]
        is None
    )


def test_codes_are_translated() -> None:
    rule = 'other_labels = { columns = ["c"], split = "-", values = { AA = "Réseau A", BB = "Réseau B" } }'
    assert apply(rule, c="AA-ZZ-bb").texts["other_labels"] == "Réseau A|Réseau B"


def test_some_words_make_a_value_ignored() -> None:
    assert apply('emails = { columns = ["m"], unless = ["Prénom"] }', m="Prenom Nom").texts["emails"] is None


def test_a_value_ignored_takes_no_other_column_with_it() -> None:
    joined = 'emails = { columns = ["m", "c"], join = " ; ", unless = ["Prénom"] }'
    assert apply(joined, m="a@b.example", c="Prénom Nom").texts["emails"] == "a@b.example"
    first = 'emails = { columns = ["c", "m"], unless = ["Prénom"] }'
    assert apply(first, m="a@b.example", c="Prénom Nom").texts["emails"] == "a@b.example"


CHOICES = """
services = [
  { read = ["liste"] },
  { columns = ["wifi"], codes = ["Accès internet et matériel informatique"] },
  { columns = ["t"], terms = ["impôts"], unless = ["sauf"], codes = ["Aide aux démarches administratives"] },
]
fees = [{ codes = ["Gratuit"] }]
accompaniment = [{ columns = ["code"], separator = "-", terms = ["A"], codes = ["En autonomie"] }]
"""


def test_choices_come_from_lists_boxes_words_and_constants() -> None:
    found = apply(CHOICES, liste="Impression", wifi="Oui", t="Aide aux IMPOTS", code="RDV-a")
    assert found.reads["services"] == ["Impression"]
    assert found.codes["services"] == [
        "Accès internet et matériel informatique",
        "Aide aux démarches administratives",
    ]
    assert found.codes["fees"] == ["Gratuit"]
    assert found.codes["accompaniment"] == ["En autonomie"]


@pytest.mark.parametrize("no", ["non", "Non", "false", "0", "", "-", False])
def test_a_no_ticks_nothing(no: object) -> None:
    found = apply(CHOICES, wifi=no, t="tout sauf impôts", code="RDV-AB")
    assert found.codes["services"] == []
    assert found.codes["accompaniment"] == []


def test_hours_and_positions() -> None:
    found = apply(
        'hours = { days = { Mo_am = "lm", Mo_pm = "la", Tu = ["m1", "m2"] }, note = "n" }\n'
        'coordinates = { point = "geo" }',
        lm="9h-12h",
        m1="10h-11h",
        m2="14h-15h",
        n="Sur rendez-vous",
        geo="44.84, -0.58",
    )
    assert found.hours.days == {("Mo", "am"): "9h-12h", ("Tu", None): "10h-11h / 14h-15h"}
    assert found.hours.note == "Sur rendez-vous"
    assert found.position == (None, None, "44.84, -0.58")


def test_headers_are_forgiving_and_objects_are_entered() -> None:
    assert apply('phone = "Téléphone"', TELEPHONE="1").texts["phone"] == "1"
    assert (
        apply('commune_name = "adresse.ville"', adresse={"ville": "Bègles"}).texts["commune_name"] == "Bègles"
    )
    assert apply('phone = "absente"').texts["phone"] is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[fields]\nname = ", ("n’est pas du TOML", "Corrigez")),
        ('[fields]\naddress = "a"', ("fields.name", "Ajoutez name")),
        ('[fields]\nname = ""', ("fields.name", "aucune colonne", "Écrivez")),
        ('[fields]\nname = ["", " "]', ("fields.name", "aucune colonne")),
        ('[fields]\nname = "n"\nadresse = "a"', ("fields.adresse", "n’existe pas", "address")),
        ('[mapping]\nnom = "x"\n[fields]\nname = "n"', ("mapping.nom", "n’existe pas")),
        (
            '[fields]\nname = "n"\nservices = [{ codes = ["Couture"] }]',
            ("fields.services[0].codes", "Couture", "Valeurs possibles"),
        ),
        (
            '[fields]\nname = "n"\nservices = [{ columns = ["a"], terms = ["x"] }]',
            ("des termes sans valeur",),
        ),
        ('[fields]\nname = "n"\nservices = [{ terms = ["x"] }]', ("ni colonne, ni valeur",)),
        (
            '[fields]\nname = "n"\nhours = { days = { Lundi = "a" } }',
            ("fields.hours.days.Lundi", "Mo, Tu, We"),
        ),
        ('[fields]\nname = "n"\ncoordinates = { latitude = "a" }', ("fields.coordinates", "il manque")),
        ('[fields]\nname = "n"\nphone = 3', ("fields.phone", "un tableau est attendu")),
        ('[fields]\nname = "n"\nphone = { join = "/" }', ("d’où vient la valeur",)),
        ('[fields]\nname = "n"\ndescription = { lines = ["rien"] }', ("aucune colonne entre accolades",)),
    ],
)
def test_a_faulty_mapping_says_where_and_how_to_mend(text: str, words: tuple[str, ...]) -> None:
    with pytest.raises(MappingError) as caught:
        parse_mapping(text, "essai.toml")
    assert caught.value.message.startswith("« essai.toml »")
    assert all(word in caught.value.message for word in words), caught.value.message


def test_the_example_of_the_guide_is_a_mapping() -> None:
    guide = Path(__file__).resolve().parents[3] / "docs" / "guide" / "import.md"
    example = guide.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    mapping = parse_mapping(example, "lieux.toml")
    assert mapping.name == "lieux-du-pays-haut"
    assert mapping.choices["fees"][0].codes == ("Gratuit",)


def test_a_mapping_is_loaded_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "ma-source.toml"
    path.write_text('[fields]\nname = "nom"\n', encoding="utf-8-sig")
    assert load_mapping(path).name == "ma-source"
    with pytest.raises(MappingError, match="n’existe pas"):
        load_mapping(tmp_path / "absent.toml")
    with pytest.raises(MappingError, match=r"nom livré.*gironde"):
        load_mapping("absent")
    assert load_mapping(Path("gironde")).name == "gironde"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(MappingError, match="ne peut pas être lu"):
        load_mapping(path)
