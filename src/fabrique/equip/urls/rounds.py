"""Addresses of rounds and of vehicles."""

from django.urls import path

from fabrique.equip.views import proposing, road, rounds, vehicles

_ALL = "espace/tournees/"
_ONE = f"{_ALL}<uuid:pk>/"
_ROAD = f"{_ONE}route/"
urlpatterns = [
    path(_ALL, rounds.index, name="rounds"),
    path(f"{_ALL}nouvelle/", rounds.open_one, name="open-round"),
    path(f"{_ALL}proposer/", proposing.choose, name="propose-rounds"),
    path(f"{_ALL}proposer/garder/", proposing.keep, name="keep-rounds"),
    path(f"{_ALL}vehicules/", vehicles.index, name="vehicles"),
    path(f"{_ALL}vehicules/<uuid:pk>/", vehicles.change, name="vehicle"),
    path(f"{_ALL}vehicules/<uuid:pk>/retirer/", vehicles.retire, name="retire-vehicle"),
    path(_ONE, rounds.show, name="round"),
    path(f"{_ONE}modifier/", rounds.change, name="change-round"),
    path(f"{_ONE}geste/", rounds.step, name="round-step"),
    path(f"{_ONE}feuille.pdf", road.sheet, name="round-sheet"),
    path(f"{_ONE}arrets/ajouter/", rounds.add, name="add-stop"),
    path(f"{_ONE}arrets/<uuid:stop>/deplacer/", rounds.move, name="move-stop"),
    path(f"{_ONE}arrets/<uuid:stop>/creneau/", rounds.slot, name="stop-slot"),
    path(_ROAD, road.page, name="road"),
    path(f"{_ROAD}garder.js", road.worker, name="road-worker"),
    path(f"{_ROAD}<uuid:stop>/compter/", road.collect, name="collect-stop"),
    path(f"{_ROAD}<uuid:stop>/rien/", road.miss, name="miss-stop"),
]
