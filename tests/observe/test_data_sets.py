"""Bringing a data set, replacing it, taking it away; what is answered to its check."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fabrique.core import clock, files, uploads
from fabrique.core.journal.models import JournalEntry
from fabrique.core.models import StoredFile
from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.indicators import Kind, Measure, Panel, series
from fabrique.observe.actions.data_sets import (
    FILE_TYPE,
    Reading,
    answer_finding,
    erase_data_set,
    import_data_set,
    restore_data_set,
    share_data_set,
    withdraw_data_set,
)
from fabrique.observe.models import DataSet
from fabrique.observe.queries.data_sets import columns_of, editions_of, findings_of, panel_of, shares_of
from fabrique.people.enums import Role
from fabrique.people.models import Organisation
from tests.factories.observe import about, brought, panel
from tests.factories.people import member, organisation

WIFI = Measure("wifi", "Bornes", "bornes", Kind.COUNT)
CONSTANT = {"key": "constant:x", "severity": "error", "title": "t", "message": "m", "mend": ""}
ODD = {"key": "outlier:y", "severity": "warning", "title": "t", "message": "m", "mend": ""}


@pytest.fixture
def holder(db: None) -> Organisation:
    return organisation()


def test_what_is_kept_is_what_was_read(holder: Organisation):
    found = brought(holder)
    kept, given = panel_of(found), panel()
    assert (kept.level, kept.areas, kept.geography, kept.names) == (
        given.level,
        given.areas,
        given.geography,
        given.names,
    )
    for code, one in given.series.items():
        assert kept.series[code].measure == one.measure
        np.testing.assert_array_equal(kept.series[code].values, one.values)
        np.testing.assert_array_equal(kept.series[code].status, one.status)
    assert set(panel_of(found, ["population"]).series) == {"population"}
    rate = next(each for each in columns_of(found) if each.code == "households_one_person_rate")
    assert shares_of(rate) == [("observed", 2, 66.7), ("missing", 1, 33.3)]


def test_a_new_edition_takes_the_place_of_the_one_before_which_is_kept(holder: Organisation):
    by = member(Role.COORDINATOR, of=holder)
    first = brought(holder)
    second = brought(holder, title="Recensement corrigé")
    other = brought(holder, vintage="2022")
    first.refresh_from_db()
    assert (first.state, second.state, second.edition, other.edition) == ("replaced", "used", 2, 1)
    assert [each.pk for each in editions_of(by, second)] == [other.pk, first.pk]
    acts = JournalEntry.objects.order_by("seq").values_list("action", flat=True)
    assert list(acts)[-3:] == [
        "observe.import_data_set",
        "observe.replace_data_set",
        "observe.import_data_set",
    ]


def test_the_same_file_said_the_same_changes_nothing(holder: Organisation):
    stored = uploads.keep_upload(stream=BytesIO(b"a"), name="a.csv")
    values = {"organisation": holder, "about": about(), "panel": panel(), "reading": Reading(3)}
    first = import_data_set(**values, file=stored)
    assert StoredFile.objects.get().media_type == FILE_TYPE
    stored.refresh_from_db()
    assert import_data_set(**values, file=stored) == first
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert uploads.forget_old_uploads() == 0
    assert StoredFile.objects.filter(pk=stored.pk).exists()
    changed = import_data_set(**{**values, "about": about(licence="ODbL")}, file=stored)
    assert changed.edition == 2


def test_what_says_nothing_is_refused(holder: Organisation):
    with pytest.raises(DomainRefusal, match="millésime") as refused:
        brought(holder, vintage=" ")
    assert refused.value.field == "vintage"
    with pytest.raises(DomainRefusal, match="aucune valeur"):
        brought(holder, of=Panel("commune", 2026, (), {}))


def test_a_data_set_is_withdrawn_and_put_back_unless_another_serves(holder: Organisation):
    by = member(Role.COORDINATOR, of=holder)
    found = brought(holder)
    withdraw_data_set(data_set=found, by=by)
    with pytest.raises(DomainRefusal, match="plus possible"):
        withdraw_data_set(data_set=found, by=by)
    restore_data_set(data_set=found, by=by)
    withdraw_data_set(data_set=found, by=by)
    brought(holder)
    with pytest.raises(DomainRefusal, match="Une autre édition"):
        restore_data_set(data_set=found, by=by)
    found.refresh_from_db()
    assert found.state == "withdrawn"


def test_an_answer_keeps_the_finding_in_sight_and_follows_it(holder: Organisation):
    by = member(Role.COORDINATOR, of=holder)
    found = brought(holder, findings=[ODD, CONSTANT])
    assert [line.finding["key"] for line in findings_of(found)] == ["constant:x", "outlier:y"]
    answer_finding(data_set=found, key="constant:x", reason=" Partout  la fibre ", by=by)
    lines = findings_of(found)
    assert [line.finding["key"] for line in lines] == ["outlier:y", "constant:x"]
    assert lines[1].answer.reason == "Partout la fibre"
    again = brought(holder, title="Corrigé", findings=[CONSTANT])
    assert findings_of(again)[0].answer.reason == "Partout la fibre"
    for key, reason, why in (("constant:x", "  ", "raison"), ("rien:x", "a", "n’est plus")):
        with pytest.raises(DomainRefusal, match=why):
            answer_finding(data_set=found, key=key, reason=reason, by=by)


def test_a_data_set_is_shared_or_not(holder: Organisation):
    by = member(Role.COORDINATOR, of=holder)
    found = brought(holder)
    assert not found.shared
    share_data_set(data_set=found, shared=True, by=by)
    assert DataSet.objects.everywhere("test").get().shared


def test_another_thing_under_the_same_title_is_refused(holder: Organisation):
    brought(holder)
    other = panel()
    unlike = Panel("commune", 2026, other.areas, {"wifi": series(WIFI, [1.0, 2.0, 3.0])})
    with pytest.raises(DomainRefusal, match="changez le titre") as refused:
        brought(holder, of=unlike)
    assert refused.value.field == "title"
    with pytest.raises(DomainRefusal, match="changez le titre"):
        brought(holder, of=panel("qpv"))


@pytest.mark.parametrize("vintage", ["bientôt", "9999", "1789", "2021\r\nX: 1"])
def test_a_vintage_is_a_year(holder: Organisation, vintage: str):
    with pytest.raises(DomainRefusal, match="l’année") as refused:
        brought(holder, vintage=vintage)
    assert refused.value.field == "vintage"


def test_an_edition_that_was_replaced_can_serve_again(holder: Organisation):
    by = member(Role.COORDINATOR, of=holder)
    first = brought(holder)
    second = brought(holder, title="Corrigé")
    first.refresh_from_db()
    withdraw_data_set(data_set=second, by=by)
    assert restore_data_set(data_set=first, by=by).state == "used"


def test_what_is_out_of_use_is_erased_with_its_file(
    holder: Organisation, tmp_path: Path, django_capture_on_commit_callbacks: Any
):
    by = member(Role.COORDINATOR, of=holder)
    stored = uploads.keep_upload(stream=BytesIO(b"a"), name="a.csv")
    found = import_data_set(
        organisation=holder, about=about(), panel=panel(), reading=Reading(3), file=stored
    )
    with pytest.raises(DomainRefusal, match="Retirez d’abord"):
        erase_data_set(data_set=found, by=by)
    withdraw_data_set(data_set=found, by=by)
    path = files.path_of(stored)
    with django_capture_on_commit_callbacks(execute=True):
        erase_data_set(data_set=found, by=by)
    assert not DataSet.objects.everywhere("test").exists()
    assert not StoredFile.objects.exists()
    assert not path.exists()
