"""A briefing as a page, as HTML that needs nothing else, as text, and as a mail of both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from dashboard import i18n, statics, theme
from dashboard.briefing import sentences
from dashboard.components.articles import safe_link
from dashboard.links import days_and

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from dashboard.briefing.numbers import Briefing
    from dashboard.i18n import Words
    from dashboard.services import Services

STYLE: Final = "38-briefing.css"
_STRONG: Final = re.compile(r"\*\*(.+?)\*\*")
_ROLE: Final = re.compile(r"var\(--([a-z0-9-]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A sentence and the articles behind it."""

    text: str  # with **strong** names
    headlines: tuple[dict[str, Any], ...] = ()  # rows of queries.typical_headlines


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands below it."""

    title: str
    told: tuple[Told, ...]
    note: str = ""


def title(found: Briefing, words: Words) -> str:
    """``The week of 13–19 Nov``."""
    return words("briefing.heading", days=words.days(found.window.first, found.window.last))


def sections(found: Briefing, words: Words) -> list[Section]:
    """All but the head and the table."""
    rose, fell = sentences.moved(found, words)
    pairs = [sentences.joined(pair, found, words) for pair in found.pairs or ()]
    none = words("briefing.no_pairs" if found.pairs is not None else "briefing.pairs_unread")
    spikes = tuple(
        Told(text=sentences.spiked(spike, found, words), headlines=spike.headlines) for spike in found.spikes
    )
    moved = []
    if found.compared:
        moved = [
            Section(title=words("briefing.rose_title"), told=_told(rose, words("briefing.no_rise"))),
            Section(title=words("briefing.fell_title"), told=_told(fell, words("briefing.no_fall"))),
        ]
    return [
        *moved,
        Section(
            title=words("briefing.spikes_title"), told=spikes or (Told(text=words("briefing.no_spikes")),)
        ),
        Section(
            title=words("briefing.pairs_title"),
            told=_told(pairs, none),
            note=words("briefing.pairs_note") if pairs else "",
        ),
        Section(title=words("briefing.unread_title"), told=_told(sentences.unread(found, words), "")),
    ]


def body(found: Briefing, services: Services, words: Words, *, base: str = "") -> str:
    """The briefing as HTML of a page; ``base`` is before the addresses of its links."""
    parts = [
        f"<h1>{escape(title(found, words))}</h1>",
        f'<p class="lede">{_rich(sentences.summary(found, words))}</p>',
        f'<p class="sub">{escape(compared(found, words))}</p>',
        *(_section(section) for section in sections(found, words) if found.lines),
        _table(found, words, base) if found.lines else "",
        f'<p class="sub made">{escape(made(found, services, words))}</p>',
    ]
    return "\n".join(parts)


def standalone(found: Briefing, services: Services, words: Words) -> str:
    """HTML that asks nobody for anything: colours and styles are in it, as mail programs want them."""
    style = (statics.ASSETS / STYLE).read_text("utf-8")
    light = theme.roles("light") | {"sans": "Inter, system-ui, sans-serif", "serif": "Georgia, serif"}
    plain = _ROLE.sub(lambda role: light[role[1]], style)
    return f"""<!DOCTYPE html>
<html lang="{words.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title(found, words))} · sorot</title>
<style>{plain}</style>
</head>
<body class="briefing">
{body(found, services, words, base=services.settings.alerts.base)}
</body>
</html>"""


def text(found: Briefing, services: Services, words: Words) -> str:
    """The briefing for whoever reads no HTML."""
    lines = [title(found, words), "", sentences.summary(found, words), compared(found, words)]
    for section in sections(found, words) if found.lines else ():
        lines += ["", section.title]
        for told in section.told:
            lines.append(f"- {told.text}")
            for row in told.headlines:
                lines += [f"  {row['title']} ({row['outlet']})", f"  {safe_link(row['url']) or ''}"]
        lines += [section.note] if section.note else []
    return "\n".join(line.replace("**", "").rstrip() for line in [*lines, "", made(found, services, words)])


def mail(found: Briefing, services: Services, words: Words) -> bytes:
    """A mail without addresses: whoever sends it writes them."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"sorot: {title(found, words)}"
    message["Date"] = format_datetime(services.now())
    message["X-Unsent"] = "1"  # mail programs open it as a draft
    message.set_content(text(found, services, words) + "\n")
    message.add_alternative(standalone(found, services, words), subtype="html")
    return bytes(message)


