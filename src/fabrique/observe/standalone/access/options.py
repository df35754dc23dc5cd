"""What may be asked of the command, what contradicts what, and which weights it means."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from fabrique.kernels.access import APL, LUO_QI, Decay, Gaussian, Method, Power, steps, within
from fabrique.observe.standalone.access.quantities import Reach

METHODS: dict[str, Method | None] = {
    "nearest": None,
    "cumulative": Method.SUM,
    "gravity": Method.SUM,
    "competition": Method.SHARED,
    "2sfca": Method.SHARED,
    "e2sfca": Method.SHARED,
    "3sfca": Method.CHOSEN,
    "m2sfca": Method.SUBOPTIMAL,
    "apl": Method.SHARED,
}
_ONE_STEP, _SMOOTH = {"cumulative", "2sfca"}, {"gravity", "competition"}
_NEAREST_PART = 20  # a power of the distance is the same below this part of the catchment


@dataclass(frozen=True, slots=True)
class Options:
    """What was typed."""

    demand: Path
    supply: Path
    method: str
    catchment: Reach | None
    decay: str | None
    weights: tuple[float, ...] | None
    exponent: float
    detour: float
    speed: float | None
    times: Path | None
    network: Path | None
    rate: str
    year: int
    output: Path | None


def check_use(options: Options) -> None:
    """Options that contradict each other are wrong use: status 2."""
    if options.catchment is None and (options.method != "nearest" or options.network):
        raise click.UsageError("Indiquez le bassin : --catchment 10km, ou 15min.")
    read = [path for path in (options.demand, options.supply, options.times, options.network) if path]
    if options.output is not None and options.output.resolve() in [path.resolve() for path in read]:
        raise click.UsageError(f"-o écraserait « {options.output} », qui est lu : donnez un autre nom.")
    if options.times and options.network:
        raise click.UsageError("--times et --network disent chacun les trajets : gardez l’un des deux.")
    if (options.times or options.network) and options.detour != 1:
        raise click.UsageError("--detour ne va qu’avec la ligne droite, sans --times ni --network.")
    if options.times and options.speed:
        raise click.UsageError("--speed ne va pas avec --times, qui dit déjà les durées.")
    if options.speed and options.catchment is not None and options.catchment.unit == "m":
        raise click.UsageError("--speed ne sert que si le bassin est en minutes.")
    stepless = options.method in _ONE_STEP or options.method == "nearest"
    if stepless and (options.decay or options.weights):
        raise click.UsageError(f"--decay et --steps n’ont pas de sens avec --method {options.method}.")
    if options.method == "apl" and options.decay not in (None, "step"):
        raise click.UsageError("L’APL compte par paliers : --steps change leurs poids, --decay non.")
    if options.weights and decay_kind(options) != "step":
        raise click.UsageError("--steps ne va qu’avec --decay step.")
    if _needs_speed(options):
        raise click.UsageError("Un bassin en minutes demande --speed (km/h), --network ou --times.")


def _needs_speed(options: Options) -> bool:
    in_minutes = options.catchment is not None and options.catchment.unit == "min"
    return in_minutes and not (options.speed or options.times or options.network)


def decay_kind(options: Options) -> str:
    """The decay asked for, or the usual one of the method."""
    return options.decay or ("gaussian" if options.method in _SMOOTH else "step")


def decay_of(options: Options, reach: float) -> Decay:
    """The weights of a method that has some."""
    if options.method in _ONE_STEP:
        return within(reach)
    kind = decay_kind(options)
    if kind == "gaussian":
        return Gaussian(reach)
    if kind == "power":
        return Power(reach, options.exponent, reach / _NEAREST_PART)
    return steps(reach, options.weights or (APL if options.method == "apl" else LUO_QI))
