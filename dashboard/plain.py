"""Pages without Dash: complete HTML from the server, in the looks of the others."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dashboard import i18n, statics, theme
from dashboard.index import ICON, SCHEME_SCRIPT

if TYPE_CHECKING:
    from dashboard.i18n import Words


def page(title: str, body: str, words: Words, *, path: str) -> str:
    """A page of ``body``, which is HTML; ``path`` is its own address, for the choice of languages."""
    languages = "".join(
        f'<a href="{escape(path)}{"&amp;" if "?" in path else "?"}ui={lang}" lang="{lang}" '
        f'title="{escape(i18n.Words(lang)("shell.language"))}"'
        f"{' aria-current=true' if lang == words.lang else ''}>{lang.upper()}</a>"
        for lang in i18n.LANGS
    )
    return f"""<!DOCTYPE html>
<html lang="{words.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>{escape(title)} · sorot</title>
{ICON}
<style>{theme.css()}</style>
<link rel="stylesheet" href="{statics.bundle("css")[0]}">
<script>{SCHEME_SCRIPT}</script>
</head>
<body class="plain">
<header class="shell-header"><a class="brand" href="/">sorot<i>.</i></a><span class="grow"></span>
<nav class="languages plain-languages" aria-label="{escape(words("shell.languages"))}">{languages}</nav>
</header>
<main class="content">
{body}
</main>
</body>
</html>"""
