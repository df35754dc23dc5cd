"""A number that is hidden is nowhere: not in a file, a page, the API, an order, a tag, a map, a note.

Two ways to see it: what is published is the same, to the byte, whatever the hidden number is; and the number
is not found in anything that is served.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from html import unescape

import pikepdf
import pytest
from django.test import Client

from fabrique.kernels.indicators import Kind, Measure, Panel, series
from fabrique.observe.actions import publishing
from fabrique.observe.composing.filing import all_files
from fabrique.observe.composing.indicators import indicator_content
from fabrique.observe.composing.portraits import portrait_content
from fabrique.observe.content import Absent, Content
from fabrique.observe.disclosing import protect_content
from fabrique.observe.models import PublishedFile
from fabrique.observe.queries.publications import content_of
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.factories.observe import brought, contoured, drafted_publication, square
from tests.factories.people import member, organisation
from tests.factories.towns import two_communes
from tests.observe.contents import AT

TODAY = date(2026, 11, 30)
ISLETS = ("001010101", "001010102", "001020101", "001020102")
FINDING = {"severity": "error", "title": "t", "mend": ""}


@pytest.fixture
def holder(db: None) -> Organisation:
    two_communes()
    contoured("iris", *((code, square(rank)) for rank, code in enumerate(ISLETS)))
    return organisation(name="Habitat Saudrelle")


@pytest.fixture
def by(holder: Organisation) -> Account:
    return member(Role.COORDINATOR, of=holder)


def bring(holder: Organisation, tenants: Sequence[float], mailless: Sequence[float]) -> None:
    """Tenants, those without e-mail, their share; the check of the file quotes the second of the latter."""
    many = Measure("tenants", "Locataires", "personnes", Kind.COUNT, 1)
    few = Measure("mailless", "Locataires sans courriel", "personnes", Kind.COUNT, 1)
    part = Measure(
        "share",
        "Part sans courriel",
        "%",
        Kind.RATIO,
        1,
        numerator="mailless",
        denominator="tenants",
        scale=100.0,
    )
    held = {
        "tenants": series(many, list(tenants)),
        "mailless": series(few, list(mailless)),
        "share": series(part, [100 * a / b for a, b in zip(mailless, tenants, strict=True)]),
    }
    said = f"vaut {mailless[1]:.0f} sur une ligne"
    findings = [{**FINDING, "key": f"constant:{code}", "message": said} for code in held]
    brought(
        holder, of=Panel("iris", 2026, ISLETS, held), origin="partner", shared=True,
        title="Suivi des locataires", findings=findings,
    )  # fmt: skip


def composed(by: Account, what: str) -> Content:
    if what == "portrait":
        return portrait_content(by, level="iris", today=TODAY)
    return indicator_content(by, what, "iris", today=TODAY)


def unzipped(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        return {name: book.read(name) for name in book.namelist()}


def bytes_of(content: Content) -> dict[str, object]:
    """Every file; of a workbook, what is in it but for its own date."""
    found: dict[str, object] = {}
    for one in all_files(content, at=AT):
        parts = unzipped(one.content) if one.name.endswith(".xlsx") else {"": one.content}
        parts.pop("docProps/core.xml", None)
        found |= {f"{one.name}/{name}": held for name, held in parts.items()}
    return found


@pytest.mark.parametrize("what", ["mailless", "share", "portrait"])
def test_all_that_is_published_is_the_same_whatever_is_hidden(holder: Organisation, by: Account, what: str):
    """The rows too, which would follow the highest share otherwise."""
    seen = list[Content]()
    for small in (0, 3, 7, 10):
        bring(holder, [300, 30, 500, 200], [60, small, 250, 180])
        safe = protect_content(composed(by, what)).content
        assert sum(cell is Absent.HIDDEN for table in safe.tables for row in table.rows for cell in row) >= 1
        seen.append(safe)
    assert len({one.digest for one in seen}) == 1
    first, *others = [bytes_of(one) for one in seen]
    assert {name.partition("/")[0] for name in first} >= {"tableau.xlsx", "zones.csv", "contenu.json"}
    assert all(other == first for other in others)
    bring(holder, [300, 30, 500, 200], [61, 3, 250, 180])  # of a number that is shown, it differs
    assert protect_content(composed(by, what)).content.digest != seen[0].digest


def writings(value: float) -> list[str]:
    """A number as it may be written: whole, with gaps, with decimals, as a share."""
    whole = f"{value:.0f}"
    return [
        whole,
        *(f"{whole[:-3]}{gap}{whole[-3:]}" for gap in (" ", "\u00a0", "\u202f", ".", ",", "&nbsp;")),
    ]


def read(name: str, made: bytes) -> str:
    """What can be read in a file, its hidden parts too."""
    if name.endswith(".xlsx"):
        return "\n".join(part.decode("utf-8", "ignore") for part in unzipped(made).values())
    if name.endswith(".pdf"):
        return pdf_text(made)
    return made.decode("utf-8", "ignore")


def pdf_text(made: bytes) -> str:
    """The text of a page through the tables of its fonts, its alternatives, its metadata."""
    found = pikepdf.open(io.BytesIO(made))
    said = [found.open_metadata().__str__(), *(str(value) for value in found.docinfo.values())]
    for one in found.objects:
        if isinstance(one, pikepdf.Dictionary):
            said += [
                str(one[key]) for key in ("/Alt", "/ActualText", "/E", "/Title", "/Contents") if key in one
            ]
    for page in found.pages:
        fonts = {name: table(font) for name, font in page.Resources.get("/Font", {}).items()}
        said.append(page_text(page, fonts))
    return re.sub(r"(?<=\d)\s+(?=\d{3}\b)", "", "\n".join(said))  # a gap of thousands is its own run


def table(font: pikepdf.Object) -> dict[int, str]:
    """From the codes of a font to what they say."""
    text = font.ToUnicode.read_bytes().decode("latin-1")
    found = dict[int, str]()
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.S):
        for code, said in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(said).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.S):
        for first, last, said in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for rank, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = chr(int(said, 16) + rank)
    return found


def page_text(page: pikepdf.Page, fonts: dict[str, dict[int, str]]) -> str:
    said, font = list[str](), dict[int, str]()
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            font = fonts.get(str(operands[0]), {})
        if str(operator) in ("Tj", "TJ"):
            runs = operands[0] if str(operator) == "TJ" else [operands[0]]
            for run in runs:
                if isinstance(run, pikepdf.String):
                    held = bytes(run)
                    codes = [int.from_bytes(held[at : at + 2]) for at in range(0, len(held), 2)]
                    said.append("".join(font.get(code, "") for code in codes))
        if str(operator) in ("ET", "Td", "Tm"):
            said.append(" ")
    return "".join(said)


def served(holder: Organisation, by: Account, what: str) -> tuple[Content, dict[str, str]]:
    """What everybody reads of a publication, by name; answers with their headers."""
    draft = drafted_publication(holder, by=by, of=composed(by, what))
    found = publishing.publish(publication=draft, by=by)
    publishing.keep_files(publication=found)
    anybody, own = Client(), f"/observatoire/{found.slug}/1/"
    api = f"/api/v1/publications/{found.slug}"
    said = dict[str, str]()
    for address in (
        own,
        f"/observatoire/{found.slug}/",
        "/observatoire/",
        api,
        f"{api}/1",
        "/api/v1/publications",
    ):
        answer = anybody.get(address)
        assert answer.status_code == 200, address
        said[address] = f"{answer.headers}\n{unescape(answer.content.decode())}"
    for one in PublishedFile.objects.everywhere("test").filter(publication=found):
        answer = anybody.get(f"{own}fichiers/{one.name}")
        said[one.name] = f"{answer.headers}\n{read(one.name, b''.join(answer))}"
    return content_of(found), said


@pytest.mark.parametrize("what", ["tenants", "mailless", "share", "portrait"])
def test_a_hidden_number_is_found_in_nothing_that_is_served(holder: Organisation, by: Account, what: str):
    """All but three are without e-mail: of 4 931 and 4 928, one at most is told, and no 99.9 %."""
    bring(holder, [7301, 4931, 6517, 8209], [1303, 4928, 2609, 3407])
    content, said = served(holder, by, what)
    counts = {
        cell for each in content.tables for row in each.rows for cell in row if isinstance(cell, float | int)
    }
    unsaid = {4931, 4928} - counts
    assert unsaid
    for name, text in said.items():
        for value in unsaid:
            assert not [
                one for one in writings(value) if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text)
            ], name
        assert not re.search(r"99[.,]9", text), name
    shown = 7301 if 7301 in counts else 1303
    sheets = {name for name in said if name.endswith(".pdf")} - {"diaporama.pdf"}
    for name in sheets | {"tableau.xlsx", "zones.csv", "zones.geojson", "contenu.json"}:
        assert str(shown) in said[name], f"{name}: what is shown is read there"
