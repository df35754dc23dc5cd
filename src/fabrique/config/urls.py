"""All URLs, one line for each app."""

from django.urls import include, path

urlpatterns = [
    path("", include("fabrique.web.urls")),
    path("", include("fabrique.observe.urls")),
    path("", include("fabrique.accompany.urls")),
    path("", include("fabrique.equip.urls")),
    path("", include("fabrique.needs.urls")),
    path("", include("fabrique.directory.urls")),
    path("", include("fabrique.people.urls")),
    path("", include("fabrique.people.allauth_urls")),
]
handler400 = "fabrique.web.errors.bad_request"
handler403 = "fabrique.web.errors.forbidden"
handler404 = "fabrique.web.errors.not_found"
handler500 = "fabrique.web.errors.server_error"
