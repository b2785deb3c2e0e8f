/* The chart that stands alone in another page, and the snippet that puts it there. */
(function () {
  'use strict';

  const space = (window.dash_clientside = window.dash_clientside || {});
  const own = (space.sorot = space.sorot || {});

  /* ---------- the snippet, in Compare ---------- */

  const markup = (text) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');

  own.snippet = function (query, title) {
    if (query === null || query === undefined) return window.dash_clientside.no_update;
    const address = new URL('/embed/compare' + query, location.origin);
    ['at', 'view'].forEach((name) => address.searchParams.delete(name));
    address.searchParams.set('theme', 'auto');
    address.searchParams.set('ui', document.documentElement.lang);
    const source = address.href.replace(/%2C/g, ',');
    return `<iframe src="${markup(source)}" title="${markup(String(title || 'sorot'))}" width="100%" height="760" style="border:0" loading="lazy"></iframe>`;
  };

  own.briefing = (query) => `/briefing${query || ''}`;

  document.addEventListener('click', async (event) => {
    const button = event.target instanceof Element && event.target.closest('[data-copies]');
    if (!button) return;
    const field = document.getElementById(button.dataset.copies);
    window.getSelection().selectAllChildren(field);
    try {
      await navigator.clipboard.writeText(field.textContent);
    } catch (error) {
      return; /* without https there is no clipboard: what is selected can be copied by hand */
    }
    button.classList.add('done');
    setTimeout(() => button.classList.remove('done'), 1600);
  });

  /* ---------- the chart, in /embed/compare ---------- */

  function draw() {
    const place = document.getElementById('embed-chart');
    const said = document.getElementById('embed-spec');
    if (!place || !said || !window.Plotly) return;
    const { figure, lang, locale } = JSON.parse(said.textContent);
    const [drawn, label, { height }] = own.paint(figure);
    place.style.height = height;
    place.setAttribute('aria-label', label);
    const config = { displayModeBar: false, responsive: true, showTips: false, locale: lang, locales: { [lang]: locale } };
    window.Plotly.react(place, drawn.data, { ...drawn.layout, autosize: true }, config);
  }

  draw();
  if (document.getElementById('embed-chart')) {
    matchMedia('(max-width: 620px)').addEventListener('change', draw);
    document.fonts.ready.then(draw);
  }
})();
