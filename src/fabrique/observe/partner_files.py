"""What stops the file of a partner at the desk, said with its own headers and with what to click."""

from __future__ import annotations

import re
from itertools import islice

from django.utils.translation import gettext as _

from fabrique.core.private_numbers import private_number_in
from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import Cell, normalise_header
from fabrique.core.tabular.model import Table
from fabrique.kernels.indicators import Kind
from fabrique.observe.enums import Level
from fabrique.observe.sources import Draft
from fabrique.observe.sources.codes import NAMED, text_of
from fabrique.observe.sources.drafts import Role
from fabrique.observe.sources.model import Rows

JOINED = ("commune", "iris")  # codes that may be in several columns: département, commune
_ROWS = 400
_MOST = 0.4  # of the filled cells of a column
_NAMED = frozenset({"prenom", "prenoms", "patronyme", "nir"})  # words of headers that only persons have
_ONE = """adherent adherente allocataire beneficiaire civilite demandeur eleve mail participant participante
patient patiente personne salarie salariee stagiaire usager"""
_ONE_PERSON = frozenset(_ONE.split())  # and of those that name what a line is about
_SAINTS = frozenset({"saint", "sainte", "st", "ste"})
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+33|0033|0)\s?[1-9](?:[ .\-]?\d{2}){4}")
# Frequent in France, as headers are folded: enough to know a list of persons, not to know every person.
_FREQUENT = """
adele agnes aicha alain alexandre alice amelie andre anne annie antoine audrey aurelie benjamin bernard
brigitte camille caroline catherine cedric celine chantal charlotte chloe christelle christian christiane
christine christophe claire claude claudine clement corinne cyril daniel danielle david delphine denis
didier dominique elise elodie emilie emma emmanuel eric fabien fabrice fatima florence francis francois
francoise franck frederic genevieve georges gerard gilles gregory guillaume guy helene henri herve hugo
isabelle jacqueline jacques jean jeanne jerome joel julie julien karim karine laetitia laura laurence
laurent lea leila louis lucas lucie manon marc marcel marie marine marion martine mathieu maurice maxime
melanie michel michele mohamed monique morgane nadia nathalie nicolas nicole odile olivier pascal patricia
patrick paul pauline philippe pierre raymond regine rene robert roger romain sabrina samir sandrine sarah
sebastien serge severine simone sophie stephane stephanie sylvie theo therese thierry thomas valerie
vanessa veronique vincent virginie xavier yann yves yvette yvonne
"""
_FIRST_NAMES = frozenset(_FREQUENT.split())


def check_usable(draft: Draft) -> None:
    """Refuse a reading that has no key or no measure, in the words of the page on which it is corrected."""
    keys = draft.keys()
    told = ", ".join(f"« {one.column} »" for one in keys)
    if not keys:
        raise DomainRefusal(
            _(
                "Aucune colonne ne dit de quelle zone parle chaque ligne. Ouvrez celle qui la donne et "
                "choisissez le rôle « Code de la zone »."
            )
        )
    if draft.key_code == NAMED:
        text = _(
            "Les communes sont nommées (%(columns)s), mais leur code n’y est pas. Ajoutez au fichier une "
            "colonne « code INSEE » (cinq signes), puis envoyez-le de nouveau."
        )
        raise DomainRefusal(text % {"columns": told})
    if len(keys) > 1 and draft.key_code not in JOINED:
        text = _(
            "Plusieurs colonnes ont le rôle « Code de la zone » (%(columns)s) : laissez-le à une seule, et "
            "choisissez « Ne pas reprendre » pour les autres."
        )
        raise DomainRefusal(text % {"columns": told})
    measures = draft.of_role(Role.MEASURE)
    if not measures:
        raise DomainRefusal(
            _(
                "Aucune colonne de ce fichier n’est une mesure. Ouvrez celle qui a des chiffres et "
                "choisissez le rôle « Mesure »."
            )
        )
    if draft.rows == Rows.SUM and (odd := [one for one in measures if one.kind is not Kind.COUNT]):
        text = _(
            "« %(column)s » est une part, une moyenne ou un score : les lignes d’une même zone ne "
            "s’additionnent pas. Choisissez « C’est une erreur », ou ne reprenez pas cette colonne."
        )
        raise DomainRefusal(text % {"column": odd[0].column})


def check_no_persons(table: Table, draft: Draft) -> None:
    """Refuse a file whose lines seem to be persons, from its headers, from the cells of the columns that name
    the areas, and from social-security numbers wherever they are."""
    named = [one.column for one in draft.columns if one.role in (Role.KEY, Role.NAME)]
    asked = _NAMED | _ONE_PERSON if draft.level == Level.OTHER else _NAMED
    found = any(_NAMED & _words(column) for column in table.columns)
    found = found or any(asked & _words(column) for column in named)
    if not found:
        rows = [row.values for row in islice(table.rows, _ROWS)]
        for one in draft.columns:
            cells = [text for row in rows if (text := text_of(row.get(one.column)))]
            met = _reached if one.role is Role.MEASURE else _a_person
            found = found or (one.role is not Role.IGNORED and sum(map(met, cells)) > _MOST * len(cells))
        found = found or any(_is_social(cell) for row in rows for cell in row.values())
    if found:
        raise DomainRefusal(
            _(
                "Ce fichier semble décrire des personnes : l’observatoire ne garde que des chiffres par "
                "zone. Comptez les personnes par commune, par quartier ou par secteur, puis envoyez ces "
                "comptes."
            )
        )


def _words(column: str) -> set[str]:
    return set(normalise_header(column).split())


def _reached(cell: str) -> bool:
    """Whether a text is an e-mail address or a telephone number."""
    return bool(_EMAIL.fullmatch(cell) or _PHONE.fullmatch(cell))


def _a_person(cell: str) -> bool:
    """Whether a text that should name an area names a person, or is a number that a person has."""
    return _reached(cell) or _is_name(cell) or bool(private_number_in(cell))


def _is_name(cell: str) -> bool:
    """« Marie Durand », « DURAND Marie »: two or three words, a first name at an end, and no saint."""
    words = normalise_header(cell).split()
    ends = {words[0], words[-1]} if len(words) in (2, 3) else set()
    return bool(_FIRST_NAMES & ends) and not _SAINTS & set(words) and all(one.isalpha() for one in words)


def _is_social(cell: Cell) -> bool:
    """A whole number with its key: thirteen digits alone may be a moment or a number of anything."""
    text = text_of(cell) if isinstance(cell, str | int) else ""
    digits = re.sub(r"[ .\-\u00a0]", "", text)
    return len(digits) == 15 and digits[0].isdigit() and bool(private_number_in(text))
