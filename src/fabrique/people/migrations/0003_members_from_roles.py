from django.db import migrations

from fabrique.core import clock


def give_roles_to_members(apps, schema_editor):
    """An administrator of the first version becomes a member of the organisation that carries the instance."""
    Account = apps.get_model("people", "Account")
    administrators = list(Account.objects.filter(role="administrator"))
    if not administrators:
        return
    Organisation = apps.get_model("people", "Organisation")
    Membership = apps.get_model("people", "Membership")
    territory = apps.get_model("territory", "Territory").objects.first()
    name = territory.name if territory else "Administration du territoire"
    now = clock.now()
    carrying = Organisation.objects.filter(name=name).order_by("created_at").first() or Organisation.objects.create(
        name=name, created_at=now, updated_at=now
    )
    carrying.carries_instance = True
    carrying.save()
    for account in administrators:
        Membership.objects.create(
            account=account, organisation=carrying, role="administrator", position="employee", created_at=now
        )


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_organisations_and_members'),
        ('territory', '0001_initial'),
    ]

    operations = [migrations.RunPython(give_roles_to_members, migrations.RunPython.noop)]
