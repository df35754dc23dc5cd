"""Forms of procedures: take one up, note an act, plan, end, receive a document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.accompany.actions.acting import Deed
from fabrique.accompany.actions.planning import Plan, plan_of
from fabrique.accompany.enums import UNDER_WAY, CaseState, Manner, Outcome, Procedure
from fabrique.accompany.models import Case, CaseAct
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui import formats
from fabrique.core.ui.forms import day_field

PLAIN = forms.TextInput(attrs={"autocomplete": "off"})
SECRETS = gettext_lazy("Ni mot de passe, ni numéro de carte ou de sécurité sociale.")
Choices = Iterable[tuple[str, str]]


def _offer(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class PlanFields(forms.Form):
    """What comes next."""

    state = forms.ChoiceField(
        label=gettext_lazy("Qui doit faire quelque chose\u00a0?"),
        choices=[
            (CaseState.OPEN.value, gettext_lazy("Nous")),
            (CaseState.WAITING_PERSON.value, gettext_lazy("La personne")),
            (CaseState.WAITING_OFFICE.value, gettext_lazy("L’administration")),
        ],
        widget=forms.RadioSelect,
        initial=CaseState.OPEN.value,
    )
    next_step = forms.CharField(
        label=gettext_lazy("Prochaine étape"), required=False, max_length=500, widget=PLAIN,
        help_text=gettext_lazy("«\u00a0Apporter l’avis d’imposition\u00a0», «\u00a0Rappeler la CAF\u00a0»."),
    )  # fmt: skip
    next_on = day_field(gettext_lazy("À faire le"))
    deadline_on = day_field(
        gettext_lazy("Date limite"), help_text=gettext_lazy("Après laquelle un droit se perd.")
    )
    meeting_on = day_field(gettext_lazy("Jour du rendez-vous"))
    meeting_time = forms.TimeField(
        label=gettext_lazy("Heure"), required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    meeting_where = forms.CharField(label=gettext_lazy("Où"), required=False, max_length=200, widget=PLAIN)

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "meeting_on" in data and "meeting_time" in data:
            if data["meeting_on"] and not data["meeting_time"]:
                self.add_error("meeting_time", _("Donnez aussi l’heure du rendez-vous."))
            elif data["meeting_time"] and not data["meeting_on"]:
                self.add_error("meeting_on", _("Donnez aussi le jour du rendez-vous."))
        return data

    def plan(self) -> Plan:
        """What was written, as the action takes it."""
        data = self.cleaned_data
        day, hour = data["meeting_on"], data["meeting_time"]
        return Plan(
            state=CaseState(data["state"]),
            next_step=data["next_step"],
            next_on=data["next_on"],
            deadline_on=data["deadline_on"],
            meeting_at=timezone.make_aware(datetime.combine(day, hour)) if day and hour else None,
            meeting_where=data["meeting_where"],
            seen=data["seen"],
        )

    def look_again(self, case: Case, refusal: DomainRefusal) -> None:
        """Told that a colleague changed the plan, its writer may send theirs again, to replace it."""
        if refusal.field == "state":
            case.refresh_from_db()
            self.data = {**{name: self.data.get(name) for name in self.data}, "seen": plan_of(case).mark}

    @property
    def meeting_open(self) -> bool:
        """Whether to unfold the appointment: something stands there, or is wrong."""
        names = ("meeting_on", "meeting_time", "meeting_where")
        return any(self.errors.get(name) or self[name].value() for name in names)


class ActFields(forms.Form):
    """What was done, and by whose hands."""

    draftable = False  # set when only a mandate that is not signed stands in the way

    text = forms.CharField(
        label=gettext_lazy("Qu’avez-vous fait\u00a0?"), max_length=2000, help_text=SECRETS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Écrivez ce qui a été fait.")},
    )  # fmt: skip
    manner = forms.ChoiceField(
        label=gettext_lazy("Comment\u00a0?"),
        choices=Manner.choices,
        widget=forms.RadioSelect,
        initial=Manner.WITH_PERSON.value,
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Durée en minutes"), required=False, min_value=1, max_value=600,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            gettext_lazy("Écrivez un nombre de minutes, comme 30 : entre 1 et 600."),
        ),
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class OpenForm(ActFields, PlanFields):
    """A procedure, the first thing that was done, and what comes next: one form."""

    procedure = forms.ChoiceField(
        label=gettext_lazy("Quelle sorte de démarche\u00a0?"),
        choices=[("", gettext_lazy("Choisissez")), *Procedure.choices],
        error_messages={"required": gettext_lazy("Choisissez une sorte de démarche.")},
    )
    title = forms.CharField(
        label=gettext_lazy("En quelques mots"), max_length=120, widget=PLAIN,
        help_text=gettext_lazy("«\u00a0Renouveler la carte d’identité\u00a0», «\u00a0Demande d’APL\u00a0»."),
        error_messages={"required": gettext_lazy("Donnez un nom à cette démarche.")},
    )  # fmt: skip
    service = forms.CharField(
        label=gettext_lazy("Sur quel site, ou auprès de qui\u00a0?"), required=False, max_length=200,
        widget=PLAIN, help_text=gettext_lazy("«\u00a0CAF, caf.fr\u00a0»."),
    )  # fmt: skip
    responsible = forms.ChoiceField(label=gettext_lazy("Qui la suit\u00a0?"))

    def __init__(self, *args: Any, followers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        _offer(self, "responsible", followers)

    def deed(self) -> Deed | None:
        """The first act, if one was written."""
        data = self.cleaned_data
        if not data["text"].strip():
            return None
        return Deed(data["text"], Manner(data["manner"]), minutes=data["minutes"])


class ActForm(ActFields, PlanFields):
    """One more act, and what comes next."""

    done_on = day_field(gettext_lazy("Fait le"), help_text=gettext_lazy("Vide\u00a0: aujourd’hui."))
    act_service = forms.CharField(
        label=gettext_lazy("Sur un autre site, ou auprès d’un autre service"), required=False,
        max_length=200, widget=PLAIN,
    )  # fmt: skip
    repairs = forms.ChoiceField(label=gettext_lazy("Quel acte n’allait pas\u00a0?"), required=False)
    wrong = forms.CharField(
        label=gettext_lazy("Qu’est-ce qui n’allait pas\u00a0?"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, acts: Iterable[CaseAct], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.acts = {str(each.pk): each for each in acts}
        _offer(
            self, "repairs", [("", str(_("Aucun"))), *((pk, _named(act)) for pk, act in self.acts.items())]
        )

    def deed(self) -> Deed:
        """The act, as the action takes it."""
        data = self.cleaned_data
        return Deed(
            data["text"],
            Manner(data["manner"]),
            minutes=data["minutes"],
            service=data["act_service"],
            done_on=data["done_on"],
            repairs=self.acts.get(data["repairs"]),
            wrong=data["wrong"],
        )

    @property
    def more_open(self) -> bool:
        """Whether to unfold another day and another service."""
        return any(self.errors.get(name) or self[name].value() for name in ("done_on", "act_service"))

    @property
    def repair_open(self) -> bool:
        """Whether to unfold the correction of an act."""
        return any(self.errors.get(name) or self[name].value() for name in ("repairs", "wrong"))


class PlanForm(PlanFields):
    """What comes next, and who follows the case; no act."""

    responsible = forms.ChoiceField(label=gettext_lazy("Qui la suit\u00a0?"))

    def __init__(self, *args: Any, followers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "responsible", followers)


class CloseForm(forms.Form):
    """How it ended."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Comment la démarche finit-elle\u00a0?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Dites comment elle finit.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Précision"), required=False, max_length=2000, help_text=SECRETS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class DocumentForm(forms.Form):
    """A document: its file, or the paper that stays here, or both."""

    name = forms.CharField(
        label=gettext_lazy("Qu’est-ce que c’est\u00a0?"), max_length=120, widget=PLAIN,
        help_text=gettext_lazy("«\u00a0Avis d’imposition 2026\u00a0»."),
        error_messages={"required": gettext_lazy("Dites ce qu’est ce document.")},
    )  # fmt: skip
    document = forms.FileField(
        label=gettext_lazy("Le fichier"), required=False,
        help_text=gettext_lazy("PDF, ou photo en JPEG ou PNG, 10 Mo au plus. Il est chiffré."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )  # fmt: skip
    original = forms.BooleanField(
        label=gettext_lazy("La personne laisse le papier ici\u00a0: il faudra le lui rendre"), required=False
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


def planned(case: Case) -> dict[str, Any]:
    """What comes next in a case, as its form shows it."""
    meeting = timezone.localtime(case.meeting_at) if case.meeting_at else None
    return {
        "state": case.state if case.state in UNDER_WAY else CaseState.OPEN,
        "next_step": case.next_step,
        "next_on": case.next_on,
        "deadline_on": case.deadline_on,
        "meeting_on": meeting.date() if meeting else None,
        "meeting_time": meeting.time() if meeting else None,
        "meeting_where": case.meeting_where,
        "seen": plan_of(case).mark,
    }


def _named(act: CaseAct) -> str:
    day = formats.dated(timezone.localdate(act.done_at))
    return f"{day} : {act.text[:60]}{'…' if len(act.text) > 60 else ''}"
