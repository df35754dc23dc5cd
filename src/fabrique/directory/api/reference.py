"""Answers that help to ask: communes, vocabularies, sources."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.directory.api.answering import answer_json
from fabrique.directory.api.catalogue import COLUMNS
from fabrique.directory.api.parameters import SORTS, CommunesQuery
from fabrique.directory.api.serialising import plain
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.guide.filters import labels_of, option_mask
from fabrique.directory.guide.locating import begun
from fabrique.directory.guide.needs import BY_CODE
from fabrique.directory.guide.options import GROUPS
from fabrique.directory.guide.snapshot import Snapshot, current
from fabrique.directory.models import Source
from fabrique.territory.cog import Commune, cog
from fabrique.territory.matching import Match, Rule, find_commune

_MOST = 20
_DOUBTFUL = (Rule.NAME, Rule.NAME_LIKE, Rule.POSTAL_CODE)
_LIKELY = 0.7  # one of ours, by the beginning of its name or among those that bear it: worth a look


def list_communes(request: HttpRequest, query: CommunesQuery) -> HttpResponse:
    """The communes of the territory by name; or those that a text may mean, the likeliest first."""
    snapshot = current()
    if not query.q.strip():
        found = (cog().commune(code) for code in snapshot.ground.communes | snapshot.communes.keys())
        communes = sorted((one for one in found if one), key=lambda one: (one.name, one.code))
        rows = [_commune(one, snapshot) for one in communes]
        return answer_json(request, {"total": len(rows), "communes": rows})
    match = _meant(query.q.strip(), snapshot)
    rows = _matched(match, snapshot) if match else []
    content = {"total": len(rows), "regle": match.rule if match else None, "communes": rows}
    return answer_json(request, content)


def _meant(text: str, snapshot: Snapshot) -> Match | None:
    """What a text means: somebody who asks this guide for « St Médard » means the one of its territory."""
    territory = snapshot.ground.communes
    found = find_commune(name=text) or find_commune(code=text)
    if found and found.rule not in _DOUBTFUL:
        return found
    ours = [one for one in begun(text, snapshot) if one.code in territory]
    others = sorted(found.candidates if found else (), key=lambda one: one.code not in territory)
    candidates = list(dict.fromkeys([*ours, *others]))
    if found and (found.commune.code in territory or found.commune in candidates[:1]):
        return replace(found, candidates=tuple(dict.fromkeys([found.commune, *candidates])))
    if not candidates:
        return None
    return Match(
        candidates[0], _LIKELY, Rule.NAME_LIKE if ours or found is None else found.rule, tuple(candidates)
    )


def _matched(match: Match, snapshot: Snapshot) -> list[dict[str, Any]]:
    """Only the first one is vouched for; the others are what it might be instead."""
    others = [one for one in match.candidates if one != match.commune][: _MOST - 1]
    first = {**_commune(match.commune, snapshot), "confiance": match.confidence}
    return [first, *({**_commune(one, snapshot), "confiance": None} for one in others)]


def _commune(commune: Commune, snapshot: Snapshot) -> dict[str, Any]:
    centre = snapshot.centre(commune.code)
    return {
        "code_insee": commune.code,
        "nom": commune.name,
        "codes_postaux": list(commune.postal_codes),
        "population": commune.population,
        "departement": commune.departement,
        "epci": commune.epci,
        "territoire": commune.code in snapshot.ground.communes,
        "lieux": len(snapshot.in_commune(commune.code)),
        "latitude": round(centre[0], 6) if centre else None,
        "longitude": round(centre[1], 6) if centre else None,
    }


def list_vocabularies(request: HttpRequest) -> HttpResponse:
    """Every filter with its values, their words, and how many places have each."""
    snapshot, at = current(), clock.now()
    filters = [
        {
            "filtre": group.key,
            "libelle": _(group.legend),
            "combinaison": "toutes" if group.alone else "une",
            "valeurs": [
                {
                    "valeur": group.slug(code),
                    "code": code,
                    "libelle": words,
                    "lieux": int(np.count_nonzero(option_mask(snapshot, group.key, code, at))),
                }
                for code, words in labels_of(snapshot, group).items()
            ],
        }
        for group in GROUPS
    ]
    content = {
        "filtres": filters,
        "besoins": [{"valeur": need.code, "libelle": need.goal} for need in BY_CODE.values()],
        "tris": list(SORTS),
        "champs": [
            {"champ": one.name, "libelle": _(one.meaning), "schema_national": one.standard} for one in COLUMNS
        ],
    }
    return answer_json(request, content)


def list_sources(request: HttpRequest) -> HttpResponse:
    """Where the places come from, under which licence. One query."""
    feeding = Q(records__withdrawn_at=None, records__place__state=PlaceState.PUBLISHED)
    rows = Source.objects.annotate(places=Count("records__place", filter=feeding, distinct=True))
    content = {
        "sources": [
            {
                "source": one.slug,
                "nom": one.name,
                "producteur": one.producer,
                "licence": one.licence,
                "adresse": one.url,
                "dernier_import": plain(one.last_imported_at) if one.last_imported_at else None,
                "lieux": one.places,
            }
            for one in rows.order_by("slug")
        ]
    }
    return answer_json(request, content)
