"""Composite indices that say how sure they are: ``parse`` a definition, ``compute`` it, then question it.

>>> definition = parse(text); frame = Frame(definition, data)
>>> result = compute(definition, data, frame)
>>> doubt = assess_uncertainty(frame, data, draws=1000, seed=1)
"""

from fabrique.kernels.index.compute import Result, compute
from fabrique.kernels.index.data import Data, of_columns, of_panel
from fabrique.kernels.index.definition import Definition
from fabrique.kernels.index.errors import Refusal
from fabrique.kernels.index.frame import Frame
from fabrique.kernels.index.parsing import canonical, digest, from_mapping, parse
from fabrique.kernels.index.uncertainty import Standing, Uncertainty, assess_uncertainty

__all__ = [
    "Data",
    "Definition",
    "Frame",
    "Refusal",
    "Result",
    "Standing",
    "Uncertainty",
    "assess_uncertainty",
    "canonical",
    "compute",
    "digest",
    "from_mapping",
    "of_columns",
    "of_panel",
    "parse",
]
