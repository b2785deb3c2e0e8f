/* Entity: a day of the calendar opens what was written on it, an hour of the week the list of its articles. */
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

  const hour = (event) => event.target instanceof Element && event.target.closest('table.hours a');

  document.addEventListener('click', (event) => {
    const link = hour(event);
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    own.go(link.getAttribute('href'));
  });

  /* The nearest hour with articles in the direction of an arrow; only it is reached with Tab from now on. */
  document.addEventListener('keydown', (event) => {
    const link = hour(event);
    const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] || [0, 0];
    if (!link || !(down || right)) return;
    event.preventDefault();
    const { rows } = link.closest('table');
    let [row, column] = [link.closest('tr').rowIndex, link.closest('td').cellIndex];
    let next = null;
    while (!next) {
      row += down;
      column += right;
      const cell = row > 0 && column > 0 && rows[row] && rows[row].cells[column];
      if (!cell) return;
      next = cell.querySelector('a');
    }
    link.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
})();
