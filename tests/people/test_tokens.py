"""Keys of the API: of one organisation, for some things, for some time."""

from datetime import timedelta

import pytest

from fabrique.core import clock
from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions.tokens import make_token, revoke_token, use_token
from fabrique.people.enums import Role, TokenScope
from fabrique.people.models import ApiToken
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db
SCOPE = TokenScope.READ_ORGANISATION


def make(days: int = 30, **changes: object) -> tuple[ApiToken, str]:
    given: dict[str, object] = {"name": "Atelier", "scopes": [SCOPE], "days": days, **changes}
    return make_token(organisation=organisation(), by=member(Role.COORDINATOR), **given)


def test_a_key_opens_what_it_says_and_its_secret_is_kept_nowhere():
    token, secret = make()
    used = use_token(secret=secret, scope=SCOPE)
    assert used == token
    assert used.organisation == organisation()
    assert secret not in str(ApiToken.objects.everywhere("tests").values().get())
    assert secret[12:] not in str(list(JournalEntry.objects.values()))
    entry = JournalEntry.objects.get(action="people.make_token")
    assert (entry.organisation, entry.summary) == (str(organisation().pk), {"scopes": [SCOPE]})
    assert secret.startswith(token.prefix)


def test_its_use_is_noted_once_a_day(django_assert_num_queries):
    token, secret = make()
    use_token(secret=secret, scope=SCOPE)
    token.refresh_from_db()
    assert token.last_used_on == clock.today()
    with django_assert_num_queries(1):
        use_token(secret=secret, scope=SCOPE)


def test_a_key_ends():
    _token, secret = make(days=2)
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert use_token(secret=secret, scope=SCOPE) is None


def test_a_key_is_revoked_at_once():
    token, secret = make()
    revoke_token(token=token, by=member(Role.COORDINATOR))
    assert use_token(secret=secret, scope=SCOPE) is None
    with pytest.raises(DomainRefusal, match="déjà révoquée"):
        revoke_token(token=token, by=member(Role.COORDINATOR))


@pytest.mark.parametrize("secret", ["", "fab_", "fab_x", "é"])
def test_what_is_no_key_opens_nothing(secret: str):
    make()
    assert use_token(secret=secret, scope=SCOPE) is None


def test_a_key_does_not_open_another_scope():
    token, secret = make()
    ApiToken.objects.everywhere("tests").filter(pk=token.pk).update(scopes=[])
    assert use_token(secret=secret, scope=SCOPE) is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"name": " "}, "nom"), ({"scopes": ["tout"]}, "Cochez"), ({"days": 0}, "365"), ({"days": 366}, "365")],
)
def test_a_key_that_says_too_little_or_too_much_is_refused(changes: dict[str, object], words: str):
    with pytest.raises(DomainRefusal, match=words):
        make(**changes)
