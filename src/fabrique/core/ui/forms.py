"""Every Django form in the house style: label above, hint, error, and a summary that links to fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import BaseForm, DateField, DateInput
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.template.backends.django import DjangoTemplates as Backend
from django.template.backends.django import Template
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from fabrique.core.refusals import DomainRefusal

_OURS = {
    "django/forms/widgets/checkbox_select.html": "ui/forms/choices.html",
    "django/forms/widgets/radio.html": "ui/forms/choices.html",
    "django/forms/errors/list/ul.html": "ui/forms/errors.html",
    "django/forms/errors/list/default.html": "ui/forms/errors.html",
}


class FabriqueFormRenderer(DjangoTemplates):
    """Django's renderer with our form, field, choices and errors, and our tags at hand in all of them."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"

    @cached_property
    def engine(self) -> Backend:
        """Django's own widget templates and those of the apps, with the project's template options."""
        base = DjangoTemplates().engine
        project: dict[str, Any] = cast(Any, settings.TEMPLATES[0]["OPTIONS"])
        options = {key: value for key, value in project.items() if key in {"builtins", "string_if_invalid"}}
        return Backend({"APP_DIRS": True, "DIRS": base.dirs, "NAME": "fabrique-forms", "OPTIONS": options})

    def get_template(self, template_name: str) -> Template:
        """Ours where we have one, Django's otherwise."""
        found: Template = self.engine.get_template(_OURS.get(template_name, template_name))
        return found


def day_field(label: Any, **more: Any) -> DateField:
    """A day of these centuries: what surrounds them has no midnight in every time zone."""
    return DateField(
        label=label,
        required=False,
        widget=DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))],
        **more,
    )


def done(request: HttpRequest, form: BaseForm, action: Callable[[], object], words: str) -> bool:
    """Run an action and say ``words``; its refusal goes beside the field that it names."""
    try:
        action()
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, words)
    return True


def told(request: HttpRequest, action: Callable[[], object], words: str) -> None:
    """Run an action that has no form of its own, then say ``words``, if any; or why it was refused."""
    try:
        action()
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
        return
    if words:
        messages.success(request, words)


def refuse(form: BaseForm, refusal: DomainRefusal) -> None:
    """Say a refusal beside the field that it names, or of the whole form if it has no such field."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: what, and the id of the field where (empty when the whole form is at fault)."""

    message: str
    anchor: str = ""


def problems(form: BaseForm) -> list[Problem]:
    """Everything that stops the form, in the order of its fields, those of the whole form first."""
    found = [Problem(str(message)) for message in form.non_field_errors()]
    for field in form:
        found += [Problem(message, _anchor(field)) for message in _messages(field)]
    return found


def _messages(field: BoundField) -> Iterator[str]:
    """Out of its place, "this field is required" says nothing: the summary names the question."""
    for error in field.errors.as_data():
        if error.code == "required":
            yield _("Il manque une réponse à « %(question)s »") % {"question": field.label}
        else:
            yield from (str(message) for message in error)


def _anchor(field: BoundField) -> str:
    """The id of the field's first control: a group of choices starts at its first box."""
    own = field.id_for_label or field.auto_id
    return f"{field.auto_id}_0" if field.use_fieldset and field.subwidgets else str(own)
