"""Lists and words read against the closed vocabularies."""

import pytest
from data_inclusion.schema import v1

from fabrique.directory import enums
from fabrique.directory.cleaning import keywords, legacy, vocabularies
from fabrique.directory.cleaning.booleans import clean_wheelchair, read_boolean
from fabrique.directory.cleaning.choices import clean_choices, read_choices, sort_labels, split_list
from fabrique.directory.cleaning.inclusion_codes import INCLUSION
from fabrique.directory.cleaning.messages import FLAGS, describe_flag
from fabrique.directory.cleaning.typologies import typologies_of_name
from fabrique.directory.exports.networks import BY_TYPOLOGY


def test_the_plain_vocabularies_are_those_of_the_models() -> None:
    pairs = {
        "services": enums.ServiceOffered,
        "publics": enums.TargetPublic,
        "specific_care": enums.SpecificCare,
        "fees": enums.Fee,
        "programmes": enums.NationalProgramme,
        "labels": enums.TrainingLabel,
        "access_modes": enums.AccessMode,
        "accompaniment": enums.Accompaniment,
        "itinerance": enums.Itinerance,
        "typologies": enums.Typology,
        "networks": enums.CarrierNetwork,
    }
    for field, choices in pairs.items():
        assert vocabularies.BY_FIELD[field] == tuple(choices.values)
    assert len(enums.Typology) == 92
    assert all(choice.label for choices in pairs.values() for choice in choices)


def test_the_codes_of_data_inclusion_are_those_of_its_package() -> None:
    pairs = {
        "thematiques": (enums.Thematic, v1.Thematique),
        "reseaux_porteurs": (enums.CarrierNetwork, v1.ReseauPorteur),
        "publics": (enums.InclusionPublic, v1.Public),
        "frais": (enums.InclusionFee, v1.Frais),
        "type": (enums.InclusionServiceType, v1.TypeService),
        "modes_accueil": (enums.ReceptionMode, v1.ModeAccueil),
        "modes_mobilisation": (enums.MobilisationMode, v1.ModeMobilisation),
        "mobilisable_par": (enums.MobilisableBy, v1.PersonneMobilisatrice),
    }
    assert pairs.keys() == INCLUSION.keys()
    for column, (ours, theirs) in pairs.items():
        assert set(ours.values) == set(INCLUSION[column]) == {one.value for one in theirs}, column
    assert (len(enums.Thematic), len(enums.CarrierNetwork)) == (69, 108)


def test_every_code_of_the_tables_is_in_its_vocabulary() -> None:
    old = {
        "services": legacy.SERVICES_V0,
        "publics": legacy.PUBLICS_V0,
        "specific_care": legacy.SPECIFIC_CARE_V0,
        "fees": legacy.FEES_V0,
        "accompaniment": legacy.ACCOMPANIMENT_V0,
        "programmes": legacy.PROGRAMMES_V0,
        "labels": legacy.LABELS_V0,
    }
    for field, table in (*old.items(), *legacy.DATA_INCLUSION.items()):
        for codes in table.values():
            assert set(codes) <= set(vocabularies.BY_FIELD[field]), field
    for field, rules in keywords.BY_FIELD.items():
        assert {code for _, code in rules} <= set(vocabularies.BY_FIELD[field])


def test_every_network_of_data_inclusion_that_names_a_type_is_read() -> None:
    for typology, network in BY_TYPOLOGY.items():
        read = clean_choices("typologies", [], [network.value]).value
        if network == "ccas-cias":  # one or the other: nobody knows from the network alone
            assert read == []
        else:
            assert typology in read, network
        assert len(read) < 2, network


@pytest.mark.parametrize("field", sorted(vocabularies.BY_FIELD))
def test_every_standard_value_reads_as_itself(field: str) -> None:
    for code in vocabularies.BY_FIELD[field]:
        read = read_choices(field, code)
        assert read.value == (code,)
        assert not read.rules
        assert not read.flags


def test_the_fifteen_services_of_the_old_schema_become_nine() -> None:
    text = (
        "Devenir autonome dans les démarches administratives / Prendre en main un ordinateur / "
        "Approfondir ma culture numérique / Favoriser mon insertion professionnelle / "
        "Accéder à du matériel / "
        "Créer avec le numérique / Soutenir la parentalité et l’éducation avec le numérique"
    )
    cleaned = clean_choices("services", [], [text])
    assert cleaned.value == [
        "Aide aux démarches administratives",
        "Maîtrise des outils numériques du quotidien",
        "Insertion professionnelle via le numérique",
        "Parentalité et éducation avec le numérique",
        "Loisirs et créations numériques",
        "Compréhension du monde numérique",
        "Accès internet et matériel informatique",
    ]
    assert not cleaned.flags


@pytest.mark.parametrize("separator", ["|", ";", " / ", "/ ", "\n", ", "])
def test_lists_have_many_separators(separator: str) -> None:
    text = separator.join(["Seniors (+65 ans)", "Jeunes (16/26 ans)", "Familles/enfant"])
    assert read_choices("publics", text).value == ("Seniors", "Jeunes", "Familles et/ou enfants")


