/* The frame around the pages: search, navigation, language, links, and the address that holds the state. */
(function () {
  'use strict';

  const space = (window.dash_clientside = window.dash_clientside || {});
  const own = (space.sorot = space.sorot || {});
  const none = () => window.dash_clientside.no_update;

  /* ---------- Indonesian month and day names for the calendar, where DatesProvider looks for them ---------- */

  window.dayjs_locale_id = {
    name: 'id',
    weekStart: 1,
    months: 'Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember'.split(' '),
    monthsShort: 'Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des'.split(' '),
    weekdays: 'Minggu Senin Selasa Rabu Kamis Jumat Sabtu'.split(' '),
    weekdaysShort: 'Min Sen Sel Rab Kam Jum Sab'.split(' '),
    weekdaysMin: 'Mg Sn Sl Rb Km Jm Sb'.split(' '),
    ordinal: (n) => `${n}.`,
  };

  /* ---------- the address is the state ---------- */

  const text = (value) => {
    if (value === true) return '1';
    if (value === false) return '0';
    return Array.isArray(value) ? value.join(',') : value === null || value === undefined ? '' : String(value);
  };

  const back = (day, days) => new Date(Date.parse(day) - days * 86400000).toISOString().slice(0, 10);

  /* Two dates become last=90d when that is what it means today, else from= and to=. In an archive younger than
     that several names mean the same days; the one an address without dates has goes first. */
  function range(parts, dates, { today, lasts, first, last }) {
    if (!dates || !dates[0] || !dates[1]) return false;
    const [from, to] = dates.map((day) => String(day).slice(0, 10));
    const begins = (name) => {
      const begin = name === 'all' ? first : back(today, lasts[name] - 1);
      return begin < first ? first : begin;
    };
    const name = to === today && [last, ...Object.keys(lasts), 'all'].find((key) => begins(key) === from);
    if (!name) parts.push(['from', from], ['to', to]);
    else if (name !== last) parts.push(['last', name]);
    return true;
  }

  /* Back from an opened drill-down: Dash does not see it, as the entry in the history is ours. */
  let written = null;
  let shown = null; /* path of the page that is drawn: back from another page, there is no holder yet */
  window.addEventListener('popstate', () => {
    if (!written || !written.step || location.pathname !== written.path || shown !== written.path) return;
    const value = new URLSearchParams(location.search).get(written.step) || '';
    if (document.getElementById('main')) window.dash_clientside.set_props(written.holder, { data: value });
  });

  const chosen = (value, { kind, size }) => (kind === 'set' && value && value.length === size ? [] : value);

  /* Called with the values of the page's controls in the order of its plan (dashboard.url_state.plan), then the
     plan, then the query as it is. What it returns is what the server reads. */
  own.write = function (...values) {
    const last = values.pop();
    const plan = values.pop();
    if (!plan || location.pathname !== plan.path || values[0] === undefined) return none();
    written = plan;
    const parts = [];
    for (const [at, field] of plan.fields.entries()) {
      if (field.kind === 'dates') {
        if (!range(parts, values[at], plan)) return none();
      } else {
        const value = text(chosen(values[at], field));
        if (value !== field.base) parts.push([field.name, value]);
      }
    }
    const query = `?${parts.map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%2C/g, ',')}`).join('&')}`;
    const address = location.pathname + (query === '?' ? '' : query);
    if (address !== location.pathname + location.search) {
      const opens = plan.step && parts.some(([name]) => name === plan.step);
      const step = opens && !new URLSearchParams(location.search).has(plan.step);
      history[step ? 'pushState' : 'replaceState'](history.state, '', address + location.hash);
    }
    return query === last ? none() : query;
  };

  own.csv = (query, plan) => (query && plan ? plan.csv + query : none());

  /* ---------- chips and toggles ---------- */

  const triggered = () => {
    const { triggered: list, triggered_id: id } = window.dash_clientside.callback_context;
    return list.length && list[0].value ? id : null;
  };

  own.removed = function (clicks, chosen) {
    const id = triggered();
    return id && id.code ? chosen.filter((code) => code !== id.code) : none();
  };

  /* What was found comes with a time: the same name may be added, removed and added again. */
  own.added = function (found, chosen, plan) {
    const [code] = found || [];
    if (!code || chosen.includes(code)) return [none(), ''];
    if (chosen.length >= plan.most) return [none(), document.querySelector('.add').dataset.full];
    return [[...chosen, code], ''];
  };

  own.openedBy = function () {
    const id = triggered();
    return id && id.at ? id.at : none();
  };

  own.flipped = (clicks, now) => (clicks ? (now === 'table' ? 'chart' : 'table') : none());
  own.closed = (clicks) => (clicks ? '' : none());

  /* ---------- header ---------- */

  own.here = function (path) {
    shown = path;
    document.querySelectorAll('.shell-nav a').forEach((link) => {
      const { pathname } = new URL(link.href);
      const current = pathname === path || (pathname !== '/' && path.startsWith(`${pathname}/`));
      if (current) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    });
    document.body.classList.remove('nav-open');
    return [path, null]; /* what went wrong on the page before is no news here */
  };

  own.copied = async function (clicks) {
    if (!clicks) return none();
    const button = document.getElementById('copy-link');
    try {
      await navigator.clipboard.writeText(location.href);
    } catch (error) {
      /* No clipboard without https: put the address where it can be copied by hand. */
      window.prompt(button.dataset.label, location.href);
      return none();
    }
    button.classList.add('done');
    setTimeout(() => button.classList.remove('done'), 1600);
    return button.dataset.done;
  };

  document.addEventListener('click', (event) => {
    const element = event.target;
    if (!(element instanceof Element)) return;
    const burger = element.closest('#burger');
    if (burger) {
      const open = document.body.classList.toggle('nav-open');
      burger.setAttribute('aria-expanded', String(open));
      return;
    }
    if (!element.closest('.shell-nav')) document.body.classList.remove('nav-open');
    const language = element.closest('[data-ui]');
    if (language) {
      const address = new URL(location.href);
      address.searchParams.set('ui', language.dataset.ui);
      location.assign(address);
    }
  });

  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const field = document.querySelector('.search input');
      if (field) {
        event.preventDefault();
        field.focus();
      }
    }
    if (event.key === 'Escape') {
      document.body.classList.remove('nav-open');
      const close = document.querySelector('#panel-close');
      if (close && !typing && !document.querySelector('.mantine-Popover-dropdown')) close.click();
    }
  });

  /* ---------- search: a text field with a list of what it may mean ---------- */

  let turn = 0;

  function setUp(field) {
    const box = field.closest('[data-search]');
    if (!box || box.list) return box;
    const list = document.createElement('ul');
    list.className = 'options';
    list.id = `options-${box.dataset.search}`;
    list.setAttribute('role', 'listbox');
    list.hidden = true;
    box.appendChild(list);
    box.list = list;
    Object.entries({
      role: 'combobox', autocomplete: 'off', spellcheck: 'false',
      'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id,
    }).forEach(([name, value]) => field.setAttribute(name, value));
    list.addEventListener('mousedown', (event) => {
      event.preventDefault();
      const option = event.target.closest('li[data-at]');
      if (option) choose(box, field, Number(option.dataset.at));
    });
    return box;
  }

  function show(box, field, results) {
    box.results = results;
    box.at = results.length ? 0 : -1;
    box.list.replaceChildren(
      ...results.map((result, at) => {
        const option = document.createElement('li');
        option.id = `${box.list.id}-${at}`;
        option.dataset.at = at;
        option.setAttribute('role', 'option');
        const name = document.createElement('span');
        name.textContent = result.label;
        const hint = document.createElement('span');
        hint.className = 'hint';
        hint.textContent = result.hint;
        option.append(name, hint);
        return option;
      }),
    );
    box.list.hidden = !results.length;
    field.setAttribute('aria-expanded', String(results.length > 0));
    point(box, field, 0);
  }

  function point(box, field, step) {
    const options = [...box.list.children];
    if (!options.length) return field.removeAttribute('aria-activedescendant');
    box.at = (box.at + step + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute('aria-selected', String(at === box.at)));
    options[box.at].scrollIntoView({ block: 'nearest' });
    return field.setAttribute('aria-activedescendant', options[box.at].id);
  }

  function empty(field) {
    /* React keeps its own copy of the value and must see the change. */
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, '');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  function choose(box, field, at) {
    const result = box.results && box.results[at];
    if (!result) return;
    show(box, field, []);
    empty(field);
    if (box.dataset.search === 'add') window.dash_clientside.set_props(box.dataset.into, { data: [result.code, Date.now()] });
    else location.assign(result.href);
  }

  async function look(box, field) {
    const wanted = field.value.trim();
    const mine = ++turn;
    if (!wanted) return show(box, field, []);
    const what = box.dataset.search === 'add' ? '&entities=1' : '';
    const answer = await fetch(`/api/search?q=${encodeURIComponent(wanted)}${what}`);
    if (mine === turn && answer.ok) show(box, field, (await answer.json()).results);
    return undefined;
  }

  let timer = 0;
  document.addEventListener('input', (event) => {
    const field = event.target;
    const box = field instanceof HTMLInputElement && setUp(field);
    if (!box) return;
    clearTimeout(timer);
    timer = setTimeout(() => look(box, field), 120);
  });
  document.addEventListener('focusin', (event) => event.target instanceof HTMLInputElement && setUp(event.target));
  document.addEventListener('focusout', (event) => {
    const box = event.target instanceof HTMLInputElement && event.target.closest('[data-search]');
    if (box && box.list) show(box, event.target, []);
  });
  document.addEventListener('keydown', (event) => {
    const field = event.target;
    const box = field instanceof HTMLInputElement && field.closest('[data-search]');
    if (!box || !box.list) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      point(box, field, step);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(box, field, box.at);
    } else if (event.key === 'Escape') {
      show(box, field, []);
      field.blur();
    }
  }, true);
})();
