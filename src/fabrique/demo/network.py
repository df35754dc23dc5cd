"""Places that every territory has: town halls, libraries, post offices, social services, France services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from fabrique.demo.sheets import Sheet

_TOWN_HALLS = (
    "Vaurenne-le-Petit|Quaisne-la-Tour|Marlandes|Le Fresquoy|Tissandre|Rochelande|Sainte-Ysaure|"
    "Hautegrève|Bellavoine|Les Deux-Écluses|Pierremoire|Ombreval|La Tourbière-aux-Moines|Noirsable|"
    "Cressonval|Grand-Varech"
)
_SOCIAL = "Port-Sablier|Brumelac|Saint-Ormel|Vaurenne|Quaisne-la-Tour|Marlandes"
_FRANCE_SERVICES = (
    "Tissandre|Rochelande|Bellavoine|Chantoiseau-sur-Saudrelle|Villefanelle|Saint-Ormel|Grand-Varech"
)
_POST_OFFICES = (
    "Corderive|Saint-Ormel|Vaurenne|Marlandes|Hautegrève|Bellavoine|Pierremoire|Sainte-Ysaure|Cressonval"
)
_LIBRARIES = (
    ("Saint-Ormel", "Médiathèque L’Alcyon"), ("Vaurenne", "Médiathèque La Halle aux livres"),
    ("Quaisne-la-Tour", "Bibliothèque de la Tour"), ("Marlandes", "Bibliothèque Les Courlis"),
    ("Le Fresquoy", "Médiathèque du Frêne"), ("Tissandre", "Médiathèque La Navette"),
    ("Rochelande", "Bibliothèque du Phare"), ("Sainte-Ysaure", "Bibliothèque Le Lavoir"),
    ("Hautegrève", "Médiathèque Les Sables mouvants"), ("Bellavoine", "Bibliothèque Les Roseaux"),
    ("Grand-Varech", "Bibliothèque La Laisse de mer"), ("Villefanelle", "Bibliothèque Le Moulin à vent"),
    ("Chantoiseau-sur-Saudrelle", "Bibliothèque La Linotte"), ("Port-Sablier", "Bibliothèque du Radoub"),
)  # fmt: skip
_KIOSKS = (
    ("Saint-Ormel", "Borne numérique du tramway"),
    ("Rochelande", "Borne numérique de la capitainerie"),
)
_STREETS = (
    "rue du Four", "rue des Écoles", "place de l’Église", "rue de la Mairie", "route du Bac",
    "rue des Aulnes", "chemin des Salines", "rue du Moulin", "place du Marché", "rue de la Fontaine",
    "rue des Lavandières",
)  # fmt: skip


def network(seed: int) -> tuple[Sheet, ...]:
    """The 54 places of the networks; the details vary with the seed."""
    rng = np.random.default_rng([seed, 54])
    makers = (_town_halls, _social_services, _libraries, _france_services, _post_offices, _kiosks)
    return tuple(one for maker in makers for one in maker(rng))


def _pick(rng: np.random.Generator, choices: Sequence[str]) -> str:
    return choices[int(rng.integers(len(choices)))]


def _address(rng: np.random.Generator) -> str:
    return f"{int(rng.integers(1, 48))} {_pick(rng, _STREETS)}"


def _age(rng: np.random.Generator) -> int:
    return int(rng.integers(15, 420))


def _key(kind: str, commune: str) -> str:
    return f"{kind}-{commune.replace(' ', '-').replace('’', '-').lower()}"


def _of(commune: str) -> str:
    """« du Fresquoy », « d’Ombreval », « de Tissandre »."""
    if commune.startswith("Le "):
        return f"du {commune[3:]}"
    if commune.startswith("Les "):
        return f"des {commune[4:]}"
    return f"d’{commune}" if commune[0] in "AEÉIOUY" else f"de {commune}"


def _wheelchair(rng: np.random.Generator) -> bool | None:
    return (True, True, False, None)[int(rng.integers(4))]


def _town_halls(rng: np.random.Generator) -> Iterator[Sheet]:
    hours = (
        "Lundi au vendredi 9h-12h", "Lundi, mardi, jeudi et vendredi 8h30-12h et 14h-17h",
        "Mardi et vendredi 14h-17h30, mercredi 9h-12h",
        "Lundi, mercredi et vendredi 9h-12h15, samedi 9h-11h30",
    )  # fmt: skip
    words = (
        "La secrétaire de mairie aide à remplir les formulaires, entre deux mariages.",
        "Un ordinateur dans le hall, un agent juste à côté.",
        "Pour les démarches courantes ; pour le reste, on vous dit où aller.",
    )
    for commune in _TOWN_HALLS.split("|"):
        yield Sheet(
            _key("mairie", commune), f"Mairie {_of(commune)}", commune,
            "MUNI", "demarches acces" if rng.random() < 0.5 else "demarches", _pick(rng, hours),
            _pick(rng, words), address=_address(rng), wheelchair=_wheelchair(rng), age=_age(rng),
        )  # fmt: skip


def _social_services(rng: np.random.Generator) -> Iterator[Sheet]:
    hours = (
        "Lundi au vendredi 8h30-12h et 13h30-17h", "Lundi au jeudi 9h-12h ; après-midi sur rendez-vous",
        "Lundi et jeudi 9h-12h30, mercredi 13h30-17h30",
    )  # fmt: skip
    words = (
        "On regarde vos droits ensemble, puis on fait la demande en ligne avec vous.",
        "Accueil social de la commune : domiciliation, aides, accompagnement aux démarches.",
    )
    for commune in _SOCIAL.split("|"):
        yield Sheet(
            _key("ccas", commune), f"CCAS {_of(commune)}", commune, "CCAS", "demarches", _pick(rng, hours),
            _pick(rng, words), address=_address(rng), programmes="aidants" if rng.random() < 0.6 else "",
            for_="seniors familles", fees_detail=f"Réservé aux habitants de {commune} pour les aides.",
            wheelchair=True, age=_age(rng),
        )  # fmt: skip


def _libraries(rng: np.random.Generator) -> Iterator[Sheet]:
    hours = (
        "Mardi 16h-18h30, mercredi 10h-12h et 14h-18h, samedi 10h-12h30 et 14h-17h",
        "Mercredi et samedi 10h-12h30 et 14h-18h, vendredi 15h-19h",
        "Mardi au vendredi 14h-18h30, samedi 10h-17h", "Mercredi 14h-17h, samedi 9h30-12h",
    )  # fmt: skip
    words = (
        "Quelques ordinateurs, le Wi-Fi, et quelqu’un qui prend le temps.",
        "On imprime, on scanne, on apprend ; et l’on repart avec un roman.",
        "Un atelier pour débutants chaque mois, des postes libres toute la semaine.",
    )
    do = ("outils acces", "acces", "outils loisirs acces")
    for commune, name in _LIBRARIES:
        yield Sheet(
            _key("bib", commune), name, commune, "BIB", _pick(rng, do),
            _pick(rng, hours), _pick(rng, words), address=_address(rng), help="seul atelier",
            for_=_pick(rng, ("", "familles", "seniors")), wheelchair=_wheelchair(rng), age=_age(rng),
        )  # fmt: skip


def _france_services(rng: np.random.Generator) -> Iterator[Sheet]:
    hours = (
        "Lundi au vendredi 9h-12h30 et 13h30-17h", "Lundi au jeudi 9h-12h et 14h-18h, vendredi 9h-12h",
        "Mardi au vendredi 9h-17h, samedi 9h-12h",
    )  # fmt: skip
    for commune in _FRANCE_SERVICES.split("|"):
        yield Sheet(
            _key("fs", commune), f"France services {commune}", commune, "RFS", "demarches acces",
            _pick(rng, hours), "Deux agents pour vos démarches avec onze services publics, gratuitement.",
            address=_address(rng), source="national", network="France services", programmes="france-services",
            come="venir telephone ligne", wheelchair=True, care="moteur", age=_age(rng) // 3, booking=True,
            itinerance="fixe",
        )  # fmt: skip


def _post_offices(rng: np.random.Generator) -> Iterator[Sheet]:
    hours = (
        "Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00; PH off", "Mo-Fr 08:30-18:00; Sa 09:00-12:30; PH off",
        "Tu-Fr 09:00-12:00,14:00-16:30; Sa 09:00-12:00; PH off",
    )  # fmt: skip
    for commune in _POST_OFFICES.split("|"):
        yield Sheet(
            _key("poste", commune), f"La Poste {commune}", commune, "LA_POSTE", "demarches securite",
            _pick(rng, hours), "Le guichet aide à créer son identité numérique et à consulter ses comptes.",
            address=_address(rng), source="national", network="La Poste", itinerance="fixe",
            labels="etapes" if rng.random() < 0.6 else "", wheelchair=_wheelchair(rng), age=_age(rng),
        )  # fmt: skip


def _kiosks(rng: np.random.Generator) -> Iterator[Sheet]:
    for commune, name in _KIOSKS:
        yield Sheet(
            _key("borne", commune), name, commune, "PI", "acces", "24/7",
            "Un écran abrité et une prise, à toute heure.", address=_address(rng), come="venir", help="seul",
            missing="phone mail pivot", wheelchair=True, age=_age(rng),
        )  # fmt: skip
