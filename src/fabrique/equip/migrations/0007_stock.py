import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('equip', '0006_giving'),
        ('people', '0013_notifications'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Shelf',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=8, validators=[django.core.validators.RegexValidator('\\A[A-Z0-9]{1,8}\\Z')])),
                ('label', models.CharField(blank=True, max_length=100)),
                ('created_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shelves', to='people.organisation')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shelves', to='equip.site')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('site', 'code'), name='shelf_code_once')],
            },
        ),
        migrations.CreateModel(
            name='Stocktake',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('shelf', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='equip.shelf')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='equip.site')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True), ('shelf__isnull', True)), fields=('site',), name='stocktake_one_open_by_site'), models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True), ('shelf__isnull', False)), fields=('shelf',), name='stocktake_one_open_by_shelf')],
            },
        ),
        migrations.CreateModel(
            name='StocktakeLine',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('expected', models.BooleanField()),
                ('seen_at', models.DateTimeField(null=True)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='equip.device')),
                ('seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stocktake', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='equip.stocktake')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('stocktake', 'device'), name='stocktake_line_once'), models.CheckConstraint(condition=models.Q(('expected', True), ('seen_at__isnull', False), _connector='OR'), name='stocktake_line_says_something')],
            },
        ),
        migrations.CreateModel(
            name='Supply',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('charger', 'Chargeur'), ('mouse', 'Souris'), ('keyboard', 'Clavier'), ('cable', 'Câble'), ('ram', 'Mémoire vive'), ('drive', 'Disque ou SSD'), ('battery', 'Batterie'), ('bag', 'Sacoche'), ('consumable', 'Consommable'), ('other', 'Autre fourniture')], max_length=10)),
                ('name', models.CharField(max_length=100)),
                ('quantity', models.PositiveIntegerField(default=0)),
                ('minimum', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supplies', to='people.organisation')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supplies', to='equip.site')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('site', 'number'), name='supply_number_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['charger', 'mouse', 'keyboard', 'cable', 'ram', 'drive', 'battery', 'bag', 'consumable', 'other'])), name='supply_kind_known'), models.CheckConstraint(condition=models.Q(('quantity__gte', 0)), name='supply_never_negative'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='supply_has_name')],
            },
        ),
        migrations.CreateModel(
            name='SupplyMove',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('way', models.CharField(choices=[('in', 'Entrée'), ('out', 'Sortie'), ('count', 'Comptage')], max_length=5)),
                ('change', models.IntegerField()),
                ('left', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supply_moves', to='equip.device')),
                ('supply', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='equip.supply')),
            ],
            options={
                'indexes': [models.Index(fields=['supply', 'at'], name='supply_move_told')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('change__gt', 0), ('way', 'in')), models.Q(('change__lt', 0), ('way', 'out')), ('way', 'count'), _connector='OR'), name='supply_move_way'), models.CheckConstraint(condition=models.Q(('left__gte', models.F('change'))), name='supply_move_adds_up')],
            },
        ),
        migrations.AddField(
            model_name='device',
            name='shelf',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='equip.shelf'),
        ),
        migrations.AddIndex(
            model_name='device',
            index=models.Index(fields=['organisation', 'state_at', 'code'], name='device_waiting'),
        ),
    ]
