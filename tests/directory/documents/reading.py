"""Reading a PDF as an assistive technology does: its language, its tags, its bookmarks."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pikepdf

HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The structure elements, in the order in which they are read."""
    waiting: list[Any] = [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary):
            continue
        if "/S" in node:
            yield node
        children = node.get("/K", [])
        waiting += reversed(list(children) if isinstance(children, pikepdf.Array) else [children])


def tags(pdf: pikepdf.Pdf) -> list[str]:
    return [str(element.S)[1:] for element in elements(pdf)]


def bookmarks(pdf: pikepdf.Pdf) -> list[str]:
    with pdf.open_outline() as outline:
        return [title for item in outline.root for title in _titles(item)]


def _titles(item: Any) -> Iterator[str]:
    yield item.title
    for child in item.children:
        yield from _titles(child)


def fonts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for page in pdf.pages:
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            yield font["/DescendantFonts"][0] if "/DescendantFonts" in font else font


def assert_accessible(content: bytes, title: str) -> pikepdf.Pdf:
    """PDF/UA-1 and PDF/A-2a as far as structure tells (what typst does not check by itself included)."""
    pdf = opened(content)
    root = pdf.Root
    assert str(root.Lang).lower() == "fr-fr"
    assert bool(root.MarkInfo.Marked)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert "/OutputIntents" in root
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert metadata["dc:title"] == title
    levels = [HEADINGS.index(tag) for tag in tags(pdf) if tag in HEADINGS]
    assert levels[0] == 0
    assert all(after <= before + 1 for before, after in pairwise(levels))
    counted = Counter(tags(pdf))
    assert counted["LI"] >= counted["L"]
    for element in elements(pdf):
        if element.S == "/Figure":
            assert len(str(element.Alt)) > 10
    assert bookmarks(pdf)
    assert all("/FontFile2" in f.FontDescriptor or "/FontFile3" in f.FontDescriptor for f in fonts(pdf))
    assert all("/StructParents" in page for page in pdf.pages)
    return pdf
