"""URLs of what other sites and programs take: the API, the data sets, the guide in a frame."""

from __future__ import annotations

from django.urls import include, path

from fabrique.directory.api.datasets import ABSENT, FILES, url_name
from fabrique.directory.views import opendata, widget

_DATA = "donnees-ouvertes/"
urlpatterns = [
    path("api/v1/", include("fabrique.directory.api.urls")),
    *(path(f"{_DATA}{name}", opendata.download, {"file": name}, url_name(name)) for name in FILES),
    *(
        path(f"{_DATA}{name}{ABSENT}", opendata.absent, {"file": name}, url_name(name + ABSENT))
        for name in FILES
    ),
    path(f"{_DATA}lieux.licence.txt", opendata.notice, name="open-data-notice"),
    path("integrer/", widget.explain, name="widget"),
    path("integrer/guide/", widget.frame, name="widget-frame"),
]
