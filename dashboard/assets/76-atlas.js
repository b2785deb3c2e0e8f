/* Map: a circle, land, or a name of the table opens the card of a country. */
(function () {
  'use strict';

  const space = (window.dash_clientside = window.dash_clientside || {});
  const own = (space.sorot = space.sorot || {});

  own.countryOpened = function (click) {
    const code = click && click.points.length && click.points[0].customdata;
    return code || window.dash_clientside.no_update;
  };

  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element && event.target.closest('[data-place]');
    if (button) window.dash_clientside.set_props('atlas-at', { data: button.dataset.place });
  });
})();
