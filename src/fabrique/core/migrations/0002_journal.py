"""The journal becomes a chain. The entries that were there keep their content and order, numbered below 0."""

import uuid

from django.db import migrations, models
import django.db.models.deletion

import fabrique.core.crypto.fields
import fabrique.core.journal.models


def number_below_zero(apps, schema_editor):
    """All at once, by a bound taken first: every new number is free."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT MAX(seq) FROM core_journalentry")
        last = cursor.fetchone()[0]
        if last is not None:
            cursor.execute("UPDATE core_journalentry SET seq = seq - %s", [last + 1])


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RenameField("journalentry", "id", "seq"),
        migrations.AlterField("journalentry", "seq", models.BigIntegerField(primary_key=True, serialize=False)),
        migrations.RunPython(number_below_zero, migrations.RunPython.noop),
        migrations.AlterField("journalentry", "at", models.DateTimeField()),
        migrations.AlterField("journalentry", "action", models.CharField(max_length=80)),
        migrations.AlterField("journalentry", "actor", models.CharField(blank=True, max_length=64)),
        migrations.AlterField("journalentry", "subject", models.CharField(blank=True, max_length=120)),
        migrations.AlterField(
            "journalentry", "summary", fabrique.core.journal.models.CanonicalJSONField(default=dict)
        ),
        migrations.AddField("journalentry", "organisation", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddField(
            "journalentry", "commitments", fabrique.core.journal.models.CanonicalJSONField(default=dict)
        ),
        migrations.AddField("journalentry", "key", models.CharField(blank=True, default="", max_length=16)),
        migrations.AddField("journalentry", "previous", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddField("journalentry", "hash", models.CharField(blank=True, default="", max_length=64)),
        migrations.CreateModel(
            name='JournalCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True)),
                ('asked_by', models.CharField(blank=True, max_length=64)),
                ('entries', models.BigIntegerField()),
                ('seq', models.BigIntegerField()),
                ('seconds', models.FloatField()),
                ('damages', fabrique.core.journal.models.CanonicalJSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='JournalHead',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField()),
                ('hash', models.CharField(max_length=64)),
                ('key', models.CharField(max_length=16)),
                ('tag', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='JournalPersonal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=40)),
                ('person', models.CharField(db_index=True, max_length=120)),
                ('salt', models.CharField(max_length=64)),
                ('value', fabrique.core.crypto.fields.EncryptedTextField()),
            ],
        ),
        migrations.CreateModel(
            name='JournalRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.CharField(max_length=7)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(blank=True, max_length=64)),
                ('organisation', models.CharField(blank=True, max_length=64)),
                ('subject', models.CharField(max_length=120)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('key', models.CharField(max_length=16)),
                ('tag', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='JournalSegment',
            fields=[
                ('month', models.CharField(max_length=7, primary_key=True, serialize=False)),
                ('count', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('sealed_at', models.DateTimeField()),
                ('head', fabrique.core.journal.models.CanonicalJSONField()),
            ],
        ),
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(fields=['at'], name='journal_at'),
        ),
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(fields=['action', 'seq'], name='journal_action'),
        ),
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(fields=['actor', 'seq'], name='journal_actor'),
        ),
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(fields=['subject', 'seq'], name='journal_subject'),
        ),
        migrations.AddField(
            model_name='journalpersonal',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='personal', to='core.journalentry'),
        ),
        migrations.AddIndex(
            model_name='journalread',
            index=models.Index(fields=['month', 'id'], name='journal_read_month'),
        ),
        migrations.AddIndex(
            model_name='journalread',
            index=models.Index(fields=['subject', 'id'], name='journal_read_subject'),
        ),
        migrations.AddConstraint(
            model_name='journalpersonal',
            constraint=models.UniqueConstraint(fields=('entry', 'key'), name='journal_value_once'),
        ),
    ]
