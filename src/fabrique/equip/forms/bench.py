"""Forms of the bench: one task each, answers as large as a gloved finger."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.equip.actions.entering import DriveFacts
from fabrique.equip.checklists import Check, Checklist
from fabrique.equip.enums import Answer, DriveKind, Licence, PartKind, SoftwareKind
from fabrique.equip.grading import Rules
from fabrique.equip.models import StorageDrive
from fabrique.equip.models.bench import MOST_MINUTES, MOST_VOLUNTEERS

PLAIN = forms.TextInput(attrs={"autocomplete": "off"})
NUMBER = {"inputmode": "numeric", "class": "short"}
DECIMAL = {"inputmode": "decimal", "class": "short", "autocomplete": "off"}
MOST_FILES = 50


class LogForm(forms.Form):
    """One log, for one device."""

    log = forms.FileField(
        label=gettext_lazy("Le journal de l’effacement"),
        help_text=gettext_lazy("Le fichier que nwipe, hdparm ou nvme a écrit, sans y toucher. 8 Mo au plus."),
        error_messages={"required": gettext_lazy("Choisissez le fichier.")},
    )


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files, as a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by itself; at least one, at most fifty."""
        given = list(data) if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(given) > MOST_FILES:
            raise forms.ValidationError(_("Cinquante fichiers au plus à la fois."))
        clean = super().clean
        return [clean(each, initial) for each in given]


class LogsForm(forms.Form):
    """Several logs, whichever drives they are of."""

    logs = FilesField(
        label=gettext_lazy("Les journaux d’effacement"),
        help_text=gettext_lazy("Autant que vous voulez : chacun retrouve son disque par le numéro de série."),
        error_messages={"required": gettext_lazy("Choisissez un fichier.")},
    )


