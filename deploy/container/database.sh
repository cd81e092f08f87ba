#!/bin/sh
# Run once by the database's image, on an empty volume. The sites connect as an ordinary role: a superuser could change what
# is append-only.
set -eu
psql --set ON_ERROR_STOP=1 <<'SQL'
\set password `cat /run/secrets/database_password`
CREATE ROLE volunteercloud LOGIN REPLICATION PASSWORD :'password';
CREATE DATABASE volunteercloud OWNER volunteercloud;
SQL
echo "host replication volunteercloud all scram-sha-256" >> "$PGDATA/pg_hba.conf"
