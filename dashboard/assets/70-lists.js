/* Clicks that lead from one page to another, and lists that are read with the keyboard. */
(function () {
  'use strict';

  const space = (window.dash_clientside = window.dash_clientside || {});
  const own = (space.sorot = space.sorot || {});
  const none = () => window.dash_clientside.no_update;

  /* Go to a page as dcc.Link does: without loading everything again. */
  function go(href) {
    history.pushState(null, '', href);
    window.dispatchEvent(new CustomEvent('_dashprivate_pushstate'));
    window.scrollTo(0, 0);
    return href;
  }

  const plotted = (name) => document.querySelector(`#${name} .js-plotly-plot`);

  /* A cell of the heat map: that country, with the evidence of that day open. */
  own.cellOpened = function (click) {
    const plot = plotted('heat');
    if (!click || !plot || !click.points.length || click.points[0].z === null) return none();
    const { x, y } = click.points[0];
    const trace = plot.data[0];
    const code = trace.meta.codes[trace.y.indexOf(y)];
    return go(`/compare?e=${encodeURIComponent(code)}&at=${encodeURIComponent(code)}.${String(x).slice(0, 10)}`);
  };

  own.moverOpened = function (click) {
    const plot = plotted('moved');
    if (!click || !plot || !click.points.length) return none();
    const { code } = plot.data[click.points[0].curveNumber].meta || {};
    return code ? go(`/compare?e=${encodeURIComponent(code)}`) : none();
  };
})();
