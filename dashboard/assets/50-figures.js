/* Figures arrive with colours named by role and counts beside them; here they get the reader's colours, the
   hover texts and, when asked, become a picture. */
(function () {
  'use strict';

  const NARROW = matchMedia('(max-width: 620px)');
  const root = document.documentElement;
  const sorot = (window.dash_clientside = window.dash_clientside || {});
  const own = (sorot.sorot = sorot.sorot || {});

  function colours() {
    const css = getComputedStyle(root);
    const known = {};
    return (role) => (known[role] ??= css.getPropertyValue(`--${role}`).trim());
  }

  function painted(value, colour) {
    if (typeof value === 'string') return value[0] === '@' ? colour(value.slice(1)) || value : value;
    if (Array.isArray(value)) {
      const plain = (item) => item === null || typeof item === 'number';
      return value.every(plain) ? value : value.map((item) => painted(item, colour));
    }
    if (value && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, painted(item, colour)]));
    }
    return value;
  }

  function fill(template, values) {
    return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  /* "12.4% · 31 of 250" for every point: the value of that day alone, also where the line is an average. */
  function hoverTexts(data, hover) {
    if (!hover) return;
    const whole = new Intl.NumberFormat(hover.lang, { maximumFractionDigits: 0 });
    const one = new Intl.NumberFormat(hover.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    const worth = {
      share: (n, of) => `${one.format((100 * n) / of)}%`,
      count: (n) => whole.format(n),
      index: (n, of, drawn, mean) => whole.format(mean ? (100 * n) / mean : drawn),
    }[hover.measure];
    hover.series.forEach(({ trace, n, mean, at }) => {
      const places = at || n.map((_, place) => place);
      data[trace].text = places.map((place, point) => {
        const of = hover.collected[place];
        if (n[place] === null || !of) return '';
        const value = worth(n[place], of, data[trace].y[point], mean);
        return fill(hover.template, { value, n: whole.format(n[place]), of: whole.format(of) });
      });
    });
  }

  own.drawn = {}; /* what is on the page, by the id of its place: 90-print.js draws it again */

  own.painted = function (spec) {
    const { outputs_list: outputs } = window.dash_clientside.callback_context;
    if (spec) own.drawn[outputs[0].id.name] = spec;
    return own.paint(spec);
  };

  own.paint = function (spec) {
    const none = window.dash_clientside.no_update;
    if (!spec) return [none, none, none];
    const colour = colours();
    const layout = NARROW.matches && spec.narrow ? { ...spec.layout, ...spec.narrow } : spec.layout;
    const figure = painted({ data: spec.data, layout }, colour);
    hoverTexts(figure.data, spec.hover);
    if (NARROW.matches && spec.shrink) {
      figure.data.filter(({ marker }) => marker && Array.isArray(marker.size)).forEach((trace) => {
        trace.marker.size = trace.marker.size.map((size) => Math.max(5, size * spec.shrink));
      });
    }
    figure.layout.hoverlabel = {
      bgcolor: colour('surface'),
      bordercolor: colour('line'),
      font: { family: figure.layout.font && figure.layout.font.family, size: 12.5, color: colour('ink') },
      ...figure.layout.hoverlabel,
    };
    /* Without any label a chart waits for its data and shows a bone, see 10-frame.css. */
    return [figure, spec.label || ' ', { height: `${layout.height}px` }];
  };

  function repaint() {
    const tell = window.dash_clientside && window.dash_clientside.set_props;
    if (tell && document.getElementById('main')) tell('look', { data: Date.now() });
  }
  NARROW.addEventListener('change', repaint);
  new MutationObserver(repaint).observe(root, { attributes: true, attributeFilter: ['data-mantine-color-scheme'] });

  /* Where the pointer went down tells which of the lines under a unified hover card was meant. */
  let pointerY = null;
  document.addEventListener('pointerdown', (event) => (pointerY = event.clientY), true);

  function nearest(points, plot) {
    if (pointerY === null || !plot || !plot._fullLayout) return points[0];
    const top = plot.getBoundingClientRect().top;
    const distance = (point) => {
      const trace = plot._fullData[point.curveNumber];
      const axis = plot._fullLayout[(trace.yaxis || 'y').replace('y', 'yaxis')];
      return Math.abs(top + axis._offset + axis.d2p(point.y) - pointerY);
    };
    return points.reduce((best, point) => (distance(point) < distance(best) ? point : best));
  }

  /* "MY.2026-11-16" for a click on a marker or a line; lines carry their code, markers code and day. */
  own.opened = function (click) {
    const none = window.dash_clientside.no_update;
    if (!click || !click.points.length) return none;
    const plot = document.querySelector('#timeline .js-plotly-plot');
    const marked = click.points.find((point) => Array.isArray(point.customdata));
    if (marked) return marked.customdata.join('.');
    const code = (point) => plot && ((plot.data[point.curveNumber] || {}).meta || {}).code;
    const lines = click.points.filter((point) => code(point) && point.y !== null);
    if (!lines.length) return none;
    const point = nearest(lines, plot);
    return `${code(point)}.${String(point.x).slice(0, 10)}`;
  };

  async function asDataUrl(address) {
    const blob = await (await fetch(address)).blob();
    return new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.readAsDataURL(blob);
    });
  }

  /* A drawing used as an image can load nothing, so our font goes into it. */
  async function raster(svg, width, height) {
    const font = await asDataUrl('/assets/fonts/inter-latin-wght-normal.woff2');
    const face = `<style>@font-face{font-family:Inter;font-weight:100 900;src:url(${font})}</style>`;
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(svg.replace(/(<svg[^>]*>)/, `$1${face}`))}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: 2 * width, height: 2 * height });
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL('image/png');
  }

  /* A picture that can stand alone: title, what was counted, the source and when it was made are part of it. */
  own.picture = async function (clicks, spec) {
    const none = window.dash_clientside.no_update;
    const plot = spec && spec.credits && document.querySelector(`#${spec.credits.graph} .js-plotly-plot`);
    if (!clicks || !plot || !window.Plotly) return none;
    const { title, subtitle, events, filters, name } = spec.credits;
    const happened = events ? events.split('\n') : [];
    const colour = colours();
    const words = (text, y, size, ink, weight) => ({
      text, x: 0, y, xref: 'paper', yref: 'paper', xanchor: 'left', yanchor: 'bottom', showarrow: false,
      xshift: 12 - layout.margin.l, font: { size, color: colour(ink), weight },
    });
    const layout = JSON.parse(JSON.stringify(plot.layout));
    const below = 76 + 16 * happened.length;
    const [width, height] = [1200, 684 + below];
    const margin = { ...layout.margin, t: 94 + layout.margin.t, r: 16 + layout.margin.r, b: below };
    const inner = height - margin.t - margin.b;
    const stamp = `sorot · ${location.host} · ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    Object.assign(layout, {
      autosize: false, width, height, margin,
      paper_bgcolor: colour('surface'), plot_bgcolor: colour('surface'),
      annotations: [
        ...(layout.annotations || []),
        words(title, 1 + (margin.t - 42) / inner, 20, 'ink', 600),
        words(subtitle, 1 + (margin.t - 68) / inner, 13, 'ink-3'),
        ...happened.map((line, place) => words(line, (-52 - 16 * place) / inner, 12, 'ink-2')),
        words(filters, (18 - below) / inner, 12, 'ink-3'),
        words(stamp, (2 - below) / inner, 12, 'ink-3'),
      ],
    });
    const drawing = await window.Plotly.toImage({ data: plot.data, layout }, { format: 'svg', width, height });
    const link = document.createElement('a');
    link.href = await raster(decodeURIComponent(drawing.slice(drawing.indexOf(',') + 1)), width, height);
    link.download = `${name}.png`;
    link.click();
    return none;
  };
})();
