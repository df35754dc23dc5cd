"""A local conformal plane, for drawing only: Lambert's conic on a sphere, tangent at its middle.

Lengths are right at the middle and 0.3 % too long 500 km from there; overseas territories need no other rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
RADIUS = 6_371_008.8  # metres, the mean radius of GRS 80
_LEAST = 1e-4  # radians: the cone opens into a cylinder at the equator, where the formula divides by zero


@dataclass(frozen=True, slots=True)
class Plane:
    """Tangent at ``longitude``, ``latitude`` (degrees). Snyder 1987 (USGS 1395), eq. 15-1 to 15-4."""

    longitude: float
    latitude: float

    def __call__(self, points: Floats) -> Floats:
        """(n, 2) longitudes and latitudes to (n, 2) metres, eastwards and northwards from the middle."""
        middle = np.radians(self.latitude)
        middle = middle if abs(middle) > _LEAST else _LEAST
        cone = np.sin(middle)
        turned = cone * np.radians(points[:, 0] - self.longitude)
        # Conformal latitude has no value at the poles themselves, which no territory of ours reaches.
        latitudes = np.radians(np.clip(points[:, 1], -89.9, 89.9))
        ratio = np.tan(np.pi / 4 + middle / 2) / np.tan(np.pi / 4 + latitudes / 2)
        far = RADIUS / np.tan(middle)
        rho = far * ratio**cone
        return np.column_stack([rho * np.sin(turned), far - rho * np.cos(turned)])
