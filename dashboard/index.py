"""The HTML page every address answers with: Dash fills it in the browser."""

from __future__ import annotations

import re
from typing import Final

from dashboard import theme

_TELLTALE: Final = re.compile(r'"(dash_version_url|python_version)":"[^"]*"')
LANG_MARK: Final = '<html lang="en">'

# Before anything is drawn: the scheme the reader chose, so that a dark page never flashes white.
_SCHEME_SCRIPT: Final = (
    "(function(){var s='auto';try{s=localStorage.getItem('mantine-color-scheme-value')||'auto'}catch(e){}"
    "if(s==='auto')s=matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';"
    "document.documentElement.setAttribute('data-mantine-color-scheme',s)})()"
)
# The page's shape while scripts load; Dash replaces it.
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
{{%favicon%}}
<link rel="preload" as="font" type="font/woff2" crossorigin href="{_FONT}">
<link rel="preload" as="script" href="/_dash-component-suites/plotly/package_data/plotly.min.js">
<style>{theme.css()}</style>
{{%css%}}
<script>{_SCHEME_SCRIPT}</script>
</head>
<body>
{{%app_entry%}}
<footer>{{%config%}}{{%scripts%}}{{%renderer%}}</footer>
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


def in_language(html: str, lang: str) -> str:
    """The page declared to be in ``lang``."""
    return html.replace(LANG_MARK, f'<html lang="{lang}">', 1)
