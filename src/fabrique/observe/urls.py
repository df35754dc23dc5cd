"""URLs of the observatory."""

from django.urls import path

from fabrique.observe.views import bringing, data, files, indices, keeping, runs

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
    path("espace/observer/donnees/<uuid:pk>/effacer/", keeping.erase, name="erase"),
    path("espace/observer/donnees/<uuid:pk>/<slug:verb>/", keeping.move, name="move"),
    path("espace/observer/indices/", indices.index, name="indices"),
    path("espace/observer/indices/nouveau/", indices.write, name="write"),
    path("espace/observer/indices/livres/<str:name>/", indices.model, name="model"),
    path("espace/observer/indices/livres/<str:name>/adopter/", indices.adopt, name="adopt"),
    path("espace/observer/indices/<uuid:pk>/", indices.definition, name="definition"),
    path("espace/observer/indices/<uuid:pk>/calculer/", indices.compute, name="compute"),
    path("espace/observer/indices/<uuid:pk>/signer/", indices.sign, name="sign"),
    path("espace/observer/indices/<uuid:pk>/<slug:verb>/", indices.move, name="move-definition"),
    path("espace/observer/calculs/<uuid:pk>/", runs.run, name="run"),
    path("espace/observer/calculs/<uuid:pk>/liste.csv", runs.file, name="run-file"),
    path("espace/observer/calculs/<uuid:pk>/comparer/<uuid:other>/", runs.compare, name="compare"),
    path("espace/observer/calculs/<uuid:pk>/partage/", runs.share, name="share-run"),
    path("espace/observer/calculs/<uuid:pk>/zones/<slug:code>/", runs.place, name="place"),
]
