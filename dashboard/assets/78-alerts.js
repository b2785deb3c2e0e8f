/* Alerts: a button asks the server for something; deleting is asked for twice. */
(function () {
  'use strict';

  const tell = (id, data) => window.dash_clientside.set_props(id, { data });
  const SURE_MS = 4000;

  function sure(button) {
    if (!button.dataset.sure || button.dataset.asked) return true;
    const text = button.lastChild;
    const before = text.textContent;
    text.textContent = button.dataset.sure;
    button.dataset.asked = 'yes';
    setTimeout(() => {
      text.textContent = before;
      delete button.dataset.asked;
    }, SURE_MS);
    return false;
  }

  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element && event.target.closest('[data-alert]');
    if (!button || !sure(button)) return;
    const { alert: verb, key } = button.dataset;
    if (verb === 'change' || verb === 'new') {
      tell('alerts-rule', key || '');
      const form = document.getElementById('alerts-form');
      form.scrollIntoView({ block: 'nearest' });
      return;
    }
    tell('alerts-asked', { verb, key: key || '', at: Date.now() });
  });
})();
