"""What may be sent to, and what is never shown."""

from __future__ import annotations

import pytest

from dashboard.alerts.addresses import AddressError, checked, masked, origin_of
from dashboard.i18n import LANGS, Words
from dashboard.settings import AlertSettings, MailSettings
from storage.alerts.records import MEDIA, Medium

MAIL = MailSettings(host="mail.example.org", port=587, security="starttls", sender="sorot@example.org")
SETTINGS = AlertSettings(webhooks=("https://hooks.example.org", "http://10.0.0.5:9000"), mail=MAIL)
TOKEN = f"123456789:{'aB-_9' * 7}"
GOOD: dict[Medium, str] = {
    "mail": "desk+news@example.org",
    "telegram": f"{TOKEN}/-1001234567",
    "slack": "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
    "webhook": "https://hooks.example.org/in?key=s3cret",
}


@pytest.mark.parametrize("medium", MEDIA)
def test_what_is_allowed_is_kept_and_masked(medium: Medium) -> None:
    target = GOOD[medium]
    assert checked(medium, f" {target} ", SETTINGS) == target
    shown = masked(medium, target)
    for secret in ("desk+news", TOKEN.partition(":")[2], "-1001234567", "A1BRTD4JD", "key=s3cret", "s3cret"):
        assert secret not in shown


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.org.evil.example/x",
        "https://evil.example/https://hooks.example.org",
        "https://hooks.example.org@evil.example/x",
        "https://evil.example\\@hooks.example.org/x",
        "https://hooks.example.org:8443/x",
        "http://hooks.example.org/x",
        "http://10.0.0.5/x",
        "http://10.0.0.6:9000/x",
        "http://0x0a000005:9000/x",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]:9000/x",
        "http://localhost:9000/x",
        "file:///etc/passwd",
        "gopher://10.0.0.5:9000/",
        "//hooks.example.org/x",
        "https://hooks.example.org/x#y",
        "https://hooks.example.org:99999/x",
        "https://hooks.example.org/a b",
        "https://hooks.example.org/a\nHost: x",
        "https://ﬁle.example/x",
        "json://hooks.example.org/x",
        "",
    ],
)
def test_a_webhook_goes_to_listed_origins_alone(url: str) -> None:
    with pytest.raises(AddressError):
        checked("webhook", url, SETTINGS)


def test_the_usual_port_is_the_same_origin() -> None:
    assert checked("webhook", "https://hooks.example.org:443/x", SETTINGS)
    assert origin_of("HTTP://Hooks.Example.ORG:80/x") == "http://hooks.example.org"
    assert origin_of("http://[::1]:9000/x") == "http://[::1]:9000"


@pytest.mark.parametrize(
    ("medium", "target"),
    [
        ("mail", "desk"),
        ("mail", "a@example.org, b@example.org"),
        ("mail", "a@example.org\nBcc: b@example.org"),
        ("mail", "a@example.org?cc=b@example.org"),
        ("telegram", TOKEN),
        ("telegram", f"{TOKEN}/../x"),
        ("telegram", f"{TOKEN}/1/2"),
        ("slack", "https://hooks.slack.com.evil.example/services/T1/B1/x"),
        ("slack", "https://hooks.slack.com/services/T1/B1/x/../../y"),
        ("slack", "http://hooks.slack.com/services/T1/B1/x"),
    ],
)
def test_only_whole_addresses_are_taken(medium: Medium, target: str) -> None:
    with pytest.raises(AddressError, match=f"{medium}_form"):
        checked(medium, target, SETTINGS)


def test_what_the_operator_has_not_set_up_is_refused_in_words() -> None:
    reasons: dict[Medium, str] = {"mail": "mail_server", "webhook": "webhook_none"}
    for medium, reason in reasons.items():
        with pytest.raises(AddressError) as refused:
            checked(medium, GOOD[medium], AlertSettings())
        assert refused.value.reason == reason
        for lang in LANGS:
            assert "config.yaml" in Words(lang)(f"alerts.refused_{reason}")
