"""Documents received for a procedure: kept encrypted while it lasts, given back, deleted when it ends."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.accompany.actions.case_parts import LONGEST_TITLE, entry, locked_case
from fabrique.accompany.models import Case, CaseDocument
from fabrique.core import clock, journal
from fabrique.core.crypto import files
from fabrique.core.refusals import DomainRefusal
from fabrique.core.screening import Scanned, Screened
from fabrique.people.actions.residents import touch
from fabrique.people.models import Account
from fabrique.people.residents import said

MOST = 40  # of one case


@transaction.atomic
def receive_document(
    *,
    case: Case,
    name: str,
    by: Account,
    screened: Screened | None = None,
    original: bool = False,
    key: UUID | None = None,
) -> CaseDocument:
    """Keep a document: its file, already screened, or the paper that the person leaves (``original``).

    ``key``, drawn with the form, makes a form that was sent twice keep one document.
    """
    resident, held = locked_case(case)
    rows = CaseDocument.objects.of(held.organisation).filter(case=held)
    if key and (known := rows.filter(pk=key).first()):
        return known
    if screened is None and not original:
        raise DomainRefusal(_("Joignez le fichier, ou cochez que le papier reste ici."), field="document")
    if rows.count() >= MOST:
        raise DomainRefusal(_("Cette démarche a déjà quarante documents : ouvrez-en une autre."))
    document = CaseDocument(
        pk=key or uuid4(),
        case=held,
        name=said(name, "name", most=LONGEST_TITLE, missing=_("Dites ce qu’est ce document.")),
        media_type=screened.file.media_type if screened else "",
        scanned=screened.scanned if screened else Scanned.NO_FILE,
        original=original,
        received_at=clock.now(),
        received_by=by,
    )
    if screened:
        title = f"{held.code}-{document.pk.hex[:6]}.{screened.file.extension}"
        document.file = files.keep(screened.file.content, name=title, media_type=screened.file.media_type)
    try:
        with transaction.atomic():
            document.save(force_insert=True)
    except IntegrityError:
        raise DomainRefusal(_("Ce formulaire a déjà servi. Rouvrez-le pour un autre document.")) from None
    touch(resident)
    summary = {"document": f"case_document:{document.pk}", "scanned": document.scanned, "original": original}
    journal.record("accompany.receive_document", **entry(held, by, summary))
    return document


@transaction.atomic
def return_document(*, document: CaseDocument, by: Account) -> CaseDocument:
    """The paper goes back to the person; twice is as once, and the end of the case does not prevent it."""
    _resident, held = locked_case(document.case, closed=True)
    found = CaseDocument.objects.of(held.organisation).get(pk=document.pk)
    if not found.original:
        raise DomainRefusal(_("Aucun papier n’est resté ici."))
    if found.returned_on is None:
        found.returned_on, found.returned_by = clock.today(), by
        found.save(update_fields=["returned_on", "returned_by"])
        summary = {"document": f"case_document:{found.pk}"}
        journal.record("accompany.return_document", **entry(held, by, summary))
    return found


def empty_documents(case: Case) -> int:
    """Delete the files of a locked case, whose lines stay; how many. Its caller journals."""
    rows = CaseDocument.objects.of(case.organisation).filter(case=case, file__isnull=False)
    found = list(rows.select_related("file__stored"))
    for each in found:
        sealed, each.file, each.gone_at = each.file, None, clock.now()
        each.save(update_fields=["file", "gone_at"])
        if sealed:
            files.discard(sealed)
    return len(found)
