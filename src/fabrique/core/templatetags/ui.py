"""The template tags and filters of the interface, available in every template without ``{% load %}``.

``{% ui "pill" text="Ouvert" kind="ok" %}`` renders a component; ``{% uiblock "card" %}…{% enduiblock %}``
gives one its ``body``. Filters write phones, distances, days and hours in French.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorList
from django.template import Context
from django.template.defaultfilters import stringfilter
from django.utils import timezone
from django.utils.safestring import SafeString

from fabrique.core import clock as house_clock
from fabrique.core.ui import components, discretion, formats, icons
from fabrique.core.ui import forms as house_forms
from fabrique.core.ui.parts import Column

register = template.Library()


@register.simple_tag(takes_context=True)
def ui(context: Context, component: str, /, **given: Any) -> SafeString:
    """Render a component with these parameters and nothing else of the page."""
    assert context.template is not None
    return components.render(context.template.engine, component, given)


@register.simple_block_tag(takes_context=True)
def uiblock(context: Context, content: SafeString, component: str, /, **given: Any) -> SafeString:
    """Render a component around what the block holds."""
    assert context.template is not None
    return components.render(context.template.engine, component, {**given, "body": content})


@register.simple_tag(takes_context=True)
def specimen(context: Context, component: str, given: dict[str, Any]) -> SafeString:
    """Render a component whose parameters are already in a dictionary (the gallery)."""
    assert context.template is not None
    return components.render(context.template.engine, component, given)


@register.simple_tag(takes_context=True)
def error_summary(context: Context, form: BaseForm) -> SafeString | str:
    """What is wrong in a form, each line linked to its field; nothing when nothing is."""
    found = house_forms.problems(form)
    assert context.template is not None
    return components.render(context.template.engine, "error_summary", {"problems": found}) if found else ""


@register.filter
def errors_of(field: BoundField) -> ErrorList:
    """The errors of a field, which name it."""
    return house_forms.errors_of(field)


@register.simple_tag(takes_context=True)
def person_name(context: Context, name: str) -> str:
    """A person's name, or her initials while this session hides names. For every name on the desk."""
    return discretion.shown(context["request"], name)


@register.simple_tag
def icon_drawing(name: str) -> SafeString:
    """The strokes of a line icon (the component ``icon`` puts the ``svg`` around)."""
    return icons.drawing(name)


@register.filter
def phone(number: str) -> str:
    """A number as it is said in France."""
    return formats.phone(number)


@register.filter
def distance(metres: float) -> str:
    """A distance in metres, as people say it."""
    return formats.distance(metres)


@register.filter
def euros(cents: int) -> str:
    """Cents as a price."""
    return formats.money(cents)


@register.filter
def weight(grams: int) -> str:
    """Grams, as people say them."""
    return formats.weight(grams)


def _local_day(on: date | datetime) -> date:
    return timezone.localdate(on) if isinstance(on, datetime) else on


@register.filter
def day(on: date | datetime) -> str:
    """``mardi 24 novembre``."""
    return formats.day(_local_day(on), today=house_clock.today())


@register.filter
def short_day(on: date | datetime) -> str:
    """``24 novembre``."""
    return formats.day(_local_day(on), today=house_clock.today(), weekday=False)


@register.filter
def dated(on: date | datetime) -> str:
    """``24 novembre 2026``, the year always: what is printed outlives it."""
    return formats.dated(_local_day(on))


@register.filter
def ago(on: date | datetime) -> str:
    """``il y a 12 jours``."""
    return formats.ago(_local_day(on), today=house_clock.today())


@register.filter
def hour(at: time | datetime) -> str:
    """``18 h 30``, in the time of Paris."""
    return formats.clock(timezone.localtime(at) if isinstance(at, datetime) else at)


@register.filter
def page_numbers(current: int, total: int) -> list[int | None]:
    """The page numbers to offer, ``None`` for a gap."""
    return formats.pages(current, total)


@register.filter
def message_kind(tags: str) -> str:
    """The kind of note for a Django message's tags."""
    kinds = {"success": "ok", "warning": "warn", "error": "bad"}
    return next((kinds[tag] for tag in tags.split() if tag in kinds), "")


@register.filter
def capitalised(text: str) -> str:
    """The first letter in upper case, the rest untouched."""
    return text[:1].upper() + text[1:]


@register.filter(is_safe=True)
@stringfilter
def typeset(text: str) -> str:
    """Words of a source with French apostrophes and unbreakable spaces."""
    return formats.typeset(text)


@register.filter
def with_columns(row: Sequence[object], columns: Sequence[Column]) -> list[tuple[Column, object]]:
    """A table row's cells, each with its column."""
    return list(zip(columns, row, strict=True))


@register.filter(name="repr")
def literal(value: object) -> str:
    """A value as one writes it in code (the gallery)."""
    return repr(value)
