"""Every public action that writes leaves an entry in the journal, as followed from call to call."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.architecture import test_house
from tests.architecture.test_house import FILES, relative, writes
from tests.conftest import ROOT

pytestmark = pytest.mark.xdist_group("code")  # read once, by one worker

SOURCE = ROOT / "src"
PACKAGES = [p for p in FILES if "src" in p.parts]
# Why an action that writes is not journalled by itself.
EXCEPTIONS = {
    "a part of an act, which its caller journals": """
        fabrique.directory.actions.imports.note_run
        fabrique.directory.actions.merging.feed_groups
        fabrique.directory.actions.places.manual_source
        fabrique.directory.actions.places.refresh_places
        fabrique.directory.actions.records.register_source
        fabrique.directory.actions.records.claim_source
        fabrique.directory.actions.records.upsert_records
        fabrique.directory.actions.revision.raise_revision
        fabrique.directory.actions.revision.touch_places
        fabrique.accompany.actions.acting.add_act
        fabrique.accompany.actions.case_erasing.erase_cases_of
        fabrique.accompany.actions.case_erasing.forget_acts_under
        fabrique.accompany.actions.documents.empty_documents
        fabrique.accompany.actions.erasing.erase_of_residents
        fabrique.accompany.actions.planning.follow
        fabrique.needs.actions.erasing.erase_needs_of
        fabrique.equip.actions.entering.add_drives
        fabrique.equip.actions.entering.next_code
        fabrique.equip.actions.writing.acknowledge
        fabrique.equip.actions.writing.tell_accepted
        fabrique.equip.actions.writing.tell_declined
        fabrique.equip.actions.writing.tell_fetching
        fabrique.equip.actions.writing.tell_not_coming
        fabrique.equip.actions.writing.send_link
        fabrique.equip.actions.telling_askers.tell_asker
        fabrique.equip.actions.stocktakes.count_device
        fabrique.equip.actions.following_up.plan_follow_ups
        fabrique.equip.actions.handing_erasing.empty_handovers_of
        fabrique.people.actions.cards.draw_card
        fabrique.people.actions.totp.set_totp
        fabrique.people.actions.residents.touch
        fabrique.people.actions.notifying.notify
        fabrique.people.actions.notifying.forget_subjects
        fabrique.directory.actions.telling.tell_of_change
        fabrique.directory.actions.telling.tell_of_report
        fabrique.observe.actions.following.forget_followed
        fabrique.observe.actions.publishing.keep_files
        fabrique.observe.actions.publishing.tell_followers
        fabrique.observe.actions.releasing.release
    """,
    "a proof that is used up: the signing in that follows is the act": """
        fabrique.people.actions.factors.use_code
        fabrique.people.actions.factors.note_key_use
        fabrique.people.actions.totp.use_totp
        fabrique.people.actions.locking.try_code
        fabrique.people.actions.locking.forget_tries
        fabrique.people.actions.throttling.count
        fabrique.people.actions.throttling.forgive
    """,
    "the trace of a use, not an act": """
        fabrique.people.actions.carnets.note_reading
        fabrique.people.actions.carnet_visits.keep_visit
        fabrique.people.actions.sessions.note_use
        fabrique.people.actions.sessions.follow_session
        fabrique.people.actions.telling.untold
        fabrique.people.actions.notifying.mark_read
        fabrique.people.actions.notifying.write_letters
        fabrique.people.actions.warning.warn_agreements
        fabrique.people.actions.tokens.use_token
    """,
    "nothing is done yet: what a visitor writes before sending it": """
        fabrique.equip.actions.drafts.start_draft
        fabrique.equip.actions.drafts.save_draft
        fabrique.equip.actions.drafts.forget_draft
    """,
    "housekeeping: what is over is forgotten": """
        fabrique.core.actions.forget_results
        fabrique.accompany.actions.case_erasing.erase_past_cases
        fabrique.accompany.actions.erasing.erase_past
        fabrique.accompany.actions.erasing.erase_unsigned
        fabrique.equip.actions.erasing.erase_past_donors
        fabrique.equip.actions.erasing.forget_again
        fabrique.equip.actions.round_erasing.erase_past_crews
        fabrique.needs.actions.erasing.erase_past_needs
        fabrique.equip.actions.forgetting.forget_raw
        fabrique.equip.actions.handing_erasing.empty_past_handovers
        fabrique.core.retention.actions.deleting
        fabrique.core.retention.actions.emptying
        fabrique.people.actions.sessions.forget_sessions
    """,
}
EXCUSED = {name for names in EXCEPTIONS.values() for name in names.split()}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


PATHS = {module_name(path): path for path in PACKAGES}
Key = tuple[str, str]  # module, function


def tree_of(module: str) -> ast.Module:
    return test_house.tree_of(PATHS[module])


@cache
def names_of(module: str) -> dict[str, tuple[str, str]]:
    """What the module's names stand for: (module, function), the function empty for a module."""
    found: dict[str, tuple[str, str]] = {}
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                target = (whole, "") if whole in PATHS else (node.module, alias.name)
                found[alias.asname or alias.name] = target
        elif isinstance(node, ast.FunctionDef):
            found.setdefault(node.name, (module, node.name))
    return found


@cache
def called(key: Key) -> frozenset[Key]:
    """The functions of ours that a function calls, or hands over."""
    module, name = key
    if module not in PATHS:
        return frozenset()
    functions = [n for n in ast.walk(tree_of(module)) if isinstance(n, ast.FunctionDef) and n.name == name]
    if not functions and name in names_of(module):  # a package that shows another module's function
        return frozenset({names_of(module)[name]})
    found: set[Key] = set()
    for node in (inner for function in functions for inner in ast.walk(function)):
        if isinstance(node, ast.Name) and node.id in names_of(module):
            found.add(names_of(module)[node.id])
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            target = names_of(module).get(node.value.id)
            if target and not target[1]:
                found.add((target[0], node.attr))
    return frozenset(found - {key})


def reached(start: Key) -> set[Key]:
    seen, waiting = set[Key](), [start]
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting += called(key)
    return seen


@cache
def write_lines(module: str) -> frozenset[int]:
    return frozenset(int(text.rpartition(" ")[2]) for text in writes(PATHS[module]))


def writes_itself(key: Key) -> bool:
    module, name = key
    if module not in PATHS or module.startswith(("fabrique.core.journal", "fabrique.core.bulk")):
        return module == "fabrique.core.bulk"
    return any(
        function.lineno <= line <= (function.end_lineno or 0)
        for function in ast.walk(tree_of(module))
        if isinstance(function, ast.FunctionDef) and function.name == name
        for line in write_lines(module)
    )


RECORD = {("fabrique.core.journal", "record"), ("fabrique.core.journal.appending", "record")}
ACTIONS = [
    (module_name(path), node.name)
    for path in PACKAGES
    if "actions" in relative(path).removesuffix(".py").split("/")
    for node in tree_of(module_name(path)).body
    if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
]


def test_the_actions_are_found():
    assert len(ACTIONS) > 60
    assert any(writes_itself(key) for key in ACTIONS)
    assert {".".join(key) for key in ACTIONS} >= EXCUSED


@pytest.mark.parametrize("key", ACTIONS, ids=".".join)
def test_an_action_that_writes_is_journalled(key: Key):
    everything = reached(key)
    unrecorded = any(map(writes_itself, everything)) and RECORD.isdisjoint(everything)
    assert unrecorded == (".".join(key) in EXCUSED), "journal it, or say in EXCEPTIONS why not"
