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
  own.go = go;

  const plotted = (name) => document.querySelector(`#${name} .js-plotly-plot`);

  /* A cell of the heat map: that country, with the evidence of that day open. */
  own.cellOpened = function (click) {
    const plot = plotted('heat');
    if (!click || !plot || !click.points.length || click.points[0].z === null) return none();
    const { x, y } = click.points[0];
    const trace = plot.data[0];
    const code = trace.meta.codes[trace.y.indexOf(y)];
    const at = `${encodeURIComponent(code)}.${String(x).slice(0, 10)}`;
    return go(`/compare?e=${encodeURIComponent(code)}&at=${at}${trace.meta.more}`);
  };

  own.moverOpened = function (click) {
    const plot = plotted('moved');
    if (!click || !plot || !click.points.length) return none();
    const { code, more } = plot.data[click.points[0].curveNumber].meta || {};
    return code ? go(`/entity/${encodeURIComponent(code)}${more.replace('&', '?')}`) : none();
  };

  /* ---------- the list of articles ---------- */

  const OPEN = 'articles-open';
  const tell = (id, data) => window.dash_clientside.set_props(id, { data });

  /* As sorot.write, but a list whose filters change begins at its top again, and the article that is open is
     no part of what the list asks the server for. */
  let filters = null;
  let left = false;
  own.writeList = function (...values) {
    const last = values.pop();
    const plan = values[values.length - 1];
    const place = (name) => plan.fields.findIndex((field) => field.name === name);
    if (!plan || values[0] === undefined || location.pathname !== plan.path) return none();
    const now = JSON.stringify(values.filter((_, at) => at < place('after')));
    if (!last) left = false;
    else if (now !== filters) left = true;
    filters = now;
    if (left) values[place('after')] = '';
    const query = own.write(...values, null);
    if (typeof query !== 'string') return none();
    const parts = new URLSearchParams(query);
    parts.delete('a');
    const asked = `?${parts}`;
    return asked === last ? none() : asked;
  };

  /* A click on a filter chooses it, or no longer. */
  own.picked = function (pick, codes, outlets, langs, sections, hours, plan) {
    const order = ['entity', 'outlet', 'lang', 'section', 'hour'];
    return [codes, outlets, langs, sections, hours].map((chosen, at) => {
      if (!pick || pick.facet !== order[at]) return none();
      if (chosen.includes(pick.value)) return chosen.filter((value) => value !== pick.value);
      return pick.facet === 'entity' && chosen.length >= plan.most ? none() : [...chosen, pick.value];
    });
  };

  const drawer = () => document.getElementById('articles-drawer');
  const headlines = () => [...document.querySelectorAll('.article .title')];
  let opener = null; /* id of the article whose headline gets the focus back */
  let wanted = false; /* whether the drawer gets the focus when it is drawn */

  own.drawerDrawn = function (className) {
    const open = className.includes('open');
    document.querySelectorAll('.article.current').forEach((row) => row.classList.remove('current'));
    const id = new URLSearchParams(location.search).get('a');
    const headline = headlines().find((link) => link.dataset.article === id);
    if (headline) headline.closest('.article').classList.add('current');
    if (open) drawer().scrollTop = 0;
    if (open && wanted) requestAnimationFrame(() => drawer().querySelector('button')?.focus());
    if (!open && opener) headlines().find((link) => link.dataset.article === opener)?.focus();
    wanted = false;
    if (!open) opener = null;
    return none();
  };

  function open(link, { focus }) {
    opener = link.dataset.article;
    wanted = focus;
    tell(OPEN, link.dataset.article);
  }

  document.addEventListener('click', (event) => {
    const element = event.target instanceof Element ? event.target : null;
    const pick = element && element.closest('[data-facet]');
    if (pick) {
      tell('articles-picked', { facet: pick.dataset.facet, value: pick.dataset.value, at: Date.now() });
      return;
    }
    const opens = element && element.closest('[data-opens]');
    if (opens) {
      const shown = document.getElementById(opens.dataset.opens).parentElement.classList.toggle('open');
      opens.setAttribute('aria-expanded', String(shown));
      return;
    }
    const link = element && element.closest('a[data-article]');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link, { focus: true });
  });

  /* j and k go from headline to headline, and through the articles when one is open; Enter opens. */
  document.addEventListener('keydown', (event) => {
    if (!drawer() || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]');
    if (typing) return;
    const isOpen = drawer().classList.contains('open');
    if (event.key === 'Escape' && isOpen) {
      if (!document.querySelector('.mantine-Popover-dropdown')) drawer().querySelector('#drawer-close')?.click();
      return;
    }
    const step = { j: 1, k: -1 }[event.key];
    const all = headlines();
    if (!step || !all.length) return;
    event.preventDefault();
    const shown = isOpen ? new URLSearchParams(location.search).get('a') : null;
    const at = all.findIndex((link) => (shown ? link.dataset.article === shown : link === document.activeElement));
    const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
    next.focus();
    next.closest('.article').scrollIntoView({ block: 'nearest' });
    if (isOpen) open(next, { focus: false });
  });
})();
