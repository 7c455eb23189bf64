#!/bin/sh
# Copies the rows, then the files: back-up.sh FOLDER, with the environment of the service; it may go on running.
# Rows first: a file that came later is one too many, and harmless; one that is missing would be missed.
# A database behind a transaction pooler is named here by its direct address. Files in a bucket are not copied.
set -eu
umask 077

folder=${1:?usage: back-up.sh FOLDER}
data=${SVODKA_DATA_DIR:-var}
url=${DATABASE_URL:-sqlite:///$data/svodka.db}
mkdir -p "$folder"

case $url in
postgres*)
    python3 "$(dirname "$0")/pg.py" pg_dump --format=custom --no-owner --file="$folder/svodka.dump"
    echo "rows: $folder/svodka.dump"
    ;;
*)
    file=${url#*:///}
    rm -f "$folder/svodka.db"
    python3 -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("VACUUM INTO ?", sys.argv[2:])' \
        "${file%%\?*}" "$folder/svodka.db"
    echo "rows: $folder/svodka.db"
    ;;
esac

if [ -d "$data/objects" ]; then
    # 1 says that a file went away while it was read: its person deleted it.
    tar -C "$data" -cf "$folder/objects.tar" objects || [ $? -eq 1 ]
    echo "files: $folder/objects.tar"
fi
