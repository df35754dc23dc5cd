"""« Donner du matériel »: five short screens, a draft that is found again, a promise."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fabrique.core.clients import client_of
from fabrique.core.policies import public
from fabrique.core.refusals import DomainRefusal
from fabrique.core.secrets import secret_once
from fabrique.core.ui.forms import refuse
from fabrique.core.ui.parts import Crumb
from fabrique.equip.actions.drafts import forget_draft
from fabrique.equip.forms.giving import CheckForm, CountsForm, DonorForm, HandingForm, ResumeForm, StatesForm
from fabrique.equip.giving.drafts import STEPS, Answers, Step
from fabrique.equip.queries.giving import (
    donation_of,
    donation_promised,
    draft_of,
    open_campaign_of,
    receivers,
)
from fabrique.equip.views import give_answers
from fabrique.equip.views.discretion import discreet
from fabrique.equip.views.give_draft import (
    BRAKED,
    Visit,
    allowed,
    code_of,
    forget,
    keep,
    promise_key,
    remember,
    visit_of,
)
from fabrique.people import codes
from fabrique.people.residents import code_in
from fabrique.people.signing import throttle
from fabrique.people.views.braking import braked

QUESTIONS: dict[Step, str] = {
    Step.WHAT: marked("Que donnez-vous ?"),
    Step.STATE: marked("Dans quel état est-ce ?"),
    Step.HANDING: marked("Comment nous le remettre ?"),
    Step.WHO: marked("Qui êtes-vous ?"),
    Step.CHECK: marked("Tout est juste ?"),
}
FORM = ["GET", "HEAD", "POST"]


@public
@discreet
@require_http_methods(FORM)
def screen(request: HttpRequest, step: str = Step.WHAT) -> HttpResponseBase:
    """One question; an answer leads to the next one that has none."""
    if step not in STEPS:
        raise Http404
    asked, visit = Step(step), visit_of(request)
    if asked is not Step.WHAT and (stray := _stray(request, asked, visit)):
        return stray
    answers = visit.answers if visit else Answers()
    if asked is Step.WHAT:
        values = request.POST if request.method == "POST" else request.GET
        answers = give_answers.in_campaign(answers, values.get("collecte", "")[:60])
    form = _form(request, asked, answers)
    if form.is_valid():
        last = visit if asked is Step.CHECK else None
        response = _promised(request, form, last) if last else _kept(request, form, asked, visit, answers)
        if response is not None:
            return response
    return _page(request, asked, visit, answers, form)


def _stray(request: HttpRequest, asked: Step, visit: Visit | None) -> HttpResponseBase | None:
    """Where to go instead: to the first screen without a draft, to the first question without an answer."""
    if visit is None:
        done = donation_promised(promise_key(code_of(request))) if code_of(request) else None
        return _to_promise(code_of(request)) if done else redirect("equip:give")
    first = visit.answers.next_step
    if STEPS.index(asked) > STEPS.index(first):
        return _to(first)
    if asked is Step.STATE and visit.answers.items:  # a list says it already
        return _to(Step.HANDING)
    return None


def _to(step: Step) -> HttpResponseBase:
    return redirect("equip:give") if step is Step.WHAT else redirect("equip:give-step", step=step.value)


def _form(request: HttpRequest, step: Step, answers: Answers) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    if step is Step.WHAT:
        return CountsForm(data, initial=dict(answers.counts))
    if step is Step.STATE:
        said = {f"{kind}-condition": both[0] for kind, both in answers.states.items()}
        said |= {f"{kind}-data": both[1] for kind, both in answers.states.items()}
        return StatesForm(data, initial=said, kinds=answers.counts)
    if step is Step.HANDING:
        points, holders = give_answers.reach(answers)
        number = sum(answers.lines().values())
        return HandingForm(
            data, initial=dict(answers.handing), points=points, receivers=holders, number=number
        )
    if step is Step.WHO:
        return DonorForm(data, initial=dict(answers.donor))
    return CheckForm(data)


def _kept(
    request: HttpRequest, form: forms.Form, step: Step, visit: Visit | None, answers: Answers
) -> HttpResponseBase | None:
    answers = give_answers.taken(step, form, answers)
    if not (code := keep(request, form, visit, answers)):
        return None
    response = _to(Step.CHECK if "relire" in request.POST else answers.next_step)
    remember(response, code)
    return response


def _promised(request: HttpRequest, form: forms.Form, visit: Visit) -> HttpResponseBase | None:
    if not allowed(request, form, "donation"):
        return None
    home = request.build_absolute_uri(reverse("equip:gift", args=["0"])).removesuffix("0/")
    try:
        give_answers.promise(visit, str(form.cleaned_data["note"]), promise_key(visit.code), home)
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return None
    forget_draft(draft=visit.draft)
    return _to_promise(visit.code)


def _to_promise(code: str) -> HttpResponseBase:
    """The donor's page, by the secret that the code draws again."""
    token = secret_once(code, "donation", promise_key(code))
    return redirect(f"{reverse('equip:gift', args=[token])}?merci")


