"""Telephones, e-mails and web addresses."""

import phonenumbers
import pytest

from fabrique.directory.cleaning.emails import clean_emails
from fabrique.directory.cleaning.phones import clean_phone, readable_phone
from fabrique.directory.cleaning.urls import clean_url, clean_websites


@pytest.mark.parametrize(
    ("raw", "postal_code", "number"),
    [
        ("02 61 91 00 10", "", "+33261910010"),
        ("02.61.91.00.10.", "", "+33261910010"),
        (33261910010, "", "+33261910010"),
        (261910010.0, "", "+33261910010"),
        ("+33 (0)2 61 91 00 10", "", "+33261910010"),
        ("0033261910010", "", "+33261910010"),
        ("02 61 91 00 10 (accueil)", "", "+33261910010"),
        ("Sur rendez-vous au 02-61-91-00-10", "", "+33261910010"),
        ("0262 20 00 10", "97400", "+262262200010"),
        ("0590 38 00 10", "97110", "+590590380010"),
        ("+687 27 00 10", "98800", "+687270010"),
    ],
)
def test_a_number_is_read_however_it_is_written(raw: object, postal_code: str, number: str) -> None:
    cleaned = clean_phone(raw, postal_code)
    assert cleaned.value == number
    assert not cleaned.flags
    assert phonenumbers.is_possible_number(phonenumbers.parse(cleaned.value))


@pytest.mark.parametrize("separator", [" / ", " ou ", "\n", " - ", " et ", ", ", " ; "])
def test_a_second_number_is_kept_apart(separator: str) -> None:
    cleaned = clean_phone(f"02 61 91 00 10{separator}02 61 91 00 11")
    assert cleaned.value == "+33261910010"
    assert cleaned.flags == ("phone-extra:+33261910011",)
    assert cleaned.rest == "+33261910011"


@pytest.mark.parametrize("rest", [" ou 02", " (poste 12)", " / 02 61 91 00", " de 9h à 12h"])
def test_what_is_not_a_number_beside_one_stays_in_words(rest: str) -> None:
    cleaned = clean_phone(f"02 61 91 00 10{rest}")
    assert cleaned.value == "+33261910010"
    assert (cleaned.flags, cleaned.rest) == (("phone-rest",), f"02 61 91 00 10{rest}")
    several = clean_phone("02 61 91 00 10 / 02 61 91 00 11 (poste 12)")
    assert several.flags == ("phone-extra:+33261910011", "phone-rest")
    assert several.rest == "02 61 91 00 10 / 02 61 91 00 11 (poste 12)"
    assert clean_phone("02 61 91 00 10 / accueil.12@lieu.example").flags == ()


@pytest.mark.parametrize("raw", ["3949", "39 49", 3949, "3949 (service gratuit, 0,06 € par minute)"])
def test_a_short_number_has_no_international_form_but_is_not_lost(raw: object) -> None:
    cleaned = clean_phone(raw)
    assert cleaned.value == ""
    assert cleaned.rest == "3949"
    assert cleaned.flags == ("phone-short-number:3949",)


@pytest.mark.parametrize("raw", ["024178384", "5858777054", "+331495778500607457816", "0450950700152"])
def test_a_number_that_cannot_be_dialled_is_flagged(raw: str) -> None:
    cleaned = clean_phone(raw)
    assert cleaned.value == ""
    assert cleaned.flags == ("phone-unusable",)


@pytest.mark.parametrize("raw", ["", "-", "0000000000", "voir le site", None])
def test_no_number_at_all_is_not_a_fault(raw: object) -> None:
    assert clean_phone(raw).value == ""
    assert clean_phone(raw).flags == ()


def test_a_number_is_shown_as_people_write_it() -> None:
    assert readable_phone("+33261910010") == "02 61 91 00 10"
    assert readable_phone("+262262200010").startswith("+262")


