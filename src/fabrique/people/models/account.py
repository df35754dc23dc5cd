"""Accounts: the people who sign in."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from fabrique.people.enums import Role


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts whatever the case of the e-mail address."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username or "")


class Account(AbstractBaseUser):
    """A person who signs in."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=32, choices=Role.choices, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = AccountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="account_email_once"),
            models.CheckConstraint(condition=Q(role__in=["", *Role.values]), name="account_role_known"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def roles(self) -> frozenset[str]:
        """The roles that ``core.policies`` reads."""
        return frozenset({self.role} if self.role and self.is_active else ())
