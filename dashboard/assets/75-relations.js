/* Relations: a node becomes the focus, an edge or a cell leads to the articles that mention both. */
(function () {
  'use strict';

  const space = (window.dash_clientside = window.dash_clientside || {});
  const own = (space.sorot = space.sorot || {});
  const none = () => window.dash_clientside.no_update;
  const FOCUS = 'relations-focus';

  const focus = (code) => window.dash_clientside.set_props(FOCUS, { data: code });

  own.focused = (found) => (found && found[0] ? found[0] : none());

  own.relationOpened = function (click) {
    const point = click && click.points[0];
    if (!point || !point.customdata) return none();
    const { opens, more } = point.data.meta || {};
    if (opens === 'node') {
      focus(point.customdata);
      return none();
    }
    return own.go(`/articles?e=${encodeURIComponent(point.customdata)}${more}`);
  };

  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element && event.target.closest('[data-unfocus]');
    if (button) focus('');
  });
})();