@pytest.mark.parametrize(
    ("raw", "addresses"),
    [
        ("Accueil@Lieu.EXAMPLE ", ["accueil@lieu.example"]),
        ("mailto:accueil@lieu.example", ["accueil@lieu.example"]),
        ("courriel : accueil@lieu.example", ["accueil@lieu.example"]),
        ("accueil[at]lieu.example", ["accueil@lieu.example"]),
        ("accueil@@lieu.example", ["accueil@lieu.example"]),
        ("accueil@lieu de-vie.fr", ["accueil@lieude-vie.fr"]),
        ("accueil@lieu,ville,fr", ["accueil@lieu.ville.fr"]),
        ("médiathèque@lieu.example", ["mediatheque@lieu.example"]),
        ("a1@lieu.example ou b2@lieu.example", ["a1@lieu.example", "b2@lieu.example"]),
        (
            "a1@lieu.example / b2@lieu.example;c3@lieu.example",
            ["a1@lieu.example", "b2@lieu.example", "c3@lieu.example"],
        ),
        ("a1@lieu.example a1@lieu.example", ["a1@lieu.example"]),
    ],
)
def test_addresses_are_mended_and_separated(raw: str, addresses: list[str]) -> None:
    assert list(clean_emails(raw).value) == addresses


@pytest.mark.parametrize(
    "raw", ["biblio@lieu", "www.lieu.example", "@lieu.example", "a@b@lieu.example", "via le site"]
)
def test_what_is_not_an_address_is_flagged_and_kept(raw: str) -> None:
    cleaned = clean_emails(raw)
    assert cleaned.value == ()
    assert cleaned.flags == ("email-unusable",)
    assert cleaned.rest == raw


@pytest.mark.parametrize(
    ("raw", "sites"),
    [
        ("lieu.example", ["http://lieu.example"]),
        ("Http://Www.Lieu.Example/Accueil/Page", ["http://www.lieu.example/Accueil/Page"]),
        ("https://https://www.lieu.example/", ["https://www.lieu.example/"]),
        ("http://https://www.lieu.example/", ["https://www.lieu.example/"]),
        ("https//:lieu.example", ["https://lieu.example"]),
        ("https/www.lieu.example/", ["https://www.lieu.example/"]),
        ("http:/www.lieu.example", ["http://www.lieu.example"]),
        ("ttps://lieu.example/x", ["https://lieu.example/x"]),
        ("http://www,lieu.example", ["http://www.lieu.example"]),
        ("https:\\\\www.lieu.example\\", ["https://www.lieu.example/"]),
        ("http://a.example/http://b.example/", ["http://a.example/", "http://b.example/"]),
        ("www.a.example ou b.example", ["http://www.a.example", "http://b.example"]),
        ("https://a.example/;https://b.example", ["https://a.example/", "https://b.example"]),
        ("https://lieu.example/maison%20(2).aspx", ["https://lieu.example/maison%20%282%29.aspx"]),
        ("https://lieu.example/médiathèque", ["https://lieu.example/m%C3%A9diath%C3%A8que"]),
        ("http://www.côte.example", ["http://www.xn--cte-kna.example"]),
        ("Centre du Pin (centre-du-pin.fr)", ["http://centre-du-pin.fr"]),
        ("http://a.example/(x)", ["http://a.example/%28x%29"]),
        ("(http://a.example/(x))", ["http://a.example/%28x%29"]),
        ("(www.a.example/y).", ["http://www.a.example/y"]),
        ("http://a.example/y)", ["http://a.example/y"]),
    ],
)
def test_sites_are_mended_and_separated(raw: str, sites: list[str]) -> None:
    assert list(clean_websites(raw).value) == sites
    assert list(clean_websites("|".join(sites)).value) == sites


@pytest.mark.parametrize(
    "raw", ["@lieu.des.a", "Facebook : Lieu du Pin", "accueil@lieu.example", "http://www.un deux.fr/"]
)
def test_what_is_not_a_site_is_flagged_and_kept(raw: str) -> None:
    cleaned = clean_websites(raw)
    assert cleaned.value == ()
    assert cleaned.flags == ("website-unusable",)
    assert cleaned.rest == raw


@pytest.mark.parametrize("raw", ["", "http://", "-", "63122", None])
def test_no_site_at_all_is_not_a_fault(raw: object) -> None:
    assert clean_websites(raw).value == ()
    assert clean_websites(raw).flags == ()


def test_one_address_is_taken_for_a_single_link() -> None:
    assert clean_url("https://a.example https://b.example").value == "https://a.example"
