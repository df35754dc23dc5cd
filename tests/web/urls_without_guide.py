"""The portal alone."""

from tests.web.test_portal import base_urls as urlpatterns

__all__ = ["urlpatterns"]
