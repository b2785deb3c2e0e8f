/* The names in review: a click or a key picks one, and asks the server for what is to become of it. */
(function () {
  'use strict';

  const space = (window.dash_clientside = window.dash_clientside || {});
  const own = (space.sorot = space.sorot || {});
  const none = () => window.dash_clientside.no_update;
  const tell = (id, data) => window.dash_clientside.set_props(id, { data });

  const card = () => document.getElementById('review-card');
  const rows = () => [...document.querySelectorAll('.seen-name')];
  const picked = () => document.querySelector('[data-picked]');
  const field = (id) => document.getElementById(id);
  const busy = () => card().getAttribute('aria-busy') === 'true';

  let follow = false; /* whether the row that is picked next is brought into view */

  function forget() {
    window.dash_clientside.set_props('review-promise', { children: null });
  }

  function pick(name) {
    forget();
    follow = true;
    tell('review-name', name);
  }

  /* The next name of the list, or the one before; after a decision the server takes the first that is left. */
  function step(by) {
    const all = rows();
    const at = all.findIndex((row) => row.getAttribute('aria-current') === 'true');
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
    if (next) pick(next.dataset.name);
  }

  function after() {
    const all = rows();
    const at = all.findIndex((row) => row.getAttribute('aria-current') === 'true');
    const next = all[at + 1] || all[at - 1];
    return next ? next.dataset.name : '';
  }

  function ask(verb, more) {
    const name = picked();
    tell('review-asked', { verb, name: name ? name.textContent : '', at: Date.now(), ...more });
  }

  function promise(key) {
    ask('promise', { key, country: field('review-country').value });
  }

  const verbs = {
    accept() {
      promise(field('review-key').value);
    },
    new() {
      promise(field('review-key').dataset.new);
    },
    confirm(button) {
      follow = true;
      tell('review-name', after());
      ask('confirm', { name: button.dataset.of, key: button.dataset.key, country: button.dataset.country });
    },
    cancel: forget,
    reject() {
      const name = picked().textContent;
      const next = after();
      forget();
      follow = true;
      ask('reject', { name });
      tell('review-name', next);
    },
    skip() {
      step(1);
    },
    undo() {
      forget();
      ask('undo', {});
    },
  };

  own.reviewDrawn = function () {
    const confirm = field('review-confirm');
    if (confirm && !confirm.dataset.shown) {
      confirm.dataset.shown = 'yes';
      requestAnimationFrame(() => confirm.focus());
    }
    const current = rows().find((row) => row.getAttribute('aria-current') === 'true');
    if (follow && current) {
      const list = current.closest('.seen-names');
      if (list.scrollHeight > list.clientHeight) current.scrollIntoView({ block: 'nearest' });
      follow = false;
    }
    return none();
  };

  document.addEventListener('click', (event) => {
    const element = event.target instanceof Element ? event.target : null;
    const row = element && element.closest('.seen-name');
    if (row) {
      pick(row.dataset.name);
      return;
    }
    const button = element && element.closest('[data-verb]');
    if (button && card() && !busy()) verbs[button.dataset.verb](button);
  });

  const keys = { a: 'accept', n: 'new', r: 'reject', s: 'skip', u: 'undo' };
  document.addEventListener('keydown', (event) => {
    if (!card() || event.ctrlKey || event.metaKey || event.altKey) return;
    const element = event.target instanceof Element ? event.target : null;
    if (event.key === 'Enter' && element && element.id === 'review-key') {
      event.preventDefault();
      if (!busy()) promise(element.value);
      return;
    }
    if (event.key === 'Escape') {
      forget();
      if (element && element.closest('.fields')) element.blur();
      return;
    }
    if (element && element.closest('input, textarea, select, [contenteditable]')) return;
    const by = { j: 1, k: -1 }[event.key];
    if (by) {
      event.preventDefault();
      step(by);
      return;
    }
    const button = keys[event.key] && document.querySelector(`[data-verb=${keys[event.key]}]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
  });
})();
