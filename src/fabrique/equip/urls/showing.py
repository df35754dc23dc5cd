"""Addresses of the figures and of the files."""

from django.urls import path

from fabrique.equip.views import showing

urlpatterns = [
    path("espace/chiffres-du-materiel/", showing.figures, name="figures"),
    path("espace/chiffres-du-materiel/export/<slug:form>/", showing.export, name="export-devices"),
    path("materiel/", showing.counter, name="counter"),
    *(
        path(f"materiel/donnees/{name}.csv", showing.open_data, {"name": name}, name=f"open-{name}")
        for name in ("appareils", "personnes", "dictionnaire")
    ),
]
