"""URLs of the guide."""

from django.urls import include, path

from fabrique.directory.views import guide, places
from fabrique.directory.views.desk_urls import desk_urls
from fabrique.directory.views.documents import document_urls
from fabrique.directory.views.orient import orient_urls

app_name = "directory"
urlpatterns = [
    path("guide/", guide.show, name="search"),
    path("guide/contours.geojson", guide.contours, name="contours"),
    path("guide/communes/", places.communes, name="communes"),
    path("guide/commune/<slug:code>/", places.commune, name="commune"),
    path("guide/lieu/<slug:code>/", places.show, name="place"),
    path("guide/lieu/<slug:code>/qr.svg", places.qr, name="qr"),
    path("", include("fabrique.directory.open_urls")),
    *document_urls,
    *orient_urls,
    *desk_urls,
]
