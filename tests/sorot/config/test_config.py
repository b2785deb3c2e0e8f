"""config.yaml: the shipped one loads, and each mistake is named with its line and the way out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from entities.yamlfile import YamlFileError
from sorot.config import config
from sorot.config.access import AccessConfig
from sorot.errors import UserError

ROOT = Path(__file__).parents[3]
GOOD = """\
time_zone: Asia/Jakarta
outlets:
  contoh:
    name: Contoh
    country: ID
    lang: id
    homepage: https://contoh.example
    feeds:
      dunia: {url: https://contoh.example/rss, section: world}
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(text: str) -> Path:
        path = tmp_path / "config.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def refused(path: Path) -> str:
    with pytest.raises((YamlFileError, UserError)) as caught:
        config.load(path)
    return str(caught.value)


def test_the_shipped_file_has_forty_feeds_with_kontan_first() -> None:
    feeds = list(config.load(ROOT / "config.yaml").feeds())
    assert len(feeds) >= 40
    assert feeds[0].outlet.name == "KONTAN"
    assert {feed.outlet.country for feed in feeds} >= {"ID", "GB", "SG", "AU"}
    assert len({feed.key for feed in feeds}) == len(feeds)


def test_a_feed_takes_its_zone_from_its_outlet_unless_it_names_one(write: Write) -> None:
    text = GOOD + "      timur: {url: https://contoh.example/t, section: world, zone: Asia/Jayapura}\n"
    assert [feed.zone for feed in config.load(write(text)).feeds()] == [None, "Asia/Jayapura"]
    text += "    zone: Asia/Makassar\n"
    assert [feed.zone for feed in config.load(write(text)).feeds()] == ["Asia/Makassar", "Asia/Jayapura"]


def test_a_feed_takes_from_its_outlet_what_it_leaves_out(write: Write) -> None:
    text = GOOD + "      english: {url: https://contoh.example/en, section: world, lang: en, interval: 1h}\n"
    first, second = config.load(write(text)).feeds()
    assert (first.key, first.lang, first.interval) == ("contoh-dunia", "id", timedelta(minutes=15))
    assert (second.key, second.lang, second.interval) == ("contoh-english", "en", timedelta(hours=1))
    assert first.outlet is second.outlet


def test_the_data_folder_lies_beside_the_file_unless_it_is_named(write: Write, tmp_path: Path) -> None:
    path = write(GOOD)
    assert config.load(path).data == tmp_path / "data"
    assert config.load(path, data=tmp_path / "elsewhere").data == tmp_path / "elsewhere"


def test_settings_carry_what_the_file_says(write: Write) -> None:
    loaded = config.load(write(GOOD + "collect: {deadline: 5s, max_megabytes: 2, allow_ports: []}\n"))
    settings = loaded.collect_settings()
    assert settings.deadline == timedelta(seconds=5)
    assert settings.max_bytes == 2 * 1024 * 1024
    assert settings.allow_ports == ()
    assert settings.zone == ZoneInfo("Asia/Jakarta")
    assert loaded.web_settings(demo=True).demo is True


@pytest.mark.parametrize(
    ("wrong", "line", "says"),
    [
        (GOOD.replace("section: world", "sektion: world"), 9, "did you mean 'section'?"),
        (GOOD.replace("https://contoh.example/rss", "contoh.example/rss"), 9, "is not a web address"),
        (GOOD.replace("https://contoh.example/rss", "ftp://contoh.example/rss"), 9, "is not a web address"),
        (GOOD.replace("//contoh.example/rss", "//me:secret@contoh.example/rss"), 9, "user name or password"),
        (GOOD.replace("Asia/Jakarta", "Asia/Djakarta"), 1, "did you mean Asia/Jakarta?"),
        (GOOD.replace("    lang: id\n", ""), 3, "lang: is missing; add it"),
        (GOOD + "time_zone: UTC\n", 10, "already given on line 1"),
        (GOOD + "      dunia: {url: https://contoh.example/2, section: x}\n", 10, "already given on line 9"),
        (GOOD + "      dua: {url: https://contoh.example/rss, section: x}\n", 1, "same url"),
        (GOOD + "collect: {interval: soon}\n", 10, "is not a duration"),
        (GOOD + "collect: {interval: 0s}\n", 10, "longer than nothing"),
        (GOOD + "collect: {allow_networks: [10.0.0.1/8]}\n", 10, "as 10.0.0.0/8"),
        (GOOD + "collect: {allow_ports: [99999]}\n", 10, "less than 65536"),
        (GOOD + "collect: 5\n", 10, "needs keys with values"),
        (GOOD + "    page_rule: kontn\n", 10, "did you mean kontan?"),
        (GOOD + "    zone: Asia/Djakarta\n", 10, "did you mean Asia/Jakarta?"),
        (GOOD + "  broken: [\n", 11, "is not valid YAML"),
        ("", 1, "outlets: is missing"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_way_out(
    write: Write, wrong: str, line: int, says: str
) -> None:
    message = refused(write(wrong))
    assert says in message
    assert f"config.yaml:{line}:" in message


def test_every_mistake_is_named_at_once(write: Write) -> None:
    message = refused(
        write(GOOD.replace("country: ID", "country: Indonesia").replace("lang: id", "lang: ind"))
    )
    assert "config.yaml:5:" in message
    assert "config.yaml:6:" in message


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    assert "cannot be read" in refused(tmp_path / "nowhere.yaml")


def test_the_shipped_file_names_every_key() -> None:
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    models = (
        *(config.Config, config.CollectConfig, config.WebConfig, config.OutletConfig, config.FeedConfig),
        AccessConfig,
    )
    missing = {key for model in models for key in model.model_fields if not re.search(rf"\b{key}\b", text)}
    assert not missing
