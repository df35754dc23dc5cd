"""The colours of a drawing, on a light page, on a dark one, and in greys; from petrol and marigold.

``observe/static/observe/map.css`` holds the same for pages (a test compares them). In each, shades go one
way in lightness by steps that a grey print keeps, and the pairs of need and access stay apart for the three
common kinds of colour blindness.
"""

from __future__ import annotations

from collections.abc import Mapping

from fabrique.kernels.cartography.svg import Theme

Colours = Mapping[str, str]
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"


def _colours(shades: str, pairs: str, **others: str) -> Colours:
    """``pairs``: by need within access, from low and good to high and poor."""
    named = {f"c{rank}": colour for rank, colour in enumerate(shades.split(), 1)}
    for rank, colour in enumerate(pairs.split()):
        named[f"b{rank % 3 + 1}{rank // 3 + 1}"] = colour
    return named | others


LIGHT = _colours(
    "#d3e6e3 #9dc6c9 #5f9eab #2b7182 #0b3a48",
    "#f0ebdf #f3c283 #e58a25 #9ecbd1 #a39a86 #a0622a #2f879b #35606a #1b2830",
    ground="#fbf8f2", ink="#1b2430", muted="#55606e", line="#fbf8f2", edge="#55606e", blank="#fbf8f2",
    land="#e9e2d4", outside="#f1ebe0", hatch="#0b3a48", over="#f4efe4", mark="#1b2430", casing="#f4a259",
    circle="#b4541a", rim="#fbf8f2", band="#5f9eab",
)  # fmt: skip
DARK = _colours(
    "#24434e #376a7a #5596a6 #8cc5cf #d8f2f2",
    "#2a333b #7d5a2e #e8943a #2f5f6c #8b8670 #eebf86 #3f9fb2 #a3c9c6 #f6f1e6",
    ground="#12181f", ink="#eef1f4", muted="#b3bdc8", line="#12181f", edge="#b3bdc8", blank="#12181f",
    land="#2a333b", outside="#1a222b", hatch="#ffffff", over="#0b161c", mark="#ffffff", casing="#f4a259",
    circle="#f4a259", rim="#12181f", band="#5596a6",
)  # fmt: skip
GREY = _colours(
    "#e4e4e4 #bfbfbf #949494 #646464 #2a2a2a",
    "#ececec #c9c9c9 #a2a2a2 #c2c2c2 #989898 #6e6e6e #7a7a7a #585858 #262626",
    ground="#ffffff", ink="#000000", muted="#444444", line="#ffffff", edge="#444444", blank="#ffffff",
    land="#eeeeee", outside="#f7f7f7", hatch="#000000", over="#ffffff", mark="#000000", casing="#ffffff",
    circle="#5a5a5a", rim="#ffffff", band="#949494",
)  # fmt: skip


def theme(colours: Colours, *, textured: bool = False) -> Theme:
    """The attributes of each class, for a drawing that stands alone. ``textured``: pairs of need and access
    have the textures of a grey print."""
    words = {"font-family": FONT, "font-size": "36", "fill": colours["ink"]}
    halo = {
        "stroke": colours["ground"],
        "stroke-width": "7",
        "stroke-linejoin": "round",
        "paint-order": "stroke",
    }
    fills = {name: {"fill": colour} for name, colour in colours.items() if name[1:].isdigit()}
    bare = {"fill": "none", "stroke-linejoin": "round"}
    return fills | {
        "areas": {"stroke": colours["line"], "stroke-width": "1.6", "stroke-linejoin": "round"},
        "land": {"fill": colours["land"]},
        "outside": {"fill": colours["outside"], "stroke": colours["line"], "stroke-width": "1.6"},
        "behind": {"fill": colours["outside"], "stroke": colours["edge"], "stroke-width": "1.6",
                   "stroke-opacity": ".45"},
        "na": {"fill": colours["blank"], "stroke": colours["muted"], "stroke-width": "1.2"},
        "secret": {"fill": colours["blank"]},
        "stipple": {"fill": colours["muted"]},
        "hatch": {"fill": "none", "stroke": colours["hatch"], "stroke-width": "2.2"},
        "over": {"stroke": colours["over"]},
        "in-print": {} if textured else {"display": "none"},
        "edge": bare | {"stroke": colours["edge"], "stroke-width": "2.4"},
        "casing": bare | {"stroke": colours["casing"], "stroke-width": "13"},
        "mark": bare | {"stroke": colours["mark"], "stroke-width": "5"},
        "circle": {"fill": colours["circle"], "fill-opacity": ".72"}
        | {"stroke": colours["rim"], "stroke-width": "2"},
        "point": {"stroke": colours["ink"], "stroke-width": "4", "stroke-linejoin": "round"},
        "possible-point": {"fill": colours["ground"]},
        "vetoed-point": {"fill": "none", "stroke": colours["muted"], "stroke-width": "7"},
        "open-point": {"fill": colours["ink"], "stroke": colours["rim"], "stroke-width": "2"},
        "new-point": {"fill": colours["casing"]},
        "stop-point": {"fill": colours["band"]},
        "depot-point": {"fill": colours["circle"]},
        "words": words,
        "town": halo,
        "town-point": {"fill": colours["ink"], "stroke": colours["ground"], "stroke-width": "3"},
        "far": {"text-anchor": "end"},
        "centre": {"text-anchor": "middle"},
        "strong": {"font-weight": "700"},
        "head": {"font-size": "60", "font-weight": "700"},
        "quiet": {"fill": colours["muted"]},
        "rule": {"fill": "none", "stroke": colours["ink"], "stroke-width": "2.4"},
        "ground": {"fill": colours["ground"]},
    }  # fmt: skip
