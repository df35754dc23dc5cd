"""Addresses of the equipment, a module for each part of the chain."""

from django.urls import URLPattern

from fabrique.equip.urls import bench, intake, rounds

app_name = "equip"
urlpatterns: list[URLPattern] = [
    *bench.urlpatterns,
    *intake.urlpatterns,
    *rounds.urlpatterns,
]
from fabrique.equip.urls import giving, rounds

app_name = "equip"
urlpatterns: list[URLPattern] = [*giving.urlpatterns, *rounds.urlpatterns]
