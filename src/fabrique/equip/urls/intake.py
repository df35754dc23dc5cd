"""Addresses of inventories, and the door of the workshop's stations."""

from django.urls import path

from fabrique.equip.views import intake, station

_ALL = "espace/releves/"
urlpatterns = [
    path(_ALL, intake.index, name="intake"),
    path(f"{_ALL}appareil/<uuid:pk>/", intake.device, name="device-inventories"),
    path(f"{_ALL}appareil/<uuid:pk>/note/", intake.note_mark, name="note-cpu-mark"),
    path(f"{_ALL}<uuid:pk>/", intake.show, name="inventory-file"),
    path(f"{_ALL}<uuid:pk>/brut", intake.raw, name="inventory-raw"),
    path("atelier/releves/", station.receive, name="station"),
]
