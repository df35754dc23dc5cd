"""Components document themselves, refuse a wrong call, and render in every state of the gallery."""

from __future__ import annotations

import pytest
from django.template import Context, Template, engines
from django.utils.html import format_html

from fabrique.core.ui import components, icons
from fabrique.core.ui.components import ComponentMisuse
from fabrique.core.ui.forms import Problem
from fabrique.core.ui.parts import Choice, Column, Crumb
from fabrique.web.gallery_examples import EXAMPLES

STATES = [(name, number) for name in components.names() for number in range(len(EXAMPLES.get(name, [])))]


def draw(source: str, **values: object) -> str:
    """Render a line of template."""
    return Template(source).render(Context(values)).strip()


@pytest.mark.parametrize("name", components.names())
def test_every_component_says_what_it_is_for_and_what_it_takes(name: str):
    component = components.component(name)
    assert len(component.purpose) > 15
    assert all(len(parameter.meaning) > 5 for parameter in component.parameters)


def test_every_component_is_in_the_gallery():
    assert sorted(EXAMPLES) == components.names()
    assert all(EXAMPLES.values())


@pytest.mark.parametrize(("name", "number"), STATES)
def test_every_state_renders(name: str, number: int):
    html = components.render(engines["django"].engine, name, EXAMPLES[name][number].given)
    assert html.startswith("<")
    assert "None" not in html


def test_a_call_without_what_it_needs_is_refused():
    with pytest.raises(ComponentMisuse, match="missing parameter text"):
        draw('{% ui "pill" kind="ok" %}')


def test_a_call_with_an_unknown_parameter_is_refused():
    with pytest.raises(ComponentMisuse, match="unknown parameter color"):
        draw('{% ui "pill" text="Ouvert" color="green" %}')


@pytest.mark.parametrize("name", ["nothing", "../base", "forms/field"])
def test_an_unknown_component_is_refused(name: str):
    with pytest.raises(ComponentMisuse):
        draw("{% ui name text=1 %}", name=name)


def test_an_undefined_variable_is_refused():
    with pytest.raises(AssertionError, match="undefined template variable: word"):
        draw('{% ui "pill" text=word %}')


def test_text_is_escaped_and_safe_html_is_not():
    assert "&lt;b&gt;" in draw('{% ui "pill" text=word %}', word="<b>Ouvert</b>")
    columns, rows = [Column("A")], [["<i>"], [format_html("<b>{}</b>", "oui")]]
    html = draw('{% ui "table" caption="C" columns=columns rows=rows %}', columns=columns, rows=rows)
    assert "&lt;i&gt;" in html
    assert "<b>oui</b>" in html


def test_a_block_is_the_components_body():
    html = draw('{% uiblock "card" tone="observe" %}<p>{{ word }}</p>{% enduiblock %}', word="a & b")
    assert html == '<div class="card edged observe"><p>a &amp; b</p></div>'


def test_a_table_keeps_its_roles_when_it_is_stacked():
    columns, rows = [Column("Lieu"), Column("Visites", numeric=True)], [["La Bobine", 12]]
    html = draw('{% ui "table" caption="V" columns=c rows=r heads=True %}', c=columns, r=rows)
    for role in ("table", "rowgroup", "row", "columnheader", "rowheader", "cell"):
        assert f'role="{role}"' in html
    assert '<td role="cell" data-label="Visites" class="n">12</td>' in html


def test_a_row_of_another_width_is_refused():
    with pytest.raises(ValueError, match="zip"):
        draw('{% ui "table" caption="V" columns=c rows=r %}', c=[Column("A")], r=[["a", "b"]])


def test_a_field_is_tied_to_its_hint_and_its_error():
    html = draw(
        '{% ui "field" name="tel" label="Téléphone" hint="Pour rappeler" error="Il manque" type="tel" %}'
    )
    assert '<label for="tel">' in html
    assert 'aria-describedby="tel-hint tel-error" aria-invalid="true"' in html
    assert 'id="tel-hint"' in html
    assert 'id="tel-error"' in html


def test_a_field_may_be_a_list():
    options = [Choice("1", "Un mois", checked=True), Choice("3", "Trois mois")]
    html = draw('{% ui "field" name="d" label="Durée" options=options %}', options=options)
    assert '<option value="1" selected>Un mois</option><option value="3">Trois mois</option>' in html


def test_choices_carry_their_counts_and_ids():
    options = [Choice("a", "Ouvert", count=0), Choice("b", "Samedi")]
    html = draw('{% ui "choices" legend="Quand" name="q" options=options %}', options=options)
    assert 'id="q-1"' in html
    assert html.count('class="count"') == 1


def test_the_error_summary_leads_to_the_fields():
    html = draw(
        '{% ui "error_summary" problems=found %}', found=[Problem("Il manque", "tel"), Problem("Fermé")]
    )
    assert '<a href="#tel">Il manque</a>' in html
    assert "<li>Fermé</li>" in html
    assert "2 points" in html


def test_the_last_crumb_is_the_page():
    html = draw('{% ui "breadcrumbs" crumbs=c %}', c=[Crumb("Accueil", "/"), Crumb("La Bobine")])
    assert '<span aria-current="page">La Bobine</span>' in html


def test_one_page_has_no_pagination():
    assert draw('{% ui "pagination" current=1 total=1 base="?p=" %}') == ""


def test_the_pages_of_a_form_are_buttons_that_send_it():
    html = draw('{% ui "pagination" current=2 total=3 sends=True %}')
    assert '<button name="page" value="2" aria-current="page">' in html
    assert html.count("<button") == 5
    assert "<a " not in html
    assert 'formaction="/la/"' in draw('{% ui "button" text="Y aller" to="/la/" %}')


def test_no_number_no_link():
    assert draw('{% ui "phone" number="" %}{% ui "help_line" phone="" %}') == ""


@pytest.mark.parametrize("name", icons.NAMES)
def test_icons_are_drawn_in_line(name: str):
    drawing = icons.drawing(name)
    assert drawing.count("<") == drawing.count("/>")
    assert "fill" not in drawing or name == "dot"
