"""The forms of studies and of the measurements that are asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from fabrique.core.policies import Actor
from fabrique.core.ui.forms import day_field
from fabrique.observe.actions.requests import LONGEST as LONGEST_ANSWER
from fabrique.observe.actions.studies import LONGEST, LONGEST_REASON, Said
from fabrique.observe.enums import Level, RequestState
from fabrique.observe.forms.data import AgreementField
from fabrique.observe.models import DataSet, MeasureRequest, Study
from fabrique.observe.queries.agreements import agreements_seen
from fabrique.observe.queries.studies import possible_partners, studies_seen, usable_data
from fabrique.people.models import Agreement, Organisation

NOT_OF_ONE = gettext_lazy("Rien sur une personne, ni aucun nombre de moins de 11 personnes.")


def _text(label: Any, rows: int, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=LONGEST, required=required, help_text=help_text, widget=area
    )


class StudyForm(forms.Form):
    """What a study says of itself, on what it rests and with whom."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=200)
    question = _text(
        gettext_lazy("La question"),
        3,
        required=True,
        help_text=gettext_lazy("Ce que l’on veut savoir, et ce que l’on décidera selon la réponse."),
    )
    protocol = _text(
        gettext_lazy("Comment on y répond"),
        5,
        help_text=gettext_lazy("Entretiens, questionnaire, comptage, calcul : qui fait quoi, où, quand."),
    )
    sample = _text(
        gettext_lazy("Qui est interrogé ou compté"),
        3,
        help_text=gettext_lazy("Combien, choisis comment, qui n’a pas pu l’être."),
    )
    findings = _text(gettext_lazy("Ce que l’on a trouvé"), 8, help_text=NOT_OF_ONE)
    starts_on = day_field(gettext_lazy("Commence le"))
    ends_on = day_field(gettext_lazy("Finit le"))
    data_sets = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Données utilisées"),
        queryset=DataSet.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    partners = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Partenaires"),
        help_text=gettext_lazy("Ils lisent l’étude avant qu’elle soit partagée."),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agreement = AgreementField(
        label=gettext_lazy("Convention"),
        help_text=gettext_lazy("Celle qui permet de se servir de données qui ne sont pas partagées."),
        queryset=Agreement.objects.none(),
        required=False,
        empty_label=gettext_lazy("— Aucune —"),
    )

    def __init__(
        self, actor: Actor, holder: Organisation, data: Any = None, *, study: Study | None = None
    ) -> None:
        super().__init__(data, initial=_initial(study) if study else None)
        choices = {
            "data_sets": usable_data(actor, study),
            "partners": possible_partners(holder),
            "agreement": agreements_seen(actor, study.agreement if study else None),
        }
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def said(self) -> Said:
        """What the study says, once the form is valid."""
        named = ("data_sets", "partners")
        return Said(**{name: value for name, value in self.cleaned_data.items() if name not in named})


def _initial(study: Study) -> dict[str, Any]:
    names = ("title", "question", "protocol", "sample", "findings", "starts_on", "ends_on", "agreement")
    return {
        **{name: getattr(study, name) for name in names},
        "data_sets": list(study.data_sets.everywhere("its own form").values_list("pk", flat=True)),
        "partners": list(study.partners.values_list("pk", flat=True)),
    }


class AbandonForm(forms.Form):
    """Why a study stops."""

    reason = forms.CharField(
        label=gettext_lazy("Pourquoi elle s’arrête"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AskForm(forms.Form):
    """What is asked to be measured, and why."""

    measure = forms.CharField(
        label=gettext_lazy("Quelle mesure ?"),
        help_text=gettext_lazy("Par exemple : les foyers sans ordinateur, les délais d’un rendez-vous."),
        max_length=200,
    )
    decision = forms.CharField(
        label=gettext_lazy("Quelle décision sert-elle ?"),
        help_text=gettext_lazy("Ce que vous ferez de différent selon le chiffre."),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    level = forms.ChoiceField(
        label=gettext_lazy("À quel niveau ?"), choices=Level.choices, initial=Level.COMMUNE
    )
    wanted_by = day_field(gettext_lazy("Pour quand ?"))


class AnswerRequestForm(forms.Form):
    """What is answered to a request, and what meets it."""

    verb = forms.ChoiceField(label=gettext_lazy("Votre réponse"), widget=forms.RadioSelect)
    answer = forms.CharField(
        label=gettext_lazy("En quelques mots"),
        help_text=gettext_lazy("Quand, par qui ; ou pourquoi non. Qui demande la lira."),
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    data_set = forms.ModelChoiceField(
        label=gettext_lazy("Le jeu de données qui y répond"),
        queryset=DataSet.objects.none(),
        required=False,
        empty_label=gettext_lazy("— Aucun —"),
    )
    study = forms.ModelChoiceField(
        label=gettext_lazy("L’étude qui y répond"),
        queryset=Study.objects.none(),
        required=False,
        empty_label=gettext_lazy("— Aucune —"),
    )

    VERBS = {
        "accept": gettext_lazy("Elle sera faite"),
        "meet": gettext_lazy("Elle est faite"),
        "decline": gettext_lazy("Elle ne sera pas faite"),
        "reopen": gettext_lazy("Elle est à refaire"),
    }

    def __init__(self, actor: Actor, request: MeasureRequest, verbs: Any, data: Any = None) -> None:
        super().__init__(data, initial={"answer": request.answer})
        field, data_set, study = (self.fields[name] for name in ("verb", "data_set", "study"))
        assert isinstance(field, forms.ChoiceField)
        assert isinstance(data_set, forms.ModelChoiceField)
        assert isinstance(study, forms.ModelChoiceField)
        self.verbs = [(verb, words) for verb, words in self.VERBS.items() if verb in verbs]
        field.choices = self.verbs
        data_set.queryset = usable_data(actor)
        study.queryset = studies_seen(actor).order_by("title")
        if "meet" not in verbs:
            del self.fields["data_set"], self.fields["study"]


STATES = [("", gettext_lazy("Toutes")), *RequestState.choices]