class DriveForm(forms.Form):
    """A drive, as its label says."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Quelle sorte de support ?"), choices=DriveKind.choices, widget=forms.RadioSelect
    )
    serial = forms.CharField(
        label=gettext_lazy("Numéro de série"), max_length=80, widget=PLAIN,
        help_text=gettext_lazy("S/N sur l’étiquette du support ; scannez-le si vous pouvez."),
        error_messages={"required": gettext_lazy("Écrivez le numéro qui est sur le support.")},
    )  # fmt: skip
    model = forms.CharField(label=gettext_lazy("Modèle"), required=False, max_length=120, widget=PLAIN)
    size_gb = forms.IntegerField(
        label=gettext_lazy("Taille en Go"), required=False, min_value=1, max_value=200_000,
        widget=forms.NumberInput(attrs=NUMBER),
    )  # fmt: skip

    def facts(self) -> DriveFacts:
        """What was written, as the action takes it."""
        data = self.cleaned_data
        size = data["size_gb"] * 10**9 if data["size_gb"] else None
        return DriveFacts(DriveKind(data["kind"]), data["model"], data["serial"], size)


class OutForm(forms.Form):
    """A drive that leaves its device."""

    destroyed = forms.ChoiceField(
        label=gettext_lazy("Que devient-il ?"),
        widget=forms.RadioSelect,
        choices=[("no", gettext_lazy("Gardé à part")), ("yes", gettext_lazy("Détruit devant moi"))],
        error_messages={"required": gettext_lazy("Dites ce qu’il devient.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Comment, ou pourquoi"), required=False, max_length=300, widget=PLAIN,
        help_text=gettext_lazy("Détruit : percé, broyé, cassé en morceaux."),
    )  # fmt: skip


class ResetForm(forms.Form):
    """What a person saw of a phone that was reset."""

    encrypted = forms.BooleanField(
        label=gettext_lazy("Le stockage était chiffré avant la remise à zéro"), required=False,
        help_text=gettext_lazy("Android 10 et après, tout iPhone : oui. Sinon, chiffrez d’abord."),
    )  # fmt: skip
    seen = forms.BooleanField(
        label=gettext_lazy("J’ai vu l’appareil revenir à son écran d’accueil d’origine"),
        error_messages={"required": gettext_lazy("Faites la remise à zéro, puis constatez-la.")},
    )
    note = forms.CharField(label=gettext_lazy("Remarque"), required=False, max_length=300, widget=PLAIN)

    def __init__(self, *args: Any, encrypts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not encrypts:  # a box or a printer has no files to encrypt
            del self.fields["encrypted"]


class InspectionForm(forms.Form):
    """A question for each check of a list."""

    note = forms.CharField(label=gettext_lazy("Remarque"), required=False, max_length=300, widget=PLAIN)

    def __init__(self, *args: Any, checklist: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checklist = checklist
        asked = {check.id: _question(check) for check in checklist.checks}
        self.fields = {**asked, "note": self.fields["note"]}

    def answers(self) -> dict[str, str]:
        """What was answered of each check."""
        return {check.id: self.cleaned_data[check.id] for check in self.checklist.checks}


def _question(check: Check) -> forms.Field:
    if check.is_imei:
        return forms.CharField(
            label=check.label, required=False, max_length=20, help_text=check.how, widget=forms.TextInput(
                attrs={"inputmode": "numeric", "autocomplete": "off"}
            ),
        )  # fmt: skip
    return forms.ChoiceField(
        label=check.label,
        choices=Answer.choices,
        widget=forms.RadioSelect(attrs={"class": "answer"}),
        help_text=check.how,
        error_messages={"required": _("Répondez à « %s ».") % check.label},
    )


class RepairForm(forms.Form):
    """What was done, in how long."""

    what = forms.CharField(
        label=gettext_lazy("Qu’avez-vous fait ?"), max_length=300, widget=PLAIN,
        help_text=gettext_lazy("« Charnière changée », « Nettoyage, pâte thermique »."),
        error_messages={"required": gettext_lazy("Dites ce qui a été fait.")},
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=gettext_lazy("En combien de minutes ?"), min_value=1, max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs=NUMBER),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            gettext_lazy("Écrivez un nombre de minutes, entre 1 et 1440."),
        ),
    )  # fmt: skip
    volunteers = forms.IntegerField(
        label=gettext_lazy("Avec combien de bénévoles à côté de vous ?"), required=False, initial=0,
        min_value=0, max_value=MOST_VOLUNTEERS, widget=forms.NumberInput(attrs=NUMBER),
    )  # fmt: skip


WAYS = (
    ("fit", gettext_lazy("Je pose une pièce ici")),
    ("take", gettext_lazy("Je prends une pièce ici")),
)


class PartForm(forms.Form):
    """A part: what, from where or to where."""

    way = forms.ChoiceField(
        label=gettext_lazy("Que faites-vous ?"),
        widget=forms.RadioSelect,
        choices=WAYS,
        error_messages={"required": gettext_lazy("Dites si vous posez ou prenez la pièce.")},
    )
    part = forms.ChoiceField(
        label=gettext_lazy("Quelle pièce ?"), choices=PartKind.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez la pièce.")},
    )  # fmt: skip
    label = forms.CharField(
        label=gettext_lazy("Précision"), required=False, max_length=120, widget=PLAIN,
        help_text=gettext_lazy("« DDR4, portable », « clavier AZERTY »."),
    )  # fmt: skip
    memory = forms.DecimalField(
        label=gettext_lazy("Si c’est une barrette, combien de Go ?"), required=False, localize=True,
        min_value=Decimal("0.125"), max_value=512, widget=forms.TextInput(attrs=DECIMAL),
        help_text=gettext_lazy("Écrit dessus. Vide : la mémoire des deux appareils sera à mesurer."),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            gettext_lazy("Écrivez des Go, comme 4 ou 8 ; vide si vous ne savez pas."),
        ),
    )  # fmt: skip
    other = forms.CharField(
        label=gettext_lazy("Code de l’autre appareil"), required=False, max_length=80, widget=PLAIN,
        help_text=gettext_lazy("Scannez celui d’où vient la pièce, ou celui où elle va. Vide : l’étagère."),
    )  # fmt: skip
    new = forms.BooleanField(label=gettext_lazy("Pièce neuve"), required=False)
    drive = forms.ChoiceField(
        label=gettext_lazy("Si c’est un disque, lequel ?"), required=False,
        help_text=gettext_lazy(
            "Ceux d’ici et de l’étagère ; ceux de l’autre appareil une fois son code envoyé. Il garde sa "
            "preuve d’effacement, ou son manque de preuve."
        ),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        drives: Iterable[StorageDrive],
        ways: Collection[str] = ("fit", "take"),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        way = self.fields["way"]
        assert isinstance(way, forms.ChoiceField)
        way.choices = [choice for choice in WAYS if choice[0] in ways]
        field = self.fields["drive"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Aucun")), *((str(each.pk), _named(each)) for each in drives)]


def _named(drive: StorageDrive) -> str:
    where = drive.device.code if drive.device else _("étagère")
    return f"{drive.get_kind_display()} {drive.model} {drive.serial} ({where})"


class SoftwareForm(forms.Form):
    """A system or a program, and by which right."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Qu’avez-vous installé ?"), choices=SoftwareKind.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez le système, ou « un logiciel ».")},
    )  # fmt: skip
    name = forms.CharField(
        label=gettext_lazy("Nom du logiciel"), required=False, max_length=80, widget=PLAIN,
        help_text=gettext_lazy("Pour un système, vide suffit."),
    )  # fmt: skip
    version = forms.CharField(label=gettext_lazy("Version"), required=False, max_length=40, widget=PLAIN)
    licence = forms.ChoiceField(
        label=gettext_lazy("Par quel droit ?"), choices=Licence.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez la licence.")},
    )  # fmt: skip
    reference = forms.CharField(
        label=gettext_lazy("Référence de la licence"), required=False, max_length=60, widget=PLAIN,
        help_text=gettext_lazy("Numéro de contrat ou d’étiquette. Jamais la clé."),
    )  # fmt: skip


