import django.db.models.deletion
import fabrique.core.crypto.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('equip', '0004_intake'),
        ('needs', '0001_needs'),
        ('people', '0013_notifications'),
    ]

    operations = [
        migrations.CreateModel(
            name='AllocationRun',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.CharField(max_length=20)),
                ('rules', models.TextField()),
                ('run_at', models.DateTimeField()),
                ('devices', models.PositiveIntegerField()),
                ('requests', models.PositiveIntegerField()),
                ('allocated', models.PositiveIntegerField()),
                ('fit', models.PositiveIntegerField()),
                ('milliseconds', models.PositiveIntegerField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('run_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='EquipmentProgramme',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('words', models.TextField(blank=True, max_length=1000)),
                ('kinds', models.JSONField(default=list)),
                ('proofs', models.JSONField(default=list)),
                ('most', models.PositiveIntegerField(null=True)),
                ('most_per_area', models.PositiveIntegerField(null=True)),
                ('one_per_household', models.BooleanField(default=True)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('created_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='people.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='programme_has_name'), models.UniqueConstraint(fields=('organisation', 'name'), name='programme_name_once'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='programme_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='DeviceRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', fabrique.core.crypto.fields.EncryptedTextField(default='')),
                ('code', models.CharField(max_length=9, unique=True)),
                ('asker', models.CharField(choices=[('prescriber', 'Un professionnel, pour une personne'), ('person', 'La personne elle-même, au guichet'), ('school', 'Un établissement scolaire, pour un élève')], max_length=10)),
                ('state', models.CharField(choices=[('waiting', 'En attente'), ('reserved', 'Un appareil est réservé'), ('served', 'Appareil remis'), ('declined', 'Non recevable'), ('withdrawn', 'Retirée')], default='waiting', max_length=9)),
                ('use', models.CharField(choices=[('school', 'Suivre l’école'), ('studies', 'Étudier, se former'), ('work', 'Chercher un emploi, travailler'), ('procedures', 'Faire ses démarches'), ('family', 'Garder le lien avec ses proches'), ('health', 'Prendre ses rendez-vous, suivre ses soins')], max_length=10)),
                ('constraints', models.JSONField(default=list)),
                ('urgency', models.CharField(choices=[('none', 'Pas de date'), ('month', 'Une échéance dans le mois'), ('week', 'Une échéance dans la semaine')], default='none', max_length=5)),
                ('criteria', fabrique.core.crypto.fields.EncryptedTextField(default='')),
                ('area_code', models.CharField(blank=True, max_length=12)),
                ('household', models.UUIDField(default=uuid.uuid4)),
                ('second', fabrique.core.crypto.fields.EncryptedTextField(default='')),
                ('note', fabrique.core.crypto.fields.EncryptedTextField(default='')),
                ('asked_on', models.DateField()),
                ('asked_at', models.DateTimeField()),
                ('state_at', models.DateTimeField()),
                ('end_reason', fabrique.core.crypto.fields.EncryptedTextField(default='')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('need', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='device_request', to='needs.need')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='device_requests', to='people.organisation')),
                ('resident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.resident')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='equip.equipmentprogramme')),
            ],
            options={
                'indexes': [models.Index(fields=['programme', 'state', 'asked_on'], name='device_request_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'reserved', 'served', 'declined', 'withdrawn'])), name='device_request_state_known'), models.CheckConstraint(condition=models.Q(('use__in', ['school', 'studies', 'work', 'procedures', 'family', 'health'])), name='device_request_use_known'), models.CheckConstraint(condition=models.Q(models.Q(('asker', 'school'), ('resident__isnull', True)), models.Q(('asker__in', ['prescriber', 'person']), ('resident__isnull', False)), _connector='OR'), name='device_request_for_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('proposed', 'À décider'), ('accepted', 'Acceptée, appareil réservé'), ('handed_over', 'Appareil remis'), ('refused', 'Refusée'), ('replaced', 'Remplacée par un nouveau calcul'), ('released', 'Réservation levée'), ('expired', 'Réservation expirée')], default='proposed', max_length=11)),
                ('rank', models.PositiveIntegerField()),
                ('points', models.PositiveIntegerField()),
                ('fit', models.PositiveIntegerField()),
                ('reasons', fabrique.core.crypto.fields.EncryptedTextField()),
                ('proposed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('note', fabrique.core.crypto.fields.EncryptedTextField(default='')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='equip.device')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='equip.devicerequest')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='equip.allocationrun')),
            ],
            options={
                'indexes': [models.Index(fields=['run', 'rank'], name='proposal_in_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'accepted', 'handed_over', 'refused', 'replaced', 'released', 'expired'])), name='proposal_state_known'), models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'accepted'])), fields=('request',), name='proposal_one_for_a_request'), models.UniqueConstraint(condition=models.Q(('state', 'accepted')), fields=('device',), name='proposal_device_kept_once')],
            },
        ),
        migrations.CreateModel(
            name='AllocationRules',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.CharField(max_length=20)),
                ('text', models.TextField()),
                ('published_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'version'), name='allocation_rules_once')],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('noted', 'À examiner'), ('upheld', 'Décision changée'), ('dismissed', 'Décision maintenue')], default='noted', max_length=9)),
                ('text', fabrique.core.crypto.fields.EncryptedTextField()),
                ('noted_at', models.DateTimeField()),
                ('answer', fabrique.core.crypto.fields.EncryptedTextField(default='')),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='equip.devicerequest')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['noted', 'upheld', 'dismissed'])), name='appeal_state_known'), models.UniqueConstraint(condition=models.Q(('state', 'noted')), fields=('request',), name='appeal_one_at_a_time')],
            },
        ),
    ]
