"""The names under which allauth looks for pages: they lead to ours."""

from django.urls import path

from fabrique.people.views import signing

urlpatterns = [
    path("connexion/", signing.sign_in, name="account_login"),
    path("connexion/", signing.sign_in, name="account_signup"),  # accounts come from invitations
    path("connexion/", signing.sign_in, name="account_inactive"),
    path("deconnexion/", signing.sign_out, name="account_logout"),
]
