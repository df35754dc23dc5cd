"""URLs of the observatory."""

from django.urls import path

from fabrique.observe.views import (
    bringing,
    data,
    files,
    indices,
    keeping,
    runs,
    site_edit,
    site_files,
    sites,
)
from fabrique.observe.views import bringing, data, files, indices, keeping, runs, scenario_keeping, scenarios

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
    path("espace/observer/sites/", sites.lists, name="site-lists"),
    path("espace/observer/sites/nouvelle/", sites.make, name="make-site-list"),
    path("espace/observer/sites/<uuid:pk>/", sites.show, name="site-list"),
    path("espace/observer/sites/<uuid:pk>/sites.csv", sites.file, name="sites-csv"),
    path("espace/observer/sites/<uuid:pk>/completer/", sites.fill, name="fill-site-list"),
    path("espace/observer/sites/<uuid:pk>/partage/", sites.share, name="share-site-list"),
    path("espace/observer/sites/<uuid:pk>/effacer/", sites.erase, name="erase-site-list"),
    path("espace/observer/sites/<uuid:pk>/ajouter/", site_edit.add, name="add-site"),
    path("espace/observer/sites/<uuid:pk>/fichier/<str:token>/", site_files.examine, name="site-file"),
    path("espace/observer/sites/<uuid:pk>/<uuid:site>/", site_edit.edit, name="site"),
    path("espace/observer/sites/<uuid:pk>/<uuid:site>/veto/", site_edit.put_veto, name="put-veto"),
    path("espace/observer/sites/<uuid:pk>/<uuid:site>/lever/", site_edit.lift_veto, name="lift-veto"),
    path("espace/observer/sites/<uuid:pk>/<uuid:site>/oter/", site_edit.remove, name="remove-site"),
    path("espace/observer/scenarios/", scenarios.index, name="scenarios"),
    path("espace/observer/scenarios/nouveau/", scenario_keeping.write, name="new-scenario"),
    path("espace/observer/scenarios/<uuid:pk>/", scenarios.scenario, name="scenario"),
    path("espace/observer/scenarios/<uuid:pk>/plan.csv", scenarios.plan_file, name="scenario-plan"),
    path(
        "espace/observer/scenarios/<uuid:pk>/communes.csv", scenarios.communes_file, name="scenario-communes"
    ),
    path(
        "espace/observer/scenarios/<uuid:pk>/comparer/<uuid:other>/",
        scenarios.compare,
        name="compare-scenarios",
    ),
    path("espace/observer/scenarios/<uuid:pk>/partage/", scenario_keeping.share, name="share-scenario"),
    path("espace/observer/scenarios/<uuid:pk>/<slug:verb>/", scenario_keeping.move, name="move-scenario"),
]
