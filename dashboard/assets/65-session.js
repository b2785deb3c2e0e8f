/* A session that is over leads to the login, and from there back to this page. */
(function () {
  'use strict';
  const ask = window.fetch;
  window.fetch = async function (...asked) {
    const answer = await ask.apply(this, asked);
    if (answer.status === 401) {
      location.assign('/login?next=' + encodeURIComponent(location.pathname + location.search));
    }
    return answer;
  };
})();
