"""sorot backfill by the command line: what it would do, what it did, and what it left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sorot.cli import main
from storage.batches.batch import pending, read_batch
from tests.collectors.documents import GAZETTEER, page
from tests.threads import press

CONFIG = """\
collect: {allow_networks: [127.0.0.0/8], allow_ports: [], host_spacing: WAIT}
outlets:
  contoh:
    name: Contoh
    country: ID
    lang: id
    homepage: URL
    archive: {url: "URL/indeks/{yyyy}-{mm}-{dd}/{page}", links: h2 a}
    feeds:
      dunia: {url: URL/rss, section: world}
"""


def test_a_dry_run_says_how_long_and_a_run_stores_on_the_right_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sorot.collecting.files_in_force", lambda *_: GAZETTEER)
    config = tmp_path / "config.yaml"

    def backfill(*options: str) -> Result:
        days = ["--since", "2026-03-01", "--until", "2026-03-02"]
        return CliRunner().invoke(main, ["backfill", *days, "--config", str(config), *options])

    with press() as site:
        config.write_text(CONFIG.replace("URL", site.url).replace("WAIT", "1s"))
        site.answers |= {
            "/indeks/2026-03-01/1": '<h2><a href="/berita/1">x</a></h2>',
            "/berita/1": page(),
        }
        would = backfill("--dry-run")
        assert would.exit_code == 0, would.output
        assert "contoh: would ask for 1 article, which takes at least 1 s" in would.output
        assert "/berita/1" not in site.paths
        config.write_text(CONFIG.replace("URL", site.url).replace("WAIT", "0s"))
        did = backfill("--quiet")
        assert did.exit_code == 0, did.output
        assert "contoh: 1 article stored, 0 could not be read" in did.output
        assert "/sitemap.xml" in did.output  # left out: it is not there
        assert "contoh: 0 articles stored" in backfill("--quiet").output
    [path] = pending(tmp_path / "data" / "inbox")
    [article] = read_batch(path).articles
    assert article.backfilled
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-02-28T17:00:00+00:00"
