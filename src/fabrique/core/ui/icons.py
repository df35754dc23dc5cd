# ruff: noqa: E501 - a path is one word
"""The line icons, drawn for this project on a grid of 24, two units thick, round ends."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

_PATHS: dict[str, str] = {
    # wayfinding
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5.5 5.5"/>',
    "home": '<path d="M3 11.5 12 4l9 7.5M6 9.5V20h12V9.5M10 20v-5h4v5"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "check": '<path d="m4.5 12.5 5 5 10-11"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "arrow-right": '<path d="M4 12h16M14 6l6 6-6 6"/>',
    "arrow-left": '<path d="M20 12H4M10 6l-6 6 6 6"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 0 0-5.7-5.7L12 6.3"/>'
    '<path d="M14 10a4 4 0 0 0-5.7 0l-3.6 3.6a4 4 0 0 0 5.7 5.7L12 17.7"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M4 20h16"/>',
    "filter": '<path d="M4 7h16M7 12h10M10 17h4"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "edit": '<path d="m4 20 1-4L16.5 4.5l3 3L8 19zM14 7l3 3"/>',
    # where and when
    "pin": '<path d="M12 21s-7-6.5-7-11.5a7 7 0 0 1 14 0C19 14.5 12 21 12 21z"/><circle cx="12" cy="9.5" r="2.5"/>',
    "map": '<path d="m3 6 6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "calendar": '<rect x="3" y="5" width="18" height="16" rx="2"/><path d="M3 10h18M8 3v4M16 3v4"/>',
    "bus": '<rect x="4" y="4" width="16" height="13" rx="2"/><path d="M4 11h16M7.5 17v3M16.5 17v3M8 14h.01M16 14h.01"/>',
    "walk": '<circle cx="13" cy="4.5" r="1.5"/><path d="m12 9-1 5 4 3 1 4M11 14l-2 3-2 4M7.5 12 9 9l3-1 2 3 3 1"/>',
    "wheelchair": '<circle cx="10" cy="4.5" r="1.5"/>'
    '<path d="M10 8v6h5.5l2.5 5M10 11h5M7.5 12a5 5 0 1 0 7 6"/>',
    # ways to reach somebody
    "phone": '<path d="M6.5 3.5h3l1.5 4.5-2 1.5a12 12 0 0 0 5.5 5.5l1.5-2 4.5 1.5v3a2 2 0 0 1-2 2'
    'A15.5 15.5 0 0 1 4.5 5.5a2 2 0 0 1 2-2z"/>',
    "mail": '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m4 7.5 8 6 8-6"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c5 5.5 5 12.5 0 18M12 3c-5 5.5-5 12.5 0 18"/>',
    "chat": '<path d="M4 5h16v11h-8.5L7 20v-4H4zM8 9h8M8 12.5h5"/>',
    # people and things
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c.5-4.5 3.5-7 8-7s7.5 2.5 8 7"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.5-4 2.8-6 6.5-6s6 2 6.5 6"/>'
    '<path d="M16 5a3.5 3.5 0 0 1 0 6.5M18 14.5c2 .8 3.2 2.5 3.5 5.5"/>',
    "hands": '<path d="m12 8.5-2-2-3.5 1L2.5 8v7.5H5l5 4.5c1 .8 2.300.8 3 0l5.5-5h3V8h-3l-4-1.5-3.5 2-2.5 2.5'
    'c.8 1.200 2.5 1.200 3.5.5l1.5-1 5 4.5"/>',
    "heart": '<path d="M12 20.5S4 15.5 4 9.5a4.5 4.5 0 0 1 8-2.8 4.5 4.5 0 0 1 8 2.8c0 6-8 11-8 11z"/>',
    "laptop": '<rect x="4" y="5" width="16" height="11" rx="2"/><path d="M2 20h20"/>',
    "smartphone": '<rect x="6.5" y="3" width="11" height="18" rx="2.5"/><path d="M11 17.5h2"/>',
    "wifi": '<path d="M3 9.5a13.5 13.5 0 0 1 18 0M6.5 13.5a8.5 8.5 0 0 1 11 0M10 17a3.5 3.5 0 0 1 4 0M12 20.5h.01"/>',
    "book": '<path d="M12 6.5C9.5 4.8 6.5 4.5 3 5v14c3.5-.5 6.5-.2 9 1.5 2.5-1.7 5.5-2 9-1.5V5'
    'c-3.5-.5-6.5-.2-9 1.5zM12 6.5v14"/>',
    "document": '<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>',
    "tools": '<path d="M16.4 3.1a5.5 5.5 0 0 0-6 7.9l-6.6 6.6a1.8 1.8 0 0 0 2.6 2.6l6.6-6.6'
    'a5.5 5.5 0 0 0 7.9-6l-3.200 3.200-3.6-.9-.9-3.6z"/>',
    "euro": '<path d="M18 6.5A7 7 0 1 0 18 17.5M3.5 10.5h9M3.5 13.5h9"/>',
    "eye": '<path d="M2.5 12C6 6.5 9 5 12 5s6 1.5 9.5 7c-3.5 5.5-6.5 7-9.5 7s-6-1.5-9.5-7z"/><circle cx="12" cy="12" r="3"/>',
    "chart": '<path d="M4 4v16h16M8.5 16v-4M13 16V8M17.5 16v-6"/>',
    "compass": '<circle cx="12" cy="12" r="9"/><path d="m15.5 8.5-2 5-5 2 2-5z"/>',
    "tray": '<path d="M4 13 6.5 5h11l2.5 8v6H4zM4 13h5l1.5 2.5h3L15 13h5"/>',
    "lock": '<rect x="5" y="11" width="14" height="10" rx="2"/><path d="M8 11V7.5a4 4 0 0 1 8 0V11"/>',
    # states, always beside a word
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7.5h.01"/>',
    "warning": '<path d="M12 4 2.5 20h19zM12 10v5M12 17.5h.01"/>',
    "dot": '<circle cx="12" cy="12" r="7" fill="currentColor"/>',
}
NAMES = tuple(_PATHS)


def drawing(name: str) -> SafeString:
    """The strokes of an icon, to stand inside an ``svg`` of 24 by 24. Raises ``KeyError``."""
    return mark_safe(_PATHS[name])  # noqa: S308 - our own constant