def compared(found: Briefing, words: Words) -> str:
    """With which days, and of what."""
    key = "briefing.before" if found.compared else "briefing.not_before"
    said = words(key, days=words.days(found.earlier.first, found.earlier.last))
    chosen = found.filters
    parts = [said]
    if chosen.outlets:
        names = [found.archive.outlets[outlet] for outlet in chosen.outlets]
        parts.append(f"{words('filter.outlets_title')}: {words.join(names)}.")
    if chosen.langs:
        languages = words.join([words.language(code) for code in chosen.langs])
        parts.append(words("compare.sub_languages", languages=languages))
    if not chosen.capitals:
        parts.append(words("compare.sub_capitals"))
    return " ".join(parts)


def made(found: Briefing, services: Services, words: Words) -> str:
    """When, of what and how."""
    zone = services.settings.zone
    said = words(
        "briefing.made",
        time=words.moment(services.now(), zone),
        outlets=words.count("filter.outlets", len(found.filters.outlets) or len(found.archive.outlets)),
        zone=i18n.zone_name(zone, services.now()),
        gazetteer=services.gazetteer.version,
    )
    return f"{words('shell.demo')}. {said}" if services.settings.demo else said


def _told(lines: Sequence[str], none: str) -> tuple[Told, ...]:
    return tuple(Told(text=line) for line in lines or [none])


def _section(section: Section) -> str:
    items = "\n".join(f"<li>{_rich(told.text)}{_headlines(told.headlines)}</li>" for told in section.told)
    note = f'<p class="sub">{escape(section.note)}</p>' if section.note else ""
    return f"<section>\n<h2>{escape(section.title)}</h2>\n<ul>\n{items}\n</ul>\n{note}</section>"


def _headlines(rows: Sequence[dict[str, Any]]) -> str:
    if not rows:
        return ""
    items = []
    for row in rows:
        link, name = safe_link(row["url"]), escape(row["title"])
        shown = f'<a href="{escape(link)}" rel="noopener noreferrer">{name}</a>' if link else name
        items.append(
            f'<li lang="{escape(row["lang"])}">{shown} <span class="sub">{escape(row["outlet"])}</span></li>'
        )
    return f"<ul>{''.join(items)}</ul>"


def _table(found: Briefing, words: Words, base: str) -> str:
    head = (
        words("briefing.name"),
        words(f"briefing.{found.filters.basis}"),
        words("briefing.share"),
        words("briefing.earlier"),
    )
    columns = [f'<th scope="col" class="n">{escape(name)}</th>' for name in head[1:]]
    cells = "".join([f'<th scope="col">{escape(head[0])}</th>', *columns])
    rows = []
    for line in found.lines:
        href = f"{base}/entity/{quote(line.subject.code)}"
        numbers = (words.number(line.articles), _share(line.share, words), _share(line.before, words))
        rows.append(
            f'<tr><th scope="row"><a href="{escape(href)}">{escape(line.subject.label)}</a></th>'
            + "".join(f'<td class="n">{number}</td>' for number in numbers)
            + "</tr>"
        )
    chart = f"{base}/compare?e={found.codes}{days_and(found.filters, found.window)}"
    return f"""<section>
<h2>{escape(words("briefing.table_title"))}</h2>
<table><thead><tr>{cells}</tr></thead><tbody>
{"".join(rows)}
</tbody></table>
<p><a href="{escape(chart)}">{escape(words("briefing.open"))}</a></p>
</section>"""


def _share(share: float | None, words: Words) -> str:
    return "–" if share is None else words.percent(share)


def _rich(said: str) -> str:
    """HTML of a sentence: names are strong, and nothing in it is markup."""
    return _STRONG.sub(r"<strong>\1</strong>", escape(said))
