"""Lists of feeds go into config.yaml and out of it, by the real command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sorot.cli import main
from sorot.config.config import load

CONFIG = """\
# Ours.
outlets:
  kontan:   # first
    name: KONTAN
    country: ID
    lang: id
    homepage: https://www.kontan.co.id
    page_rule: kontan
    feeds:
      nasional: {url: https://nasional.kontan.co.id/rss, section: national}
  antara-en:
    name: ANTARA English
    country: ID
    lang: en
    homepage: https://en.antaranews.com
    feeds:
      news: {url: https://en.antaranews.com/rss/news.xml, section: all}
  antara:
    name: ANTARA
    country: ID
    lang: id
    homepage: https://www.antaranews.com
    feeds:
      top: {url: https://www.antaranews.com/rss/top.xml, section: top}
# the end
"""


Take = Callable[..., Result]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


@pytest.fixture
def take(config: Path, tmp_path: Path) -> Take:
    def _take(body: str, *options: str) -> Result:
        path = tmp_path / "list.opml"
        path.write_text(f'<opml version="2.0"><body>\n{body}\n</body></opml>', encoding="utf-8")
        return run("feeds", "import", path, "--config", config, *options)

    return _take


def test_what_is_exported_is_there_already(config: Path, tmp_path: Path) -> None:
    assert run("feeds", "export", "--config", config, "--opml", tmp_path / "a.opml").exit_code == 0
    result = run("feeds", "import", tmp_path / "a.opml", "--config", config)
    assert result.exit_code == 0
    assert "3 feeds there already" in result.output
    assert config.read_text() == CONFIG


def test_a_list_of_ours_makes_the_same_outlets_elsewhere(config: Path, tmp_path: Path) -> None:
    (tmp_path / "a.opml").write_text(run("feeds", "export", "--config", config).stdout, encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text(
        "outlets:\n  a: {name: A, country: ID, lang: id, homepage: 'https://a.example',"
        " feeds: {all: {url: 'https://a.example/rss', section: all}}}\n"
    )
    assert run("feeds", "import", tmp_path / "a.opml", "--config", other).exit_code == 0
    assert list(load(other).feeds())[1:] == list(load(config).feeds())


def test_a_feed_goes_to_the_outlet_of_its_site_and_language(take: Take, config: Path) -> None:
    result = take(
        '<outline text="A" xmlUrl="https://dunia.kontan.co.id/rss"/>'
        '<outline text="B" xmlUrl="https://www.antaranews.com/rss/dunia.xml" language="id"/>'
        '<outline text="C" xmlUrl="https://en.antaranews.com/rss/world.xml" htmlUrl="https://en.antaranews.com"/>'
    )
    assert result.exit_code == 0, result.output
    found = {feed.key: feed.url for feed in load(config).feeds()}
    assert found["kontan-dunia"] == "https://dunia.kontan.co.id/rss"
    assert found["antara-dunia"] == "https://www.antaranews.com/rss/dunia.xml"
    assert found["antara-en-world"] == "https://en.antaranews.com/rss/world.xml"
    lines = config.read_text().splitlines()
    assert [line for line in lines if "dunia" not in line and "world.xml" not in line] == CONFIG.splitlines()


def test_others_make_new_outlets_with_what_is_known_of_them(take: Take, config: Path) -> None:
    result = take(
        '<outline text="Luar negeri">'
        '<outline text="Le Jour" xmlUrl="https://www.lejour.fr/rss/une.xml" htmlUrl="https://www.lejour.fr"/>'
        '<outline text="Times" xmlUrl="https://rss.times.example/world.xml" htmlUrl="https://times.example"/>'
        '<outline text="Times" xmlUrl="http://rss.times.example/world.xml/"/>'
        "</outline>"
    )
    assert result.exit_code == 0, result.output
    assert "1 feed there already" in result.output
    loaded = load(config).outlets
    assert (loaded["lejour"].name, loaded["lejour"].country, loaded["lejour"].lang) == ("Le Jour", "FR", "fr")
    assert loaded["lejour"].feeds["une"].section == "luar-negeri"
    assert (loaded["times"].country, loaded["times"].lang) == ("ZZ", "en")
    assert "look at times: its country is not known" in result.output


def test_country_and_language_can_be_said(take: Take, config: Path) -> None:
    take('<outline text="T" xmlUrl="https://times.example/rss"/>', "--country", "sg", "--lang", "ms")
    assert (load(config).outlets["times"].country, load(config).outlets["times"].lang) == ("SG", "ms")


def test_a_dry_run_shows_and_changes_nothing(take: Take, config: Path) -> None:
    result = take('<outline text="A" xmlUrl="https://dunia.kontan.co.id/rss"/>', "--dry-run")
    assert "would get 1 feed" in result.output
    assert "dunia: {url: 'https://dunia.kontan.co.id/rss', section: dunia}" in result.output
    assert config.read_text() == CONFIG


@pytest.mark.behaviour(32, 38)
@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("file:///etc/passwd", "is not an http or https address"),
        ("ftp://a.example/rss", "is not an http or https address"),
        ("http://127.0.0.1/rss", "is not a public address"),
        ("http://[::1]/rss", "is not a public address"),
        ("http://169.254.169.254/latest", "is not a public address"),
        ("http://localhost/rss", "names this machine"),
        ("http://[::ffff:10.0.0.1]/rss", "is not a public address"),
        ("http://[64:ff9b::a00:1]/rss", "is not a public address"),
        ("gopher://127.0.0.1:70/rss", "is not an http or https address"),
        ("javascript:alert(1)", "is not an http or https address"),
        ("http://a.example:22/rss", "is on port 22"),
        ("http://me:secret@a.example/rss", "carries a user name"),
        ("https://a.example/" + "x" * 3000, "is longer than"),
    ],
)
def test_addresses_that_sorot_does_not_read_are_refused_with_their_line(
    take: Take,
    config: Path,
    url: str,
    says: str,
) -> None:
    body = f'<outline text="A" xmlUrl="https://a.example/rss"/>\n<outline text="B" xmlUrl="{url}"/>'
    result = take(body)
    assert result.exit_code == 1
    assert "list.opml:3: xmlUrl " in result.output
    assert says in result.output
    assert config.read_text() == CONFIG
    assert take(body, "--skip-bad").exit_code == 0
    assert "https://a.example/rss" in config.read_text()


def test_a_file_that_is_no_list_is_wrong_usage_with_its_line(config: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.opml"
    path.write_text("<opml><body>\n<outline text='a'>\n</opml>")
    result = run("feeds", "import", path, "--config", config)
    assert result.exit_code == 2
    assert f"{path}:3: is not well-formed XML: mismatched tag" in result.output
    path.write_text("<opml><body/></opml>")
    assert "has no feeds" in run("feeds", "import", path, "--config", config).output


def test_what_would_not_load_is_not_written(take: Take, config: Path) -> None:
    result = take('<outline text="A" xmlUrl="https://a.example/rss" sorot:outlet="a" sorot:pageRule="nope"/>')
    assert result.exit_code == 2
    assert "config.yaml:" in result.output
    assert config.read_text() == CONFIG
