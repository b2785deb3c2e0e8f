"""Whatever an outlet writes is shown as text, and leads nowhere but to the web."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.components.articles import safe_link

DASHBOARD = Path(__file__).parents[2] / "dashboard"
SOURCES = sorted(path for path in DASHBOARD.rglob("*.py"))
SCRIPTS = sorted((DASHBOARD / "assets").glob("*.js"))

pytestmark = pytest.mark.behaviour(37)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://kabar.example/1",
        "//kabar.example/1",
        "/articles",
        "https:kabar.example",
        "https:///kabar.example",
        "https://kabar.example@jahat.example/",
        "https://user:word@kabar.example/",
        "http://[",
        "",
    ],
)
def test_no_browser_is_sent_there(url: str) -> None:
    assert safe_link(url) is None


@pytest.mark.parametrize("url", ["https://kabar.example/1?a=b#c", "http://kabar.example:8080/é"])
def test_a_browser_may_be_sent_there(url: str) -> None:
    assert safe_link(url) == url


def calls(path: Path) -> Iterator[tuple[int, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node.lineno, node


def keywords(call: ast.Call) -> dict[str | None, str]:
    return {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_links_that_open_elsewhere_tell_nobody_and_are_checked(path: Path) -> None:
    """``target`` without ``rel`` hands our window over; an address from an outlet goes through safe_link."""
    text = path.read_text(encoding="utf-8")
    for line, call in calls(path):
        given = keywords(call)
        if given.get("target") == "'_blank'":
            assert given.get("rel") == "'noopener noreferrer'", f"{path.name}:{line}"
            href = given["href"]
            checked = "safe_link(" in href or re.search(rf"\b{re.escape(href)} = safe_link\(", text)
            assert checked, f"{path.name}:{line}: href={href}"


OWN = re.compile(
    r"""f?['"][/#]|f['"]\{PATH\}|PATH\b|CSV_PATH|ICS_PATH|DOCS\b|href\b|path\b|[a-z_]+_href\(|f['"]\{[a-z_]+_href\(|statics\.|safe_link\("""
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_all_other_links_stay_here(path: Path) -> None:
    for line, call in calls(path):
        href = keywords(call).get("href")
        assert href is None or OWN.match(href), f"{path.name}:{line}: href={href}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_nothing_turns_text_into_markup(path: Path) -> None:
    for line, call in calls(path):
        name = ast.unparse(call.func)
        assert name not in {"dcc.Markdown", "html.Iframe", "html.Script", "dmc.TypographyStylesProvider"}, (
            line
        )
        forbidden = {"dangerously_allow_html", "dangerouslySetInnerHTML", "srcDoc", "formAction"}
        assert not forbidden & set(keywords(call)), f"{path.name}:{line}"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_no_script_writes_markup(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    ways = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setTimeout\(['\"]"
    assert re.findall(ways, text) == []
