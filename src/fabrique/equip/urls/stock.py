"""Addresses of the stock: lists, sheets, places, labels, scanning, counting."""

from django.urls import path

from fabrique.equip.views import devices, labels, lots, scanning, sites, stock, stocktakes, supplies

_DEVICE = "espace/appareils/<uuid:pk>/"
_SITES = "espace/ateliers/"
_STOCKTAKES = "espace/inventaires/"
_SUPPLIES = "espace/fournitures/"
urlpatterns = [
    path("espace/stock/", stock.index, name="stock"),
    path("espace/stock/entrer/", stock.enter, name="enter"),
    path("espace/stock/stock.<slug:ending>", stock.export, name="stock-file"),
    path("espace/lots/", lots.index, name="lots"),
    path("espace/lots/nouveau/", lots.open_one, name="open-lot"),
    path("espace/lots/<uuid:pk>/", lots.show, name="lot"),
    path(_DEVICE, devices.show, name="device"),
    path(f"{_DEVICE}geste/<slug:verb>/", devices.move, name="move-device"),
    path(f"{_DEVICE}histoire/", devices.history, name="device-history"),
    path(f"{_DEVICE}corriger/", devices.correct, name="correct-device"),
    path(f"{_DEVICE}ranger/", devices.store, name="store-device"),
    path("a/<slug:code>/", devices.labelled, name="labelled"),
    path(_SITES, sites.index, name="sites"),
    path(f"{_SITES}nouveau/", sites.open_one, name="open-site"),
    path(f"{_SITES}<uuid:pk>/", sites.show, name="site"),
    path(f"{_SITES}<uuid:pk>/fermer/", sites.close, name="close-site"),
    path("espace/etageres/<uuid:pk>/", sites.shelf, name="shelf"),
    path("espace/etageres/<uuid:pk>/fermer/", sites.shut, name="close-shelf"),
    path("espace/etiquettes/", labels.choose, name="labels"),
    path("espace/etiquettes/etiquettes.pdf", labels.sheet, name="labels-pdf"),
    path("espace/etiquettes/gestes.pdf", labels.gestures, name="gestures-pdf"),
    path("espace/scanner/", scanning.page, name="scan"),
    path(_STOCKTAKES, stocktakes.index, name="stocktakes"),
    path(f"{_STOCKTAKES}nouveau/", stocktakes.open_one, name="open-stocktake"),
    path(f"{_STOCKTAKES}<uuid:pk>/", stocktakes.show, name="stocktake"),
    path(f"{_STOCKTAKES}<uuid:pk>/clore/", stocktakes.close, name="close-stocktake"),
    path(f"{_STOCKTAKES}<uuid:pk>/pertes/", stocktakes.lose, name="lose-missing"),
    path(_SUPPLIES, supplies.index, name="supplies"),
    path(f"{_SUPPLIES}nouvelle/", supplies.open_one, name="open-supply"),
    path(f"{_SUPPLIES}<uuid:pk>/", supplies.show, name="supply"),
    path(f"{_SUPPLIES}<uuid:pk>/modifier/", supplies.edit, name="edit-supply"),
]
