#!/bin/sh
# Make sure that there is a Chromium for the browser tests. A missing one fails in CI and is said elsewhere,
# where the browser tests are then reported as skipped.
find_chromium() {
    for name in "${SOROT_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && return 0
    done
    # playwright's own download, where one was made before
    .venv/bin/python -c 'import os, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as p: sys.exit(not os.path.exists(p.chromium.executable_path))' 2>/dev/null
}
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

find_chromium && exit 0
echo "No Chromium found; installing one for the browser tests ..."
if command -v apt-get >/dev/null 2>&1; then
    as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
elif command -v dnf >/dev/null 2>&1; then
    as_root dnf install -y -q chromium
elif command -v apk >/dev/null 2>&1; then
    as_root apk add -q chromium
else
    .venv/bin/python -m playwright install chromium
fi
find_chromium && exit 0

echo "The browser tests need Chromium, and none could be installed." >&2
echo "Install Chromium or Chrome, or name one: SOROT_CHROMIUM=/path/to/chromium make test" >&2
[ "${CI:-}" = true ] && exit 1
exit 0
