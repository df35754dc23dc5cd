"""Every Django form in the house style: label above, hint, error, and a summary that links to fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import BaseForm, DateField, DateInput, Field, IntegerField
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.utils import ErrorList
from django.http import HttpRequest
from django.template.backends.django import DjangoTemplates as Backend
from django.template.backends.django import Template
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.formats import NBSP, dated

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
        found += [Problem(message, _anchor(field)) for message in _messages(field, on_top=True)]
    return found


def errors_of(field: BoundField) -> ErrorList:
    """The errors of a field, as they are said beside it."""
    return ErrorList(list(_messages(field)), renderer=field.form.renderer, field_id=field.auto_id)


def _messages(field: BoundField, *, on_top: bool = False) -> Iterator[str]:
    """Django's own words name no question: out of its place, or beside another, an error would say nothing.

    The words that a form chose stay; on top, a question without an answer is always named.
    """
    for error in field.errors.as_data():
        ours = _is_ours(field.field, error.code or "")
        if error.code == "required" and (on_top or not ours):
            yield _("Il manque une réponse à « %(question)s »") % {"question": field.label}
        elif not ours and (wanted := _wanted(field.field, error)):
            label = str(field.label)
            asked = label.endswith("?")
            yield f"{label} {wanted[0].upper()}{wanted[1:]}" if asked else f"{label}{NBSP}: {wanted}"
        else:
            yield from (str(message) for message in error)


def _is_ours(field: Field, code: str) -> bool:
    """Whether the form has words of its own for an error."""
    theirs = (getattr(each, "default_error_messages", {}) for each in type(field).__mro__)
    default = next((messages[code] for messages in theirs if code in messages), None)
    return field.error_messages.get(code) != default


def _wanted(field: Field, error: ValidationError) -> str:
    """What a field takes, of the errors that tell; "" for another."""
    if error.code == "max_length" and error.params:
        return _("écrivez %(limit_value)s signes au plus, il y en a %(show_value)s") % error.params
    no_number = error.code == "invalid" and isinstance(field, IntegerField)
    if error.code in {"min_value", "max_value"} or no_number:
        return _between(_limit(field, MinValueValidator), _limit(field, MaxValueValidator))
    return ""


def _limit(field: Field, kind: type[MinValueValidator | MaxValueValidator]) -> Any:
    limit = next((each.limit_value for each in field.validators if isinstance(each, kind)), None)
    return limit() if callable(limit) else limit


def _between(least: Any, most: Any) -> str:
    """A number or a day, between two that may be missing."""
    if isinstance(most if least is None else least, date):
        what, bounds = _("écrivez une date"), (_("à partir du"), _("jusqu’au"), _("du %(least)s au %(most)s"))
    else:
        what, bounds = _("écrivez un nombre"), (_("à partir de"), _("jusqu’à"), _("de %(least)s à %(most)s"))
    if least is not None and most is not None:
        return f"{what} {bounds[2] % {'least': _written(least), 'most': _written(most)}}"
    if least is None and most is None:
        return what
    return f"{what} {bounds[0] if most is None else bounds[1]} {_written(most if least is None else least)}"


def _written(value: date | int | float | Decimal) -> str:
    """A bound in words; four figures stay together, as in a year."""
    if isinstance(value, date):
        return dated(value)
    return (str(value) if -10_000 < value < 10_000 else f"{value:,}").replace(",", NBSP).replace(".", ",")


def _anchor(field: BoundField) -> str:
    """The id of the field's first control: a group of choices starts at its first box."""
    own = field.id_for_label or field.auto_id
    return f"{field.auto_id}_0" if field.use_fieldset and field.subwidgets else str(own)
