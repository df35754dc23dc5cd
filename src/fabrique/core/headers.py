"""Response headers that Django does not set: permissions, resource policy, no caching of private pages."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

# The guide may ask for the visitor's position, on request; nothing else of the device is ever used.
PERMISSIONS = ", ".join(
    ["geolocation=(self)"]
    + [
        f"{feature}=()"
        for feature in (
            "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "gyroscope", "hid",
            "identity-credentials-get", "idle-detection", "magnetometer", "microphone", "midi", "payment",
            "serial", "usb",
        )
    ]
)  # fmt: skip


class SecurityHeadersMiddleware:
    """Adds what is missing and never overrides a view that decided otherwise (the open API, the widget)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            or settings.SESSION_COOKIE_NAME in response.cookies
        ):
            response.headers.setdefault("Cache-Control", "private, no-store")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])  # the reading comfort and the menu depend on it
        return response
