"""Maps drawn as SVG from arrays and shapes: contours made light together, classes that are
explained, doubt shown by texture."""

from fabrique.kernels.cartography.behind import with_behind
from fabrique.kernels.cartography.classes import Classes, Method, classify
from fabrique.kernels.cartography.drawing import Drawing, Entry, Frame, Legend
from fabrique.kernels.cartography.labels import Town
from fabrique.kernels.cartography.maps import bivariate, choropleth, circles
from fabrique.kernels.cartography.palette import DARK, GREY, LIGHT
from fabrique.kernels.cartography.paths import Basemap, basemap
from fabrique.kernels.cartography.points import MARKS, Point, points
from fabrique.kernels.cartography.sheet import standalone
from fabrique.kernels.cartography.simplify import ContoursRefused, Coverage, simplified
from fabrique.kernels.cartography.textures import Certainty

__all__ = [
    "DARK",
    "GREY",
    "LIGHT",
    "MARKS",
    "Basemap",
    "Certainty",
    "Classes",
    "ContoursRefused",
    "Coverage",
    "Drawing",
    "Entry",
    "Frame",
    "Legend",
    "Method",
    "Point",
    "Town",
    "basemap",
    "bivariate",
    "choropleth",
    "circles",
    "classify",
    "points",
    "simplified",
    "standalone",
    "with_behind",
]
