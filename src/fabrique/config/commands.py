"""Commands that concern the instance as a whole."""

from __future__ import annotations

import json

import click

from fabrique.config import checking, running
from fabrique.core import jobs
from fabrique.core import worker as queue
from fabrique.core.liveness import worker_name
from fabrique.demo.cli import demo_command

PORT, MANY = click.IntRange(1, 65_535), click.IntRange(min=1)


@click.command(help="Préparer la base et servir le site.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d’écoute.")
@click.option("--port", type=PORT, default=8000, show_default=True, help="Port d’écoute.")
@click.option("--workers", type=MANY, default=2, show_default=True, help="Nombre de processus.")
def serve(host: str, port: int, workers: int) -> None:
    """Migrate, collect the static files, serve."""
    running.check_address(host=host, port=port)
    running.prepare()
    click.echo(f"Le site est servi sur http://{host}:{port}/ — Ctrl+C pour arrêter.", err=True)
    running.serve(host=host, port=port, workers=workers)


@click.command(help="Exécuter les travaux de fond (à côté de « serve »).")
@click.option("--once", is_flag=True, help="Exécuter ce qui attend, puis finir.")
def worker(once: bool) -> None:
    """Run the queue."""
    start = queue.run_once if once else queue.run
    start(worker_name())


@click.command(help="Mettre en file les travaux périodiques qui sont dus (pour cron ou systemd).")
def tick() -> None:
    """Enqueue what is due."""
    for name in jobs.tick():
        click.echo(name)


@click.command(help="Vérifier l’instance : réglages, base, territoire, files d’attente.")
@click.option("--json", "as_json", is_flag=True, help="Imprimer un seul objet JSON.")
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Say what is ready and what is not."""
    findings = checking.examine()
    if as_json:
        click.echo(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{'bon   ' if finding.ok else 'à voir'} {finding.subject} : {finding.message}")
    ctx.exit(0 if all(finding.ok for finding in findings) else 1)


def _serve_demo(*, host: str, port: int) -> None:
    running.check_address(host=host, port=port)
    with running.worker_beside():
        running.serve(host=host, port=port, workers=2)


demo = demo_command(prepare=running.prepare, serve=_serve_demo)
commands: list[click.Command] = [demo, serve, worker, tick, check]
