"""The answers as an address carries them."""

from __future__ import annotations

from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st

from fabrique.directory.guide.needs import BY_CODE
from fabrique.directory.guide.options import LANGUAGES, SIGNED
from fabrique.directory.orienting.answers import (
    ANY_NEED,
    STEPS,
    TICKED,
    Answers,
    Condition,
    Moment,
    Step,
    read_answers,
    read_chosen,
)
from fabrique.directory.orienting.questions import OFTEN, PRECISE

answers = st.builds(
    Answers,
    need=st.sampled_from(["", ANY_NEED, *BY_CODE]),
    where=st.sampled_from(["", "00101", "QN00101M", "47.210,-1.550", "inconnu"]),
    conditions=st.none() | st.sets(st.sampled_from(TICKED)).map(lambda s: tuple(c for c in TICKED if c in s)),
    moment=st.none() | st.sampled_from(list(Moment)),
    far=st.booleans(),
)


@given(answers, st.sampled_from(["", *(code for code in LANGUAGES if code not in ("fr", SIGNED))]))
def test_an_address_gives_back_the_answers(said: Answers, language: str):
    if language and said.conditions is not None:
        said = Answers(said.need, said.where, said.conditions, language, said.moment, said.far)
    assert read_answers(parse_qs(said.query())) == said


@given(answers)
def test_skipping_each_question_in_turn_leads_to_the_places(said: Answers):
    for _number in STEPS:
        step = said.next_step
        if step:
            said = said.skipped(step)
    assert said.next_step is None


@given(st.dictionaries(st.sampled_from(["besoin", "ou", "pour", "langue", "quand", "loin", "lieu"]),
                       st.lists(st.text(max_size=30), max_size=5)))  # fmt: skip
def test_what_means_nothing_is_not_answered(values: dict[str, list[str]]):
    found = read_answers(values)
    assert found.need in ("", ANY_NEED, *BY_CODE)
    assert len(read_chosen(values)) <= 5


def test_an_edited_question_leaves_the_others():
    said = Answers("imprimer", "00101", (Condition.FREE,), "ar", Moment.WEEK)
    assert said.pairs(leaving_out=Step.COMING) == [
        ("besoin", "imprimer"), ("ou", "00101"), ("quand", "semaine")
    ]  # fmt: skip
    assert Answers(conditions=()).pairs() == [("pour", "aucune")]
    assert said.asked == (Condition.FREE, Condition.LANGUAGE)


def test_every_need_is_offered_once():
    assert sorted((*OFTEN, *PRECISE)) == sorted(BY_CODE)
