"""What does not hold together in an nwipe log: a log that somebody edited, or a clock that jumped.

nwipe says most things twice, in its lines and in its tables: whoever edits one forgets another. A careful
forger who changes everything in agreement is not found so; the raw log is kept, hashed, for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from fabrique.equip.erasure.nwipe_lines import PASSES, Line, Run
from fabrique.equip.erasure.reports import ErasureReport, Status, Technique, Verification

_SHORT = {"NV": Verification.NONE, "VL": Verification.LAST, "VA": Verification.ALL}
_UNITS = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "PB": 10**15}
MODEL_LETTERS = 17  # that the table of nwipe keeps
FIRST_ERASURE_SUMMARY = (0, 34)  # no version whose banner is older writes that table


def with_doubts(report: ErasureReport, run: Run, lines: list[Line]) -> ErasureReport:
    """The report, with each thing that contradicts another in its log."""
    whole = report.status is Status.ERASED
    found = [*_order(run), *_identity(report, run), *_tables(report, run)]
    if whole:
        found += [*_duration(report), *_asked(report, run), *_ending(report, run)]
    if whole and report.technique is Technique.OVERWRITE:
        found += [*_passes(report, lines), *_bytes(report, lines)]
    return replace(report, doubts=tuple(dict.fromkeys(found)))


def _order(run: Run) -> Iterator[str]:
    instants = [line.at for line in run.lines] + ([run.total.at] if run.total else [])
    # The tables are written before the last dated line.
    dated = sorted(instants[:-1]) == instants[:-1] if run.total and run.end else sorted(instants) == instants
    last = [line.at for line in run.lines][-1:]
    if not dated or (run.total and last and run.end and last[0] < run.total.at):
        yield _("Les heures du journal ne se suivent pas.")


def _identity(report: ErasureReport, run: Run) -> Iterator[str]:
    """The table of drives names a drive as it was found at the start."""
    rows = run.rows("Drive Status", report.device)
    if rows and report.device not in run.found:
        yield _("Le tableau final nomme un disque que le début du journal ne connaît pas.")
    elif rows:
        found = run.found[report.device]
        told = f"{found.model[:MODEL_LETTERS]}/{found.serial}"
        if any(_squeezed(row[5]) != _squeezed(told) for row in rows if len(row) > 5):
            yield _("Le modèle ou le numéro de série change entre le début du journal et le tableau final.")
    size = run.found[report.device].size if report.device in run.found else ""
    if report.extent.apparent and size and not _is_about(size, report.extent.apparent):
        yield _("La taille du disque change d’une ligne à l’autre.")


def _tables(report: ErasureReport, run: Run) -> Iterator[str]:
    errors = run.rows("Error Summary", report.device)
    status = run.rows("Drive Status", report.device)
    if len(status) > 1 or len(errors) > 1:
        yield _("Un tableau nomme deux fois le même disque.")
    if status and not errors:
        yield _("Le tableau des erreurs ne parle pas de ce disque.")
    said_erased = any(row[2] == "Erased" for row in status)
    if (said_erased and report.errors) or any(bool(row[0]) != bool(report.errors) for row in errors):
        yield _("Le nombre d’erreurs et l’état du disque se contredisent.")
    if any(bool(row[0]) == (row[2] == "Erased") for row in status if row[2] != "INSANITY"):
        yield _("La marque et l’état du disque se contredisent dans le tableau final.")
    for row in run.rows("Erasure Summary", report.device):
        if not _adds_up(row, run.sizes.get(report.device), said_erased):
            yield _("Les octets effacés, le total et le pourcentage ne s’accordent pas.")
        if _older(report.version):
            yield _("Cette version de nwipe n’écrit pas de tableau des octets effacés.")


def _adds_up(row: list[str], size: int | None, said_erased: bool) -> bool:
    if len(row) < 5 or not row[2].isdecimal() or not row[3].isdecimal():
        return False
    erased, total = int(row[2]), int(row[3])
    share = re.fullmatch(r"(\d+(?:\.\d+)?) ?%", row[4])
    if not share or not total or erased > total or (size and total != size):
        return False
    return abs(float(share[1]) - 100 * erased / total) <= 0.02 and (erased == total or not said_erased)


def _duration(report: ErasureReport) -> Iterator[str]:
    if report.started_at is None or report.ended_at is None or report.seconds is None:
        yield _("Le journal ne dit pas quand l’effacement a commencé et fini.")
        return
    lasted = (report.ended_at - report.started_at).total_seconds()
    margin = max(5, report.seconds * 0.01)
    # Of what the firmware does, nwipe does not always write the end.
    if lasted - report.seconds > margin or (
        not report.technique.by_firmware and report.seconds - lasted > margin
    ):
        yield _("La durée annoncée n’est pas celle que donnent les heures du journal.")


def _asked(report: ErasureReport, run: Run) -> Iterator[str]:
    """What was asked is told at the start and at the end."""
    if run.total is None or not run.options:
        yield _("Il manque au journal ses options ou sa dernière ligne de tableau.")
        return
    same = run.total.method == report.method and run.total.rounds == report.rounds.asked
    if report.technique is Technique.OVERWRITE:
        same = same and _SHORT[run.total.verify] == report.verification
        same = same and (run.blanking is None or run.total.blanking == run.blanking)
    if not same:
        yield _("Les options du début et le résumé de la fin ne disent pas la même chose.")


def _ending(report: ErasureReport, run: Run) -> Iterator[str]:
    alone = len(run.tables.get("Drive Status", [])) == 1
    if run.end == "was aborted" or (run.end == "exited with errors" and alone):
        yield _("La dernière ligne annonce des erreurs que le tableau ne montre pas.")


def _passes(report: ErasureReport, lines: list[Line]) -> Iterator[str]:
    """Each pass of each round is begun and finished, once."""
    finished = [
        m for line in lines if (m := re.match(r"Finished pass (\d+)/(\d+), round (\d+)/(\d+)", line.text))
    ]
    seen = [(int(match[3]), int(match[1])) for match in finished]
    count = int(finished[0][2]) if finished else 0
    expected = [
        (round_, each) for round_ in range(1, report.rounds.asked + 1) for each in range(1, count + 1)
    ]
    known = PASSES.get(report.method)
    if seen != expected or report.rounds.done != report.rounds.asked or (known and count < known):
        yield _("Le journal ne montre pas toutes les passes de la méthode, une fois chacune.")


def _bytes(report: ErasureReport, lines: list[Line]) -> Iterator[str]:
    """Each pass writes, and each verification reads, the whole drive."""
    written = _counts(lines, r"(\d+) bytes written to ")
    read = _counts(lines, r"(\d+) bytes read from ")
    writes = report.rounds.passes + report.rounds.blanking
    reads = sum(line.text.startswith("Verifying ") for line in lines)
    whole = all(count == report.extent.apparent for count in written + read)
    if not whole or len(written) < writes or len(read) < reads:
        yield _("Les octets écrits ou relus ne font pas la taille du disque.")


def _counts(lines: list[Line], pattern: str) -> list[int]:
    return [int(match[1]) for line in lines if (match := re.match(pattern, line.text))]


def _is_about(words: str, size: int) -> bool:
    """Whether ``500 GB`` can be said of a number of bytes: nwipe cuts what is under the unit."""
    match = re.fullmatch(r"(\d+) ?([KMGTP]?B)", words)
    if not match:
        return False
    unit = _UNITS[match[2]]
    return abs(int(match[1]) * unit - size) <= unit


def _older(version: str) -> bool:
    parts = re.match(r"(\d+)\.(\d+)", version)
    return parts is not None and (int(parts[1]), int(parts[2])) < FIRST_ERASURE_SUMMARY


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
