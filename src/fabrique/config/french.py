"""What click says, in French: its own help, its questions, and its refusals of a wrong use."""

from __future__ import annotations

from importlib import import_module

import click

_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types", "utils")

# From click's own message ids. What is not here can only come from a mistake in our own code.
_TEXTS = {
    "Usage:": "Utilisation :",
    "Options": "Options",
    "Commands": "Commandes",
    "Positional arguments": "Arguments",
    "Show this message and exit.": "Afficher cette aide.",
    "required": "obligatoire",
    "default: {default}": "par défaut : {default}",
    "Try '{command} {option}' for help.": "Pour l’aide : {command} {option}",
    "Error: {message}": "Erreur : {message}",
    "Aborted!": "Abandonné.",
    "Missing command.": "Il manque une commande.",
    "Missing argument": "Il manque l’argument",
    "Missing option": "Il manque l’option",
    "Missing parameter": "Il manque le paramètre",
    "Choose from:\n\t{choices}": "Choisissez parmi :\n\t{choices}",
    "Invalid value: {message}": "Valeur inadaptée : {message}",
    "Invalid value for {param_hint}: {message}": "Valeur inadaptée pour {param_hint} : {message}",
    "No such option {name!r}.": "L’option « {name} » n’existe pas.",
    "No such command {name!r}.": "La commande « {name} » n’existe pas.",
    "Did you mean {possibility}?": "Vouliez-vous dire {possibility} ?",
    "(Did you mean one of: {possibilities}?)": "(Vouliez-vous dire : {possibilities} ?)",
    "Option {name!r} does not take a value.": "L’option « {name} » ne prend pas de valeur.",
    "Option {name!r} requires an argument.": "L’option « {name} » demande une valeur.",
    "Got unexpected extra argument ({args})": "Un argument de trop : {args}",
    "Got unexpected extra arguments ({args})": "Des arguments de trop : {args}",
    "{value!r} is not {choice}.": "« {value} » n’est pas {choice}.",
    "{value!r} is not one of {choices}.": "« {value} » n’est pas parmi {choices}.",
    "{value!r} is not a valid {number_type}.": "« {value} » n’est pas un nombre.",
    "{value} is not in the range {range}.": "{value} est hors de l’intervalle {range}.",
    "Repeat for confirmation": "Encore une fois, pour confirmer",
    "Error: The two entered values do not match.": "Erreur : les deux réponses diffèrent.",
    "Error: invalid input": "Erreur : réponse inadaptée",
}


def install() -> None:
    """Have click read its texts here: each of its modules looks them up under ``_`` and ``ngettext``."""
    for name in _MODULES:
        names = vars(import_module(f"click.{name}"))
        if "_" in names:
            names["_"] = _said
        if "ngettext" in names:
            names["ngettext"] = _counted


def name_parts(command: click.Command) -> None:
    """The line of usage of a group and of its commands."""
    if isinstance(command, click.Group):
        command.subcommand_metavar = "COMMANDE [ARGUMENTS]…"
        for child in command.commands.values():
            name_parts(child)


def _said(text: str) -> str:
    return _TEXTS.get(text, text)


def _counted(one: str, many: str, count: int) -> str:
    return _said(one if count == 1 else many)
