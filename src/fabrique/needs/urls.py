"""URLs of needs."""

from django.urls import path

from fabrique.needs import views

app_name = "needs"
urlpatterns = [
    path("espace/besoins/", views.index, name="needs"),
    path("espace/besoins/nouveau/", views.note, name="note"),
    path("espace/besoins/<uuid:pk>/", views.show, name="need"),
    path("espace/besoins/<uuid:pk>/<slug:verb>/", views.move, name="move"),
    path("espace/personnes/<uuid:pk>/besoins/nouveau/", views.note_for, name="note-for"),
]
