"""Accounts: the people who sign in."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts whatever the case of the e-mail address."""

    def get_by_natural_key(self, username: str | None) -> Account:
        found = self.find(username or "")
        if found is None:
            raise Account.DoesNotExist
        return found

    def find(self, email: str) -> Account | None:
        """The account of this address.

        PostgreSQL takes « ſ » for an « s » where case does not count: each such spelling would have an
        allowance of wrong passwords of its own. Python does not.
        """
        wanted = email.strip()
        return next(
            (one for one in self.filter(email__iexact=wanted) if one.email.lower() == wanted.lower()), None
        )


class Account(AbstractBaseUser):
    """A person who signs in. What it may do comes from its memberships."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)  # the row stays, nameless: the journal cites its number

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = AccountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="account_email_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    # For whom the account acts now. Set for each request by ``people.acting``; never stored.
    organisation_id: UUID | None = None
    organisation_name: str = ""
    roles: frozenset[str] = frozenset()
    must_choose: bool = False
