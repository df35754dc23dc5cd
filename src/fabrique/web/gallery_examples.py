"""What the gallery shows of each component. People and places are invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fabrique.core.ui.forms import Problem
from fabrique.core.ui.parts import Choice, Column, Crumb


@dataclass(frozen=True, slots=True)
class Example:
    """One state of a component: what it shows, and the call's parameters."""

    caption: str
    given: dict[str, Any] = field(default_factory=dict)


def _one(caption: str = "", /, **given: Any) -> Example:
    return Example(caption, given)


def _words(text: str) -> SafeString:
    return format_html("<p>{}</p>", text)


def _chart() -> SafeString:
    bars = [("lundi", 60), ("mardi", 80), ("mercredi", 110), ("jeudi", 65), ("vendredi", 40)]
    drawn = format_html_join(
        "",
        '<rect class="bar" x="{}" y="{}" width="70" height="{}"/><text x="{}" y="142">{}</text>',
        ((95 * i + 10, 120 - height, height, 95 * i + 45, name) for i, (name, height) in enumerate(bars)),
    )
    return format_html(
        '<svg viewBox="0 0 480 150" width="480" height="150" role="img" aria-label="{}">'
        '<g class="connect" font-size="15" text-anchor="middle">{}</g>'
        '<path class="axis" d="M0 120h480" stroke-width="2"/></svg>',
        "Mercredi est le jour le plus chargé",
        drawn,
    )


_WAITING = [Column("Personne ou appareil"), Column("Besoin"), Column("État"), Column("Jours", numeric=True)]
_STATE = '<span class="state {}">{}</span>'
_ROWS = [
    ["Odette Marsonval", "Carte grise à corriger", format_html(_STATE, "warn", "Proposé, sans réponse"), 4],
    ["Lina Sorquais", "Ordinateur pour une formation", format_html(_STATE, "info", "Attribué"), 2],
    ["Collège des Filatures", "8 ordinateurs portables", format_html(_STATE, "ok", "Prêts"), 1],
]
_MOMENTS = [
    Choice("maintenant", "Ouvert maintenant", count=4),
    Choice("samedi", "Ce samedi", checked=True, count=2),
    Choice("soir", "Après 18 h", count=1),
]
_MONTHS = [
    Choice("", "Choisissez une durée"),
    Choice("1", "Un mois", checked=True),
    Choice("3", "Trois mois"),
]

