"""The sheet for the person, on a page and as a PDF, and the ways to pass it on. Nothing of it is kept.

What is passed on (link, QR code, e-mail) names the need and the places; neither where the person is nor what
was said of them.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core.documents import qr_svg
from fabrique.core.ui.formats import NBSP, phone
from fabrique.directory.documents import Choice, Orientation, Setting
from fabrique.directory.documents.orientation import orientation_data
from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.guide.snapshot import Snapshot
from fabrique.directory.models import Place
from fabrique.directory.orienting.answers import Answers
from fabrique.directory.orienting.choosing import SHOWN, facts_of
from fabrique.directory.orienting.spoken import said_to_person, to_you
from fabrique.directory.orienting.where import Start
from fabrique.kernels.hours.describe import describe

_MAIL_LIMIT = 1500  # characters of text: some mail programs cut longer addresses
_MAIL_HOURS = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """The places of a sheet, in order; ``gone`` is how many the guide has no more."""

    codes: tuple[str, ...]
    gone: int


def survivors(directory: Snapshot, codes: Sequence[str]) -> Chosen:
    """The places that are still there; a merged one gives way to its survivor. One query at most."""
    missing = [code for code in codes if directory.place(code) is None]
    heirs: dict[str, str | None] = {}
    if missing:
        rows = Place.objects.filter(code__in=missing, merged_into__isnull=False)
        heirs = dict(rows.values_list("code", "merged_into__code"))
    found = [heirs.get(code) or code for code in codes]
    kept = tuple(dict.fromkeys(code for code in found if directory.place(code)))
    return Chosen(kept, sum(1 for code in found if directory.place(code) is None))


def orientation(
    directory: Snapshot, codes: Sequence[str], answers: Answers, start: Start, at: datetime
) -> Orientation:
    """What the sheet says of these places (three at most)."""
    found = [facts_of(directory, code, answers, start, at) for code in codes[:SHOWN]]
    choices = tuple(Choice(one.place, said_to_person(one, answers)) for one in found if one)
    need = answers.known_need
    return Orientation(
        choices,
        need=to_you(need.goal) if need else "",
        person=start.point if start.exact else None,
    )


def page_data(made: Orientation, setting: Setting) -> dict[str, Any]:
    """What the printed sheet says, for a page's template: the same words, and numbers that can be dialled."""
    data: dict[str, Any] = plain_keys(orientation_data(made, setting, large=True))
    for shown, one in zip(data["choices"], made.choices, strict=True):
        offered = next((offer.phone for offer in one.place.offers if offer.phone), "")
        shown["dial"] = one.place.phone or offered
    return data


def plain_keys(data: Any) -> Any:
    """The data of the printed sheet with names that a page's template can say."""
    if isinstance(data, Mapping):
        return {str(key).replace("-", "_"): plain_keys(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [plain_keys(value) for value in data]
    return data


def picture(svg: str) -> str:
    """An SVG of ours as the address of an image."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}" if svg else ""


def sheet_address(name: str, answers: Answers, codes: Sequence[str]) -> str:
    """The address of the sheet (``orient-page`` or ``orient-sheet``) with all the answers."""
    return f"{reverse(f'directory:{name}')}?{answers.query(*(('lieu', code) for code in codes))}"


def shared(answers: Answers) -> Answers:
    """What may be passed on of the answers: the need."""
    return Answers(need=answers.need)


@dataclass(frozen=True, slots=True)
class Share:
    """The ways to pass a sheet on."""

    url: str
    email_url: str
    qr: str


def share(directory: Snapshot, answers: Answers, codes: Sequence[str], site: str) -> Share:
    """Link, ready e-mail and QR code of a sheet; ``site`` is the address of the site."""
    url = site.rstrip("/") + sheet_address("orient-page", shared(answers), codes)
    places = [place for code in codes if (place := directory.place(code))]
    return Share(url, _email(places, url), picture(qr_svg(url)))


def _email(places: Sequence[PlaceRecord], url: str) -> str:
    """A mailto address: the places, when, whom to call, and the sheet's address last."""
    blocks = [_block(rank, place) for rank, place in enumerate(places, start=1)]
    text = "\r\n\r\n".join(blocks)[: _MAIL_LIMIT - len(url)].rstrip()
    end = _("La fiche, avec le chemin et ce qu’il faut apporter :")
    body = f"{text}\r\n\r\n{end}\r\n{url}\r\n"
    return f"mailto:?subject={quote(_('Des lieux qui peuvent vous aider'))}&body={quote(body)}"


def _block(rank: int, place: PlaceRecord) -> str:
    town = " ".join(part for part in (place.postal_code, place.commune_name) if part)
    rows = [
        f"{rank}. {place.name}",
        ", ".join(part for part in (place.address, town) if part),
        phone(place.phone).replace(NBSP, " ") if place.phone else "",
        *(line.replace(NBSP, " ") for line in describe(place.hours)[:_MAIL_HOURS]),
    ]
    return "\r\n".join(row for row in rows if row)


def reduced(answers: Answers, start: Start | None) -> Answers:
    """The answers without a place code that means nothing."""
    return answers if start or not answers.where else replace(answers, where="")
