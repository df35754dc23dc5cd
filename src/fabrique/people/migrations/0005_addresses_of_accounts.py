"""The address of each account, as one that its owner has shown to be hers."""

from django.db import migrations


def enter_addresses(apps, schema_editor):
    """Invitations, the console or the demonstration opened these accounts: their addresses are known."""
    account, address = apps.get_model("people", "Account"), apps.get_model("account", "EmailAddress")
    known = address.objects.values_list("user_id", flat=True)
    address.objects.bulk_create(
        [
            address(user=one, email=one.email.lower(), verified=True, primary=True)
            for one in account.objects.exclude(pk__in=known).iterator()
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_account_without_role"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [migrations.RunPython(enter_addresses, migrations.RunPython.noop)]
