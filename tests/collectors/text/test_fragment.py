from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.text.fragment import text_of_fragment
from collectors.text.markup import html_tree, text_of_html, text_of_node

PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<br>",
        "<br/>",
        "<a href='/x?a=1&amp;b=2'>",
        '<a title="a>b">',
        "</a>",
        "<b>",
        "</b>",
        "<em>",
        "</em>",
        "<div class=isi>",
        "</div>",
        "<img src=x alt='a \"b\"'>",
        "<ul><li>",
        "</li></ul>",
        "<h2>",
        "</h2>",
        "<span\n>",
        "</span>",
        "<table><tr><td>",
        "</br>",
        "<script>x</script>",
        "<!-- c -->",
        "<",
        ">",
        "&amp;",
        "&lt;b&gt;",
        "&nbsp;",
        "&copy",
        "&#8217;",
        "&#x41;",
        "&zzz;",
        " ",
        "\n",
        "\r\n",
        "\t",
        "\u200b",
        "\x00",
        "Iran",
        "dan",
        "Oman",
        ".",
        "antara",
        "É",
        '<a x=a"b y="c>',
        "<P ALIGN=left>",
        "</P>",
        "<o:p>",
        "<title>",
        "<pre>\n",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
@settings(max_examples=1_500, deadline=None)
def test_the_same_text_as_a_parser_finds_or_none(html: str) -> None:
    quick = text_of_fragment(html)
    tree = html_tree(html)
    assert tree is not None
    if quick is not None:
        assert quick == (text_of_node(tree.body) if tree.body is not None else "")


def test_ordinary_fragments_need_no_parser() -> None:
    html = (
        '<p><img src="https://a.example/x.jpg?w=1&amp;h=2" alt="a"><strong>JAKARTA</strong> - Perundingan '
        'antara<a href="https://a.example/i">Iran</a>dan <em>Oman</em> &amp; lainnya.</p>\n'
        "<ul><li>Satu</li></ul>"
    )
    assert text_of_fragment(html) == "JAKARTA - Perundingan antara Iran dan Oman & lainnya.\nSatu"


@pytest.mark.parametrize(
    "html",
    ["<table><tr><td>A</td></tr></table>", "a < b", '<a title="a>b">c</a>', "x</b>", "<script>1</script>"],
)
def test_other_fragments_are_left_to_the_parser(html: str) -> None:
    assert text_of_fragment(html) is None


@pytest.mark.behaviour(31)
def test_entities_are_decoded_once() -> None:
    assert text_of_html("&amp;lt;b&amp;gt; &amp;amp; <i>x</i>") == "&lt;b&gt; &amp; x"
    assert text_of_html("&amp;lt;b&amp;gt; &amp;amp;") == "&lt;b&gt; &amp;"
