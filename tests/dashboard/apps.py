"""More than one application in a test process: Dash keeps its pages in one global registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import dash
from fastapi import FastAPI
from starlette.testclient import TestClient


class Application:
    """An application with pages of its own; the registry is as it was before when its client is done."""

    def __init__(self, create: Callable[[], FastAPI]) -> None:
        others = dict(dash.page_registry)
        self.app = create()
        self.pages = dict(dash.page_registry)
        _show(others)

    @contextmanager
    def client(self) -> Iterator[TestClient]:
        with self.shown(), TestClient(self.app) as opened:
            yield opened

    @contextmanager
    def shown(self) -> Iterator[None]:
        others = dict(dash.page_registry)
        _show(self.pages)
        try:
            yield
        finally:
            _show(others)


def _show(pages: dict[str, object]) -> None:
    dash.page_registry.clear()
    dash.page_registry.update(pages)
