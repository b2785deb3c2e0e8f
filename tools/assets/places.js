'use strict';
// Where the map puts the circle of a country: [longitude, latitude, 1 when the coarse map draws its land],
// by ISO 3166-1 alpha-3. Places are middles of each one's largest land; the coarse map has no small states.
const path = require('node:path');

const folder = process.argv[2];
const countries = (resolution) =>
  require(path.join(folder, `world_${resolution}m.json`)).objects.countries.geometries.filter(({ id }) => id);
const drawn = new Set(countries(110).map(({ id }) => id));
// Those that have no outline of their own even in the finer map, and Malaysia, whose largest land is Sarawak.
const others = {
  BES: [-68.26, 12.18], BVT: [3.36, -54.42], CCK: [96.84, -12.17], CXR: [105.69, -10.45], GIB: [-5.35, 36.14],
  GLP: [-61.55, 16.25], GUF: [-53.09, 3.93], MTQ: [-61.0, 14.65], MYS: [102.2, 4.0], MYT: [45.15, -12.83],
  REU: [55.53, -21.12], SJM: [16.0, 78.0], TKL: [-171.85, -9.2], TUV: [179.2, -8.52], UMI: [166.65, 19.28],
  XKK: [20.9, 42.58],
};
const middles = Object.fromEntries(countries(50).map(({ id, properties }) => [id, properties.ct]));
const rows = Object.entries({ ...middles, ...others })
  .sort(([one], [other]) => (one < other ? -1 : 1))
  .map(([id, [lon, lat]]) => `"${id}":[${lon},${lat},${drawn.has(id) ? 1 : 0}]`);
process.stdout.write(`{\n${rows.join(',\n')}\n}\n`);
