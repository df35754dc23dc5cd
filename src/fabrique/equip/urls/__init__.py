"""Addresses of the equipment, a module for each part of the chain."""

from django.urls import URLPattern

from fabrique.equip.urls import asking, bench, giving, handing, intake, rounds, showing, stock

app_name = "equip"
urlpatterns: list[URLPattern] = [
    *asking.urlpatterns,
    *bench.urlpatterns,
    *giving.urlpatterns,
    *handing.urlpatterns,
    *intake.urlpatterns,
    *rounds.urlpatterns,
    *showing.urlpatterns,
    *stock.urlpatterns,
]
