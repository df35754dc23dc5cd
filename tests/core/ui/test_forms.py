"""Any Django form comes out in the house style, tied to its hints and its errors."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from fabrique.core.ui.forms import day_field, errors_of, problems


class Question(forms.Form):
    phone = forms.CharField(
        label="Téléphone",
        help_text="Pour rappeler",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    needs = forms.MultipleChoiceField(
        label="Besoins", choices=[("a", "Imprimer"), ("b", "Apprendre")], widget=forms.CheckboxSelectMultiple
    )
    when = forms.ChoiceField(
        label="Quand", choices=[("m", "Matin")], widget=forms.RadioSelect, required=False
    )
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="J’ai lu")
    token = forms.CharField(widget=forms.HiddenInput)

    def clean_phone(self) -> str:
        if self.cleaned_data["phone"] == "1":
            raise ValidationError("Ce numéro est trop court")
        return str(self.cleaned_data["phone"])

    def clean(self) -> None:
        if self.cleaned_data.get("phone") == "2":
            raise ValidationError("Cette demande existe déjà")


def test_a_blank_form_has_no_summary():
    html = str(Question())
    assert 'class="summary"' not in html
    assert '<label for="id_phone">Téléphone</label>' in html
    assert 'id="id_phone_helptext">Pour rappeler' in html
    assert 'autocomplete="tel" inputmode="tel"' in html
    assert 'aria-describedby="id_phone_helptext"' in html
    assert html.count('<label class="choice"') == 4
    assert "(facultatif)" in html
    assert '<input type="hidden" name="token"' in html


def test_errors_are_said_beside_the_field_and_on_top():
    html = str(Question({"phone": "1", "needs": ["a"], "agreed": "on", "token": "t"}))
    assert html.index('class="summary"') < html.index('for="id_phone"')
    assert '<a href="#id_phone">Ce numéro est trop court</a>' in html
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_phone_error"' in html
    assert 'value="1"' in html  # nothing typed is lost


def test_the_summary_names_the_question_that_has_no_answer():
    found = problems(Question({"token": "t"}))
    assert [(problem.anchor, problem.message) for problem in found] == [
        ("id_phone", "Il manque une réponse à «\u00a0Téléphone\u00a0»"),
        ("id_needs_0", "Il manque une réponse à «\u00a0Besoins\u00a0»"),
        ("id_agreed", "Il manque une réponse à «\u00a0J’ai lu\u00a0»"),
    ]


class Bounds(forms.Form):
    number = forms.IntegerField(label="Écrans", min_value=0, max_value=20_000)
    many = forms.IntegerField(label="Combien ?", min_value=1)
    price = forms.DecimalField(label="Prix", max_value=Decimal("180.5"))
    day = day_field("Le jour")
    words = forms.CharField(label="Note", max_length=3)
    own = forms.IntegerField(
        label="Rang", min_value=1, error_messages={"min_value": "Le premier rang est 1."}
    )


def test_an_error_of_the_framework_names_the_question():
    form = Bounds(
        {"number": "-3", "many": "x", "price": "200", "day": "1999-01-01", "words": "long", "own": "0"}
    )
    said = [
        "Écrans~: écrivez un nombre de 0 à 20~000",
        "Combien ? Écrivez un nombre à partir de 1",
        "Prix~: écrivez un nombre jusqu’à 180,5",
        "Le jour~: écrivez une date du 1er~janvier 2000 au 31~décembre 2999",
        "Note~: écrivez 3 signes au plus, il y en a 4",
        "Le premier rang est 1.",
    ]
    wanted = [words.replace("~", "\u00a0") for words in said]
    assert [problem.message for problem in problems(form)] == wanted
    assert [errors_of(field)[0] for field in form] == wanted
    assert errors_of(Bounds({})["words"])[0] == "Il manque une réponse à «\u00a0Note\u00a0»"


def test_a_long_summary_stops_before_it_hides_its_title():
    class Many(forms.Form):
        pass

    Many.base_fields = {f"q{place}": forms.CharField(label=f"Question {place}") for place in range(16)}
    html = str(Many({}))
    assert "Il reste 16 points à corriger" in html
    assert html.count('<a href="#id_q') == 5
    assert "et 11 autres" in html
    assert html.count("Il manque une réponse") == 5 + 16  # each is said beside its question


def test_every_anchor_of_the_summary_exists():
    form = Question({"token": "t"})
    html = str(form)
    assert all(f'id="{problem.anchor}"' in html for problem in problems(form))


def test_what_concerns_the_whole_form_has_no_anchor():
    found = problems(Question({"phone": "2", "needs": ["a"], "agreed": "on", "token": "t"}))
    assert [(problem.message, problem.anchor) for problem in found] == [("Cette demande existe déjà", "")]


@pytest.mark.parametrize("value", ["<script>", '" onfocus="x'])
def test_what_was_typed_is_escaped(value: str):
    html = str(Question({"phone": value}))
    assert value not in html
