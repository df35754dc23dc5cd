"""``fabrique demo``: build the fictional territory, then serve it if whoever assembles the command can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import click

from fabrique.core import progress
from fabrique.demo.build import SCALES, Summary, build
from fabrique.demo.communes import TERRITORY

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


class Serve(Protocol):
    """Serves the instance until a signal asks to stop."""

    def __call__(self, *, host: str, port: int) -> None: ...


def demo_command(*, prepare: Callable[[], None] | None = None, serve: Serve | None = None) -> click.Command:
    """The command. ``prepare`` brings the database up to date first; ``serve`` comes after, if given."""

    @click.command(
        "demo", help=f"Construire la démonstration ({TERRITORY}, territoire inventé) et la servir."
    )
    @click.option(
        "--scale", type=click.Choice(SCALES), default="metropolis", show_default=True, help="Taille."
    )
    @click.option(
        "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Graine du hasard."
    )
    @click.option("--no-serve", is_flag=True, help="Construire seulement.")
    @click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d’écoute.")
    @click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port.")
    def demo(scale: str, seed: int, no_serve: bool, host: str, port: int) -> None:
        """Prepare, build, say what there is to see, serve."""
        if prepare:
            prepare()
        summary = _built(scale, seed)
        serving = serve is not None and not no_serve
        click.echo("\n".join(told(summary, address=f"http://{host}:{port}/" if serving else "")))
        if serving and host not in LOCAL:
            click.echo(
                "Attention : le mot de passe et les codes de la démonstration sont connus de tous.", err=True
            )
        if serve is not None and serving:
            serve(host=host, port=port)

    return demo


def _built(scale: str, seed: int) -> Summary:
    """Build, with the step under way on a terminal and nothing there otherwise."""
    with progress.told("Construction de la démonstration") as show:
        return build(scale=scale, seed=seed, tell=show)


def told(summary: Summary, *, address: str) -> list[str]:
    """What to read on the terminal once all is built."""
    residents = f"{summary.residents:,}".replace(",", " ")
    lines = [
        "",
        f"{summary.territory} : un territoire inventé, {residents} habitants.",
        f"  {summary.communes} communes, {summary.neighbourhoods} quartiers prioritaires, "
        f"{summary.places} lieux, {summary.services} services, {summary.organisations} organisations.",
        "",
        f"  Compte d’administration : {summary.email}",
        f"  Mot de passe            : {summary.password}",
        f"  Carte de codes          : {summary.codes[0]}, puis {summary.codes[1]}… chacun sert une fois",
        "",
        "À regarder :",
        "  la Médiathèque des Deux-Rives, connue de deux sources et corrigée à la main ;",
        "  Le Passeur, un camion qui s’arrête un mardi sur deux ;",
        "  la maison de quartier de la Drisse, fermée pour travaux ;",
        "  les quarante portables d’une entreprise, de sa liste à l’étudiante qui en reçoit un ;",
        f"  {summary.pairs_to_examine} paires de fiches qui sont peut-être le même lieu.",
        "",
    ]
    if address:
        lines.append(f"Le site est servi sur {address} — Ctrl+C pour arrêter.")
    return lines


commands: list[click.Command] = [demo_command()]
