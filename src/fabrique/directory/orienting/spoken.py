"""The words of the sheet, for the person: short sentences, « vous », nothing that changes by the minute."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from fabrique.core.ui import formats
from fabrique.directory.guide import wording
from fabrique.directory.guide.geometry import walking_minutes
from fabrique.directory.guide.options import language_words
from fabrique.directory.orienting.answers import Answers, Condition
from fabrique.directory.orienting.facts import Facts, met
from fabrique.kernels.matching import Met

MOST = 5
_YOURS = {"se": "vous", "ses": "vos", "son": "votre", "sa": "votre", "s’": "vous "}
_WORD = re.compile(r"\b(ses|se|son|sa)\b|\bs’")


def to_you(goal: str) -> str:
    """« déclarer ses impôts » said to the person: « déclarer vos impôts »."""
    return _WORD.sub(lambda found: _YOURS[found.group()], goal)


def said_to_person(facts: Facts, answers: Answers) -> tuple[str, ...]:
    """Why this place, to the person who will go there."""
    found = [*_far(facts), *_conditions(facts, answers), *_price(facts, answers)]
    if facts.asks_residence and facts.admits is not Met.YES:
        found.append(_("Demandez si le lieu accueille les habitants de votre commune."))
    return tuple(found[:MOST])


def _far(facts: Facts) -> list[str]:
    start, metres = facts.start, facts.metres
    if metres is None or start.point is None or facts.roughly:
        return []
    far = formats.distance(metres)
    if start.exact:
        minutes = walking_minutes(metres)
        if minutes:
            return [
                _("C’est à %(minutes)s minutes à pied.") % {"minutes": minutes}
                if minutes > 1
                else _("C’est à une minute à pied.")
            ]
        return [_("C’est à %(far)s de chez vous.") % {"far": far}]
    if start.small:
        return [_("C’est à %(far)s du quartier %(name)s.") % {"far": far, "name": start.label}]
    return [_("C’est à %(far)s du centre %(of)s.") % {"far": far, "of": wording.of(start.label)}]


def _conditions(facts: Facts, answers: Answers) -> list[str]:
    return [words for one in answers.asked if (words := _condition(one, facts))]


def _condition(one: Condition, facts: Facts) -> str:
    kind = met(one, facts)
    language = language_words(facts.language)
    sentences: dict[Condition, tuple[str, str]] = {
        Condition.WHEELCHAIR: (
            _("Vous pouvez entrer en fauteuil."), _("En fauteuil : demandez avant de venir.")),
        Condition.WALK_IN: (
            _("Vous pouvez venir sans rendez-vous."), _("Téléphonez avant de venir.")),
        Condition.OFF_HOURS: (
            _("C’est ouvert le soir ou le samedi."), _("Demandez si c’est ouvert le soir ou le samedi.")),
        Condition.CHILDREN: (
            _("Vous pouvez venir avec vos enfants."), _("Demandez si vous pouvez venir avec vos enfants.")),
        Condition.READING: (
            _("On vous aide à lire et à écrire."), _("Aide pour lire : demandez avant de venir.")),
        Condition.SIGNING: (
            _("On reçoit les personnes sourdes."), _("Langue des signes : demandez avant de venir.")),
        Condition.REMOTE: (
            _("On peut vous aider sans que vous veniez."), _("Demandez si on peut venir chez vous.")),
        Condition.LANGUAGE: (
            _("On parle %(language)s.") % {"language": language},
            _("Demandez si quelqu’un parle %(language)s.") % {"language": language}),
        Condition.FREE: (_("C’est gratuit."), _("Demandez le prix avant de venir.")),
    }  # fmt: skip
    if one not in sentences:
        return ""
    yes, ask = sentences[one]
    return yes if kind is Met.YES else ask


def _price(facts: Facts, answers: Answers) -> list[str]:
    if Condition.FREE in answers.asked:
        return []
    if facts.free is Met.YES:
        return [_("C’est gratuit.")]
    return [_("C’est payant. Demandez le prix.")] if facts.free is Met.NO else []
