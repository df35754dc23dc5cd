"""URLs of people."""

from django.urls import path

from fabrique.people.views import account, confirming, files, resetting, residents, security, signing

app_name = "people"
urlpatterns = [
    path("connexion/", signing.sign_in, name="sign-in"),
    path("connexion/code/", signing.second_factor, name="second-factor"),
    path("connexion/confirmer/", confirming.confirm, name="confirm"),
    path("deconnexion/", signing.sign_out, name="sign-out"),
    path("mot-de-passe/oublie/", resetting.forgotten, name="password-forgotten"),
    path("mot-de-passe/envoye/", resetting.sent, name="password-sent"),
    path("mot-de-passe/nouveau/<str:uid>/<str:token>/", resetting.choose, name="password-new"),
    path("mon-compte/", account.show, name="account"),
    path("mon-compte/nom/", account.name, name="account-name"),
    path("mon-compte/adresse/", account.address, name="account-address"),
    path("mon-compte/adresse/<str:token>/", account.confirm_address, name="address-confirm"),
    path("mon-compte/mot-de-passe/", account.password, name="account-password"),
    path("mon-compte/appareils/fermer/", account.end_other_sessions, name="sessions-end"),
    path("mon-compte/appareils/<int:number>/fermer/", account.end_session, name="session-end"),
    path("mon-compte/securite/", security.choose, name="security"),
    path("mon-compte/securite/application/", security.totp, name="totp"),
    path("mon-compte/securite/application/retirer/", security.remove, {"kind": "totp"}, name="totp-remove"),
    path("mon-compte/securite/cle/", security.key, name="key"),
    path(
        "mon-compte/securite/cle/<int:number>/retirer/", security.remove, {"kind": "key"}, name="key-remove"
    ),
    path("mon-compte/securite/carte/", security.card, name="card"),
    path("mon-compte/securite/carte/retirer/", security.remove, {"kind": "card"}, name="card-remove"),
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
