"""Who asks, and from where: the one rule by which limits count clients, and the page behind a request."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def client_of(request: HttpRequest) -> str:
    """The client's address. Behind a proxy, the last one of ``X-Forwarded-For``: the proxy itself wrote it.

    An IPv6 client may choose among 2^64 addresses: its network stands for it.
    """
    text = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        text = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip() or text
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((address, 64), strict=False))
    return text


def page_behind(request: HttpRequest) -> str:
    """The page to come back to. For what was sent, the page that held the form, by its ``Referer``.

    Where a form is sent may answer nothing else; without a ``Referer`` there is no better address.
    """
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    parts = urlsplit(request.headers.get("Referer", ""))
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    same = parts.netloc == request.get_host() and parts.path.startswith("/")
    return path if same and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else request.path
