"""Every page there is, each with an address that says more than its path. A new page is added here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A page, and how it is known that it is all there."""

    module: str  # of dashboard.pages; empty where Dash does not serve the page
    address: str  # the shortest of its state: the page leaves it as it is
    drawn: tuple[str, ...]  # selectors
    wide: tuple[str, ...] = ()  # selectors of what is only drawn where there is room for it
    server: str = "site"  # fixture
    status: int = 200
    listed: bool = True  # in the navigation


PAGES = {
    "overview": Known(
        module="overview", address="/?last=28d&caps=0", drawn=("#heat .hm image", "#moved .point", ".leader")
    ),
    "compare": Known(
        module="compare",
        address="/compare?e=MY,CN,GB&m=count&at=MY.2026-11-16",
        drawn=("#timeline .js-line", "#compare-recent tbody tr", "#compare-panel h2"),
    ),
    "entities": Known(module="entities", address="/entity?last=90d", drawn=("#entities-body table a",)),
    "entity": Known(
        module="entity",
        address="/entity/MY?last=28d&m=count&at=MY.2026-11-16",
        drawn=("#timeline .trace", "#calendar .heatmaplayer image", "#entity-latest li", "#entity-panel h2"),
    ),
    "map": Known(
        module="atlas",
        address="/map?last=90d&m=change&at=SG",
        drawn=("#world path.point", "#atlas-table tbody tr", "#atlas-card h2"),
    ),
    "relations": Known(
        module="relations",
        address="/relations?e=MY&last=28d",
        drawn=("#relations-table tbody tr",),
        wide=("#network .trace",),
    ),
    "articles": Known(
        module="articles", address="/articles?e=MY&last=90d&sort=most", drawn=(".article .title", ".choice")
    ),
    "sources": Known(module="sources", address="/sources?feeds=1", drawn=("tr.outlet", "tr.feed")),
    "review": Known(
        module="review",
        address="/review?n=bronwyn%20albanese",
        drawn=("#review-detail h2", ".near-said", ".contexts mark"),
        server="reviewed",
    ),
    "alerts": Known(
        module="alerts",
        address="/alerts?id=1",
        drawn=("#alerts-rules li", "#alerts-fired li", "#alerts-preview .alert-strip"),
        server="alerting",
    ),
    "notes": Known(
        module="notes",
        address="/notes",
        drawn=(".notes-form", ".notes-table tbody tr"),
        server="reviewed",
        listed=False,
    ),
    "about": Known(module="about", address="/about", drawn=("#about-outlets tbody tr",)),
    "an unknown entity": Known(module="", address="/entity/%3Cb%3E", drawn=("h1",), status=404),
    "an unknown page": Known(module="", address="/nowhere", drawn=("h1",), status=404),
    "interface": Known(module="", address="/api/v1/docs", drawn=("h1", "details")),
    "login": Known(module="", address="/login?next=/articles", drawn=("h1", "form"), server="locked"),
}