def _page(
    request: HttpRequest, step: Step, visit: Visit | None, answers: Answers, form: forms.Form
) -> HttpResponse:
    number = STEPS.index(step) + 1
    context: dict[str, Any] = {
        "form": form,
        "step": step.value,
        "question": _(QUESTIONS[step]),
        "number": number,
        "total": len(STEPS),
        "visit": visit,
        "campaign": open_campaign_of(answers.campaign),
        "receivers": receivers(),
        "back": _before(step, answers),
        "lines": give_answers.lines(answers) if visit else [],
        "crumbs": [Crumb(_("Accueil"), "/"), Crumb(_("Donner du matériel"))],
    }
    status = 429 if form.has_error("__all__", code=BRAKED) else 200
    response = render(request, "equip/giving/screen.html", context, status=status)
    if visit is None and request.method != "POST":  # the blank first question is for everybody to find
        response.headers["X-Robots-Tag"] = "all"
    return response


def _before(step: Step, answers: Answers) -> str:
    """The question before this one; a list has answered the first two."""
    if step is Step.WHAT:
        return ""
    if step is Step.HANDING and answers.items:
        return reverse("equip:give-list")
    return _to(STEPS[STEPS.index(step) - 1]).headers["Location"]


@public
@sensitive_post_parameters("code")
@discreet
@require_http_methods(FORM)
@braked
def resume(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code of a draft, or of a promise: it is never in an address."""
    form = ResumeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (response := _resumed(request, form)):
        return response
    crumbs = [Crumb(_("Donner du matériel"), reverse("equip:give")), Crumb(_("Reprendre"))]
    return render(request, "equip/giving/resume.html", {"form": form, "crumbs": crumbs})


def _resumed(request: HttpRequest, form: ResumeForm) -> HttpResponseBase | None:
    address = client_of(request)
    throttle.check("donation_code", address=address)
    code = codes.typed(form.cleaned_data["code"])
    draft = draft_of(code)
    if draft or (code and donation_of(secret_once(code, "donation", promise_key(code)))):
        throttle.passed("donation_code", address=address)
        visit = Visit(code, draft, give_answers.read(draft)) if draft else None
        response = _to(visit.answers.next_step) if visit else _to_promise(code)
        remember(response, code)
        return response
    words = _("Ce code n’ouvre rien : relisez-le. Une saisie est gardée trente jours.")
    if code_in(form.cleaned_data["code"]):  # said without looking: whether it exists is nobody’s business
        words = _(
            "C’est le numéro d’un don, à dire au téléphone : il n’ouvre pas sa page. Tapez le code de seize "
            "signes, en quatre groupes, que la page de merci a donné."
        )
    form.add_error("code", words)
    return None


@public
@discreet
@require_http_methods(FORM)
def drop(request: HttpRequest) -> HttpResponseBase:
    """Throw the draft away, once that is confirmed: its code opens nothing any more."""
    visit = visit_of(request)
    if visit and request.method != "POST":
        context = {"visit": visit, "back": _to(visit.answers.next_step).headers["Location"]}
        return render(request, "equip/giving/drop.html", context)
    if visit:
        forget_draft(draft=visit.draft)
        messages.success(request, _("Votre saisie est effacée."))
    response = redirect("equip:give")
    forget(response)
    return response


give_urls = [
    path("donner/", screen, name="give"),
    path("donner/reprendre/", resume, name="give-resume"),
    path("donner/effacer/", drop, name="give-drop"),
]
step_urls = [path("donner/<slug:step>/", screen, name="give-step")]
