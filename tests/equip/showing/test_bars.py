"""The small chart: words and numbers are text, a few things have none."""

from __future__ import annotations

from fabrique.equip.showing.bars import bars


def test_each_bar_has_its_words_and_its_share_of_the_longest():
    drawn = bars([("moins de 7 jours", 30), ("plus <longtemps>", 15), ("jamais", 0)], "Attentes")
    assert 'role="img" aria-label="Attentes"' in drawn
    assert drawn.count("<svg") == 3
    assert '<span>moins de 7 jours</span><b class="num">30</b>' in drawn
    assert "plus &lt;longtemps&gt;" in drawn
    assert [f'width="{width}"' in drawn for width in (100, 50, 0)] == [True] * 3


def test_a_few_things_are_not_drawn():
    assert bars([("moins de 7 jours", 9)], "Attentes") == ""
    assert bars([], "Attentes") == ""