EXAMPLES: dict[str, list[Example]] = {
    "address": [
        _one(name="Médiathèque des Deux-Rives", lines=["12 quai des Chanvres", "", "00101 Port-Sablier"]),
    ],
    "brand": [_one(url="#contenu", name="La Fabrique", place="Val-d’Estuaire Métropole")],
    "breadcrumbs": [
        _one(
            crumbs=[Crumb("Accueil", "#contenu"), Crumb("Trouver de l’aide", "#contenu"), Crumb("La Bobine")]
        ),
    ],
    "button": [
        _one("premier choix", text="Noter une aide", url="#contenu"),
        _one("second choix", text="Voir la carte", url="#contenu", kind="quiet", icon="map"),
        _one("ce qui détruit", text="Effacer ce lieu", kind="danger"),
        _one("le grand geste de la page", text="Chercher", big=True),
    ],
    "card": [
        _one("avec un titre", title="Imprimer, scanner", level=3, body=_words("Gratuit jusqu’à dix pages.")),
        _one("au bord de la couleur d’un métier", tone="observe", body=_words("Observer")),
        _one("équiper", tone="equip", body=_words("Équiper")),
        _one("connecter", tone="connect", body=_words("Connecter")),
        _one("accompagner", tone="accompany", body=_words("Accompagner")),
        _one("piloter", tone="pilot", body=_words("Piloter")),
    ],
    "choices": [
        _one("avec ce que chaque réponse laisse", legend="Quand", name="quand", options=_MOMENTS),
        _one(
            "une seule réponse, une erreur",
            legend="Vous venez",
            name="venue",
            kind="radio",
            options=[Choice("seul", "Seul ou seule"), Choice("accompagne", "Avec quelqu’un")],
            hint="Pour préparer l’accueil",
            error="Choisissez une réponse",
        ),
    ],
    "door": [
        _one(
            title="Trouver de l’aide",
            text="154 lieux, leurs horaires, leur téléphone",
            url="#contenu",
            icon="search",
            tone="accompany",
        ),
    ],
    "empty": [
        _one(
            title="Aucun lieu ne correspond",
            text="Élargissez la recherche, ou appelez-nous : nous cherchons avec vous.",
            action="Enlever les filtres",
            url="#contenu",
            level=3,
        ),
        _one("rien à faire", title="Rien ne vous attend", text="Tout est à jour.", icon="check", level=3),
    ],
    "error_summary": [
        _one(
            problems=[
                Problem("Il manque le numéro de téléphone", "telephone"),
                Problem("Choisissez une réponse", "venue-1"),
            ]
        ),
        _one(
            "tout le formulaire",
            problems=[Problem("Ce lieu a changé pendant votre visite. Rechargez la page.")],
        ),
    ],
    "field": [
        _one("avec un exemple", name="ville", label="Près de", hint="Une commune ou une adresse"),
        _one(
            "une erreur",
            name="telephone",
            label="Votre téléphone",
            hint="Pour vous rappeler, et pour rien d’autre",
            error="Il manque le numéro de téléphone",
            type="tel",
            autocomplete="tel",
        ),
        _one("dans une liste", name="duree", label="Pour combien de temps ?", options=_MONTHS),
        _one("quelques lignes", name="precision", label="Dites-nous en plus", lines=4, optional=True),
    ],
    "figure": [
        _one(
            caption="Mercredi est le jour le plus demandé",
            body=_chart(),
            columns=[Column("Jour"), Column("Visites", numeric=True)],
            rows=[["Lundi", 60], ["Mardi", 80], ["Mercredi", 110], ["Jeudi", 65], ["Vendredi", 40]],
            source="Chiffres inventés, au 24 novembre.",
        ),
    ],
    "help_line": [
        _one(phone="+33261910000", hours="du lundi au vendredi, de 9 h à 17 h (prix d’un appel local)")
    ],
    "icon": [_one(name="search", size=36), _one(name="phone"), _one(name="wheelchair", size=48)],
    "mark": [_one(size=64)],
    "note": [
        _one("à savoir", body=_words("Le bus passe une semaine sur deux.")),
        _one("c’est fait", kind="ok", title="Merci", body=_words("Votre signalement est arrivé.")),
        _one("attention", kind="warn", body=_words("Ces horaires datent de trois mois.")),
        _one("refus", kind="bad", body=_words("Ce lieu a fermé le 3 mars.")),
    ],
    "pagination": [
        _one("au milieu", current=5, total=12, base="?page="),
        _one("au début", current=1, total=3, base="?p=", label="Pages des ateliers"),
        _one("dans un formulaire", current=1, total=2, sends=True, label="Pages d’un choix"),
    ],
    "panel": [_one(body=_words("Une seule surface forte par page."))],
    "phone": [
        _one("en ligne", number="+33261910001", name="la médiathèque"),
        _one("en grand", number="+33261910001", big=True),
    ],
    "pill": [
        _one("neutre", text="Prochain passage mardi 24"),
        _one("bien", text="Ouvert jusqu’à 18 h 30", kind="ok", live=True, icon="dot"),
        _one("attention", text="Ferme dans 20 min", kind="warn", live=True),
        _one("ennui", text="Fermé définitivement", kind="bad"),
        _one("information", text="Attribué", kind="info"),
    ],
    "stat": [
        _one(value="1 012", label="ordinateurs remis, objectif 1 200"),
        _one("sur une carte, avec un lien", value=3, label="signalements à lire", boxed=True, url="#contenu"),
    ],
    "steps": [_one(labels=["Votre besoin", "Votre commune", "Vos réponses"], current=2)],
    "table": [_one(caption="Ce qui attend une réponse", columns=_WAITING, rows=_ROWS, heads=True)],
    "tags": [
        _one(items=["Imprimer, scanner", "Ordinateurs sur place", "Aide aux démarches"], label="Services")
    ],
    "thread": [_one(inline=True)],
}
