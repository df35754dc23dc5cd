"""The forms of the observatory."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.policies import Actor
from fabrique.core.ui.formats import NBSP
from fabrique.core.ui.forms import Problem, problems
from fabrique.kernels.indicators import Kind
from fabrique.observe.enums import Level
from fabrique.observe.models import DataSet
from fabrique.observe.queries.agreements import agreements_seen
from fabrique.observe.sources import Draft, DraftColumn
from fabrique.observe.sources.catalogue import catalogue
from fabrique.observe.sources.codes import CODES, NAMED
from fabrique.observe.sources.drafts import LONGEST_LABEL, Role, free_code
from fabrique.observe.sources.model import Rows
from fabrique.observe.words import DIRECTIONS, KINDS
from fabrique.people.models import Agreement

MOST_COLUMNS = 120  # shown to be corrected: a form has a thousand fields at most


class AnswerForm(forms.Form):
    """What a person answers to a finding of the check."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=130)
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi ce n’est pas un défaut, ou ce qui est fait"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AgreementField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Agreements, by the organisation that signed each."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.organisation.name}, {obj}"


class ShareForm(forms.Form):
    """Under what licence or agreement a partner's data set is shared."""

    licence = forms.CharField(
        label=gettext_lazy("Licence ou accord"),
        help_text=gettext_lazy("Une licence ouverte suffit. Sinon, dites aussi quelle convention le permet."),
        max_length=120,
    )
    agreement = AgreementField(
        label=gettext_lazy("Convention"),
        queryset=Agreement.objects.none(),
        required=False,
        empty_label=gettext_lazy("— Aucune —"),
    )

    def __init__(self, actor: Actor, data_set: DataSet, data: QueryDict | None = None) -> None:
        initial = {"licence": data_set.licence, "agreement": data_set.agreement_id}
        super().__init__(data, initial=initial, prefix="partage")
        _offer(self, agreements_seen(actor, data_set.agreement))


def _offer(form: forms.Form, rows: QuerySet[Agreement]) -> None:
    field = form.fields["agreement"]
    assert isinstance(field, AgreementField)
    field.queryset = rows


class AboutForm(forms.Form):
    """What a data set says of itself; filled with what the file tells, to be confirmed."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=200)
    producer = forms.CharField(
        label=gettext_lazy("Producteur"),
        help_text=gettext_lazy("Qui a établi ces chiffres : INSEE, CAF de la Gironde, un partenaire…"),
        max_length=200,
    )
    vintage = forms.CharField(
        label=gettext_lazy("Millésime"),
        help_text=gettext_lazy("L’année dont parlent les chiffres, par exemple 2021."),
        max_length=20,
    )
    geography = forms.IntegerField(
        label=gettext_lazy("Année de la carte"),
        help_text=gettext_lazy("L’année du découpage des communes, si vous la connaissez."),
        min_value=1943,
        max_value=2100,
        required=False,
    )
    licence = forms.CharField(
        label=gettext_lazy("Licence ou accord"),
        help_text=gettext_lazy("Licence Ouverte 2.0, ou l’accord qui permet d’utiliser ces données."),
        max_length=120,
    )
    agreement = AgreementField(
        label=gettext_lazy("Convention"),
        help_text=gettext_lazy("Celle qui permet d’utiliser ces données, si elles ne sont pas ouvertes."),
        queryset=Agreement.objects.none(),
        required=False,
        empty_label=gettext_lazy("— Aucune —"),
    )
    url = forms.CharField(label=gettext_lazy("Adresse de la source"), max_length=400, required=False)
    shared = forms.BooleanField(
        label=gettext_lazy("Toutes les organisations du programme peuvent le voir"), required=False
    )

    def __init__(self, actor: Actor, data: QueryDict | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        _offer(self, agreements_seen(actor))

    def slug(self) -> str:
        """A short name, the same for each vintage of one title."""
        return slugify(self.cleaned_data["title"])[:60].strip("-") or "donnees"


class LayoutForm(forms.Form):
    """What the rows of a partner's file are."""

    level = forms.ChoiceField(label=gettext_lazy("Chaque ligne est"), choices=Level.choices)
    rows = forms.ChoiceField(
        label=gettext_lazy("Si une zone est sur plusieurs lignes"),
        choices=[
            (Rows.ONE.value, gettext_lazy("C’est une erreur")),
            (Rows.SUM.value, gettext_lazy("Additionner ses lignes")),
        ],
    )

    def __init__(self, draft: Draft, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix="fichier", initial={"level": draft.level, "rows": draft.rows})
        order = sorted(range(len(draft.columns)), key=lambda rank: draft.columns[rank].role is Role.IGNORED)
        shown = set(order[:MOST_COLUMNS])
        columns = [
            column if rank in shown else replace(column, role=Role.IGNORED)
            for rank, column in enumerate(draft.columns)
        ]
        self.draft = replace(draft, columns=tuple(columns))
        self.columns = [ColumnForm(columns[rank], data, prefix=f"colonne{rank}") for rank in sorted(shown)]
        self.alike = sum("common" in each.fields for each in self.columns)
        self.left_aside = [one.column for rank, one in enumerate(columns) if rank not in shown]

    def is_valid(self) -> bool:
        """Whether the whole description is."""
        return all([super().is_valid(), *(each.is_valid() for each in self.columns)])

    def corrected(self) -> Draft:
        """The draft as the person corrected it."""
        taken: set[str] = set()
        corrected = {}
        for each in self.columns:
            column = corrected[each.column.column] = each.corrected(taken)
            taken.add(column.code)
        columns = tuple(corrected.get(one.column, one) for one in self.draft.columns)
        values = self.cleaned_data
        found = replace(self.draft, level=values["level"], rows=values["rows"], columns=columns)
        return replace(found, key_code=_key_code(found))

    def problems(self) -> list[Problem]:
        """Everything that stops the description; what stops a column names it."""
        found = problems(self)
        for each in self.columns:
            said = (f"{each.column.column}{NBSP}: {one.message}" for one in problems(each))
            found += [replace(one, message=text) for one, text in zip(problems(each), said, strict=True)]
        return found


