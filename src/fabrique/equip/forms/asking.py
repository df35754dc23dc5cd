"""Forms of requests: asking in two minutes, ending, contesting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.ui.forms import day_field
from fabrique.equip.actions.appeals import LONGEST as LONGEST_APPEAL
from fabrique.equip.actions.proposals import LONGEST_NOTE
from fabrique.equip.actions.requests import LONGEST, URGENT, Wanted
from fabrique.equip.enums.asking import PROOFS, Asker, Constraint, Criterion, RequestState, Use
from fabrique.equip.models import DeviceRequest, EquipmentProgramme
from fabrique.needs.queries import area_choices
from fabrique.territory.enums import AreaKind

# What is asked by itself; the date and the neighbourhood count by the answers to their own questions.
FACTS = [each for each in Criterion if each not in {*PROOFS, *URGENT.values(), Criterion.QPV}]
PLAIN = forms.TextInput(attrs={"autocomplete": "off"})
SECRETS = gettext_lazy("Rien sur la santé. Ni mot de passe, ni numéro de carte.")


class RequestForm(forms.Form):
    """One screen; only the use and the programme must be answered."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    programme = forms.ChoiceField(label=gettext_lazy("Programme"), widget=forms.RadioSelect)
    asker = forms.ChoiceField(
        label=gettext_lazy("Qui demande"), choices=Asker.choices[:2], widget=forms.RadioSelect
    )
    reference = forms.CharField(
        label=gettext_lazy("Votre référence"),
        max_length=LONGEST["reference"],
        widget=PLAIN,
        help_text=gettext_lazy("Sans nom\u00a0: «\u00a03B-12\u00a0». Elle vous dira pour quel élève c’est."),
    )
    use = forms.ChoiceField(
        label=gettext_lazy("Pour quoi faire, surtout"), choices=Use.choices, widget=forms.RadioSelect
    )
    constraints = forms.MultipleChoiceField(
        label=gettext_lazy("L’appareil"),
        choices=Constraint.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Ce qu’il doit être, sans dire pourquoi."),
    )
    needed_on = day_field(
        gettext_lazy("Pour quel jour, s’il y a une échéance"),
        help_text=gettext_lazy(
            "Une rentrée, un entretien, un rendez-vous. Dans la semaine ou dans le mois, elle donne des "
            "points\u00a0; ce jour passé, elle n’en donne plus."
        ),
    )
    facts = forms.MultipleChoiceField(
        label=gettext_lazy("Sa situation"),
        choices=[(each.value, each.label) for each in FACTS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    proofs = forms.MultipleChoiceField(
        label=gettext_lazy("Justificatifs vus"),
        choices=[(each.value, each.label) for each in PROOFS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Cochez ce que vous avez vu. N’en gardez pas de copie."),
    )
    bare = forms.BooleanField(label=gettext_lazy("Rien de tout cela : envoyer quand même"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Où habite-t-elle"), required=False)
    offline = forms.BooleanField(
        label=gettext_lazy("Pas d’accès à Internet chez elle"),
        required=False,
        help_text=gettext_lazy("Le besoin d’une connexion est noté aussi."),
    )
    household_code = forms.CharField(
        label=gettext_lazy("Code d’une autre demande du même foyer"),
        required=False,
        max_length=12,
        widget=PLAIN,
    )
    second = forms.CharField(
        label=gettext_lazy("Pourquoi un second appareil"),
        required=False,
        max_length=LONGEST["second"],
        widget=PLAIN,
    )
    note = forms.CharField(
        label=gettext_lazy("Précision pour l’atelier"),
        required=False,
        max_length=LONGEST["note"],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=SECRETS,
    )

    def __init__(
        self, *args: Any, programmes: Iterable[EquipmentProgramme], school: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.programmes = {str(each.pk): each for each in programmes}
        self.school = school
        _offer(
            self,
            "programme",
            [(pk, f"{each.name} ({each.organisation.name})") for pk, each in self.programmes.items()],
        )
        _offer(self, "area", [("", _("Choisissez") if school else _("Je ne sais pas")), *area_choices()])
        if len(self.programmes) == 1:
            self.initial.setdefault("programme", next(iter(self.programmes)))
        if school:
            del self.fields["asker"]
            self.fields["area"].required = True
            self.fields["area"].label = _("Où est l’établissement")
        else:
            del self.fields["reference"]

    def clean(self) -> dict[str, Any]:
        """A request of which nothing counts is sent once it is confirmed: it would come last, unseen."""
        data = super().clean() or {}
        counted = (
            data.get("facts")
            or data.get("proofs")
            or data.get("needed_on")
            or (data.get("area") or "").startswith(f"{AreaKind.QPV}:")
        )
        if not self.errors and not counted and not data.get("bare"):
            said = _(
                "Rien n’est coché dans la situation : la demande n’aurait que ses jours d’attente, et "
                "passerait après les autres. Cochez ce qui est vrai, ou confirmez ici."
            )
            self.add_error("bare", said)
        return data

    @property
    def warned(self) -> bool:
        """Whether it was said that nothing counts."""
        return bool("bare" in self.errors or self.data.get("bare"))

    def chosen(self) -> EquipmentProgramme:
        """The programme that was chosen among those offered."""
        return self.programmes[self.cleaned_data["programme"]]

    def asked_by(self) -> Asker:
        """Who asks."""
        return Asker.SCHOOL if self.school else Asker(self.cleaned_data["asker"])

    def wanted(self) -> Wanted:
        """What is asked for."""
        data = self.cleaned_data
        return Wanted(
            use=Use(data["use"]),
            constraints=frozenset(Constraint(each) for each in data["constraints"]),
            needed_on=data["needed_on"],
            criteria=frozenset(Criterion(each) for each in (*data["facts"], *data["proofs"])),
            area=data["area"],
            household_code=data.get("household_code", ""),
            second=data["second"],
            reference=data.get("reference", ""),
            note=data["note"],
            offline=data.get("offline", False),
        )

    @property
    def folded_open(self) -> bool:
        """Whether something is said, or wrong, in the part that is folded."""
        names = ("household_code", "second", "note")
        return any(name in self.errors or self.data.get(name) for name in names)


class CorrectionForm(RequestForm):
    """The answers of a request that waits; not under which programme, nor for which household."""

    def __init__(self, *args: Any, asked: DeviceRequest, **kwargs: Any) -> None:
        area = f"{asked.need.area_kind}:{asked.area_code}" if asked.area_code else ""
        held = set(asked.criteria.split())
        answers = {
            "reference": asked.reference,
            "use": asked.use,
            "constraints": asked.constraints,
            "needed_on": asked.needed_on,
            "facts": [each.value for each in FACTS if each.value in held],
            "proofs": [each.value for each in PROOFS if each.value in held],
            "area": area,
            "second": asked.second,
            "note": asked.note,
        }
        school = asked.asker == Asker.SCHOOL
        super().__init__(*args, programmes=[asked.programme], school=school, initial=answers, **kwargs)
        for name in ("key", "programme", "asker", "household_code", "offline"):
            self.fields.pop(name, None)


class RequestFilter(forms.Form):
    """A state; what is not understood is left out."""

    etat = forms.ChoiceField(
        label=gettext_lazy("Où elle en est"),
        required=False,
        choices=[("", gettext_lazy("En attente ou réservée")), *RequestState.choices],
    )


class AcceptForm(forms.Form):
    """Why a proposal is accepted though somebody better placed loses a device by it."""

    reason = forms.CharField(
        label=gettext_lazy("Pourquoi passer devant"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Gardé avec la décision, et compté sur la page publique des règles."),
    )


class ReasonForm(forms.Form):
    """Why, in a few words, read by whoever asked."""

    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("La personne peut le lire."),
    )


class AppealForm(forms.Form):
    """What the person contests, in their words."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Ce que la personne conteste, avec ses mots"),
        max_length=LONGEST_APPEAL,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=SECRETS,
    )


class AnswerForm(forms.Form):
    """The answer to an appeal."""

    upheld = forms.ChoiceField(
        label=gettext_lazy("Votre décision"),
        choices=[("yes", gettext_lazy("La décision change")), ("no", gettext_lazy("La décision reste"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Votre réponse"),
        max_length=LONGEST_APPEAL,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("La personne la lira."),
    )


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
