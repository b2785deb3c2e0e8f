"""The HTML page every address answers with: Dash fills it in the browser."""

from __future__ import annotations

import re
from typing import Final

from dashboard import statics, theme

_TELLTALE: Final = re.compile(r'"(dash_version_url|python_version)":"[^"]*"')
LANG_MARK: Final = '<html lang="en">'

# Before anything is drawn: the scheme the reader chose, so that a dark page never flashes white.
SCHEME_SCRIPT: Final = (
    "(function(){var s='auto';try{s=localStorage.getItem('mantine-color-scheme-value')||'auto'}catch(e){}"
    "if(s==='auto')s=matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';"
    "document.documentElement.setAttribute('data-mantine-color-scheme',s)})()"
)
# The page's shape while scripts load; Dash replaces it.
# On pages with charts only: a browser complains of what it fetched early and did not need.
_CHART_SCRIPTS: Final = "".join(
    f'<link rel="preload" as="script" href="/_dash-component-suites/{path}">'
    for path in ("plotly/package_data/plotly.min.js", "dash/dcc/async-graph.js")
)
ICON: Final = (
    '<link rel="icon" href="data:image/svg+xml,'
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='7' "
    "fill='%230F39B3'/%3E%3Ccircle cx='16' cy='16' r='6.5' fill='%23FFE9A8'/%3E%3C/svg%3E\">"
)
_FONT: Final = "/assets/fonts/inter-latin-wght-normal.woff2"
_SKELETON: Final = """<div id="react-entry-point"><div class="shell" aria-busy="true">
<header class="shell-header"><span class="brand">sorot<i>.</i></span></header>
<div class="shell-nav"></div>
<div class="shell-main"><div class="content">
<div class="bone bone-title"></div><div class="bone bone-line"></div><div class="bone bone-card"></div>
</div></div></div>
<noscript><p class="content">sorot needs JavaScript. sorot memerlukan JavaScript.</p></noscript></div>"""

TEMPLATE: Final = f"""<!DOCTYPE html>
{LANG_MARK}
<head>
{{%metas%}}
<meta name="robots" content="noindex, nofollow">
<title>{{%title%}}</title>
{ICON}
<link rel="preload" as="font" type="font/woff2" crossorigin href="{_FONT}">
{_CHART_SCRIPTS}
<style>{theme.css()}</style>
<link rel="stylesheet" href="{statics.bundle("css")[0]}">
{{%css%}}
<script>{SCHEME_SCRIPT}</script>
</head>
<body>
{{%app_entry%}}
<footer><script src="{statics.bundle("js")[0]}"></script>{{%config%}}{{%scripts%}}{{%renderer%}}</footer>
</body>
</html>"""


def finished(html: str) -> str:
    """The rendered page with our skeleton in the place of Dash's "Loading…".

    What Dash says about the server (versions, where it looks for newer ones) is taken out.
    """
    html = _TELLTALE.sub(r'"\1":""', html)
    start = html.index('<div id="react-entry-point">')
    end = html.index("<footer>", start)
    return html[:start] + _SKELETON + "\n" + html[end:]


def for_reader(html: str, lang: str, *, charts: bool) -> str:
    """The page declared to be in ``lang``, fetching the chart scripts early if it has charts."""
    html = html.replace(LANG_MARK, f'<html lang="{lang}">', 1)
    return html if charts else html.replace(_CHART_SCRIPTS, "", 1)
