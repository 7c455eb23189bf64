"""Runs a program of PostgreSQL's on DATABASE_URL: pg.py PROGRAM OPTIONS. No list of processes shows the password."""

import os
import sys
from urllib.parse import unquote, urlsplit

url = urlsplit(os.environ["DATABASE_URL"])
who, at, host = url.netloc.rpartition("@")
user, colon, password = who.partition(":")
if colon:
    os.environ["PGPASSWORD"] = unquote(password)
address = url._replace(scheme="postgresql", netloc=user + at + host).geturl()
os.execvp(sys.argv[1], [*sys.argv[1:], f"--dbname={address}"])  # noqa: S606 - no shell is the point
