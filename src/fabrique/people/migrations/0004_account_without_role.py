from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_members_from_roles'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='account',
            name='account_role_known',
        ),
        migrations.RemoveField(
            model_name='account',
            name='role',
        ),
    ]
