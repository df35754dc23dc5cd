"""Why a place is proposed, and what to know before going: short French sentences, the weightiest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.core.ui import formats
from fabrique.directory.enums import AccessMode, Fee
from fabrique.directory.guide import wording
from fabrique.directory.guide.geometry import walking_minutes
from fabrique.directory.guide.options import BY_KEY, language_words, service_words
from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.orienting.answers import Answers, Condition, Moment
from fabrique.directory.orienting.choosing import WHEN
from fabrique.directory.orienting.facts import Facts, audience, met
from fabrique.directory.orienting.opening import suits
from fabrique.kernels.hours.describe import hour, ranges
from fabrique.kernels.matching import Met

FAR_M = 10_000
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence, and what it is: YES speaks for the place, UNKNOWN is to be checked, NO speaks against."""

    words: str
    kind: Met


def check(place: PlaceRecord) -> str:
    """How to make sure of something, with what is known of the place."""
    if place.phone:
        return _("à vérifier au téléphone")
    return _("à vérifier par courriel") if place.emails else _("à vérifier sur place")


def reasons(facts: Facts, answers: Answers) -> list[Reason]:
    """Why this place, why not, and what to check, in that order."""
    found = [
        *_service(facts, answers),
        *_distance(facts, answers),
        *_opening(facts, answers),
        *_conditions(facts, answers),
        *_cost(facts, answers),
        *_admission(facts, answers),
        *_sheet(facts),
    ]
    return sorted(found, key=lambda one: {Met.YES: 0, Met.NO: 1, Met.UNKNOWN: 2}[one.kind])


def _service(facts: Facts, answers: Answers) -> Iterator[Reason]:
    need = answers.known_need
    if need is None:
        return
    named = [service_words(code) for code in need.services if f"service:{code}" in facts.facets]
    if not named:
        named = [BY_KEY["thematique"].label(c) for c in need.thematics if f"thematique:{c}" in facts.facets]
    if named:
        yield Reason(_("Propose : %(service)s") % {"service": named[0].lower()}, Met.YES)
        return
    known = [code for code in need.programmes if f"dispositif:{code}" in facts.facets]
    known += [BY_KEY["type"].label(code) for code in need.typologies if f"type:{code}" in facts.facets]
    if known:
        yield Reason(_("Répond à ce besoin : %(kind)s") % {"kind": known[0]}, Met.YES)
    else:
        yield Reason(_("En parle dans sa présentation : %(check)s") % {"check": check(facts.place)}, Met.YES)


def _distance(facts: Facts, answers: Answers) -> Iterator[Reason]:
    start, metres = facts.start, facts.metres
    if metres is None or start.point is None:
        return
    if facts.roughly:
        town = facts.place.commune_name or facts.place.postal_code
        yield Reason(
            _("%(town)s, adresse exacte %(check)s") % {"town": town, "check": check(facts.place)}, Met.UNKNOWN
        )
        return
    kind = met(Condition.NEAR, facts) if Condition.NEAR in answers.asked else Met.YES
    if kind is Met.NO:
        yield Reason(_("Trop loin à pied : %(far)s") % {"far": formats.distance(metres)}, Met.NO)
    elif metres > FAR_M:
        yield Reason(_("Loin : %(far)s") % {"far": formats.distance(metres)}, Met.NO)
    else:
        yield Reason(how_far(facts), Met.YES)


def how_far(facts: Facts) -> str:
    """« À 450 m, 6 min à pied », « À 1,2 km du centre de Corderive »."""
    metres, start = facts.metres or 0.0, facts.start
    far = _("À %(far)s") % {"far": formats.distance(metres)}
    if start.exact:
        minutes = walking_minutes(metres)
        return f"{far}, {wording.walking(minutes)}" if minutes else far
    if start.small:
        return _("%(far)s du quartier %(name)s") % {"far": far, "name": start.label}
    return _("%(far)s du centre %(of)s") % {"far": far, "of": wording.of(start.label)}


def _opening(facts: Facts, answers: Answers) -> Iterator[Reason]:
    found, moment = facts.next, answers.moment or Moment.ANY
    if not found.known:
        yield Reason(_("Horaires : %(check)s") % {"check": check(facts.place)}, Met.UNKNOWN)
        return
    if found.doubtful:
        day = _day(facts, found.doubtful)
        yield Reason(
            _("Ouverture %(day)s : %(check)s") % {"day": day, "check": check(facts.place)}, Met.UNKNOWN
        )
    if found.on is None or found.span is None:
        if not found.doubtful:
            yield Reason(_("Fermé pendant les deux semaines qui viennent"), Met.NO)
        return
    kind = suits(found, moment, facts.today)
    late = moment is Moment.ANY and (found.on - facts.today).days >= 7
    yield Reason(opening_words(facts), Met.NO if late or kind is Met.NO else Met.YES)


def opening_words(facts: Facts) -> str:
    """« Ouvert cet après-midi jusqu’à 18 h », « Ouvert demain, 9 h – 12 h »."""
    found = facts.next
    assert found.on is not None
    assert found.span is not None
    span = found.span
    if span.stop:
        values = {
            "day": _day(facts, found.on),
            "times": ranges(((span.start, span.end),)),
            "stop": span.stop.name,
        }
        return _("Prochain passage %(day)s, %(times)s, %(stop)s") % values
    if found.open:
        if span.end - span.start >= 1440:
            return _("Ouvert jour et nuit")
        return _("Ouvert maintenant, jusqu’à %(hour)s") % {"hour": hour(span.end)}
    if found.on == facts.today:
        return _("Ouvert %(part)s, de %(start)s à %(end)s") % {
            "part": _part_of_day(span.start),
            "start": hour(span.start),
            "end": hour(span.end),
        }
    values = {"day": _day(facts, found.on), "times": ranges(((span.start, span.end),))}
    return _("Ouvert %(day)s, %(times)s") % values


