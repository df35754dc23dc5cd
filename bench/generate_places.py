"""Invented places for bench/duplicates.py: towns, their organisations, and some of them seen again.

It knows nothing of the matcher. What makes the task hard is meant: a town hall and its social service behind
one door with one switchboard, other organisations under one roof, branches of one network in one town,
numbered relays, a bus with one name and one phone in ten villages, libraries without a name of their own.
Everything follows from the seed.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bench.places_seen_again import SOURCES, Row, moved, phone_number, seen_again, without_accents


def _split(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("|")]


HEADS = _split(
    """Corde|Mont|Vaux|Saint-Aub|Ferri|Chant|Bel|Roche|Ville|Cham|Mar|Ner|Bourg|Lav|Cast|
    Pont|Font|Brun|Gren|Val|Tré|Plou|Ker|Esch|Haut|Aigue|Clair|Orme|Noir|Chaux"""
)
TAILS = _split(
    """rive|mont|ac|ville|court|eil|igny|ay|ières|ange|euil|oux|olles|ens|heim|ec|agne|
    elle|is|ard|onne|ois|eau|igné|andre|in|ette|ole|asse|ure"""
)
RIVERS = [
    "",
    "",
    "",
    "-sur-Aude",
    "-sur-Loue",
    "-en-Bruche",
    "-les-Bains",
    "-le-Vieux",
    "-sur-Orbe",
    "-la-Forêt",
]
STREETS = _split(
    """de la République|Jean Jaurès|Victor Hugo|de l’Église|du Général de Gaulle|des Écoles|Pasteur|
    de la Gare|du 8 Mai 1945|Aristide Briand|de Verdun|Émile Zola|Gambetta|du Moulin|des
    Tilleuls|Louise Michel|Jules Ferry|de la Fontaine|des Lilas|Jean Moulin|du Stade|de la Poste|
    des Déportés|Marie Curie|du Château|des Acacias|Anatole France|Léon Blum|des Martyrs de la
    Résistance|Paul Bert|du Maréchal Foch|des Remparts|Georges Brassens|de la Liberté|Olympe de
    Gouges|des Vignes|du Lavoir|Henri Barbusse|Voltaire|de Bretagne"""
)
STREET_TYPES = ["rue", "rue", "rue", "avenue", "boulevard", "place", "chemin", "impasse", "allée", "route"]
QUARTERS = _split(
    """Nord|Sud|Centre|Gare|Chartrons|Beaulieu|Malakoff|Planoise|Rivière|Arsenal|Moulins|Vallon|
    Bastide|Grésil|Coteaux|Citadelle|Fontaines|Tanneries|Verger|Batignole"""
)
PEOPLE = _split(
    """Simone Veil|Louis Aragon|Marguerite Yourcenar|Aimé Césaire|Jacques Prévert|Colette|Jean
    Cocteau|Élsa Triolet|Albert Camus|Françoise Sagan|Boris Vian|Germaine Tillion|Robert Desnos|
    Andrée Chedid"""
)
NOUNS = _split(
    """Fabrique|Ruche|Passerelle|Boussole|Clé|Souris|Toile|Boîte|Source|Escale|Cabane|Bulle|
    Lanterne|Forge|Étape|Navette|Grange|Halle|Parenthèse|Manivelle"""
)
QUALIFIERS = _split(
    """solidaire|des savoirs|du lien|à projets|connectée|citoyenne|des possibles|du coin|partagée|
    d’en haut|buissonnière|du territoire|des mots|aux idées|des voisins"""
)
NETWORKS = [
    "Emmaüs Connect",
    "Secours populaire",
    "Croix-Rouge française",
    "Restos du cœur",
    "Familles rurales",
]


@dataclass
class Town:
    name: str
    slug: str
    code: str
    postal_code: str
    latitude: float
    longitude: float
    radius: float  # metres
    doors: dict[tuple[str, float, float], set[str]] = field(
        default_factory=dict
    )  # with the kinds behind each
    switchboard: str = ""


def generate(places: int, *, seed: int = 1, again: float = 0.2) -> list[Row]:
    """`places` places, of which a share `again` is seen a second time; rows in random order."""
    rng = random.Random(seed)
    first: list[Row] = []
    for town, wanted in _towns(rng, places):
        first.extend(_places_of(rng, town, min(wanted, places - len(first)), len(first)))
        if len(first) >= places:
            break
    twice = rng.sample(first, round(len(first) * again))
    rows = first + [seen_again(rng, row, places + index) for index, row in enumerate(twice)]
    rng.shuffle(rows)
    return rows


def _towns(rng: random.Random, places: int) -> Iterator[tuple[Town, int]]:
    """Towns without end; most are small, a few hold hundreds of places; density is that of a town."""
    number, heart = 0, (46.5, 2.5)
    while True:
        number += 1
        wanted = max(2, min(600, round(rng.lognormvariate(1.6, 1.1))))
        name = rng.choice(HEADS) + rng.choice(TAILS) + rng.choice(RIVERS)
        department, rank = 10 + number // 400, number % 400
        if rank == 1 or number == 1:
            heart = rng.uniform(43.5, 49.5), rng.uniform(-1.0, 6.5)
        yield (
            Town(
                name=name,
                slug=without_accents(name).lower(),
                code=f"{department}{rank + 1:03d}",
                postal_code=f"{department}{rank // 3:03d}",
                latitude=heart[0] + rng.uniform(-0.3, 0.3),
                longitude=heart[1] + rng.uniform(-0.45, 0.45),
                radius=350 * math.sqrt(wanted),
                switchboard=phone_number(rng),
            ),
            wanted,
        )


def _places_of(rng: random.Random, town: Town, wanted: int, start: int) -> list[Row]:
    rows: list[Row] = []
    makers = [
        _town_hall,
        _social_service,
        _library,
        _france_services,
        _post,
        _association,
        _network,
        _digital,
    ]
    weights = [0, 0, 8, 8, 5, 45, 14, 20]
    taken: set[str] = set()
    while len(rows) < wanted:
        maker = makers[len(rows)] if len(rows) < 2 else rng.choices(makers, weights)[0]
        row = maker(rng, town, start + len(rows))
        if _bare(row.name) in taken:  # nobody opens two places of one name in one town
            row = replace(row, name=f"{row.name} {rng.choice(QUARTERS)}")
            if _bare(row.name) in taken:
                continue
        taken.add(_bare(row.name))
        rows.append(row)
    return rows


def _bare(name: str) -> str:
    small = {"de", "Association", "Collectif", "municipale", "Bus"}
    return " ".join(word.replace("Bibliothèque", "Médiathèque") for word in name.split() if word not in small)


def _door(rng: random.Random, town: Town, kind: str, *, shared: float) -> tuple[str, float, float]:
    """An address with its point; at times the door of organisations of other kinds."""
    others = [door for door, kinds in town.doors.items() if kind not in kinds]
    if others and rng.random() < shared:
        door = rng.choice(others)
        town.doors[door].add(kind)
        return door
    number = f"{rng.randint(1, 120)}{rng.choice(['', '', '', '', ' bis'])} " if rng.random() < 0.85 else ""
    angle, away = rng.uniform(0, 2 * math.pi), town.radius * math.sqrt(rng.random())
    latitude, longitude = moved(town.latitude, town.longitude, angle, away)
    door = (f"{number}{rng.choice(STREET_TYPES)} {rng.choice(STREETS)}", latitude, longitude)
    town.doors[door] = {kind}
    return door


def _row(
    rng: random.Random,
    town: Town,
    truth: int,
    name: str,
    typologies: tuple[str, ...],
    *,
    door: tuple[str, float, float] | None = None,
    shared: float = 0.08,
    phone: str = "",
    mail: str = "",
    site: str = "",
) -> Row:
    address, latitude, longitude = door or _door(rng, town, typologies[0], shared=shared)
    return Row(
        id=f"p{truth:07d}",
        truth=truth,
        source=rng.choice(SOURCES),
        name=name,
        address=address,
        postal_code=town.postal_code,
        commune_code=town.code if rng.random() < 0.98 else "",
        latitude=round(latitude, 6) if rng.random() < 0.95 else None,
        longitude=round(longitude, 6),
        siret=str(rng.randrange(10**13, 10**14)) if rng.random() < 0.15 else "",
        phone=(phone or phone_number(rng)) if rng.random() < 0.85 else "",
        emails=(mail or f"{without_accents(name).lower().replace(' ', '')[:18]}{truth}@poste.example",)
        if rng.random() < 0.7
        else (),
        websites=(site,) if site and rng.random() < 0.6 else (),
        typologies=typologies if rng.random() < 0.8 else (),
    )


def _town_hall(rng: random.Random, town: Town, truth: int) -> Row:
    name = rng.choice(["Mairie", f"Mairie de {town.name}", f"Hôtel de ville de {town.name}"])
    return _row(
        rng,
        town,
        truth,
        name,
        ("MUNI",),
        phone=town.switchboard,
        mail=f"mairie@{town.slug}.example",
        site=f"https://www.{town.slug}.example",
    )


def _social_service(rng: random.Random, town: Town, truth: int) -> Row:
    behind = next(iter(town.doors)) if rng.random() < 0.6 else None  # the town hall's
    return _row(
        rng,
        town,
        truth,
        rng.choice(["CCAS", "Centre communal d’action sociale"]) + rng.choice(["", f" de {town.name}"]),
        rng.choice([("CCAS",), ("CCAS", "MUNI"), ("CCAS",)]),
        door=behind,
        phone=town.switchboard if behind else "",
        mail=f"ccas@{town.slug}.example",
        site=f"https://www.{town.slug}.example",
    )


def _library(rng: random.Random, town: Town, truth: int) -> Row:
    kind = rng.choice(["Médiathèque", "Bibliothèque", "Médiathèque municipale", "Bibliothèque municipale"])
    name = kind + rng.choice(["", f" de {town.name}", f" {rng.choice(PEOPLE)}", f" {rng.choice(PEOPLE)}"])
    return _row(
        rng,
        town,
        truth,
        name,
        ("BIB",),
        phone=town.switchboard if rng.random() < 0.15 else "",
        mail=f"mediatheque@{town.slug}.example",
        site=f"https://www.{town.slug}.example",
    )


def _france_services(rng: random.Random, town: Town, truth: int) -> Row:
    tail = rng.choice(
        [f"de {town.name}", town.name, rng.choice(QUARTERS), f"{town.name} {rng.choice(QUARTERS)}"]
    )
    bus = rng.random() < 0.15
    return _row(
        rng,
        town,
        truth,
        f"{'Bus ' if bus else ''}France services {tail}",
        ("RFS", "ENM") if bus else ("RFS",),
        shared=0.2,
        mail=f"franceservices@{town.slug}.example",
    )


def _post(rng: random.Random, town: Town, truth: int) -> Row:
    return _row(rng, town, truth, f"La Poste {rng.choice([town.name, rng.choice(QUARTERS)])}", ("LA_POSTE",))


def _association(rng: random.Random, town: Town, truth: int) -> Row:
    name = (
        f"{rng.choice(['', '', 'Association ', 'Collectif '])}La {rng.choice(NOUNS)} {rng.choice(QUALIFIERS)}"
    )
    slug = without_accents(name).lower().replace(" ", "").replace("'", "") + str(truth)
    own = rng.random() < 0.5
    return _row(
        rng,
        town,
        truth,
        name,
        ("ASSO",),
        mail=f"contact@{slug}.example" if own else "",
        site=f"https://{slug}.example/" if own else f"https://www.facebook.com/{slug}",
    )


def _network(rng: random.Random, town: Town, truth: int) -> Row:
    network = rng.choice(NETWORKS)
    slug = without_accents(network).lower().replace(" ", "-")
    one_desk = rng.random() < 0.3
    return _row(
        rng,
        town,
        truth,
        f"{network} {rng.choice([town.name, *rng.sample(QUARTERS, 3)])}",
        ("ASSO",),
        phone=f"+3326191{NETWORKS.index(network)}{sum(map(ord, town.code)) % 900 + 100}" if one_desk else "",
        mail=f"{town.slug}@{slug}.example",
        site=f"https://www.{slug}.example",
    )


def _digital(rng: random.Random, town: Town, truth: int) -> Row:
    name, codes = rng.choice(
        [
            ("Espace public numérique", ("EPN",)),
            (f"EPN {rng.choice(QUARTERS)}", ("EPN",)),
            (f"Point numérique CAF {rng.choice('ABCD')}", ("CAF",)),
            (f"Relais numérique {rng.randint(1, 9)}", ("EPN",)),
            (f"Cyber-espace {rng.choice(QUARTERS)}", ("EPN",)),
            (f"Maison des jeunes et de la culture {rng.choice(PEOPLE)}", ("MJC",)),
            (f"Point information jeunesse {rng.choice([town.name, rng.choice(QUARTERS)])}", ("PIJ_BIJ",)),
            (f"Centre social {rng.choice(QUARTERS)}", ("CS",)),
            (f"Fablab {rng.choice(NOUNS)}", ("FABLAB",)),
            ("Bus numérique du pays", ("ENM",)),
        ]
    )
    shared = f"+33639980{town.code[:-3]:0>3}" if name.startswith("Bus") else ""
    return _row(
        rng,
        town,
        truth,
        name,
        codes,
        phone=shared,
        mail=f"bus@pays{town.code[:-3]}.example" if shared else "",
    )