def _key_code(draft: Draft) -> str:
    """How codes of the level are written; a name and a postal code stay one while both are the key."""
    named = draft.key_code == NAMED and draft.level == Level.COMMUNE and len(draft.keys()) > 1
    return NAMED if named else draft.level if draft.level in CODES else "text"


class ColumnForm(forms.Form):
    """What one column is for, and what it measures."""

    role = forms.ChoiceField(
        label=gettext_lazy("Rôle"),
        choices=[
            (Role.KEY.value, gettext_lazy("Code de la zone")),
            (Role.NAME.value, gettext_lazy("Nom de la zone")),
            (Role.MEASURE.value, gettext_lazy("Mesure")),
            (Role.IGNORED.value, gettext_lazy("Ne pas reprendre")),
        ],
    )
    label = forms.CharField(label=gettext_lazy("En mots"), max_length=200, required=False)
    unit = forms.CharField(label=gettext_lazy("Unité"), max_length=40, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Sorte de mesure"), choices=list(KINDS.items()))
    direction = forms.ChoiceField(
        label=gettext_lazy("Sens"), choices=[(str(code), words) for code, words in DIRECTIONS.items()]
    )

    def __init__(self, column: DraftColumn, data: QueryDict | None = None, *, prefix: str) -> None:
        named = {name: getattr(column, name) for name in ("label", "unit", "direction")}
        initial = {**named, "role": column.role.value, "kind": column.kind.value}
        super().__init__(data, prefix=prefix, initial=initial)
        self.column = column
        if column.role is Role.MEASURE and column.code in catalogue():
            label = _("Est-ce bien la mesure commune « %(label)s » ?") % {"label": column.label}
            answers = [
                ("oui", _("Oui, la même, comptée de la même façon")),
                ("non", _("Non : elle garde le titre de sa colonne")),
            ]
            self.fields["common"] = forms.ChoiceField(label=label, choices=answers, widget=forms.RadioSelect)

    def clean(self) -> dict[str, Any]:
        """Nobody but a person says that a measure is the common one; it then keeps its words, unit, kind."""
        values: dict[str, Any] = super().clean() or {}
        if (asked := values.get("role") == Role.MEASURE) is False:
            self.errors.pop("common", None)  # nothing is asked of what is left out
        if asked and values.get("common") == "oui":
            for name in ("label", "unit", "kind"):
                if name in values and values[name] != str(getattr(self.column, name)):
                    text = _("Ce n’est plus la mesure commune : répondez « non », ou remettez « %(said)s ».")
                    was = dict(KINDS)[self.column.kind] if name == "kind" else getattr(self.column, name)
                    self.add_error(name, text % {"said": was})
        return values

    @property
    def is_measure(self) -> bool:
        """Whether the column is one, as it was sent or as it is proposed."""
        return str(self["role"].value()) == Role.MEASURE

    def corrected(self, taken: Collection[str]) -> DraftColumn:
        """The column as the person corrected it, with a code that no other has taken."""
        values = self.cleaned_data
        role = Role(values["role"])
        header, label = self.column.column[:LONGEST_LABEL], values["label"]
        if not label or (values.get("common") == "non" and label == self.column.label):
            label = header  # what is not the common measure does not borrow its words
        found = replace(
            self.column,
            role=role,
            label=label,
            unit=values["unit"],
            kind=Kind(values["kind"]),
            direction=int(values["direction"]),
        )
        if role is not Role.MEASURE:
            return replace(found, code="")
        if values.get("common") == "oui":
            return found
        code = self.column.code
        if code and code not in catalogue() and code not in taken:
            return found
        return replace(found, code=free_code(label, taken), numerator="", denominator="")


class DefinitionForm(forms.Form):
    """The text of a definition of an index."""

    text = forms.CharField(
        label=gettext_lazy("Définition"),
        help_text=gettext_lazy("Un fichier TOML : indicateurs, groupes, poids, autres choix défendables."),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "class": "code"}),
    )


COMPUTED = (Level.COMMUNE, Level.IRIS, Level.QPV, Level.EPCI, Level.OTHER)


class ComputeForm(forms.Form):
    """At which level an index is calculated, and over what."""

    level = forms.ChoiceField(
        label=gettext_lazy("Niveau"),
        choices=[(each.value, each.label) for each in COMPUTED],
    )
    everywhere = forms.BooleanField(
        label=gettext_lazy("Comparer à toutes les zones des fichiers, et pas à celles du territoire seul"),
        required=False,
    )


class SignForm(forms.Form):
    """In which quality one stands behind a definition."""

    quality = forms.CharField(
        label=gettext_lazy("En quelle qualité vous en répondez"),
        help_text=gettext_lazy("Par exemple : vice-présidente chargée du numérique."),
        max_length=120,
    )
