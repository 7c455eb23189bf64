#!/bin/sh
# Puts back what back-up.sh copied: restore.sh FOLDER, with the environment of the service, which is stopped.
# PostgreSQL's database has to be empty; SQLite's file and the files are replaced.
set -eu
umask 077

folder=${1:?usage: restore.sh FOLDER}
data=${SVODKA_DATA_DIR:-var}
url=${DATABASE_URL:-sqlite:///$data/svodka.db}
mkdir -p "$data"

if ! flock --nonblock "$data/.lock" true; then
    echo "svodka is running in $data: stop it first" >&2
    exit 1
fi

case $url in
postgres*)
    python3 "$(dirname "$0")/pg.py" pg_restore --no-owner --exit-on-error --single-transaction "$folder/svodka.dump"
    ;;
*)
    file=${url#*:///}
    file=${file%%\?*}
    rm -f "$file-wal" "$file-shm"
    cp "$folder/svodka.db" "$file.new"
    mv "$file.new" "$file"
    ;;
esac
echo "rows: restored"

if [ -f "$folder/objects.tar" ]; then
    rm -rf "$data/objects"
    tar -C "$data" -xf "$folder/objects.tar"
    echo "files: restored"
fi
