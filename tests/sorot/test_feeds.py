"""sorot feeds check and discover, by the command line and on real HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from sorot.cli import main
from sorot.config.config import Config, load
from tests.threads import Press, press

CONFIG = """\
collect: {allow_networks: [127.0.0.0/8], allow_ports: [], host_spacing: 0s}
outlets:
  contoh:
    name: Contoh
    country: ID
    lang: id
    homepage: URL
    feeds:
      dunia: {url: URL/rss, section: world}
      lama: {url: URL/lama, section: world}
      pindah:
        section: world
        url: URL/pindah
"""
FRONT = '<html lang="id"><title>Contoh - Kabar</title><a href="/rss">RSS</a><a href="/rss/baru">x</a></html>'
TITLES = ("Presiden Rusia bertemu menteri luar negeri di ibu kota", "Harga beras naik di pasar induk")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def rss(url: str, *, at: datetime | None = None, first: int = 1) -> bytes:
    date = (at or datetime.now(UTC) - timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    items = "".join(
        f"<item><title>{title}</title><link>{url}/{first}-{place}</link><pubDate>{date}</pubDate></item>"
        for place, title in enumerate(TITLES)
    )
    return (
        f"<rss version='2.0'><channel><title>Contoh</title><link>{url}</link>{items}</channel></rss>".encode()
    )


@pytest.fixture
def site() -> Iterator[Press]:
    with press() as started:
        started.answers |= {
            "/": FRONT,
            "/rss": rss(started.url),
            "/lama": rss(started.url, at=datetime(2011, 6, 10, tzinfo=UTC), first=2),
            "/pindah": 301,
            "/rss/baru": rss(started.url, first=3),
        }
        started.headers["/pindah"] = {"Location": "/rss/baru"}
        yield started


@pytest.fixture
def config(site: Press, tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG.replace("URL", site.url))
    return path


def test_what_is_wrong_is_told_with_the_line_to_change(site: Press, config: Path) -> None:
    result = run("feeds", "check", "--config", config)
    assert result.exit_code == 1
    told = result.stdout.splitlines()
    assert told[0] == f"contoh-lama (wrong): {site.url}/lama"
    assert "years ago (10 Jun 2011)" in told[1]
    assert told[2] == f"contoh-pindah (wrong): {site.url}/pindah"
    assert f"{config}:13, url: {site.url}/rss/baru" in told[3]
    assert told[4] == "3 feeds asked, 1 without fault, 2 with"
    assert not (config.parent / "data").exists()


def test_one_good_feed_is_nothing_wrong(site: Press, config: Path) -> None:
    result = run("feeds", "check", "contoh-dunia", "--json", "--config", config)
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    [feed] = told["feeds"]
    assert (told["checked"], told["wrong"]) == (1, 0)
    assert (feed["feed"], feed["state"], feed["entries"], feed["line"]) == ("contoh-dunia", "ok", 2, 9)
    assert site.paths == ["/rss"]


def test_an_unknown_feed_is_refused(config: Path) -> None:
    result = run("feeds", "check", "contoh-duni", "--config", config)
    assert result.exit_code == 2
    assert "did you mean contoh-dunia?" in result.output


def test_what_is_found_can_be_pasted(site: Press, config: Path, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(CONFIG.replace("URL", "https://lain.example"))
    result = run("feeds", "discover", f"{site.url}/", "--config", tmp_path / "other.yaml")
    assert result.exit_code == 0, result.output
    outlets = yaml.safe_load(result.stdout)["outlets"]
    assert Config.model_validate({"outlets": outlets})
    [(key, outlet)] = outlets.items()
    assert (key, outlet["name"], outlet["lang"]) == ("127-0-0-1", "Contoh", "id")
    assert [feed["url"] for feed in outlet["feeds"].values()] == [f"{site.url}/rss", f"{site.url}/rss/baru"]
    assert f"# {site.url}/rss: Contoh; 2 entries, newest " in result.stdout


def test_what_is_there_already_is_told_and_the_rest_goes_to_its_outlet(site: Press, config: Path) -> None:
    result = run("feeds", "discover", site.url, "--config", config, "--json")
    told = json.loads(result.stdout)
    assert [(feed["url"], feed["there_as"], feed["language"]) for feed in told["feeds"]] == [
        (f"{site.url}/rss", "contoh-dunia", "id"),
        (f"{site.url}/rss/baru", None, "id"),
    ]
    pasted = yaml.safe_load(told["config"])["outlets"]["contoh"]["feeds"]
    assert pasted == {"baru": {"url": f"{site.url}/rss/baru", "section": "baru"}}
    assert "contoh-baru" not in {feed.key for feed in load(config).feeds()}


def test_a_site_without_feeds_is_told(site: Press, config: Path) -> None:
    site.answers = {"/": "<html><title>x</title></html>"}
    result = run("feeds", "discover", site.url, "--config", config)
    assert result.exit_code == 1
    assert "No feed was found" in result.output


@pytest.mark.parametrize("url", ["ftp://a.example", "https://", "a b"])
def test_what_is_no_address_is_wrong_usage(url: str, config: Path) -> None:
    result = run("feeds", "discover", url, "--config", config)
    assert result.exit_code in {1, 2}
    assert "Traceback" not in result.output
