"""What may be asked of the command, and what contradicts what."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from fabrique.kernels.siting import Effort, Rules

WITH_RADIUS = {"mclp", "lscp", "capacitated"}
WITH_COUNT = {"pmedian", "pcentre", "capacitated-pmedian"}
MODELS = (*sorted(WITH_RADIUS), *sorted(WITH_COUNT))


@dataclass(frozen=True, slots=True)
class Options:
    """What was typed; ``years``: openings of each year; ``budgets``: money of each year."""

    demand: Path
    sites: Path
    model: str
    radius: float | None
    p: int | None
    budget: float | None
    backup: bool
    by_cost: bool
    min_qpv_share: float
    min_qpv_sites: float
    min_commune_share: float
    years: tuple[int, ...]
    draws: Path | None
    tail: float
    seed: int
    seconds: float | None
    price_vetoes: bool
    output: Path | None

    @property
    def rules(self) -> Rules:
        return Rules(self.p, self.budget, self.min_qpv_sites, self.min_qpv_share, self.min_commune_share)

    @property
    def effort(self) -> Effort:
        return Effort(seed=self.seed, seconds=self.seconds)

    @property
    def openings(self) -> list[int]:
        """How many sites open each year; empty when money alone says."""
        if len(self.years) != 1:
            return list(self.years)
        if self.p is None:
            return []
        whole, more = divmod(self.p, self.years[0])
        return [whole + (year < more) for year in range(self.years[0])]

    @property
    def budgets(self) -> list[float]:
        """The money of each year; empty when there is none."""
        count = self.years[0] if len(self.years) == 1 else len(self.years)
        return [] if self.budget is None else [self.budget / count] * count


def years_typed(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[int, ...]:
    """« 5 »: so many years; « 10,10,20 »: how many sites open each year."""
    if value is None:
        return ()
    try:
        years = tuple(int(part) for part in value.split(","))
    except ValueError:
        raise click.BadParameter(
            f"« {value} » : écrivez un nombre d’années (5) ou les ouvertures de chaque année (10,10,20)."
        ) from None
    if min(years) < 0 or (len(years) == 1 and not 1 <= years[0] <= 30) or len(years) > 30:
        raise click.BadParameter("d’une à trente années, sans nombre négatif.")
    return years


def check_use(options: Options) -> None:
    """Options that contradict each other, or lack, are wrong use: status 2."""
    model = options.model
    if model in WITH_RADIUS and options.radius is None:
        raise click.UsageError("Indiquez le rayon : --radius 5km.")
    if model in WITH_COUNT and options.radius is not None:
        raise click.UsageError(f"--radius ne sert pas à {model}, qui compte des distances.")
    sized = options.p is not None or options.budget is not None or len(options.years) > 1
    if model != "lscp" and not sized:
        raise click.UsageError("Indiquez combien de sites (--p 40) ou quel budget (--budget 200000).")
    shares = options.min_qpv_share or options.min_commune_share
    for used, name, models in (
        (options.backup or options.by_cost, "--backup et --by-cost", {"lscp"}),
        (shares, "--min-qpv-share et --min-commune-share", {"mclp"}),
        (options.years, "--years", {"mclp"}),
        (options.draws, "--draws", {"mclp"}),
    ):
        if used and model not in models:
            raise click.UsageError(f"{name} : seulement avec --model {' ou '.join(sorted(models))}.")
    if options.years and options.draws:
        raise click.UsageError("--years et --draws ne vont pas ensemble.")
    if len(options.years) > 1 and options.p not in (None, sum(options.years)):
        raise click.UsageError(f"--years ouvre {sum(options.years)} sites et --p en dit {options.p}.")
