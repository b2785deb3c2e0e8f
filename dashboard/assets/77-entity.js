/* Entity: a day of the calendar opens what was written on it. */
(function () {
  'use strict';

  const space = (window.dash_clientside = window.dash_clientside || {});
  const own = (space.sorot = space.sorot || {});

  own.dayOpened = function (click) {
    const at = click && click.points.length && click.points[0].customdata;
    if (!at) return window.dash_clientside.no_update;
    document.getElementById('entity-body').scrollIntoView({ block: 'start' });
    return at;
  };
})();
