"""The acts of the journal in words that a person understands."""

from __future__ import annotations

_WORDS = {
    "people.receive_resident": "Dossier ouvert",
    "people.edit_resident": "Dossier corrigé",
    "people.inform_resident": "Information donnée",
    "people.give_consent": "Accord donné",
    "people.withdraw_consent": "Accord repris",
    "people.write_note": "Note écrite",
    "people.merge_residents": "Dossier réuni avec un autre",
    "people.separate_residents": "Dossiers séparés",
    "people.keep_resident": "Dossier gardé plus longtemps",
    "people.limit_resident": "Usage du dossier limité",
    "people.free_resident": "Limite levée",
    "people.export_resident": "Copie du dossier faite",
    "people.create_account": "Compte ouvert",
    "people.export_account": "Copie du compte faite",
}


def said(action: str) -> str:
    """What an act was, in French; its code when nobody gave it words."""
    return _WORDS.get(action, action)
