"""The names under which allauth looks for pages: they lead to ours."""

from django.urls import path

from fabrique.people.views import account, confirming, resetting, security, signing

urlpatterns = [
    path("connexion/", signing.sign_in, name="account_login"),
    path("connexion/", signing.sign_in, name="account_signup"),  # accounts come from invitations
    path("connexion/", signing.sign_in, name="account_inactive"),
    path("connexion/code/", signing.second_factor, name="mfa_authenticate"),
    path("connexion/confirmer/", confirming.confirm, name="account_reauthenticate"),
    path("connexion/confirmer/", confirming.confirm, name="mfa_reauthenticate"),
    path("connexion/confirmer/", confirming.confirm, name="mfa_reauthenticate_webauthn"),
    path("deconnexion/", signing.sign_out, name="account_logout"),
    path("mot-de-passe/oublie/", resetting.forgotten, name="account_reset_password"),
    path("mon-compte/mot-de-passe/", account.password, name="account_change_password"),
    path("mon-compte/mot-de-passe/", account.password, name="account_set_password"),
    path("mon-compte/securite/", security.choose, name="mfa_index"),
]
