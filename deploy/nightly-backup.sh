#!/bin/sh
# Une sauvegarde datée, vérifiée ; celles de plus de KEEP_DAYS jours (30) s’en vont, jamais la dernière.
#   nightly-backup.sh DOSSIER
set -eu
folder=$1
archive="$folder/fabrique-$(date +%F).fabrique"
fabrique backup "$archive"
fabrique verify-backup "$archive"
find "$folder" -maxdepth 1 -name 'fabrique-*.fabrique' -mtime "+${KEEP_DAYS:-30}" ! -path "$archive" -delete
