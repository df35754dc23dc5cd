"""URLs of the desk of the guide and of the reports, included by ``directory.urls``."""

from django.urls import URLPattern, path

from fabrique.directory.views import (
    desk,
    desk_imports,
    desk_offers,
    desk_organisation,
    desk_pairs,
    desk_place,
    desk_reports,
    desk_services,
    desk_stops,
    reports,
)

_PLACE = "espace/guide/lieux/<slug:code>/"

desk_urls: list[URLPattern] = [
    path("guide/lieu/<slug:code>/signaler/", reports.report, name="report"),
    path("guide/signalement/<slug:code>/", reports.follow, name="report-follow"),
    path("espace/guide/", desk.home, name="desk"),
    path("espace/guide/lieux/", desk.places, name="desk-places"),
    path("espace/guide/nouveau-lieu/", desk.new_place, name="desk-new"),
    path(_PLACE, desk_place.edit, name="desk-place"),
    path(f"{_PLACE}verifier/", desk_place.verify, name="desk-verify"),
    path(f"{_PLACE}publication/", desk_place.withdraw, name="desk-withdraw"),
    path(f"{_PLACE}source/<slug:field>/", desk_place.drop, name="desk-drop"),
    path(f"{_PLACE}organisation/", desk_organisation.organisation, name="desk-organisation"),
    path(f"{_PLACE}fermetures/", desk_offers.closures, name="desk-closures"),
    path(f"{_PLACE}fermetures/<int:pk>/enlever/", desk_offers.reopen, name="desk-reopen"),
    path(f"{_PLACE}arrets/", desk_stops.stops, name="desk-stops"),
    path(f"{_PLACE}arrets/<int:pk>/", desk_stops.stop, name="desk-stop"),
    path(f"{_PLACE}arrets/<int:pk>/enlever/", desk_stops.remove, name="desk-stop-remove"),
    path(f"{_PLACE}arrets/<int:pk>/passages/", desk_stops.visits, name="desk-visits"),
    path(
        f"{_PLACE}arrets/<int:pk>/passages/<int:visit>/enlever/",
        desk_stops.remove_visit,
        name="desk-visit-remove",
    ),
    path(f"{_PLACE}services/", desk_services.services, name="desk-services"),
    path(f"{_PLACE}services/<uuid:service>/", desk_services.service, name="desk-service"),
    path(f"{_PLACE}services/<uuid:service>/enlever/", desk_services.withdraw, name="desk-offer-withdraw"),
    path("espace/guide/signalements/", desk_reports.queue, name="desk-reports"),
    path("espace/guide/signalements/<slug:code>/", desk_reports.show, name="desk-report"),
    path("espace/guide/doublons/", desk_pairs.queue, name="desk-pairs"),
    path("espace/guide/doublons/reunis/", desk_pairs.merged, name="desk-merged"),
    path("espace/guide/doublons/<int:pk>/", desk_pairs.pair, name="desk-pair"),
    path("espace/guide/doublons/differents/", desk_pairs.refused, name="desk-refused"),
    path("espace/guide/doublons/<int:pk>/reexaminer/", desk_pairs.reopen, name="desk-examine-again"),
    path("espace/guide/doublons/<int:pk>/separer/", desk_pairs.separate, name="desk-separate"),
    path("espace/guide/imports/", desk_imports.index, name="desk-imports"),
    path("espace/guide/imports/essai/<str:token>/", desk_imports.examine, name="desk-examine"),
    path("espace/guide/imports/<int:pk>/", desk_imports.run, name="desk-run"),
    path("espace/guide/imports/<int:pk>/rapport.jsonl", desk_imports.report, name="desk-run-report"),
    path("espace/guide/ne-plus-nommer/", desk.objection, name="desk-objection"),
]
