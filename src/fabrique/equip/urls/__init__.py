"""Addresses of the equipment, a module for each part of the chain."""

from django.urls import URLPattern

app_name = "equip"
urlpatterns: list[URLPattern] = []
