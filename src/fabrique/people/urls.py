"""URLs of people."""

from django.urls import path

from fabrique.people import views

app_name = "people"
urlpatterns = [
    path("connexion/", views.sign_in, name="sign-in"),
    path("deconnexion/", views.sign_out, name="sign-out"),
]
