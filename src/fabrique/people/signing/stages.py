"""What is asked after the password (or after an identity provider): a second factor, where there is one."""

from __future__ import annotations

from allauth.account.stages import LoginStage
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fabrique.people.factors import factors_of
from fabrique.people.signing.oidc.proof import proved_second_factor
from fabrique.people.signing.sessions import BY_PROVIDER, second_factor, take_factor


class SecondFactorStage(LoginStage):  # type: ignore[misc]
    """Stops signing in until a code or a key is shown. Who has none passes: the gate comes later."""

    key = "second_factor"
    urlname = "mfa_authenticate"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """The page of the code, or nothing to ask."""
        account = self.login.user
        if proved_second_factor(self.request, account):
            take_factor(self.request, BY_PROVIDER)
        if second_factor(self.request.session) or not factors_of(account):
            return None, True
        return HttpResponseRedirect(reverse(self.urlname)), True
