"""What is published to everybody, through the open API (ADR 0007)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from fabrique.directory.api.answering import answer_json
from fabrique.directory.api.contract import PREFIX, operation
from fabrique.directory.api.problems import Problem
from fabrique.directory.api.schemas import ProblemOut
from fabrique.directory.api.serialising import plain
from fabrique.observe.content import Absent, Content, Table
from fabrique.observe.enums import PublicationKind, PublicationState
from fabrique.observe.models import Publication, PublishedFile
from fabrique.observe.queries.publications import WHY, content_of, edition_of, listed
from fabrique.observe.rendering.cells import ABSENT

NOBODY = AnonymousUser()
Kinds = Literal["", "portrait", "ranking", "indicator", "scenario", "comparison", "study", "access"]


class PublicationsQuery(Schema):
    """Which publications."""

    q: str = Field("", max_length=200, description="Mots du titre, d’une commune ou d’un quartier.")
    sorte: Kinds = Field("", description="Sorte de publication.")
    limite: int = Field(50, ge=1, le=200, description="Combien au plus.")


class LineOut(Schema):
    """Une publication."""

    code: str
    edition: int
    titre: str
    sorte: str
    organisation: str
    publie_le: datetime
    empreinte: str
    page: str
    adresse: str


class PublicationsOut(Schema):
    """Des publications."""

    total: int
    publications: list[LineOut]


class PublishedColumnOut(Schema):
    """Une colonne d’un tableau."""

    code: str
    libelle: str
    unite: str
    sens: str


class AbsentOut(Schema):
    """Une valeur qui n’est pas donnée, et pourquoi."""

    ligne: int
    colonne: str
    raison: str


class TableOut(Schema):
    """Un tableau : une ligne est un objet ; une valeur absente est nulle, et sa raison est dans absents."""

    code: str
    titre: str
    niveau: str
    note: str
    colonnes: list[PublishedColumnOut]
    lignes: list[dict[str, Any]]
    absents: list[AbsentOut]


class FileOut(Schema):
    """Un fichier à télécharger."""

    nom: str
    type: str
    octets: int
    adresse: str


class PublicationOut(LineOut):
    """Une édition, entière. Elle ne change jamais."""

    remplacee: bool
    territoire: str
    lecture: list[str]
    chiffres: list[dict[str, str]]
    tableaux: list[TableOut]
    sources: list[dict[str, str]]
    methode: list[str]
    fichiers: list[FileOut]


def enlist() -> None:
    """Add its addresses to the API, once, when the app is loaded."""
    gone = {404: ProblemOut, 410: ProblemOut}
    operation(
        "publications",
        "/publications",
        "Lister les publications de l’observatoire",
        PublicationsOut,
        parameters=PublicationsQuery,
        examples=(("Les cinq dernières", "?limite=5"),),
    )(list_publications)
    operation("publication", "/publications/{slug:slug}", "Lire la dernière édition", PublicationOut, gone)(
        last_edition
    )
    operation("edition", "/publications/{slug:slug}/{int:edition}", "Lire une édition", PublicationOut, gone)(
        one_edition
    )


def list_publications(request: HttpRequest, query: Query[PublicationsQuery]) -> HttpResponse:
    """Celles qui sont pour tout le monde, la plus récente d’abord."""
    rows = listed(NOBODY, query.q)
    if query.sorte:
        rows = rows.filter(kind=PublicationKind(query.sorte))
    found = [_line(each) for each in rows[: query.limite]]
    return answer_json(request, {"total": rows.count(), "publications": found})


def last_edition(request: HttpRequest, slug: str) -> HttpResponse:
    """Celle qui a cours."""
    return _answer(request, slug, 0)


def one_edition(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    """Par son numéro, remplacée ou non. Retirée, elle le dit (410)."""
    if not edition:
        raise Problem(404, _("Aucune édition n’a ce numéro."))
    return _answer(request, slug, edition)


def _answer(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    found = edition_of(NOBODY, slug, edition)
    if found is None:
        raise Problem(404, _("Aucune publication de ce code."))
    if found.state == PublicationState.WITHDRAWN:
        raise Problem(410, _("Cette publication est retirée : %s") % found.reason)
    return answer_json(request, {**_line(found), **_whole(found)})


def _line(found: Publication) -> dict[str, Any]:
    return {
        "code": found.slug,
        "edition": found.edition,
        "titre": found.title,
        "sorte": found.kind,
        "organisation": found.organisation.name,
        "publie_le": plain(found.published_at),
        "empreinte": found.digest,
        "page": reverse("observe:edition", args=[found.slug, found.edition]),
        "adresse": f"{PREFIX}publications/{found.slug}/{found.edition}",
    }


def _whole(found: Publication) -> dict[str, Any]:
    content: Content = content_of(found)
    files = PublishedFile.objects.everywhere(WHY).filter(publication=found).defer("content").order_by("pk")
    return {
        "remplacee": found.state == PublicationState.REPLACED,
        "territoire": content.territory,
        "lecture": list(content.reading),
        "chiffres": [
            {"libelle": one.label, "valeur": one.value, "note": one.note} for one in content.figures
        ],
        "tableaux": [_table(one) for one in content.tables],
        "sources": [
            {
                "titre": one.title,
                "producteur": one.producer,
                "millesime": one.vintage,
                "licence": one.licence,
                "adresse": one.url,
            }
            for one in content.sources
        ],
        "methode": list(content.method),
        "fichiers": [
            {
                "nom": one.name,
                "type": one.media_type,
                "octets": one.size,
                "adresse": reverse("observe:published-file", args=[found.slug, found.edition, one.name]),
            }
            for one in files
        ],
    }


def _table(table: Table) -> dict[str, Any]:
    codes = [one.code for one in table.columns]
    return {
        "code": table.key,
        "titre": table.title,
        "niveau": table.level,
        "note": table.note,
        "colonnes": [
            {"code": one.code, "libelle": one.label, "unite": one.unit, "sens": one.meaning}
            for one in table.columns
        ],
        "lignes": [
            {code: None if isinstance(cell, Absent) else cell for code, cell in zip(codes, row, strict=True)}
            for row in table.rows
        ],
        "absents": list(_absent(table)),
    }


def _absent(table: Table) -> Iterator[dict[str, Any]]:
    for line, row in enumerate(table.rows):
        for column, cell in zip(table.columns, row, strict=True):
            if isinstance(cell, Absent):
                yield {"ligne": line, "colonne": column.code, "raison": str(ABSENT[cell])}
