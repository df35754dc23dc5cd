"""What is not ours is listed with its origin, its licence and its digest."""

from __future__ import annotations

import re
from hashlib import sha256

from tests.conftest import ROOT

ROW = re.compile(r"^\| `([^`]+)` \| [^|]+ \| [^|]+ \| `([0-9a-f]{64})` \|$", re.MULTILINE)


def test_every_vendored_file_is_listed_as_it_is():
    files = [path for path in (ROOT / "src").glob("**/static/**/vendor/**/*") if path.is_file()]
    found = {str(path.relative_to(ROOT)): sha256(path.read_bytes()).hexdigest() for path in files}
    listed = dict(ROW.findall((ROOT / "VENDORED.md").read_text(encoding="utf-8")))
    assert listed == found
