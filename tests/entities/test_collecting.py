from __future__ import annotations

import gc

import pytest

from entities.collecting import collecting_later


def test_garbage_is_looked_for_again_afterwards() -> None:
    with collecting_later():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="no names"), collecting_later():
        raise ValueError("no names")
    assert gc.isenabled()


def test_who_looks_for_none_goes_on_so() -> None:
    gc.disable()
    try:
        with collecting_later():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
