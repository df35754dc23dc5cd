"""Addresses of the equipment, a module for each part of the chain."""

from django.urls import URLPattern

from fabrique.equip.urls import asking, bench, giving, intake, rounds
from fabrique.equip.urls import bench, giving, intake, rounds, stock

app_name = "equip"
urlpatterns: list[URLPattern] = [
    *asking.urlpatterns,
    *bench.urlpatterns,
    *giving.urlpatterns,
    *intake.urlpatterns,
    *rounds.urlpatterns,
    *stock.urlpatterns,
]
from fabrique.equip.urls import handing, rounds

app_name = "equip"
urlpatterns: list[URLPattern] = [*rounds.urlpatterns, *handing.urlpatterns]
