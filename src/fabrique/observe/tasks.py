"""Background work of the observatory."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fabrique.core import jobs
from fabrique.observe import calculating, uploading
from fabrique.observe.actions import facts
from fabrique.observe.actions.publishing import keep_files
from fabrique.observe.models import Publication


@jobs.job("observe.import_file", tries=1)
def import_file(stored_id: str, values: dict[str, Any], actor: str, organisation: str) -> None:
    """Importer un fichier de données envoyé depuis l’espace professionnel, quand il est long."""
    uploading.run(stored_id, values, actor=actor, organisation=organisation)


@jobs.job("observe.compute_index", tries=1)
def compute_index(definition: str, level: str, actor: str) -> None:
    """Calculer un indice sur toutes les zones des fichiers, quand une page l’a demandé."""
    calculating.run(definition, level, actor=actor)


@jobs.job("observe.solve_scenario", tries=1)
def solve_scenario(scenario: str, actor: str) -> None:
    """Chercher le plan d’un scénario, quand une personne l’a demandé."""
    calculating.solve_scenario(scenario, actor=actor)


@jobs.job("observe.collect_facts", every=timedelta(days=1))
def collect_facts() -> None:
    """Tenir les jeux de données de ce que l’instance constate : lieux, besoins, personnes équipées."""
    facts.collect_facts()


@jobs.job("observe.render_publication", tries=3)
def render_publication(publication: str) -> None:
    """Faire les fichiers d’une publication : ils sont gardés, et ne changent plus."""
    rows = Publication.objects.everywhere("files of what is published")
    keep_files(publication=rows.get(pk=publication))
