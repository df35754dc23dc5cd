"""Every URL names its policy; every template keeps the strict content security policy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from fabrique.core import policies
from fabrique.people.enums import Role
from tests.conftest import ROOT


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


@pytest.mark.parametrize("pattern", list(patterns()), ids=lambda p: str(p.pattern))
def test_every_url_names_its_policy(pattern: URLPattern):
    policy = getattr(pattern.callback, "policy", None)
    assert policy == policies.PUBLIC or policy in policies.table()


def test_every_rule_names_a_known_role():
    known = {policies.PUBLIC, policies.SIGNED_IN, *Role.values}
    assert all(set(by_role) <= known for by_role in policies.table().values())


TEMPLATES = sorted((ROOT / "src").rglob("*.html"))
FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]+\sstyle\s*=|<style"),
    "an inline handler": re.compile(r"<[^>]+\son[a-z]+\s*="),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)[^>]*>"),
    "something from another site": re.compile(r"<(script|link|img|iframe)[^>]+(src|href)=[\"']https?://"),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_templates_keep_the_content_security_policy(path: Path):
    text = path.read_text(encoding="utf-8")
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


def test_no_two_addresses_of_an_app_have_one_name():
    """Of two modules that chose one name, the second would silently take the links of the first."""
    names = Counter(
        (entry.app_name, each.name)
        for entry in get_resolver().url_patterns
        if isinstance(entry, URLResolver)
        for each in entry.url_patterns
        if isinstance(each, URLPattern) and each.name
    )
    assert [name for name, number in names.items() if number > 1] == []
