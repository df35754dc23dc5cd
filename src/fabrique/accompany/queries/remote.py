"""Whether a mandate may be proposed by SMS, what was sent and what came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.accompany.models import Mandate, RemoteConsent
from fabrique.accompany.queries.authorisations import NOT_ERASED
from fabrique.core.gateways import replies
from fabrique.core.policies import Actor, scope
from fabrique.core.retention import key_of
from fabrique.core.ui.notifying import Shown


def is_offered() -> bool:
    """Whether the operator turned it on, and answers can come back."""
    return bool(settings.SMS_MANDATES) and replies.is_declared()


def consents_of(mandate: Mandate) -> list[RemoteConsent]:
    """Every time that it was proposed, the latest first."""
    rows = RemoteConsent.objects.of(mandate.organisation).filter(mandate=mandate)
    return list(rows.order_by("-asked_at", "pk"))


def replies_told(actor: Actor, subjects: Sequence[str]) -> Mapping[str, Shown]:
    """What came back by SMS, by the code of the mandate. One query."""
    mandates = scope(actor, "accompany.sign_mandate", Mandate.objects.filter(NOT_ERASED))
    rows = RemoteConsent.objects.everywhere("of the mandates that the reader may have signed")
    rows = rows.filter(mandate__in=mandates, pk__in=[key_of(one) for one in subjects])
    found: dict[str, Shown] = {}
    for each in rows.select_related("mandate"):
        url = reverse("accompany:sign-sms", args=[each.mandate.resident_id, each.mandate_id])
        said = {"code": each.mandate.code, "outcome": each.get_outcome_display()}
        text = _("Mandat %(code)s par SMS\u00a0: %(outcome)s.") % said
        found[f"remote_consent:{each.pk}"] = Shown(text, url)
    return found
