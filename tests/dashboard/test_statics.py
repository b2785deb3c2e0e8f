import pytest
from starlette.testclient import TestClient

from dashboard.statics import ASSETS, OVERRIDES, bundle

PLOTLY = next(iter(OVERRIDES))
STYLE = "/assets/20-components.css"


def test_the_small_plotly_is_served_where_dash_looks_for_the_full_one(client: TestClient) -> None:
    answer = client.get(PLOTLY, headers={"accept-encoding": "identity"})
    assert answer.content == OVERRIDES[PLOTLY].read_bytes()
    assert answer.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_static_files_come_compressed(client: TestClient, encoding: str) -> None:
    plain = client.get(STYLE, headers={"accept-encoding": "identity"})
    packed = client.get(STYLE, headers={"accept-encoding": encoding})
    assert packed.headers["content-encoding"] == encoding
    assert packed.content == plain.content  # the client unpacks it
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.headers["vary"] == "Accept-Encoding"


def test_a_file_that_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    first = client.get(STYLE)
    etag = first.headers["etag"]
    assert etag.startswith('"')
    assert etag.endswith('"')
    again = client.get(STYLE, headers={"if-none-match": f'W/"other", {etag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(STYLE, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize("kind", ["css", "js"])
def test_our_own_files_go_as_one(client: TestClient, kind: str) -> None:
    address, body = bundle(kind)
    assert client.get(address, headers={"accept-encoding": "identity"}).content == body
    assert all(path.read_bytes() in body for path in ASSETS.glob(f"*.{kind}"))
    assert address in client.get("/compare").text


def test_fingerprinted_files_are_kept_for_ever_others_for_an_hour(client: TestClient) -> None:
    assert "immutable" in client.get(f"{STYLE}?m=123.4").headers["cache-control"]
    assert "max-age=3600" in client.get(STYLE).headers["cache-control"]


def test_head_answers_without_a_body(client: TestClient) -> None:
    answer = client.head(STYLE)
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    "path", ["/assets/nowhere.css", "/assets/../app.py", "/_dash-component-suites/dash/nowhere.js"]
)
def test_what_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in {404, 500}


def test_plotly_stays_small_on_the_wire(client: TestClient) -> None:
    answer = client.get(PLOTLY, headers={"accept-encoding": "br"})
    assert int(answer.headers["content-length"]) < 460_000
