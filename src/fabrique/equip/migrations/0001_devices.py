import django.core.validators
import django.db.models.deletion
import fabrique.core.crypto.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0013_notifications'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Donor',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('person', 'Un particulier'), ('company', 'Une entreprise'), ('association', 'Une association'), ('public_body', 'Une collectivité ou un service public')], max_length=11)),
                ('name', fabrique.core.crypto.fields.EncryptedTextField()),
                ('contact', fabrique.core.crypto.fields.EncryptedTextField(default='')),
                ('email', fabrique.core.crypto.fields.EncryptedTextField(default='')),
                ('phone', fabrique.core.crypto.fields.EncryptedTextField(default='')),
                ('siret', models.CharField(blank=True, max_length=14)),
                ('created_at', models.DateTimeField()),
                ('emptied_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='donors', to='people.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['person', 'company', 'association', 'public_body'])), name='donor_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Donation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=9, unique=True)),
                ('token_digest', models.CharField(max_length=64, null=True, unique=True)),
                ('state', models.CharField(choices=[('announced', 'Annoncée'), ('awaited', 'Attendue au point de collecte'), ('to_collect', 'À enlever'), ('received', 'Reçue'), ('declined', 'Refusée'), ('withdrawn', 'Reprise par le donateur')], default='announced', max_length=10)),
                ('handing', models.CharField(choices=[('drop_off', 'Déposé à un point de collecte'), ('pick_up', 'Enlevé chez le donateur')], max_length=8)),
                ('address', fabrique.core.crypto.fields.EncryptedTextField(default='')),
                ('access', fabrique.core.crypto.fields.EncryptedTextField(default='')),
                ('commune_code', models.CharField(blank=True, max_length=5)),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('free_from', models.DateField(null=True)),
                ('free_until', models.DateField(null=True)),
                ('note', fabrique.core.crypto.fields.EncryptedTextField(default='')),
                ('announced_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='donations', to='people.organisation')),
                ('donor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='donations', to='equip.donor')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['announced', 'awaited', 'to_collect', 'received', 'declined', 'withdrawn'])), name='donation_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('received_at__isnull', False), ('state', 'received')), models.Q(models.Q(('state', 'received'), _negated=True), ('received_at__isnull', True)), _connector='OR'), name='donation_received_whole')],
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=3, unique=True, validators=[django.core.validators.RegexValidator('\\A[A-Z]{2,3}\\Z')])),
                ('name', models.CharField(max_length=100)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('created_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='people.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='site_has_name')],
            },
        ),
        migrations.CreateModel(
            name='Lot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=9, unique=True)),
                ('label', models.CharField(blank=True, max_length=120)),
                ('received_on', models.DateField()),
                ('created_at', models.DateTimeField()),
                ('donation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='equip.donation')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='people.organisation')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='equip.site')),
            ],
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=16, unique=True)),
                ('kind', models.CharField(choices=[('laptop', 'Ordinateur portable'), ('desktop', 'Ordinateur fixe (tour)'), ('all_in_one', 'Ordinateur tout-en-un'), ('tablet', 'Tablette'), ('smartphone', 'Smartphone'), ('screen', 'Écran'), ('keyboard', 'Clavier'), ('mouse', 'Souris'), ('printer', 'Imprimante'), ('multifunction', 'Imprimante-scanner'), ('charger', 'Chargeur'), ('box', 'Box ou routeur'), ('server', 'Serveur'), ('other', 'Autre matériel')], max_length=13)),
                ('state', models.CharField(choices=[('received', 'Reçu'), ('identified', 'Identifié'), ('to_erase', 'À effacer'), ('erasing', 'Effacement en cours'), ('erased', 'Effacé'), ('erasure_failed', 'Effacement échoué'), ('drive_removed', 'Support retiré'), ('to_diagnose', 'À diagnostiquer'), ('to_repair', 'À réparer'), ('repairing', 'En réparation'), ('to_install', 'À installer'), ('quality_check', 'Au contrôle qualité'), ('ready', 'Prêt'), ('reserved', 'Réservé'), ('handed_over', 'Remis'), ('in_use', 'En usage, suivi'), ('after_sale', 'Revenu en réparation'), ('returned', 'Rendu'), ('quarantined', 'En quarantaine'), ('lost', 'Perdu'), ('stolen', 'Volé'), ('for_parts', 'Pour pièces'), ('recycled', 'Recyclé')], default='received', max_length=14)),
                ('state_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('make', models.CharField(blank=True, max_length=80)),
                ('model', models.CharField(blank=True, max_length=120)),
                ('serial', models.CharField(blank=True, max_length=80)),
                ('made_year', models.PositiveSmallIntegerField(null=True)),
                ('cpu', models.CharField(blank=True, max_length=120)),
                ('cpu_mark', models.PositiveIntegerField(null=True)),
                ('ram_mb', models.PositiveIntegerField(null=True)),
                ('storage_gb', models.PositiveIntegerField(null=True)),
                ('screen_tenths', models.PositiveSmallIntegerField(null=True)),
                ('weight_g', models.PositiveIntegerField(null=True)),
                ('battery', models.PositiveSmallIntegerField(null=True)),
                ('windows_11', models.BooleanField(null=True)),
                ('grade', models.CharField(blank=True, max_length=8)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='people.organisation')),
                ('lot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='equip.lot')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='equip.site')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'state', 'kind'], name='device_stock'), models.Index(condition=models.Q(('serial', ''), _negated=True), fields=['serial'], name='device_serial')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['received', 'identified', 'to_erase', 'erasing', 'erased', 'erasure_failed', 'drive_removed', 'to_diagnose', 'to_repair', 'repairing', 'to_install', 'quality_check', 'ready', 'reserved', 'handed_over', 'in_use', 'after_sale', 'returned', 'quarantined', 'lost', 'stolen', 'for_parts', 'recycled'])), name='device_state_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['laptop', 'desktop', 'all_in_one', 'tablet', 'smartphone', 'screen', 'keyboard', 'mouse', 'printer', 'multifunction', 'charger', 'box', 'server', 'other'])), name='device_kind_known'), models.CheckConstraint(condition=models.Q(('state_at__gte', models.F('received_at'))), name='device_state_after_arrival'), models.CheckConstraint(condition=models.Q(('battery__isnull', True), ('battery__lte', 200), _connector='OR'), name='device_battery_plausible')],
            },
        ),
        migrations.CreateModel(
            name='CodeCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('laptop', 'Ordinateur portable'), ('desktop', 'Ordinateur fixe (tour)'), ('all_in_one', 'Ordinateur tout-en-un'), ('tablet', 'Tablette'), ('smartphone', 'Smartphone'), ('screen', 'Écran'), ('keyboard', 'Clavier'), ('mouse', 'Souris'), ('printer', 'Imprimante'), ('multifunction', 'Imprimante-scanner'), ('charger', 'Chargeur'), ('box', 'Box ou routeur'), ('server', 'Serveur'), ('other', 'Autre matériel')], max_length=13)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='equip.site')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('site', 'kind', 'year'), name='code_counter_once')],
            },
        ),
        migrations.CreateModel(
            name='StorageDrive',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('hdd', 'Disque dur'), ('ssd', 'SSD'), ('nvme', 'SSD NVMe'), ('emmc', 'Mémoire soudée (eMMC, UFS)'), ('other', 'Autre support')], max_length=5)),
                ('model', models.CharField(blank=True, max_length=120)),
                ('serial', models.CharField(blank=True, max_length=80)),
                ('size_bytes', models.BigIntegerField(null=True)),
                ('seen_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='drives', to='equip.device')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('origin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='equip.device')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('device__isnull', True), ('removed_at__isnull', False)), models.Q(('device__isnull', False), ('removed_at__isnull', True)), _connector='OR'), name='storage_drive_somewhere'), models.CheckConstraint(condition=models.Q(('size_bytes__isnull', True), ('size_bytes__gt', 0), _connector='OR'), name='storage_drive_size')],
            },
        ),
        migrations.CreateModel(
            name='DeviceEvent',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('verb', models.CharField(max_length=20)),
                ('origin', models.CharField(blank=True, choices=[('received', 'Reçu'), ('identified', 'Identifié'), ('to_erase', 'À effacer'), ('erasing', 'Effacement en cours'), ('erased', 'Effacé'), ('erasure_failed', 'Effacement échoué'), ('drive_removed', 'Support retiré'), ('to_diagnose', 'À diagnostiquer'), ('to_repair', 'À réparer'), ('repairing', 'En réparation'), ('to_install', 'À installer'), ('quality_check', 'Au contrôle qualité'), ('ready', 'Prêt'), ('reserved', 'Réservé'), ('handed_over', 'Remis'), ('in_use', 'En usage, suivi'), ('after_sale', 'Revenu en réparation'), ('returned', 'Rendu'), ('quarantined', 'En quarantaine'), ('lost', 'Perdu'), ('stolen', 'Volé'), ('for_parts', 'Pour pièces'), ('recycled', 'Recyclé')], max_length=14)),
                ('target', models.CharField(choices=[('received', 'Reçu'), ('identified', 'Identifié'), ('to_erase', 'À effacer'), ('erasing', 'Effacement en cours'), ('erased', 'Effacé'), ('erasure_failed', 'Effacement échoué'), ('drive_removed', 'Support retiré'), ('to_diagnose', 'À diagnostiquer'), ('to_repair', 'À réparer'), ('repairing', 'En réparation'), ('to_install', 'À installer'), ('quality_check', 'Au contrôle qualité'), ('ready', 'Prêt'), ('reserved', 'Réservé'), ('handed_over', 'Remis'), ('in_use', 'En usage, suivi'), ('after_sale', 'Revenu en réparation'), ('returned', 'Rendu'), ('quarantined', 'En quarantaine'), ('lost', 'Perdu'), ('stolen', 'Volé'), ('for_parts', 'Pour pièces'), ('recycled', 'Recyclé')], max_length=14)),
                ('at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('evidence', models.CharField(blank=True, max_length=64)),
                ('facts', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='equip.device')),
            ],
            options={
                'indexes': [models.Index(fields=['device', 'at'], name='device_event_told')],
            },
        ),
        migrations.CreateModel(
            name='ReceivedCount',
            fields=[
                ('donation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='count', serialize=False, to='equip.donation')),
                ('counted_at', models.DateTimeField()),
                ('gap', fabrique.core.crypto.fields.EncryptedTextField(default='')),
                ('counted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='DonationLine',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('laptop', 'Ordinateur portable'), ('desktop', 'Ordinateur fixe (tour)'), ('all_in_one', 'Ordinateur tout-en-un'), ('tablet', 'Tablette'), ('smartphone', 'Smartphone'), ('screen', 'Écran'), ('keyboard', 'Clavier'), ('mouse', 'Souris'), ('printer', 'Imprimante'), ('multifunction', 'Imprimante-scanner'), ('charger', 'Chargeur'), ('box', 'Box ou routeur'), ('server', 'Serveur'), ('other', 'Autre matériel')], max_length=13)),
                ('condition', models.CharField(choices=[('works', 'Fonctionne'), ('partly', 'Fonctionne mal'), ('broken', 'Ne s’allume plus'), ('unknown', 'Je ne sais pas')], default='unknown', max_length=7)),
                ('data', models.CharField(choices=[('yes', 'Oui, ou peut-être'), ('no', 'Non')], default='yes', max_length=3)),
                ('promised', models.PositiveIntegerField()),
                ('counted', models.PositiveIntegerField(null=True)),
                ('donation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='equip.donation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['laptop', 'desktop', 'all_in_one', 'tablet', 'smartphone', 'screen', 'keyboard', 'mouse', 'printer', 'multifunction', 'charger', 'box', 'server', 'other'])), name='donation_line_kind_known'), models.CheckConstraint(condition=models.Q(('promised__lte', 20000)), name='donation_line_plausible'), models.CheckConstraint(condition=models.Q(('counted__isnull', True), ('counted__lte', 20000), _connector='OR'), name='donation_line_counted')],
            },
        ),
    ]