def _part_of_day(start: int) -> str:
    if start < 12 * 60:
        return _("ce matin")
    return _("cet après-midi") if start < 18 * 60 else _("ce soir")


def _day(facts: Facts, on: date) -> str:
    days = (on - facts.today).days
    if days < 2:
        return (_("aujourd’hui"), _("demain"))[days]
    return _DAYS[on.weekday()] if days < 7 else formats.day(on, today=facts.today)


def _conditions(facts: Facts, answers: Answers) -> Iterator[Reason]:
    words = condition_words(facts)
    for one in answers.asked:
        if one is Condition.NEAR:
            continue  # said with the distance
        kind = met(one, facts)
        yes, no, subject = words[one]
        if kind is Met.UNKNOWN:
            yield Reason(f"{subject}{formats.NBSP}: {check(facts.place)}", kind)
        else:
            yield Reason(yes if kind is Met.YES else no, kind)


def condition_words(facts: Facts) -> dict[Condition, tuple[str, str, str]]:
    """For each condition: when it holds, when it does not, what to ask."""
    language = language_words(facts.language)
    conditional = f"frais:{Fee.FREE_UNDER_CONDITION}" in facts.facets
    off = facts.next.off_hours
    off_words = _("Ouvert le soir ou le samedi")
    if off:
        day = (
            _("le samedi")
            if off[0].weekday() == 5
            else _("le %(day)s soir") % {"day": _DAYS[off[0].weekday()]}
        )
        off_words = _("Ouvert %(day)s, %(times)s") % {
            "day": day,
            "times": ranges(((off[1].start, off[1].end),)),
        }
    return {
        Condition.WHEELCHAIR: (
            _("Accès en fauteuil"), _("Pas d’accès en fauteuil"), _("Accès en fauteuil")),
        Condition.FREE: (
            _("Gratuit"), _("Payant"), _("Gratuit sous condition") if conditional else _("Gratuité")),
        Condition.WALK_IN: (
            _("Sans rendez-vous"), _("Il faut prendre contact avant de venir"), _("Venue sans rendez-vous")),
        Condition.OFF_HOURS: (
            off_words, _("Fermé le soir et le samedi"), _("Ouverture le soir ou le samedi")),
        Condition.CHILDREN: (
            _("Accueille les familles"), "", _("Venue avec des enfants")),
        Condition.READING: (
            _("Accueille les personnes qui lisent peu"), "", _("Aide pour lire et écrire")),
        Condition.SIGNING: (
            _("Accueille les personnes sourdes"), "", _("Accueil en langue des signes")),
        Condition.REMOTE: (
            _("Aide à distance ou à domicile"), _("Ni à distance ni à domicile"),
            _("Aide à distance ou à domicile")),
        Condition.LANGUAGE: (
            _("On y parle : %(language)s") % {"language": language},
            _("Langue non indiquée : %(language)s") % {"language": language},
            _("Accueil en %(language)s") % {"language": language}),
    }  # fmt: skip


def _cost(facts: Facts, answers: Answers) -> Iterator[Reason]:
    if Condition.FREE in answers.asked:
        return
    if facts.free is Met.YES:
        yield Reason(_("Gratuit"), Met.YES)
    elif facts.free is Met.NO:
        yield Reason(_("Payant"), Met.NO)
    elif f"frais:{Fee.FREE_UNDER_CONDITION}" in facts.facets:
        yield Reason(_("Gratuit sous condition : %(check)s") % {"check": check(facts.place)}, Met.UNKNOWN)


def _admission(facts: Facts, answers: Answers) -> Iterator[Reason]:
    if facts.asks_residence:
        if facts.admits is Met.YES:
            yield Reason(_("Réservé aux habitants : c’est le cas"), Met.YES)
        elif facts.admits is Met.NO:
            yield Reason(_("Réservé aux habitants d’autres communes"), Met.NO)
        else:
            words = _("Réservé aux habitants de certaines communes : %(check)s")
            yield Reason(words % {"check": check(facts.place)}, Met.UNKNOWN)
    if audience(facts, answers) is Met.NO:
        said = ", ".join(BY_KEY["public"].label(code).lower() for code in sorted(facts.publics))
        yield Reason(_("S’adresse d’abord à : %(publics)s") % {"publics": said}, Met.NO)
    if AccessMode.PRESCRIPTION in facts.place.access_modes:
        alone = met(Condition.WALK_IN, facts) is Met.NO
        words = _("Demande une fiche de prescription") if alone else _("Accepte une fiche de prescription")
        yield Reason(words, Met.UNKNOWN)


def _sheet(facts: Facts) -> Iterator[Reason]:
    if not facts.place.phone:
        yield Reason(_("Pas de téléphone connu"), Met.NO)
    fresh, stale = wording.freshness(facts.place, facts.today)
    if stale:
        yield Reason(fresh, Met.UNKNOWN)


OBSTACLES: dict[str, str] = {
    "residence": marked("Réservés aux habitants d’autres communes"),
    "public": marked("Sans accueil du public"),
    "distance": marked("À plus de 30 km"),
    WHEN: marked("Fermés à ce moment-là"),
    Condition.WHEELCHAIR.value: marked("Sans accès en fauteuil"),
    Condition.FREE.value: marked("Payants"),
    Condition.OFF_HOURS.value: marked("Fermés le soir et le samedi"),
    Condition.REMOTE.value: marked("Ni à distance, ni à domicile"),
}
