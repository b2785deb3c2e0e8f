'use strict';
// One style sheet of masks: an icon takes the colour of the text beside it and costs no request.
const fs = require('node:fs');
const path = require('node:path');

const [names, folder] = process.argv.slice(2);
const compact = (svg) =>
  svg
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/\s*class="[^"]*"/, '')
    .replace(/currentColor/g, '#000')
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, '')
    .replace(/\s+/g, ' ')
    .replace(/> </g, '><')
    .trim();
const encode = (svg) => svg.replace(/"/g, "'").replace(/#/g, '%23').replace(/</g, '%3C').replace(/>/g, '%3E');

const rules = fs
  .readFileSync(names, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((name) => {
    const svg = compact(fs.readFileSync(path.join(folder, `${name}.svg`), 'utf8'));
    return `.icon-${name}{--icon:url("data:image/svg+xml,${encode(svg)}")}`;
  });
process.stdout.write(`/* Tabler Icons, MIT licence: see vendor/icons.LICENSE.txt. Built by tools/assets/build.sh. */\n${rules.join('\n')}\n`);
