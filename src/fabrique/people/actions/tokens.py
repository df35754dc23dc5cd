"""Keys of the API."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.secrets import digest_of, new_secret, secret_once
from fabrique.people.enums import TokenScope
from fabrique.people.models import Account, ApiToken, Organisation

LONGEST_DAYS = 365
MARK, PREFIX = "fab_", 12  # a scanner of leaked secrets knows ours by their mark


@transaction.atomic
def make_token(
    *, organisation: Organisation, name: str, scopes: Iterable[str], days: int, by: Account, once: str = ""
) -> tuple[ApiToken, str]:
    """Make a key; gives it with its secret, which is shown once and kept nowhere.

    The same ``once`` (see ``core.secrets``) gives the same key back as long as it is live.
    """
    wanted = [code for code in TokenScope.values if code in set(scopes)]
    if not name.strip():
        raise DomainRefusal(_("Donnez un nom à cette clé\u00a0: à quoi sert-elle\u00a0?"), field="name")
    if not wanted:
        raise DomainRefusal(_("Cochez au moins une chose que cette clé permet."), field="scopes")
    if not 1 <= days <= LONGEST_DAYS:
        raise DomainRefusal(_("Une clé vaut de 1 à 365 jours."), field="days")
    secret = MARK + secret_once(once, organisation.pk, name, *wanted, days)
    made = ApiToken.objects.of(organisation).filter(digest=digest_of(secret)).first()
    if made and not made.revoked_at:
        return made, secret
    secret = MARK + new_secret() if made else secret
    token = ApiToken(
        organisation=organisation,
        name=name.strip(),
        prefix=secret[:PREFIX],
        digest=digest_of(secret),
        scopes=wanted,
        made_by=by,
        created_at=clock.now(),
        expires_at=clock.now() + timedelta(days=days),
    )
    try:
        with transaction.atomic():
            token.save()
    except IntegrityError:  # the same form, sent twice at once: the other was quicker
        return ApiToken.objects.of(organisation).get(digest=token.digest), secret
    _record("make_token", token, by)
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Account) -> None:
    """Close a key, at once."""
    live = ApiToken.objects.of(token.organisation).filter(pk=token.pk, revoked_at__isnull=True)
    if not live.update(revoked_at=clock.now()):
        raise DomainRefusal(_("Cette clé est déjà révoquée."))
    _record("revoke_token", token, by)


def find_token(secret: str) -> ApiToken | None:
    """The live key of this secret."""
    rows = ApiToken.objects.everywhere("the key itself is the right").select_related("organisation")
    return rows.filter(digest=digest_of(secret), revoked_at__isnull=True, expires_at__gt=clock.now()).first()


def use_token(*, secret: str, scope: TokenScope) -> ApiToken | None:
    """The live key of this secret if it allows ``scope``; the day of its use is noted, once a day."""
    token = find_token(secret)
    if token is None or scope not in token.scopes:
        return None
    today = clock.today()
    if token.last_used_on != today:
        ApiToken.objects.of(token.organisation).filter(pk=token.pk).update(last_used_on=today)
    return token


def _record(verb: str, token: ApiToken, by: Account) -> None:
    journal.record(
        f"people.{verb}",
        actor=by.pk,
        organisation=token.organisation_id,
        subject=f"token:{token.pk}",
        summary={"scopes": token.scopes},
    )