def test_brackets_are_not_separated() -> None:
    assert split_list("Ateliers (traitement de texte, e-mail), Impression") == [
        "Ateliers (traitement de texte, e-mail)",
        "Impression",
    ]
    assert read_choices("typologies", '{EPN,"Promeneur du net"}').value == ("EPN",)


@pytest.mark.parametrize(
    ("field", "text", "codes"),
    [
        (
            "fees",
            "Adhésion : L’accès au lieu et/ou à ses services nécessite d’y adhérer",
            ("Gratuit sous condition",),
        ),
        ("fees", "Gratuit pour les adhérents", ("Gratuit sous condition",)),
        ("fees", "gratuit", ("Gratuit",)),
        ("fees", "Payant : 5 € de l’heure", ("Payant",)),
        ("fees", "Se renseigner", ()),
        (
            "accompaniment",
            "A ma place : une personne habilitée fait les démarches à ma place.",
            ("Accompagnement individuel",),
        ),
        ("accompaniment", "Seul : j’ai accès à du matériel et une connexion", ("En autonomie",)),
        ("access_modes", "se-presenter", ("Se présenter",)),
        ("publics", "Tout public", ()),
        ("publics", "tous-publics", ()),
        ("specific_care", "Public langues étrangères", ("Langues étrangères (autres)",)),
        ("programmes", "CNFS", ("Conseillers numériques",)),
        ("programmes", "France Service", ("France Services",)),
        ("labels", "Étapes numériques(La Poste)", ("Étapes numériques (La Poste)",)),
        ("labels", "FABRIQUE NUMERIQUE DE TERRITOIRE", ("Fabriques de Territoire",)),
        ("itinerance", "Bus_équivalent", ("Itinérant",)),
        ("languages", "anglais, arabe", ("en", "ar")),
        (
            "services",
            "numerique--acquerir-un-equipement",
            ("Acquisition de matériel informatique à prix solidaire",),
        ),
    ],
)
def test_words_are_recognised(field: str, text: str, codes: tuple[str, ...]) -> None:
    read = read_choices(field, text)
    assert read.value == codes
    assert not read.flags


def test_what_is_not_recognised_is_flagged_and_kept() -> None:
    read = read_choices("services", "Aide aux démarches administratives|Couture et tricot")
    assert read.value == ("Aide aux démarches administratives",)
    assert read.flags == ("services-unread",)
    assert read.rest == "Couture et tricot"


@pytest.mark.parametrize(
    "code",
    [
        "demandeurs-emploi",
        "actifs",
        "beneficiaires-des-minimas-sociaux",
        "personnes-exilees",
        "residents-qpv-frr",
    ],
)
def test_an_audience_without_a_code_of_ours_is_said(code: str) -> None:
    read = read_choices("publics", f"seniors|{code}")
    assert (read.value, read.flags, read.rest) == (("Seniors",), ("publics-unread",), code)
    assert not read_choices("publics", "tous-publics").flags


def test_labels_are_sorted_into_their_lists() -> None:
    found = sort_labels(["FRANCE SERVICES, SUD LABS,APTIC"], "Qualiopi|Fabriques de Territoire")
    assert found.programmes == ("France Services",)
    assert found.labels == ("SUD LABS (PACA)", "Fabriques de Territoire")
    assert found.others == ("APTIC", "Qualiopi")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Médiathèque des Tilleuls", {"BIB"}),
        ("C.C.A.S. de Moussy", {"CCAS"}),
        ("CTRE COMMUNAL ACTION SOCIALE", {"CCAS"}),
        ("Mairie annexe", {"MUNI"}),
        ("Bus France Services - Place de la mairie", {"RFS"}),
        ("Espace France services", {"RFS"}),
        ("Mission Locale du Pays Haut", {"ML"}),
        ("Communauté de communes du Pays Haut", {"CC"}),
        ("Communauté d’agglomération du Pays Haut", {"EPCI"}),
        ("Esp@ce informatique", {"EPI"}),
        ("Fab Lab du Pin", {"FABLAB"}),
        ("Maison départementale des solidarités", {"MDS"}),
        ("Sous-préfecture", {"PREF"}),
        ("Espace CAF@Ville", {"CAF"}),
        ("Le Nid", set()),
        ("Consulat général", set()),
        ("Épicerie bar", set()),
    ],
)
def test_a_name_tells_the_kind(name: str, codes: set[str]) -> None:
    assert set(typologies_of_name(name)) == codes


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ("oui", True),
        ("X", True),
        (1, True),
        (True, True),
        ("Non", False),
        ("0", False),
        ("", None),
        ("peut-être", None),
    ],
)
def test_yes_and_no(value: object, answer: bool | None) -> None:
    assert read_boolean(value) is answer


def test_wheelchair_access() -> None:
    assert clean_wheelchair("oui").value is True
    assert clean_wheelchair("Entrée accessible").value is True
    assert clean_wheelchair("non accessible").value is False
    assert clean_wheelchair("limited").flags == ("wheelchair-unread",)


def test_every_flag_has_its_sentence() -> None:
    assert describe_flag("phone-extra:+33261910010").endswith("(+33261910010)")
    assert all(sentence.endswith(".") for sentence in FLAGS.values())
