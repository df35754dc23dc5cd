"""URLs of people."""

from django.urls import path

from fabrique.people.desk_urls import desk_urls
from fabrique.people.views import account, confirming, external, resetting, security, signing

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
    path("deconnexion/retour/", external.left, name="external-left"),
    path("connexion/rejoindre/", external.join, name="external-join"),
    path("connexion/avec/<slug:slug>/", external.start, name="external-start"),
    path("connexion/avec/<slug:slug>/retour/", external.come_back, name="external-return"),
    path("invitation/<slug:secret>/avec/<slug:slug>/", external.start_joining, name="external-invited"),
    path("mon-compte/identites/", external.identities, name="external-identities"),
    path("mon-compte/identites/relier/", external.link, name="external-link"),
    path("mon-compte/identites/<slug:slug>/relier/", external.start_linking, name="external-start-link"),
    path("mon-compte/identites/<slug:slug>/prouver/", external.start_proving, name="external-prove"),
    path("mon-compte/identites/<uuid:identity_id>/retirer/", external.unlink, name="external-unlink"),
    *desk_urls,
]
