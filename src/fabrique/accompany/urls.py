"""URLs of mandates."""

from django.urls import path

from fabrique.accompany.views import mandates, papers, signing, verifying

app_name = "accompany"
_ALL = "espace/personnes/<uuid:pk>/mandats/"
_ONE = f"{_ALL}<uuid:mandate>/"
urlpatterns = [
    path(_ALL, mandates.index, name="mandates"),
    path(f"{_ALL}nouveau/", mandates.draft, name="draft"),
    path(_ONE, mandates.show, name="mandate"),
    path(f"{_ONE}renouveler/", mandates.renew, name="renew"),
    path(f"{_ONE}abandonner/", mandates.abandon, name="abandon"),
    path(f"{_ONE}annuler/", mandates.revoke, name="revoke"),
    path(f"{_ONE}signer/ecran/", signing.screen, name="sign-screen"),
    path(f"{_ONE}signer/papier/", signing.paper, name="sign-paper"),
    path(f"{_ONE}mandat.pdf", papers.mandate_file, name="mandate-pdf"),
    path(f"{_ONE}attestation.pdf", papers.attestation_file, name="attestation-pdf"),
    path(f"{_ONE}feuille-signee/", papers.scan_file, name="scan"),
    path("mandat/<slug:token>/", verifying.verify, name="verify"),
]
