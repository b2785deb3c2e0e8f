'use strict';
// Only the trace types that pages draw: a quarter of the full library on the wire.
var Plotly = require('plotly.js/lib/core');
Plotly.register([
  require('plotly.js/lib/bar'),
  require('plotly.js/lib/heatmap'),
  require('plotly.js/lib/choropleth'),
  require('plotly.js/lib/scattergeo'),
]);
Plotly.register(require('plotly.js/lib/locales/id'));
module.exports = Plotly;
