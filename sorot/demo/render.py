"""Stories as the documents that outlets publish: feeds, article pages, sitemaps, robots.txt."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from babel.dates import format_datetime as say_datetime

from sorot.demo.world import DemoOutlet, Story

NAVIGATION = {
    "id": ["Beranda", "Nasional", "Dunia", "Amerika Serikat", "China", "Timur Tengah", "Ekonomi", "Olahraga", "Indeks"],
    "en": ["Home", "World", "United States", "China", "Middle East", "Business", "Sport", "Index"],
}  # fmt: skip
SOURCE = {"id": "Sumber", "en": "Source"}
POPULAR = {"id": "Terpopuler", "en": "Most read"}


def url_of(base: str, story: Story) -> str:
    """Address of the story's page; ``base`` is the outlet's own, without a slash at the end."""
    return f"{base}/news/{story.slug}"


def feed(outlet: DemoOutlet, base: str, stories: Sequence[Story]) -> str:
    """The outlet's feed document, newest first."""
    if outlet.format == "atom":
        return _atom(outlet, base, stories)
    if outlet.format == "rdf":
        return _rdf(outlet, base, stories)
    document = _rss(outlet, base, stories)
    # The kind of mistake real feeds make: a bare ampersand and an entity that XML does not know.
    return (
        document.replace("<description>", "<description>&nbsp;R & D ")
        if outlet.manner == "broken-xml"
        else document
    )


def _rss(outlet: DemoOutlet, base: str, stories: Sequence[Story]) -> str:
    items = "".join(
        f"<item><title><![CDATA[{s.title}]]></title><link>{url_of(base, s)}?utm_source=rss</link>"
        f'<guid isPermaLink="false">{s.slug}</guid><pubDate>{_rss_date(outlet, s.published_at)}</pubDate>'
        f"<description>{escape('<p>' + escape(s.paragraphs[0]) + '</p>')}</description></item>"
        for s in stories
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{escape(outlet.name)}</title><link>{base}/</link><language>{outlet.lang}</language>"
        f"<description>{escape(outlet.name)}, demo</description>{items}</channel></rss>"
    )


def _rss_date(outlet: DemoOutlet, when: datetime) -> str:
    """Half of the Indonesian outlets write WIB, as many real ones do."""
    text = format_datetime(when)
    return text.replace("+0700", "WIB") if outlet.lang == "id" and len(outlet.key) % 2 else text


def _atom(outlet: DemoOutlet, base: str, stories: Sequence[Story]) -> str:
    entries = "".join(
        f'<entry><title type="html">{escape(escape(s.title))}</title><link href="{url_of(base, s)}"/>'
        f"<id>tag:{outlet.key},2025:{s.slug}</id><published>{s.published_at.isoformat()}</published>"
        f"<updated>{s.published_at.isoformat()}</updated><summary>{escape(s.paragraphs[0])}</summary></entry>"
        for s in stories
    )
    updated = stories[0].published_at.isoformat() if stories else datetime.now(UTC).isoformat()
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.lang}">'
        f'<title>{escape(outlet.name)}</title><link href="{base}/"/><id>{base}/</id><updated>{updated}</updated>'
        f"{entries}</feed>"
    )


def _rdf(outlet: DemoOutlet, base: str, stories: Sequence[Story]) -> str:
    items = "".join(
        f'<item rdf:about="{url_of(base, s)}"><title>{escape(s.title)}</title><link>{url_of(base, s)}</link>'
        f"<dc:date>{s.published_at.isoformat()}</dc:date><description>{escape(s.paragraphs[0])}</description></item>"
        for s in stories
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="{base}/"><title>{escape(outlet.name)}</title><link>{base}/</link>'
        f"<description>demo</description></channel>{items}</rdf:RDF>"
    )


