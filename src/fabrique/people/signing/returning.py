"""Where somebody goes after having shown who she is: the page of this site that she came for."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def wanted(request: HttpRequest, *, default: str | None = None) -> str:
    """The path in ``next``, if it is one of this very site; else ``default``, else the desk."""
    path = request.POST.get("next") or request.GET.get("next") or ""
    if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return path
    return resolve_url(settings.LOGIN_REDIRECT_URL) if default is None else default
