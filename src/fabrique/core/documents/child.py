"""The process that makes one long document.

It reads one JSON object on its standard input (``template``, ``text``, ``output``, ``at`` in seconds,
``facts``: the label of a metadata element to read, or ""), writes the PDF to ``output`` and one JSON object
to its standard output: ``facts`` and ``peak_bytes``.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

import typst

from fabrique.core.documents.engine import STANDARDS, new_compiler


def main() -> int:
    """Exit status 0, or 1 with the error on the standard error."""
    os.nice(10)  # pages come first: a list is waited for anyway
    order = json.load(sys.stdin.buffer)
    template, facts = Path(order["template"]), None
    compiler = new_compiler(template, order["text"])
    try:
        pdf = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=order["at"])
        if order["facts"]:
            facts = json.loads(compiler.query(order["facts"], field="value", one=True, format="json"))
    except typst.TypstError as error:
        sys.stderr.write(f"{template.name}: {error}")
        return 1
    Path(order["output"]).write_bytes(pdf)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024  # Linux counts in KiB
    json.dump({"facts": facts, "peak_bytes": peak}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
