"""What is typed on the command line: « 10km », « 800 m », « 15min », « 1,0.68,0.22 »."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import click

_QUANTITY = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(km|m|min)\s*\Z", re.IGNORECASE)
_MOST_STEPS = 50


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one goes: ``value`` in ``unit``, « m » or « min »."""

    value: float
    unit: str

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}"


def reach_typed(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Reach | None:
    """A distance or a time with its unit, more than 0."""
    if value is None:
        return None
    found = _QUANTITY.match(value)
    if found is None:
        raise click.BadParameter(
            f"« {value} » n’est pas une distance ni une durée : écrivez 10km, 800m ou 15min."
        )
    amount, unit = float(found[1].replace(",", ".")), found[2].lower()
    if not (amount > 0 and math.isfinite(amount)):
        raise click.BadParameter("le bassin doit être plus grand que zéro.")
    return Reach(amount * 1000, "m") if unit == "km" else Reach(amount, unit)


def weights_typed(
    _ctx: click.Context, _param: click.Parameter, value: str | None
) -> tuple[float, ...] | None:
    """Weights of equal parts of the catchment."""
    if value is None:
        return None
    try:
        weights = tuple(float(part) for part in value.split(","))
    except ValueError:
        raise click.BadParameter(
            f"« {value} » n’est pas une suite de poids : écrivez par exemple 1,0.68,0.22."
        ) from None
    if not all(math.isfinite(weight) and weight >= 0 for weight in weights) or not any(weights):
        raise click.BadParameter("les poids sont positifs ou nuls, et l’un d’eux au moins n’est pas nul.")
    if len(weights) > _MOST_STEPS:
        raise click.BadParameter(f"pas plus de {_MOST_STEPS} poids.")
    return weights
