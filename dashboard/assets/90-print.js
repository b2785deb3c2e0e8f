/* On paper charts are light and as wide as the page, and the numbers of a chart stand below it. */
(function () {
  'use strict';

  const WIDTH = 660; /* pixels of a card on A4 within its margins */
  const LONG = 40; /* rows from which tables of few columns stand beside each other */
  const root = document.documentElement;
  const SCHEME = 'data-mantine-color-scheme';
  let before = null;

  const own = () => window.dash_clientside.sorot;
  const plots = () => [...document.querySelectorAll('.graph')].filter(({ id }) => own().drawn[id] && document.querySelector(`#${id} .js-plotly-plot`));

  function draw(place, width) {
    const [figure] = own().paint(own().drawn[place.id]);
    const layout = width ? { ...figure.layout, width, autosize: false } : { ...figure.layout, autosize: true };
    window.Plotly.react(place.querySelector('.js-plotly-plot'), figure.data, layout);
    return figure;
  }

  const cell = (kind, text, more) => Object.assign(document.createElement(kind), { textContent: text, ...more });

  /* Every value that a pointer would find, a row each day: what the table of the page has. */
  function table(place, figure) {
    const { hover } = own().drawn[place.id];
    if (!hover) return;
    const seen = new Map();
    hover.series.forEach(({ trace, at }) => !at && seen.set(figure.data[trace].name, figure.data[trace]));
    const series = [...seen.values()];
    if (!series.length) return;
    const day = (at) => {
      const { x, x0, dx } = series[0];
      return x ? x[at].slice(0, 10) : new Date(Date.parse(x0) + at * dx).toISOString().slice(0, 10);
    };
    const rows = hover.collected.map((_, at) => {
      const row = document.createElement('tr');
      row.append(cell('th', day(at), { scope: 'row' }), ...series.map(({ text }) => cell('td', text[at] || '–', { className: 'n' })));
      return row;
    });
    const beside = rows.length > LONG ? Math.max(1, 4 - series.length) : 1;
    const each = Math.ceil(rows.length / beside);
    const tables = Array.from({ length: beside }, (_, at) => {
      const head = document.createElement('tr');
      head.append(cell('th', ''), ...series.map(({ name }) => cell('th', name, { className: 'n' })));
      const top = document.createElement('thead');
      top.append(head);
      const body = document.createElement('tbody');
      body.append(...rows.slice(at * each, (at + 1) * each));
      const made = document.createElement('table');
      made.className = 'data';
      made.append(top, body);
      return made;
    });
    const made = Object.assign(document.createElement('div'), { className: 'print-twin' });
    made.append(...tables);
    place.after(made);
  }

  function foot() {
    const place = document.querySelector('.print-foot');
    if (!place) return;
    const { zone, name, made, address, lang, demo } = place.dataset;
    const time = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(new Date());
    const drawn = plots().map(({ id }) => (own().drawn[id].credits || {}).filters);
    const listed = [...document.querySelectorAll('.print-filters')].map(({ textContent }) => textContent);
    const filters = [...new Set([...drawn, ...listed])].filter(Boolean);
    place.replaceChildren(
      ...[...(filters.length ? filters : [demo].filter(Boolean)), `${made} ${time} ${name}`, `${address} ${location.href}`].map((text) => cell('div', text)),
    );
  }

  addEventListener('beforeprint', () => {
    if (before !== null || !own() || !own().drawn) return;
    before = root.getAttribute(SCHEME) || '';
    root.setAttribute(SCHEME, 'light');
    foot();
    if (window.Plotly) plots().forEach((place) => table(place, draw(place, WIDTH)));
  });
  addEventListener('afterprint', () => {
    if (before === null) return;
    root.setAttribute(SCHEME, before);
    before = null;
    document.querySelectorAll('.print-twin').forEach((made) => made.remove());
    if (window.Plotly) plots().forEach((place) => draw(place, 0));
  });
})();
