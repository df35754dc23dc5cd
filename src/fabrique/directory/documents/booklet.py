"""The booklet of the whole territory: by commune, by need, by name, in volumes made one after the other.

Each volume is compiled in a process of its own, so that the memory needed is that of one volume, whatever the
territory (docs/adr/0006-documents.md has the measures). Several volumes get a general index, which says for
each place its volume and its page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from fabrique.core.documents import render_apart
from fabrique.core.ui.formats import NBSP
from fabrique.directory.documents.printed import HERE
from fabrique.directory.documents.setting import Setting, shown
from fabrique.directory.documents.volumes import PLACES_IN_VOLUME, Volume, by_name, share_out
from fabrique.directory.documents.words import ENTRY, place_words, stops
from fabrique.directory.enums import ServiceOffered
from fabrique.directory.guide.options import service_words
from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.guide.text import fold
from fabrique.directory.guide.wording import places as counted

TEMPLATE = HERE / "booklet.typ"


@dataclass(frozen=True, slots=True)
class MadeVolume:
    """A volume on the disk; ``peak_bytes`` is the memory of the process that made it."""

    path: Path
    name: str
    title: str
    pages: int
    places: int
    seconds: float
    peak_bytes: int


def make_volumes(
    places: Sequence[PlaceRecord],
    setting: Setting,
    folder: Path,
    *,
    large: bool = False,
    most: int = PLACES_IN_VOLUME,
) -> Iterator[MadeVolume]:
    """Write the volumes into ``folder``, in order, the general index last if there are several of them."""
    volumes = share_out(places, most)
    references: list[str] = []
    ordered: list[PlaceRecord] = []
    for volume in volumes:
        data = volume_data(volume, setting, large=large)
        made, facts = _made(data, setting, folder, volume.number, large=large, places=len(volume.places))
        references += [f"vol.{NBSP}{volume.number}, p.{NBSP}{page}" for page in facts["places"]]
        ordered += volume.places
        yield made
    if len(volumes) > 1:
        data = index_data(ordered, references, setting, large=large)
        yield _made(data, setting, folder, 0, large=large, places=len(ordered))[0]


def _made(
    data: Mapping[str, Any], setting: Setting, folder: Path, number: int, *, large: bool, places: int
) -> tuple[MadeVolume, Mapping[str, Any]]:
    part = f"volume-{number}" if number else "index"
    parts = [
        "guide",
        slugify(setting.territory)[:60],
        part if data["several"] else "",
        "grands-caracteres" * large,
    ]
    name = "-".join([*(one for one in parts if one), setting.today.isoformat()]) + ".pdf"
    made = render_apart(TEMPLATE, data, folder / name, at=setting.at, facts="<facts>")
    pages = int(made.facts["pages"])
    volume = MadeVolume(made.path, name, str(data["title"]), pages, places, made.seconds, made.peak_bytes)
    return volume, made.facts


def volume_data(volume: Volume, setting: Setting, *, large: bool) -> dict[str, Any]:
    """What the template of a volume reads."""
    places = volume.places
    several = volume.count > 1
    line = ""
    if several:
        first, last = volume.communes[0].name, volume.communes[-1].name
        line = _("Volume %(number)s sur %(count)s") % {"number": volume.number, "count": volume.count}
        line += f"{NBSP}: {first if first == last else f'{first} – {last}'}"
    data = _book(setting, places, large=large)
    ranks = {place.code: rank for rank, place in enumerate(places)}
    return data | {
        "title": _title(setting, line, large=large),
        "several": several,
        "volume-line": line,
        "volume-name": line or _("le guide"),
        "communes": [
            {
                "name": _heading(one.name or _("Commune inconnue"), continued=one.continued),
                "places": [place_words(place, setting, ENTRY) for place in one.places],
                "passing": [_passing(place, one.code, ranks, setting) for place in one.passing],
            }
            for one in volume.communes
        ],
        "pages": None,
    }


def _passing(place: PlaceRecord, commune: str, ranks: Mapping[str, int], setting: Setting) -> dict[str, Any]:
    """A place that only stops in a commune: when, and where its sheet is (``rank``: in this volume)."""
    home = place.commune_name or _("Commune inconnue")
    return {
        "name": place.name,
        "stops": stops(place, setting, commune)[:3],
        "sheet": _("Sa fiche : %(commune)s") % {"commune": home},
        "rank": ranks.get(place.code),
    }


def index_data(
    places: Sequence[PlaceRecord], references: Sequence[str], setting: Setting, *, large: bool
) -> dict[str, Any]:
    """What the template of the general index reads; ``references`` say where each of the places is."""
    line = _("Index général : tous les lieux, tous les volumes")
    return _book(setting, places, large=large) | {
        "title": _title(setting, _("index général"), large=large),
        "several": True,
        "volume-line": line,
        "volume-name": _("index général"),
        "communes": [],
        "pages": list(references),
    }


def _title(setting: Setting, line: str, *, large: bool) -> str:
    base = _("Le guide : où trouver de l’aide – %(territory)s") % {"territory": setting.territory}
    return " – ".join(part for part in (base, line, _("en grands caractères") if large else "") if part)


def _heading(name: str, *, continued: bool) -> str:
    return _("%(commune)s (suite)") % {"commune": name} if continued else name


def _book(setting: Setting, places: Sequence[PlaceRecord], *, large: bool) -> dict[str, Any]:
    """What volumes and index share: cover, instructions, indexes."""
    return {
        "subject": _("Les lieux qui aident avec un ordinateur, un téléphone ou une démarche en ligne"),
        "large": large,
        "setting": setting.as_data(),
        "cover": _("Où trouver de l’aide"),
        "cover-line": _("avec un ordinateur, un téléphone ou une démarche en ligne"),
        "count": f"{counted(len(places))}.",
        "how": _how(setting),
        "names": [_indexed(place) for place in places],
        "order": _letters([place.name for place in places]),
        "needs": _needs(places),
    }


def _indexed(place: PlaceRecord) -> str:
    return place.name if len(place.name) <= 90 else place.name[:88].rstrip() + "…"


def _how(setting: Setting) -> list[str]:
    found = [
        _("Cherchez votre commune : elles sont dans l’ordre de l’alphabet."),
        _("Ou cherchez ce que vous voulez faire : « Selon votre besoin » renvoie à la bonne page."),
        _("Appelez avant de venir : les horaires changent pendant les vacances."),
        _("Venez avec vos papiers d’identité et le courrier dont vous voulez parler."),
        _("Vous pouvez venir avec une personne de confiance."),
        _("Ne donnez jamais votre mot de passe ni votre code de carte bancaire par téléphone."),
        _("La version à jour est sur Internet : %(site)s") % {"site": shown(setting.site + "/guide/")},
    ]
    if setting.phone:
        found.append(_("Vous ne trouvez pas ? Appelez le numéro écrit sur la couverture."))
    return found


def _letters(names: Sequence[str]) -> list[dict[str, Any]]:
    """The ranks of the names in their order, under their first letters; digits and signs under « # »."""
    groups = groupby(by_name(names), lambda rank: _letter(names[rank]))
    return [{"name": letter, "places": list(group)} for letter, group in groups]


def _letter(name: str) -> str:
    first = fold(name)[:1].upper()
    return first if first.isalpha() else "#"


def _needs(places: Sequence[PlaceRecord]) -> list[dict[str, Any]]:
    """For each national service, the places that offer it by commune, as ranks."""
    found = []
    for service in ServiceOffered:
        ranks = [rank for rank, place in enumerate(places) if f"service:{service}" in place.facets]
        communes = [
            {"name": name or _("Commune inconnue"), "places": list(group)}
            for name, group in groupby(ranks, lambda rank: places[rank].commune_name)
        ]
        if ranks:
            found.append({"name": service_words(service), "communes": communes})
    return found
