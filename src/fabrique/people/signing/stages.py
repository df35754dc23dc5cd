"""What is asked after the password (or after an identity provider): a second factor, where there is one."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.stages import LoginStage
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from fabrique.core import clock
from fabrique.people.factors import factors_of
from fabrique.people.signing.oidc.proof import proved_second_factor
from fabrique.people.signing.sessions import BY_PROVIDER, second_factor, take_factor


class SecondFactorStage(LoginStage):  # type: ignore[misc]
    """Stops signing in until a code or a key is shown. Who has none passes: the gate comes later."""

    key = "second_factor"
    WAITS = timedelta(minutes=15)
    _PASSED = "password_passed"  # key of the session: for which password, and when
    urlname = "mfa_authenticate"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """The page of the code, or nothing to ask."""
        account = self.login.user
        if proved_second_factor(self.request, account):
            take_factor(self.request, BY_PROVIDER)
        if second_factor(self.request.session) or not factors_of(account):
            return None, True
        self.request.session[self._PASSED] = [account.get_session_auth_hash(), clock.now().timestamp()]
        return HttpResponseRedirect(reverse(self.urlname)), True

    def holds(self) -> bool:
        """Whether what was shown before still counts: not for long, nor once the password has changed."""
        account = self.login.user
        passed, at = self.request.session.get(self._PASSED, ("", 0.0))
        age = timedelta(seconds=clock.now().timestamp() - at)
        same = constant_time_compare(passed, account.get_session_auth_hash())
        return bool(account.is_active and same and age < self.WAITS)
