"""Commands that look at one text or document, or at a file of labels."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import click

from sorot.commands.options import DAY, config_here, example, json_option, names_option


@click.command()
@example('echo "Presiden AS tiba di Pyongyang" | sorot match --date 2026-11-20')
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@click.option("--date", "day", type=DAY, help="Day of the text: who held an office then.")
@click.option("--lang", help="Language of the text, as in id or en.")
@names_option
@json_option
@click.option(
    "--jsonl", "as_jsonl", is_flag=True, help="One JSON document a line on stdin, one answer a line."
)
def match(
    file: TextIO, day: date | None, lang: str | None, config: Path | None, as_json: bool, as_jsonl: bool
) -> None:
    """Show what is found in a text, what is not counted, and why.

    FILE is a title line, a blank line and the body, or just text; "-" is standard input.
    """
    from sorot import texts

    if as_jsonl:
        # What click puts around standard input can be read and not iterated over.
        lines = iter(file.buffer.readline, b"")
        sys.exit(texts.match_lines(lines, config=config or config_here()))
    texts.match(file, config=config or config_here(), day=day, lang=lang, as_json=as_json)


@click.command()
@example("sorot evaluate labels.jsonl")
@click.argument("labels", type=click.Path(path_type=Path, exists=True))
@click.option("--entities", is_flag=True, help="Also for each country and leader that enough articles name.")
@names_option
@json_option
def evaluate(labels: Path, entities: bool, config: Path | None, as_json: bool) -> None:
    """Compare what is found with what a careful reader found: precision, recall, F1 and count error.

    LABELS is a file with one JSON object a line, or a folder of such files.
    """
    from sorot import texts

    texts.evaluate(labels, config=config or config_here(), as_json=as_json, entities=entities)


@click.command()
@example("sorot parse feed.xml --url https://internasional.kontan.co.id/rss")
@click.argument("feed_file", type=click.File("rb"))
@click.option("--url", default="", help="Where the document is from: relative links are read against it.")
@json_option
def parse(feed_file: Any, url: str, as_json: bool) -> None:
    """Show what the collector reads in a feed document."""
    from sorot import texts

    sys.exit(texts.parse(feed_file.read(), name=feed_file.name, url=url, as_json=as_json))
