#!/bin/sh
# Make sure that there is a PostgreSQL for the tests of lakes. A missing one fails in CI and is said elsewhere,
# where these tests are then reported as skipped.
find_postgres() {
    for initdb in "${SOROT_POSTGRES:-/nowhere}/initdb" /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb \
        /opt/homebrew/opt/postgresql*/bin/initdb "$(command -v initdb)"; do
        [ -x "$initdb" ] && [ -x "$(dirname "$initdb")/postgres" ] && return 0
    done
    return 1
}
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

find_postgres && exit 0
echo "No PostgreSQL found; installing one for the tests of lakes ..."
if command -v apt-get >/dev/null 2>&1; then
    as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends postgresql >/dev/null
elif command -v dnf >/dev/null 2>&1; then
    as_root dnf install -y -q postgresql-server
elif command -v apk >/dev/null 2>&1; then
    as_root apk add -q postgresql
fi
find_postgres && exit 0

echo "The tests of lakes need PostgreSQL, and none could be installed." >&2
echo "Install it, or name the folder of its programs: SOROT_POSTGRES=/path/to/bin make test" >&2
[ "${CI:-}" = true ] && exit 1
exit 0
