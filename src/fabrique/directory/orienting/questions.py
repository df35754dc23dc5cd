"""The four screens: what they ask, what was answered already, and what an answer leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.core.templatetags.ui import capitalised
from fabrique.core.ui.forms import Problem
from fabrique.core.ui.parts import Choice
from fabrique.directory.guide.needs import BY_CODE, hear
from fabrique.directory.guide.options import LANGUAGES, SIGNED, language_words
from fabrique.directory.guide.snapshot import Snapshot
from fabrique.directory.orienting.answers import (
    STEPS,
    TICKED,
    Answers,
    Condition,
    Moment,
    Step,
    Values,
    first,
)
from fabrique.directory.orienting.where import Start, place_words, read_where, start_of
from fabrique.territory.cog import Commune

OFTEN = (
    "demarches", "imprimer", "apprendre", "smartphone", "courriel", "emploi", "ordinateur-sur-place", "wifi",
    "ordinateur-pas-cher", "reparer", "arnaques", "enfant",
)  # fmt: skip
PRECISE = tuple(code for code in BY_CODE if code not in OFTEN)
MOST_SUGGESTED = 80

QUESTIONS: dict[Step, str] = {
    Step.NEED: marked("De quoi la personne a-t-elle besoin ?"),
    Step.WHERE: marked("Où la personne habite-t-elle ?"),
    Step.COMING: marked("Qu’est-ce qui compte pour venir ?"),
    Step.WHEN: marked("Quand veut-elle venir ?"),
}
NAMES: dict[Step, str] = {
    Step.NEED: marked("Besoin"),
    Step.WHERE: marked("Lieu"),
    Step.COMING: marked("Pour venir"),
    Step.WHEN: marked("Quand"),
}
CONDITIONS: dict[Condition, str] = {
    Condition.NEAR: marked("Tout près, à pied"),
    Condition.WHEELCHAIR: marked("Accès en fauteuil roulant"),
    Condition.FREE: marked("C’est gratuit"),
    Condition.WALK_IN: marked("Sans rendez-vous"),
    Condition.OFF_HOURS: marked("Le soir ou le samedi"),
    Condition.CHILDREN: marked("Venir avec des enfants"),
    Condition.READING: marked("La personne lit peu ou pas"),
    Condition.SIGNING: marked("La personne est sourde (langue des signes)"),
    Condition.REMOTE: marked("Sans se déplacer : à distance ou à domicile"),
}
MOMENTS: dict[Moment, str] = {
    Moment.TODAY: marked("Aujourd’hui"),
    Moment.WEEK: marked("Cette semaine"),
    Moment.ANY: marked("Peu importe"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An answer already given: its name, its words, where to change it."""

    name: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A screen sent: answers to go on with, or what is to mend, with what was typed and communes to pick."""

    answers: Answers
    problem: Problem | None = None
    typed: str = ""
    choices: tuple[Commune, ...] = ()


def sent_step(values: Values) -> Step | None:
    """Which screen was sent, if any."""
    said = first(values, "de")
    return Step(said) if said in tuple(Step) else None


def receive(step: Step, values: Values, answers: Answers, directory: Snapshot) -> Outcome:
    """Take the answer to one question."""
    if step is Step.NEED:
        return _need(values, answers, directory)
    if step is Step.WHERE:
        return _where(values, answers, directory)
    if step is Step.WHEN and answers.moment is None:
        return Outcome(answers, Problem(_("Choisissez une réponse, ou passez la question."), "quand-1"))
    if step is Step.COMING and answers.conditions is None:
        return Outcome(replace(answers, conditions=()))
    return Outcome(answers)


def _need(values: Values, answers: Answers, directory: Snapshot) -> Outcome:
    """Words win over the list: somebody who types has not found the need in it."""
    words = first(values, "mots")[:200]
    if words:
        heard = hear(words, directory.text)
        if heard.need:
            return Outcome(replace(answers, need=heard.need.code))
        text = _("Nous n’avons pas compris « %(words)s ». Dites-le autrement, ou choisissez dans la liste.")
        return Outcome(answers, Problem(text % {"words": words[:80]}, "mots"), typed=words)
    if not answers.need:
        return Outcome(answers, Problem(_("Choisissez un besoin, ou écrivez-le."), "besoin-1"))
    return Outcome(answers)


def _where(values: Values, answers: Answers, directory: Snapshot) -> Outcome:
    text = first(values, "pres")[:200]
    picked = start_of(first(values, "choix")[:60], directory) if first(values, "choix") else None
    if picked:
        return Outcome(replace(answers, where=picked.code))
    if not text:
        return Outcome(answers, Problem(_("Écrivez une commune, ou passez la question."), "pres"))
    found = read_where(text, directory)
    if found.start:
        return Outcome(replace(answers, where=found.start.code))
    if found.choices:
        message = _("Plusieurs communes répondent à « %(text)s » : choisissez.")
        return Outcome(answers, Problem(message % {"text": text[:80]}, "choix-1"), text, found.choices)
    message = _("Nous ne trouvons pas « %(text)s ». Essayez une commune ou un code postal.")
    return Outcome(answers, Problem(message % {"text": text[:80]}, "pres"), typed=text)


def address(answers: Answers, *more: tuple[str, str]) -> str:
    """The address of the path with these answers."""
    query = answers.query(*more)
    return reverse("directory:orient") + (f"?{query}" if query else "")


def lines(answers: Answers, start: Start | None) -> list[Line]:
    """The answers given so far."""
    found = []
    for step in STEPS:
        if answers.has(step):
            words = answer_words(step, answers, start)
            found.append(Line(_(NAMES[step]), words, address(answers, ("etape", step.value))))
    return found


def answer_words(step: Step, answers: Answers, start: Start | None) -> str:
    """An answer, as the summary says it."""
    if step is Step.NEED:
        need = answers.known_need
        return capitalised(need.goal) if need else _("Besoin non précisé")
    if step is Step.WHERE:
        return place_words(start) if start else ""
    if step is Step.WHEN:
        return _(MOMENTS[answers.moment]) if answers.moment else ""
    said = [_(CONDITIONS[one]) for one in answers.conditions or ()]
    if answers.language:
        said.append(_("En %(language)s") % {"language": language_words(answers.language)})
    return ", ".join(said) or _("Rien de particulier")


def context(
    step: Step, answers: Answers, start: Start | None, directory: Snapshot, outcome: Outcome | None
) -> dict[str, Any]:
    """The variables of a screen."""
    number = STEPS.index(step) + 1
    problem = outcome.problem if outcome else None
    found: dict[str, Any] = {
        "step": step,
        "number": number,
        "total": len(STEPS),
        "question": _(QUESTIONS[step]),
        "problems": [problem] if problem else [],
        "error": problem.message if problem else "",
        "hidden": answers.pairs(leaving_out=step),
        "lines": [
            line for line in lines(answers, start) if line.url != address(answers, ("etape", step.value))
        ],
        "skip_url": address(answers.skipped(step)),
        "back_url": address(answers, ("etape", STEPS[number - 2].value)) if number > 1 else "",
        "typed": outcome.typed if outcome else "",
    }
    return found | _of_step(step, answers, start, directory, outcome)


def _of_step(
    step: Step, answers: Answers, start: Start | None, directory: Snapshot, outcome: Outcome | None
) -> dict[str, Any]:
    if step is Step.NEED:
        return {
            "often": _needs(OFTEN, answers.need),
            "precise": _needs(PRECISE, answers.need),
            "precise_open": answers.need in PRECISE,
        }
    if step is Step.WHERE:
        known = start.label if start and not start.exact else ""
        return {
            "where": (outcome.typed if outcome and outcome.problem else "") or known,
            "choices": [Choice(one.code, _commune(one)) for one in outcome.choices] if outcome else [],
            "suggestions": suggestions(directory),
        }
    if step is Step.COMING:
        ticked = answers.conditions or ()
        languages = sorted((name, code) for code, name in LANGUAGES.items() if code not in ("fr", SIGNED))
        options = [Choice(code, name.capitalize(), code == answers.language) for name, code in languages]
        return {
            "conditions": [Choice(one.value, _(CONDITIONS[one]), one in ticked) for one in TICKED],
            "languages": [Choice("", _("Peu importe"), not answers.language), *options],
        }
    return {"moments": [Choice(one.value, _(words), one is answers.moment) for one, words in MOMENTS.items()]}


def _needs(codes: Sequence[str], chosen: str) -> list[Choice]:
    return [
        Choice(code, BY_CODE[code].goal[:1].upper() + BY_CODE[code].goal[1:], code == chosen)
        for code in codes
    ]


def _commune(commune: Commune) -> str:
    return f"{commune.name} ({', '.join(commune.postal_codes[:2])})" if commune.postal_codes else commune.name


def suggestions(directory: Snapshot) -> list[str]:
    """The communes to suggest while one types; none when there are too many for a light page."""
    names = sorted({name for code in directory.communes if (name := directory.commune_name(code))})
    return names if len(names) <= MOST_SUGGESTED else []
