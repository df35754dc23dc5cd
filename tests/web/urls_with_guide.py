"""The portal beside a guide."""

from tests.web.test_portal import with_guide_urls as urlpatterns

__all__ = ["urlpatterns"]
