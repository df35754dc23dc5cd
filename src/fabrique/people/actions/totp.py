"""Applications of codes: a code of six digits every thirty seconds (RFC 6238), each accepted once."""

from __future__ import annotations

import base64
import hmac
import secrets
import struct

from django.db import transaction

from fabrique.core import clock
from fabrique.people.models import Account, TotpDevice

PERIOD, DIGITS, TOLERANCE = (
    30,
    6,
    1,
)  # seconds; digits; steps before and after, for a clock that is a little off


def new_totp_secret() -> str:
    """160 bits, in the 32 letters and digits that applications read."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def totp_code(secret: str, step: int) -> str:
    """The code of a step (of 30 s since 1970)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 15
    number: int = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def present_step() -> int:
    """The step of now."""
    return int(clock.now().timestamp()) // PERIOD


def matching_step(secret: str, code: str) -> int | None:
    """The step that has this code, among that of now and its neighbours."""
    now = present_step()
    steps = range(now - TOLERANCE, now + TOLERANCE + 1)
    found = [step for step in steps if hmac.compare_digest(totp_code(secret, step), code)]
    return found[-1] if found else None


@transaction.atomic
def set_totp(*, account: Account, secret: str, step: int) -> TotpDevice:
    """Keep an application's secret, once a code of it (that of ``step``, now used) was shown."""
    TotpDevice.objects.filter(account=account).delete()
    device = TotpDevice(account=account, secret=secret, last_step=step)
    device.made_at = device.used_at = clock.now()
    device.save(force_insert=True)
    return device


@transaction.atomic
def use_totp(*, account: Account, code: str) -> bool:
    """Whether the code is right and later than any that served: of two uses at once, one is refused."""
    device = TotpDevice.objects.select_for_update().filter(account=account).first()
    if device is None:
        return False
    step = matching_step(device.secret, code)
    if step is None or step <= device.last_step:
        return False
    device.last_step, device.used_at = step, clock.now()
    device.save(update_fields=["last_step", "used_at"])
    return True
