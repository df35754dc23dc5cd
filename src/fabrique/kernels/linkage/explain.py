"""Why two records may be one place, in plain French."""

from __future__ import annotations

import math

from fabrique.kernels.linkage.model import Reason, Record
from fabrique.kernels.linkage.text import fold
from fabrique.kernels.linkage.weights import WEIGHTS

SENTENCES: dict[str, str] = {
    "name.same": "noms équivalents : {names}",
    "name.same_common": "noms équivalents, mais courants dans la commune : {names}",
    "name.close": "noms très proches : {names}",
    "name.contained": "un des noms contient l’autre : {names}",
    "name.contained_common": "un des noms contient l’autre, mais le mot commun est courant : {names}",
    "name.generic_same": "même nom, qui ne dit que la sorte de lieu : {names}",
    "name.generic": "un des noms est trop général pour comparer : {names}",
    "name.branch": "noms voisins, mais chacun a un mot à lui : {names}",
    "name.different_same_kind": "noms différents pour une même sorte de lieu : {names}",
    "name.different": "noms différents : {names}",
    "number.equal": "même numéro dans les deux noms",
    "number.one_side": "un seul des deux noms porte un numéro : {names}",
    "number.clash": "numéros différents dans les noms : {names}",
    "kind.same": "même sorte de lieu",
    "kind.same_only": "même sorte de lieu, la seule de la commune dans chaque source",
    "kind.one_settled": "sorte de lieu connue d’un seul côté",
    "kind.hosted": "sortes de lieu différentes, mais qui vont souvent ensemble",
    "kind.mixed": "sortes de lieu différentes : un service peut loger chez l’autre",
    "kind.clash": "sortes de lieu qui s’excluent",
    "mobile.one_side": "l’une des fiches est itinérante, l’autre non",
    "mobile.one_side_one_source": "la même source donne une fiche itinérante et une fiche fixe",
    "address.same_door": "même adresse : « {address} »",
    "address.same_street_no_door": "même voie, sans numéro : « {address} »",
    "address.same_street_one_door": "même voie, numéro connu d’un seul côté : « {address} »",
    "address.same_street_other_door": "même voie, mais autre numéro : {addresses}",
    "address.close": "adresses qui se ressemblent un peu : {addresses}",
    "address.different": "adresses différentes : {addresses}",
    "place.same_commune": "même commune",
    "place.same_postal": "même code postal",
    "place.border": "communes différentes, mais lieux voisins",
    "place.other_postal": "codes postaux différents",
    "place.other_commune": "communes différentes",
    "phone.same": "même numéro de téléphone",
    "phone.same_shared": "même numéro de téléphone, partagé par d’autres lieux",
    "phone.different": "numéros de téléphone différents",
    "email.same": "même adresse électronique",
    "email.same_shared": "même adresse électronique, partagée par d’autres lieux",
    "email.different": "adresses électroniques différentes",
    "domain.same": "même site ou même domaine de messagerie",
    "domain.same_shared": "même site ou même domaine de messagerie, partagé par d’autres lieux",
    "domain.different": "sites ou domaines de messagerie différents",
    "siret.same": "même SIRET",
    "siret.same_shared": "même SIRET, partagé par d’autres lieux",
    "siret.same_siren": "même organisme (SIREN), autre établissement",
    "siret.different": "SIRET différents",
    "source.same": "deux fiches de la même source",
}
DECISION = Reason("decision.same", "confirmé par une personne", 50.0)


def reasons(left: Record, right: Record, level: dict[str, int], metres: float) -> tuple[Reason, ...]:
    """The evidence that weighs, heaviest first. `level`: position in WEIGHTS[feature] for each feature;
    `metres`: NaN when unknown."""
    found = []
    for feature, position in level.items():
        entry = WEIGHTS[feature][position]
        if entry.weight:
            code = f"{feature}.{entry.name}"
            found.append(Reason(code, _sentence(code, left, right, metres), entry.weight))
    return tuple(sorted(found, key=lambda reason: (-abs(reason.weight), reason.code)))


def _sentence(code: str, left: Record, right: Record, metres: float) -> str:
    if code.startswith("distance."):
        return _distance(metres)
    if code == "name.same" and fold(left.name) == fold(right.name):
        return f"même nom : « {left.name.strip()} »"
    return SENTENCES[code].format(
        names=f"« {left.name.strip()} » et « {right.name.strip()} »",
        address=max(left.address.strip(), right.address.strip(), key=lambda text: (len(text), text)),
        addresses=f"« {left.address.strip()} » et « {right.address.strip()} »",
    )


def _distance(metres: float) -> str:
    if metres < 1:
        return "au même point"
    if metres < 995:
        # To the nearest 5 m: the coordinates are no better.
        return f"{max(5, 5 * math.floor(metres / 5 + 0.5))} m de distance"
    return f"{metres / 1000:.1f} km de distance".replace(".", ",")
