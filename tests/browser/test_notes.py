"""Notes are made, changed, brought and deleted in a real browser; what is in them is text."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Watch

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="document.title=1">'
CHANGED = "=cmd|' /C calc'!A0 \u202egpj.exe"


def test_a_note_is_made_changed_refused_and_deleted(context: BrowserContext, reviewed: str) -> None:
    page = context.new_page()
    watching = Watch(page, reviewed)
    page.goto(f"{reviewed}/notes")
    rows, said = page.locator(".notes-table tbody tr"), page.locator("#notes-said")
    expect(rows).to_have_count(1)

    page.locator("#notes-of").fill(HOSTILE)
    page.locator("#notes-save").click()
    expect(said).to_have_text("The days are missing; choose the first and the last.")
    page.evaluate("() => dash_clientside.set_props('notes-dates', { value: ['2026-11-17', '2026-11-18'] })")
    page.locator("#notes-save").click()
    expect(rows).to_have_count(2)
    row = rows.filter(has_text="onerror")
    expect(row.locator(".said-title")).to_have_text(HOSTILE)
    expect(row).to_contain_text("17 Nov 2026 – 18 Nov 2026")
    expect(page.locator("img[onerror]")).to_have_count(0)

    row.get_by_role("button", name="Edit").click()
    expect(page.locator("#notes-of")).to_have_value(HOSTILE)
    page.locator("#notes-of").fill(CHANGED)
    page.locator("#notes-link").fill("javascript:alert(1)")
    page.locator("#notes-save").click()
    expect(said).to_contain_text("“javascript:alert(1)” is no web address")
    page.locator("#notes-link").fill("")
    page.locator("#notes-save").click()
    expect(said).to_have_text("The note is kept.")
    expect(rows).to_have_count(2)
    expect(rows.locator(".said-title").last).to_have_text(CHANGED.replace("\u202e", ""))

    table = b"from,to,title\n2026-11-01,,Pertama\n2026-11-0x,,Kedua\n"
    page.locator("#notes-file input").set_input_files(
        {"name": "catatan.csv", "mimeType": "text/csv", "buffer": table}
    )
    expect(said).to_have_text(
        "Line 3: “2026-11-0x” has no day that can be read; write 2026-11-16. Nothing was added."
    )
    expect(rows).to_have_count(2)

    rows.last.get_by_role("button", name="Delete").click()
    expect(said).to_have_text("The note is deleted.")
    expect(rows).to_have_count(1)
    assert watching.errors == []
    assert watching.strangers == []
