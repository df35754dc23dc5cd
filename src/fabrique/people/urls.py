"""URLs of people."""

from django.urls import path

from fabrique.people.views import signing

app_name = "people"
urlpatterns = [
    path("connexion/", signing.sign_in, name="sign-in"),
    path("deconnexion/", signing.sign_out, name="sign-out"),
]
