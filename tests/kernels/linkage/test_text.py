import pytest

from fabrique.kernels.linkage.text import (
    Name,
    corrections,
    fold,
    kinds_of,
    mail_host,
    parse_address,
    parse_name,
    site_key,
)


def parsed(text: str) -> Name:
    return parse_name(fold(text), {})


def test_fold_drops_accents_case_and_signs() -> None:
    assert fold("  L’Œuvre d'ÉTÉ — n°3 ") == "l oeuvre d ete n 3"
    assert fold("Espace2Eco") == "espace 2 eco"


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("Centre communal d’action sociale, Corderive", "CCAS de Corderive"),
        ("Maison des Jeunes et de la Culture Boris Vian", "MJC Boris-Vian"),
        ("Espace public numérique du Verger", "E.P.N. Verger".replace(".", "")),
        ("Maison de Services au Public de St-Aubin", "MSAP Saint-Aubin"),
        ("Maison France Services Corderive", "Corderive FRANCE SERVICE"),
        ("Point Information Médiation Multi-Services du Val", "PIMMS Médiation du Val"),
        ("Bibliothèque municipale Colette", "Médiathèque municipale Colette"),
    ],
)
def test_a_long_name_and_its_acronym_are_one_name(long: str, short: str) -> None:
    assert parsed(long) == parsed(short)


def test_word_order_and_legal_words_do_not_count() -> None:
    assert parsed("Corderive – CCAS") == parsed("CCAS de Corderive")
    assert parsed("Association La Ruche (loi 1901)").specific == "ruche"


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("France services 1", "1"),
        ("Relais n° 02", "2"),
        ("Mairie du 12e", "12"),
        ("Point relais CAF A", "a"),
        ("Maison de quartier II", "2"),
        ("Maison à Corderive", ""),
    ],
)
def test_the_number_of_a_name(name: str, number: str) -> None:
    assert parsed(name).number == number


def test_the_name_tells_the_kind_before_the_typology() -> None:
    assert kinds_of(parsed("CCAS de Corderive"), ("MUNI", "CCAS")) == {"ccas"}
    assert kinds_of(parsed("La Ruche"), ("BIB", "EPN")) == {"library", "epn"}
    assert kinds_of(parsed("La Ruche"), ("Inconnue",)) == frozenset()


def test_misspelt_words_of_the_field_are_corrected() -> None:
    names = [fold(text) for text in ["Mediateque de Corderive", "Bibliotèque Colette", "Médiathèque"]]
    corrected = corrections(names)
    assert corrected == {"mediateque": "mediatheque", "biblioteque": "bibliotheque"}
    assert parse_name(names[0], corrected).kinds == {"library"}


def test_a_word_seen_often_is_no_mistake() -> None:
    assert corrections(["maison de la saison"] * 2 + ["saison d ete"] * 3) == {}


@pytest.mark.parametrize(
    ("address", "first", "last", "street"),
    [
        ("14 av. du Gal Leclerc", 14, 14, "avenue general leclerc"),
        ("1-3 Rue Grande", 1, 3, "rue grande"),
        ("19/21 place du Martroy", 19, 21, "place martroy"),
        ("6bis place Viard", 6, 6, "place viard"),
        ("213 Bis Cours de la Marne", 213, 213, "cours marne"),
        ("Rue du 8 mai 1945", 0, 0, "rue 8 mai 1945"),
        ("10 rue de l’Hôtel de ville 61910 Corderive", 10, 10, "rue hotel ville"),
        ("Mairie – 12 bis, place de la République", 12, 12, "place republique"),
        ("n° 5 rue Grande", 5, 5, "rue grande"),
        ("", 0, 0, ""),
    ],
)
def test_address(address: str, first: int, last: int, street: str) -> None:
    found = parse_address(address)
    assert (found.first, found.last, found.street) == (first, last, street)


def test_sites_and_mail_hosts() -> None:
    assert site_key("https://www.corderive.example/ccas?x=1") == "corderive.example"
    assert site_key("http://fr-fr.facebook.com/LaRuche/") == "fr-fr.facebook.com/laruche"
    assert mail_host("Contact@Corderive.example") == "corderive.example"
    assert mail_host("ruche@gmail.com") == ""
    assert mail_host("pas une adresse") == ""
