"""Addresses of the equipment, a module for each part of the chain."""

from django.urls import URLPattern

from fabrique.equip.urls import bench, rounds

app_name = "equip"
urlpatterns: list[URLPattern] = [
    *bench.urlpatterns,
    *rounds.urlpatterns,
]
from fabrique.equip.urls import intake, rounds

app_name = "equip"
urlpatterns: list[URLPattern] = [*intake.urlpatterns, *rounds.urlpatterns]
