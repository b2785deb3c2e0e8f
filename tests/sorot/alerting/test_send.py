"""Messages arrive as they were said, and nothing is sent where the operator does not allow it."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from apprise.plugins.slack import NotifySlack
from apprise.plugins.telegram import NotifyTelegram

from dashboard.alerts.telling import Message
from dashboard.settings import AlertSettings, MailSettings
from sorot.alerting.send import Sender
from storage.alerts.records import Address, Medium
from tests.sorot.alerting.conftest import Mailbox, Receiver

MESSAGE = Message(
    title="Malaysia: 31 articles on 19 Nov 2026, 3.1 times the usual 10",
    lines=("31 of 250 articles.\nhttps://sorot.example/articles?e=MY&from=2026-11-19&to=2026-11-19",),
    link="https://sorot.example/articles?e=MY&from=2026-11-19&to=2026-11-19",
    rule="Tetangga & <dunia>",
)
TELEGRAM = f"123456789:{'a' * 35}/-1001234"
SLACK = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"


def address(medium: Medium, target: str) -> Address:
    return Address(address_id=1, medium=medium, name="Desk", target=target)


def test_a_webhook_gets_the_message_its_link_and_its_rule(receiver: Receiver) -> None:
    send = Sender(AlertSettings(webhooks=(receiver.origin,)))
    assert send(address("webhook", f"{receiver.origin}/in/box?token=a%20b&:x=y&+h=v"), MESSAGE) is None
    [got] = receiver.got
    assert (got["title"], got["message"]) == (MESSAGE.title, MESSAGE.lines[0])
    assert (got["link"], got["rule"]) == (MESSAGE.link, MESSAGE.rule)
    assert receiver.asked == ["/in/box?token=a+b&%3Ax=y&+h=v"]


@pytest.mark.parametrize("status", [400, 404, 503])
def test_the_status_of_a_refusal_is_told(receiver: Receiver, status: int) -> None:
    receiver.status = status
    send = Sender(AlertSettings(webhooks=(receiver.origin,)))
    assert send(address("webhook", f"{receiver.origin}/x"), MESSAGE) == f"status {status}"


def test_redirects_are_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 302, {"location": f"{receiver.origin}/inside"}
    send = Sender(AlertSettings(webhooks=(receiver.origin,)))
    assert send(address("webhook", f"{receiver.origin}/x"), MESSAGE) == "status 302"
    assert receiver.asked == ["/x"]


def test_nobody_there_is_told(receiver: Receiver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        origin = f"http://127.0.0.1:{free.getsockname()[1]}"
    assert (
        Sender(AlertSettings(webhooks=(origin,)))(address("webhook", f"{origin}/x"), MESSAGE) == "unreached"
    )


@pytest.mark.parametrize("allowed", [(), ("https://hooks.example.org",)])
def test_what_the_operator_took_out_is_sent_nothing(receiver: Receiver, allowed: tuple[str, ...]) -> None:
    send = Sender(AlertSettings(webhooks=allowed))
    said = send(address("webhook", f"{receiver.origin}/x"), MESSAGE)
    assert said == ("refused webhook_origin" if allowed else "refused webhook_none")
    assert send(address("mail", "desk@example.org"), MESSAGE) == "refused mail_server"
    assert receiver.asked == []


def mail(mailbox: Mailbox) -> AlertSettings:
    server = MailSettings(host="127.0.0.1", port=mailbox.port, security="none", sender="sorot@sorot.example")
    return AlertSettings(mail=server)


def test_a_mail_is_plain_text_from_the_operators_address(mailbox: Mailbox) -> None:
    assert Sender(mail(mailbox))(address("mail", "desk@example.org"), MESSAGE) is None
    [got] = mailbox.got
    assert mailbox.to == ["desk@example.org"]
    assert (got["subject"], got["from"]) == (MESSAGE.title, "sorot <sorot@sorot.example>")
    assert got.get_content_type() == "text/plain"
    assert MESSAGE.link in got.get_content()


def test_a_mail_server_that_refuses_is_told(mailbox: Mailbox) -> None:
    mailbox.refuses = True
    assert Sender(mail(mailbox))(address("mail", "desk@example.org"), MESSAGE) is not None
    assert mailbox.got == []


def test_a_server_that_cannot_speak_safely_gets_no_mail(mailbox: Mailbox) -> None:
    settings = mail(mailbox)
    assert settings.mail is not None
    safe = replace(settings, mail=replace(settings.mail, security="starttls"))
    assert Sender(safe)(address("mail", "desk@example.org"), MESSAGE) is not None
    assert mailbox.got == []


def test_telegram_and_slack_are_asked_at_their_own_addresses(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert NotifyTelegram.notify_url == "https://api.telegram.org/bot"
    assert NotifySlack.webhook_url == "https://hooks.slack.com/services"
    monkeypatch.setattr(NotifyTelegram, "notify_url", f"{receiver.origin}/bot")
    monkeypatch.setattr(NotifySlack, "webhook_url", f"{receiver.origin}/services")
    send = Sender(AlertSettings())
    assert send(address("telegram", TELEGRAM), MESSAGE) is None
    receiver.body = b"ok"
    assert send(address("slack", SLACK), MESSAGE) is None
    token = TELEGRAM.partition("/")[0]
    assert receiver.asked == [f"/bot{token}/sendMessage", SLACK.removeprefix("https://hooks.slack.com")]
    assert "31 of 250" in str(receiver.got[0])
    assert "31 of 250" in str(receiver.got[1])
    assert "github" not in str(receiver.got)  # where apprise has pictures from


def test_nothing_is_written_to_disk(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    Sender(AlertSettings(webhooks=(receiver.origin,)))(address("webhook", f"{receiver.origin}/x"), MESSAGE)
    assert list(tmp_path.iterdir()) == []