def _adjustment(label: Any, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=-most,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )


class GradeForm(forms.Form):
    """What a person sees of a device, and the rules that grade it."""

    rules = forms.ChoiceField(label=gettext_lazy("Avec quelles règles ?"))
    appearance = forms.ChoiceField(
        label=gettext_lazy("Apparence"), required=False, widget=forms.RadioSelect,
        choices=[
            ("A", gettext_lazy("A : comme neuf")),
            ("B", gettext_lazy("B : traces qu’on cherche")),
            ("C", gettext_lazy("C : traces qu’on voit")),
            ("D", gettext_lazy("D : abîmé, une pièce de coque manque")),
            ("E", gettext_lazy("E : on ne peut pas le donner ainsi")),
        ],
    )  # fmt: skip
    technical = _adjustment(gettext_lazy("Points ajoutés ou retirés, technique"), 10)
    aesthetic = _adjustment(gettext_lazy("Points ajoutés ou retirés, esthétique"), 10)
    weighting = _adjustment(gettext_lazy("Pondération en % (téléphones)"), 100)
    antutu = forms.IntegerField(
        label=gettext_lazy("Indice AnTuTu (téléphones)"), required=False, min_value=0, max_value=10_000_000,
        widget=forms.NumberInput(attrs=NUMBER),
    )  # fmt: skip

    def __init__(self, *args: Any, rules: Iterable[Rules], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rules"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(f"{each.key} {each.version}", _titled(each)) for each in rules]

    def seen(self) -> dict[str, object]:
        """What was seen, as the action takes it."""
        data = self.cleaned_data
        names = ("appearance", "technical", "aesthetic", "weighting", "antutu")
        return {name: data[name] for name in names}


def _titled(rules: Rules) -> str:
    return rules.title if rules.version in rules.title else f"{rules.title} ({rules.version})"


class RulesForm(forms.Form):
    """A file of rules."""

    file = forms.FileField(
        label=gettext_lazy("Le fichier TOML"),
        help_text=gettext_lazy(
            "Partez d’un fichier livré ; changez « version ». Une version ne se remplace pas."
        ),
        error_messages={"required": gettext_lazy("Choisissez le fichier.")},
    )


class CompareForm(forms.Form):
    """Two versions to replay on the stock."""

    before = forms.ChoiceField(label=gettext_lazy("Les règles d’aujourd’hui"))
    after = forms.ChoiceField(label=gettext_lazy("Celles à essayer"))

    def __init__(self, *args: Any, rules: Iterable[Rules], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f"{each.key} {each.version}", _titled(each)) for each in rules]
        for name in ("before", "after"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class KeyForm(forms.Form):
    """A gesture that signs once, even sent twice."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
