"""Addresses of requests and of their allocation."""

from django.urls import path

from fabrique.equip.views import allocation, programmes, requests

_REQUESTS = "espace/materiel/demandes/"
_ALLOCATION = "espace/materiel/attribution/"
urlpatterns = [
    path(_REQUESTS, requests.index, name="requests"),
    path(f"{_REQUESTS}nouvelle/", requests.ask_school, name="ask-school"),
    path(f"{_REQUESTS}<uuid:pk>/", requests.show, name="request"),
    path(f"{_REQUESTS}<uuid:pk>/corriger/", requests.correct, name="correct-request"),
    path(f"{_REQUESTS}<uuid:pk>/recours/", requests.appeal, name="note-appeal"),
    path(f"{_REQUESTS}<uuid:pk>/decision.pdf", requests.notice, name="notice"),
    path(f"{_REQUESTS}<uuid:pk>/<slug:word>/", requests.end, name="end-request"),
    path("espace/personnes/<uuid:pk>/materiel/demander/", requests.ask_for, name="ask-for"),
    path(_ALLOCATION, allocation.overview, name="allocation"),
    path(f"{_ALLOCATION}calculer/", allocation.calculate, name="calculate"),
    path(f"{_ALLOCATION}demandes/", allocation.waiting, name="waiting-requests"),
    path(f"{_ALLOCATION}demandes/<uuid:pk>/", allocation.decide, name="decide-request"),
    path(f"{_ALLOCATION}propositions/<uuid:pk>/", allocation.proposal, name="proposal"),
    path(f"{_ALLOCATION}propositions/<uuid:pk>/accepter/", allocation.accept, name="accept"),
    path(f"{_ALLOCATION}recours/<uuid:pk>/", allocation.answer, name="answer-appeal"),
    path(f"{_ALLOCATION}programmes/", programmes.index, name="programmes"),
    path(f"{_ALLOCATION}programmes/nouveau/", programmes.edit, name="open-programme"),
    path(f"{_ALLOCATION}programmes/<uuid:pk>/", programmes.edit, name="programme"),
    path(f"{_ALLOCATION}regles/", programmes.rules, name="allocation-rules"),
    path("attribution/", programmes.published, name="published-rules"),
    path("attribution/<uuid:pk>/regles.toml", programmes.published_text, name="published-rules-text"),
]
