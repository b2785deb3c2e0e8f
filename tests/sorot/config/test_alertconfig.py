"""What config.yaml says of alerts is read strictly, and secrets stay out of it."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from dashboard.settings import AlertSettings, MailSettings, QuietHours
from sorot.config.alerts import PASSWORD, AlertsConfig, MailConfig
from sorot.config.config import load
from tests.sorot.served import CONFIG


def written(folder: Path, more: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(f"{more}\n{CONFIG}")
    return path


def test_nothing_is_allowed_by_default_and_links_lead_to_where_it_listens(tmp_path: Path) -> None:
    config = load(written(tmp_path, ""))
    assert config.web_settings().alerts == AlertSettings(base="http://127.0.0.1:8050")
    assert config.web_settings(host="::1", port=80).alerts.base == "http://[::1]:80"


def test_settings_carry_what_the_file_and_the_environment_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, "kata sandi")
    text = """
web: {address: "https://sorot.example/"}
alerts:
  webhooks: ["https://Hooks.example.org/", "http://10.0.0.5:9000"]
  mail: {host: smtp.example.org, sender: sorot@example.org, user: sorot}
"""
    found = load(written(tmp_path, text)).web_settings(host="0.0.0.0", port=1).alerts
    assert found.base == "https://sorot.example"
    assert found.webhooks == ("https://hooks.example.org", "http://10.0.0.5:9000")
    assert found.mail == MailSettings(
        host="smtp.example.org",
        port=587,
        security="starttls",
        sender="sorot@example.org",
        user="sorot",
        password="kata sandi",
    )
    assert "kata sandi" not in repr(found)


@pytest.mark.parametrize(
    "origin",
    [
        "hooks.example.org",
        "https://hooks.example.org/in",
        "https://a:b@hooks.example.org",
        "*",
        "ftp://x.example",
    ],
)
def test_a_webhook_is_an_origin_and_no_more(origin: str) -> None:
    with pytest.raises(ValidationError, match="is not an origin"):
        AlertsConfig(webhooks=(origin,))


def test_a_password_does_not_go_over_a_network_in_the_open() -> None:
    with pytest.raises(ValidationError, match="in the open"):
        MailConfig(host="smtp.example.org", security="none", sender="a@example.org", user="sorot")
    assert MailConfig(host="127.0.0.1", security="none", sender="a@example.org", user="sorot")
    assert MailConfig(host="smtp.example.org", security="none", sender="a@example.org")


def test_quiet_hours_are_times_of_the_day(tmp_path: Path) -> None:
    text = 'alerts: {quiet: {from: "22:00", to: "06:30"}}'
    found = load(written(tmp_path, text)).web_settings().alerts.quiet
    assert found == QuietHours(begin=time(22), end=time(6, 30))
    for wrong, said in (
        ({"from": 1320, "to": "06:00"}, "in quotes"),
        ({"from": "24:00", "to": "06:00"}, "no time of day"),
        ({"from": "06:00", "to": "06:00"}, "at the same time"),
    ):
        with pytest.raises(ValidationError, match=said):
            AlertsConfig.model_validate({"quiet": wrong})
