"""URLs of the observatory."""

from django.urls import path

from fabrique.observe.views import bringing, data, files, keeping

app_name = "observe"
urlpatterns = [
    path("espace/observer/", data.home, name="home"),
    path("espace/observer/apporter/", bringing.bring, name="bring"),
    path("espace/observer/apporter/<str:token>/", bringing.examine, name="examine"),
    path("espace/observer/indicateurs/<slug:code>/", data.measure, name="measure"),
    path("espace/observer/donnees/<uuid:pk>/", data.data_set, name="data-set"),
    path("espace/observer/donnees/<uuid:pk>/valeurs.csv", files.values, name="values"),
    path("espace/observer/donnees/<uuid:pk>/dictionnaire.csv", files.dictionary, name="dictionary"),
    path("espace/observer/donnees/<uuid:pk>/partage/", keeping.share, name="share"),
    path("espace/observer/donnees/<uuid:pk>/reponse/", keeping.answer, name="answer"),
    path("espace/observer/donnees/<uuid:pk>/<slug:verb>/", keeping.move, name="move"),
]
