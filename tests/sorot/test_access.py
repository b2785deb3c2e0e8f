"""Nobody listens where others can reach it before it is said who may read; and the command for passwords."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from dashboard.access.passwords import FILE, Passwords
from dashboard.settings import AccessSettings
from entities.yamlfile import YamlFileError
from sorot.access import require_access
from sorot.cli import main
from sorot.config.config import Config, load
from sorot.errors import WRONG_USAGE, UserError
from tests.sorot.served import CONFIG, serving, sorot

PASSWORD = "sandi yang panjang"


def configured(folder: Path, web: str) -> Config:
    path = folder / "config.yaml"
    path.write_text(CONFIG.removeprefix("names: names.yaml\n") + web, encoding="utf-8")
    return load(path)


def run(folder: Path, *arguments: str, said: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(main, [*arguments, "--config", str(folder / "config.yaml")], input=said)
    return done.exit_code, done.output


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_alone_needs_no_choice(tmp_path: Path, host: str) -> None:
    require_access(configured(tmp_path, ""), host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "sorot.example"])
def test_elsewhere_a_choice_is_needed(tmp_path: Path, host: str) -> None:
    with pytest.raises(UserError) as refused:
        require_access(configured(tmp_path, ""), host)
    assert refused.value.exit_code == WRONG_USAGE
    for said in (host, "by: password", "sorot access set reader", "by: proxy", "127.0.0.1"):
        assert said in refused.value.message


@pytest.mark.parametrize("command", [["serve"], ["up"]])
def test_the_commands_refuse_before_anything_is_there(tmp_path: Path, command: list[str]) -> None:
    configured(tmp_path, "")
    done = sorot(tmp_path, *command, "--host", "0.0.0.0")
    assert done.returncode == WRONG_USAGE
    assert "nothing says who may read" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_real_server_on_every_address_asks_for_the_password(tmp_path: Path) -> None:
    web = "web: {mcp: true, access: {by: password, https: false}}\n"
    Passwords(configured(tmp_path, web).data).put("reader", PASSWORD)
    with serving(tmp_path, "--host", "0.0.0.0") as served, httpx.Client() as client:
        client.base_url = f"http://127.0.0.1:{served.port}"
        assert client.get("/compare").headers["location"] == "/login?next=%2Fcompare"
        assert client.get("/api/v1/about").status_code == 401
        assert client.get("/api/v1/about", auth=("", PASSWORD)).json()["articles"] == 0
        ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        assert client.post("/mcp", json=ping, auth=("", PASSWORD)).json()["result"] == {}
        assert client.post("/login", data={"password": PASSWORD}).status_code == 303
        assert client.get("/compare").status_code == 200


def test_the_demo_stays_on_this_machine(tmp_path: Path) -> None:
    done = sorot(tmp_path, "demo", "--host", "0.0.0.0")
    assert done.returncode == WRONG_USAGE
    assert "the demo has no login" in done.stderr


def test_a_password_has_to_be_set_first(tmp_path: Path) -> None:
    config = configured(tmp_path, "web: {access: {by: password}}\n")
    with pytest.raises(UserError, match="sorot access set reader"):
        require_access(config, "0.0.0.0")
    with pytest.raises(UserError, match="sorot access set reader"):
        require_access(config, "127.0.0.1")
    Passwords(config.data).put("reader", PASSWORD)
    require_access(config, "0.0.0.0")


def test_a_damaged_file_is_said_to_be(tmp_path: Path) -> None:
    config = configured(tmp_path, "web: {access: {by: password}}\n")
    config.data.mkdir()
    (config.data / FILE).write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match="is damaged; delete it"):
        require_access(config, "127.0.0.1")


def test_a_password_is_set_and_taken_away(tmp_path: Path) -> None:
    config = configured(tmp_path, "")
    status, said = run(tmp_path, "access", "set", "editor", said=f"{PASSWORD}\n")
    assert status == 0
    assert "Nobody is asked for it until config.yaml says" in said
    assert Passwords(config.data).role_of(PASSWORD) == "editor"
    assert run(tmp_path, "access", "set", "reader", said="short\n")[0] == WRONG_USAGE
    assert run(tmp_path, "access", "set", "reader", said=f"{PASSWORD}\n")[0] == WRONG_USAGE
    assert "have no password any more" in run(tmp_path, "access", "remove", "editor")[1]
    assert "had none" in run(tmp_path, "access", "remove", "editor")[1]
    assert Passwords(config.data).roles == ()


def test_a_proxy_is_believed_from_where_the_file_says(tmp_path: Path) -> None:
    web = "web: {access: {by: proxy, proxies: [10.0.0.2/32], header: X-User, editors: [ani]}}\n"
    config = configured(tmp_path, web)
    require_access(config, "0.0.0.0")
    assert config.web_settings().access == AccessSettings(
        by="proxy", header="x-user", proxies=("10.0.0.2/32",), editors=("ani",)
    )


@pytest.mark.parametrize(
    ("access", "said"),
    [
        ("{by: proxy}", "proxies is missing"),
        ("{by: proxy, proxies: [everywhere]}", "is not a network"),
        ("{by: proxy, proxies: [10.0.0.2/32], https: true}", "https goes with by: password"),
        ("{by: password, editors: [ani]}", "go with by: proxy"),
        ("{by: nobody}", "by"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, access: str, said: str) -> None:
    with pytest.raises(YamlFileError, match=said):
        configured(tmp_path, f"web: {{access: {access}}}\n")
