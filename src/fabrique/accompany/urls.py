"""URLs of mandates and of procedures."""

from django.urls import path

from fabrique.accompany.views import (
    case_documents,
    case_ends,
    cases,
    following,
    mandates,
    papers,
    remote,
    signing,
    verifying,
    visits,
)

app_name = "accompany"
_ALL = "espace/personnes/<uuid:pk>/mandats/"
_ONE = f"{_ALL}<uuid:mandate>/"
_CASES = "espace/personnes/<uuid:pk>/demarches/"
_CASE = f"{_CASES}<uuid:case>/"
urlpatterns = [
    path(_CASES, cases.index, name="cases"),
    path(f"{_CASES}nouvelle/", cases.open_one, name="open-case"),
    path(f"{_CASES}visite/", visits.page, name="visit"),
    path(f"{_CASES}visite.pdf", visits.pdf, name="visit-pdf"),
    path(_CASE, cases.show, name="case"),
    path(f"{_CASE}suite/", cases.plan, name="plan-case"),
    path(f"{_CASE}terminer/", case_ends.close, name="close-case"),
    path(f"{_CASE}rouvrir/", case_ends.reopen, name="reopen-case"),
    path(f"{_CASE}documents/nouveau/", case_documents.receive, name="receive-document"),
    path(f"{_CASE}documents/<uuid:document>/", case_documents.show, name="document"),
    path(f"{_CASE}documents/<uuid:document>/rendre/", case_documents.give_back, name="return-document"),
    path(_ALL, mandates.index, name="mandates"),
    path(f"{_ALL}nouveau/", mandates.draft, name="draft"),
    path(_ONE, mandates.show, name="mandate"),
    path(f"{_ONE}renouveler/", mandates.renew, name="renew"),
    path(f"{_ONE}abandonner/", mandates.abandon, name="abandon"),
    path(f"{_ONE}annuler/", mandates.revoke, name="revoke"),
    path(f"{_ONE}signer/ecran/", signing.screen, name="sign-screen"),
    path(f"{_ONE}signer/papier/", signing.paper, name="sign-paper"),
    path(f"{_ONE}signer/sms/", remote.propose, name="sign-sms"),
    path("sms/reponses/", remote.replied, name="sms-replied"),
    path(f"{_ONE}mandat.pdf", papers.mandate_file, name="mandate-pdf"),
    path(f"{_ONE}attestation.pdf", papers.attestation_file, name="attestation-pdf"),
    path(f"{_ONE}feuille-signee/", papers.scan_file, name="scan"),
    path("espace/demarches/", cases.mine, name="my-cases"),
    path("espace/suivi/", following.overview, name="follow-up"),
    path("mandat/<slug:token>/", verifying.verify, name="verify"),
]