def page(outlet: DemoOutlet, base: str, story: Story, popular: Sequence[Story]) -> str:
    """The story's page, among all that surrounds an article on a real site."""
    paragraphs = _paragraphs(outlet, story)
    body = {"desk": _desk, "article": _article, "classic": _classic}[outlet.pages](outlet, story, paragraphs)
    nav = "".join(f'<li><a href="{base}/">{name}</a></li>' for name in NAVIGATION[outlet.lang])
    most = "".join(f'<li><a href="{url_of(base, s)}">{escape(s.title)}</a></li>' for s in popular)
    return (
        f'<!DOCTYPE html><html lang="{outlet.lang}"><head><meta charset="utf-8">'
        f"<title>{escape(story.title)} - {escape(outlet.name)}</title>"
        f'<link rel="canonical" href="{url_of(base, story)}"><meta property="og:title" content="{escape(story.title)}">'
        f'<meta property="article:published_time" content="{story.published_at.isoformat()}">'
        f'<script type="application/ld+json">{_json_ld(outlet, story)}</script>'
        "<style>body{font-family:sans-serif;max-width:60em;margin:auto}</style></head><body>"
        f"<header><b>{escape(outlet.name)}</b> (demo)<nav><ul>{nav}</ul></nav></header>{body}"
        f"<aside><h3>{POPULAR[outlet.lang]}</h3><ul>{most}</ul></aside>"
        f"<footer><p>&copy; {story.published_at.year} {escape(outlet.name)}. Demo: every story is invented.</p></footer>"
        "<script>window.dataLayer=window.dataLayer||[];</script></body></html>"
    )


def _paragraphs(outlet: DemoOutlet, story: Story) -> list[str]:
    """Escaped paragraphs with the outlet's dateline, a related link in the middle and a promotion at the end."""
    first, *rest = (escape(text) for text in story.paragraphs)
    city = escape(story.city.upper() if outlet.pages == "desk" else story.city)
    first = f"<strong>{city} ({escape(story.agency or outlet.name)})</strong> - {first}"
    label, _, title = story.related.partition(": ")
    related = f'<strong>{label}: <a class="track-related" href="/">{escape(title)}</a></strong>'
    # Kontan's structure names it above the text, others below.
    source = [_source(outlet, story)] if story.agency and outlet.pages != "desk" else []
    return [first, *rest[:2], related, *rest[2:], *source, f"<i>{story.promotion}</i>"]


def _source(outlet: DemoOutlet, story: Story) -> str:
    return f"{SOURCE[outlet.lang]}: {escape(story.agency)}"


def _said(outlet: DemoOutlet, story: Story) -> str:
    if outlet.lang == "id":
        return say_datetime(story.published_at, "EEEE, dd MMMM yyyy / HH:mm", locale="id") + " WIB"
    return say_datetime(story.published_at, "d MMMM yyyy, HH:mm", locale="en")


def _desk(outlet: DemoOutlet, story: Story, paragraphs: list[str]) -> str:
    text = "".join(f"<p>{p}</p>" for p in paragraphs)
    by = _source(outlet, story) if story.agency else f"Reporter: {story.byline}"
    return (
        f'<div class="breadcumb fs18">Dunia</div><h1 class="detail-desk">{escape(story.title)}</h1>'
        f'<div class="fs14 ff-opensans font-gray">{_said(outlet, story)}</div>'
        f'<div class="tmpt-desk-kon" itemprop="articleBody"><p>{by} | Editor: {story.byline}</p>'
        f"{text}</div>"
    )


def _article(outlet: DemoOutlet, story: Story, paragraphs: list[str]) -> str:
    text = "".join(f"<p>{p}</p>" for p in paragraphs)
    by = {"id": "Penulis: ", "en": "By "}[outlet.lang] + story.byline
    return (
        f'<main><article><h1>{escape(story.title)}</h1><div class="meta"><span class="author">{by}</span> '
        f'<time datetime="{story.published_at.isoformat()}">{_said(outlet, story)}</time></div>'
        f'<div class="article-body">{text}</div></article></main>'
    )


def _classic(outlet: DemoOutlet, story: Story, paragraphs: list[str]) -> str:
    text = "<br><br>".join(paragraphs)
    return (
        f'<div id="content"><h1>{escape(story.title)}</h1><p class="date">{_said(outlet, story)}</p>'
        f'<div class="text">{text}</div></div>'
    )


def _json_ld(outlet: DemoOutlet, story: Story) -> str:
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.published_at.isoformat(),
        "author": story.byline,
        "publisher": outlet.name,
    }
    return json.dumps(facts, ensure_ascii=False).replace("</", "<\\/")


def sitemap_index(base: str, months: Sequence[str]) -> str:
    """Sitemap index of ``months`` ("2026-11"), in the order given."""
    maps = "".join(f"<sitemap><loc>{base}/sitemap-{month}.xml</loc></sitemap>" for month in months)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>'
    )


def sitemap(base: str, stories: Sequence[Story]) -> str:
    """Sitemap of one month."""
    urls = "".join(
        f"<url><loc>{url_of(base, s)}</loc><lastmod>{s.published_at.isoformat()}</lastmod></url>"
        for s in stories
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    )
