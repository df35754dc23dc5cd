"""The addresses of outside services, as an operator declares them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.translation import gettext as _


def fault_of(url: str) -> str:
    """What is wrong with the address of a service, "" when nothing is."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, a bracket left open
        good = False
    return "" if good else _("« %s » n’est pas une adresse http:// ou https://") % url
