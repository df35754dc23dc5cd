"""URLs of people."""

from django.urls import path

from fabrique.people.views import files, residents, signing

app_name = "people"
urlpatterns = [
    path("connexion/", signing.sign_in, name="sign-in"),
    path("deconnexion/", signing.sign_out, name="sign-out"),
    path("espace/personnes/", residents.find, name="find-resident"),
    path("espace/personnes/nouvelle/", residents.receive, name="receive-resident"),
    path("espace/personnes/<uuid:pk>/", files.show, name="resident"),
    path("espace/personnes/<uuid:pk>/corriger/", files.edit, name="edit-resident"),
    path("espace/personnes/<uuid:pk>/note/", files.note, name="note-resident"),
    path("espace/personnes/<uuid:pk>/information/", files.inform, name="inform-resident"),
    path("espace/personnes/<uuid:pk>/accord/", files.consent, name="consent-resident"),
    path("espace/personnes/<uuid:pk>/reunir/", files.merge, name="merge-resident"),
    path("espace/personnes/<uuid:pk>/separer/", files.separate, name="separate-resident"),
]
