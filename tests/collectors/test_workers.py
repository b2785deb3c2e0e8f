from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import sys
import weakref
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from collectors.errors import ParseError, WorkerError
from collectors.jobs import Document
from collectors.worker_process import CAN_BE_COPIED, in_a_copy
from collectors.worker_start import packed
from collectors.workers import WorkerPool
from tests.collectors import jobs

LONG = timedelta(seconds=60)


@pytest.fixture(params=[True, False], ids=["copied", "spawned"])
def fork(request: pytest.FixtureRequest) -> bool:
    """How processes are made: as copies of one, where that is safe, or each by itself."""
    if request.param and not CAN_BE_COPIED:
        pytest.skip("processes are not copied on this system")
    return bool(request.param)


@pytest.fixture
async def pool(fork: bool) -> AsyncIterator[WorkerPool]:
    started = WorkerPool(1, limit=LONG, fork=fork)
    yield started
    await started.close()


async def test_a_job_runs_in_another_process(pool: WorkerPool) -> None:
    first = await pool.run(os.getpid)
    assert first != os.getpid()
    assert await pool.run(os.getpid) == first  # and the process stays


async def test_large_documents_travel_both_ways(pool: WorkerPool) -> None:
    body = os.urandom(5 * 1024 * 1024)
    assert await pool.run(bytes.upper, body) == body.upper()


async def test_a_document_travels_beside_its_job(pool: WorkerPool) -> None:
    body = os.urandom(5 * 1024 * 1024)
    document = Document(url="https://outlet.example/", content_type=None, body=body)
    assert len(packed(jobs.body_of, (document,))[0]) < 1000
    assert await pool.run(jobs.body_of, document) == body
    assert pickle.loads(pickle.dumps(document)) == document


async def test_a_document_is_held_by_the_process_that_reads_it_alone(pool: WorkerPool) -> None:
    body = bytearray(5 * 1024 * 1024)  # bytes cannot be watched
    held = weakref.ref(view := memoryview(body))
    document = Document(url="https://outlet.example/", content_type=None, body=view)  # type: ignore[arg-type]
    reading = asyncio.create_task(pool.run(jobs.slow_echo, document))
    del document, view
    await until_gone(held)
    assert not reading.done()
    assert (await reading).body == body


async def until_gone(held: weakref.ref[memoryview]) -> None:
    async with asyncio.timeout(60):
        while held() is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_setup_runs_once_before_the_first_job(fork: bool) -> None:
    pool = WorkerPool(1, limit=LONG, setup=partial(jobs.remember, "siap"), fork=fork)
    try:
        assert await pool.ready() == "siap"
        assert await pool.run(jobs.remembered) == ["siap"]
        assert await pool.run(jobs.remembered) == ["siap"]
    finally:
        await pool.close()


async def test_errors_come_back_as_they_were_raised(pool: WorkerPool) -> None:
    with pytest.raises(ParseError, match="is an HTML page") as failed:
        await pool.run(jobs.not_a_feed)
    assert failed.value.reason == "is an HTML page, not a feed"
    with pytest.raises(ZeroDivisionError):
        await pool.run(divmod, 1, 0)


async def test_errors_that_cannot_travel_are_told_in_words(pool: WorkerPool) -> None:
    with pytest.raises(WorkerError, match="FetchError"):
        await pool.run(jobs.untravelled)
    with pytest.raises(WorkerError):
        await pool.run(jobs.unpicklable)
    assert await pool.run(abs, -1) == 1


async def test_what_a_parser_prints_does_not_break_the_answers(pool: WorkerPool) -> None:
    assert await pool.run(jobs.noisy) == "tenang"


@pytest.mark.behaviour(27)
async def test_a_job_that_hangs_is_killed_and_only_it_fails(fork: bool) -> None:
    pool = WorkerPool(2, limit=timedelta(seconds=3), fork=fork)
    try:
        hanging = asyncio.create_task(pool.run(jobs.hang))
        others = [pool.run(abs, -n) for n in range(20)]
        assert await asyncio.gather(*others) == list(range(20))
        with pytest.raises(WorkerError, match="took longer than 3 s to read"):
            await hanging
        assert await asyncio.gather(*[pool.run(abs, -n) for n in range(5)]) == list(range(5))
    finally:
        await pool.close()


@pytest.mark.behaviour(27)
@pytest.mark.parametrize("end", [jobs.die, jobs.segfault])
async def test_a_process_that_dies_is_replaced(pool: WorkerPool, end: Callable[[], None]) -> None:
    first = await pool.run(os.getpid)
    with pytest.raises(WorkerError, match="crash"):
        await pool.run(end)
    assert await pool.run(os.getpid) != first


async def test_a_process_killed_between_jobs_is_replaced(pool: WorkerPool) -> None:
    os.kill(await pool.run(os.getpid), signal.SIGKILL)
    with pytest.raises(WorkerError, match="crash"):
        await pool.run(os.getpid)
    assert await pool.run(abs, -1) == 1


@pytest.mark.behaviour(27)
@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit address space")
async def test_a_job_that_wants_all_memory_fails_alone(pool: WorkerPool) -> None:
    with pytest.raises(WorkerError, match="too much memory"):
        await pool.run(jobs.greedy)
    assert await pool.run(abs, -1) == 1


async def test_a_cancelled_job_never_answers_another(pool: WorkerPool) -> None:
    await pool.run(abs, -1)
    task = asyncio.create_task(pool.run(jobs.slow_echo, "lama"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await pool.run(jobs.slow_echo, "baru") == "baru"


async def test_other_processes_do_the_next_jobs_once_they_are_prepared(fork: bool) -> None:
    pool = WorkerPool(1, limit=LONG, setup=partial(jobs.remember, "lama"), fork=fork)
    try:
        before = await pool.run(os.getpid)
        under_way = asyncio.create_task(pool.run(jobs.slow_echo, "selesai"))
        await asyncio.sleep(0)
        assert await pool.renew(partial(jobs.remember, "baru")) == "baru"
        assert await under_way == "selesai"
        assert await pool.run(jobs.remembered) == ["baru"]
        assert not alive(before)
        with pytest.raises(ParseError, match="HTML"):
            await pool.renew(jobs.not_a_feed)
        assert await pool.run(jobs.remembered) == ["baru"]
    finally:
        await pool.close()


async def test_what_the_setup_raises_is_raised(fork: bool) -> None:
    pool = WorkerPool(1, limit=LONG, setup=jobs.not_a_feed, fork=fork)
    try:
        for asked in (pool.ready, partial(pool.run, abs, -1)):
            with pytest.raises(ParseError, match="is an HTML page"):
                await asked()
    finally:
        await pool.close()


async def test_a_setup_that_ends_its_process_is_told_in_words(fork: bool) -> None:
    pool = WorkerPool(1, limit=LONG, setup=jobs.die, fork=fork)
    try:
        with pytest.raises(WorkerError, match="did not start"):
            await pool.run(abs, -1)
    finally:
        await pool.close()


@pytest.mark.skipif(not CAN_BE_COPIED, reason="processes are not copied on this system")
async def test_copies_end_with_the_process_they_are_copies_of_and_it_is_replaced() -> None:
    pool = WorkerPool(2, limit=LONG, fork=True)
    try:
        hanging = asyncio.create_task(pool.run(jobs.hang))
        worker, copied = await pool.run(jobs.family)
        os.kill(copied, signal.SIGKILL)
        with pytest.raises(WorkerError, match="crash"):
            await hanging
        for _ in range(2):
            with contextlib.suppress(WorkerError):
                await pool.run(abs, -1)
        assert not alive(worker)
        again = {tuple(await pool.run(jobs.family)) for _ in range(3)}
        assert copied not in {parent for _, parent in again}
    finally:
        await pool.close()


@pytest.mark.skipif(not CAN_BE_COPIED, reason="processes are not copied on this system")
async def test_copies_share_the_memory_of_what_they_were_prepared_with() -> None:
    pool = WorkerPool(2, limit=LONG, setup=jobs.keep_a_lot, fork=True)
    try:
        both = [pool.run(jobs.own_memory) for _ in range(2)]
        assert max(await asyncio.gather(*both)) < jobs.A_LOT / 2
    finally:
        await pool.close()


@pytest.mark.skipif(not CAN_BE_COPIED, reason="processes are not copied on this system")
async def test_what_is_done_in_a_copy_leaves_only_what_it_returns(
    pool: WorkerPool,
) -> None:
    assert await pool.run(in_a_copy, partial(jobs.remember, "sisa")) == "sisa"
    assert await pool.run(jobs.remembered) == []
    assert await pool.run(in_a_copy, os.getpid) not in await pool.run(jobs.family)
    with pytest.raises(ParseError, match="is an HTML page"):
        await pool.run(in_a_copy, jobs.not_a_feed)
    with pytest.raises(WorkerError, match="died"):
        await pool.run(in_a_copy, jobs.die)


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")  # of one that has ended, and that nobody has asked about, it says Z
    if stat.exists():
        return " Z " not in stat.read_text(encoding="utf-8")
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_closing_ends_the_processes_and_their_jobs(fork: bool) -> None:
    pool = WorkerPool(1, limit=LONG, fork=fork)
    pid = await pool.run(os.getpid)
    hanging = asyncio.create_task(pool.run(jobs.hang))
    waiting = asyncio.create_task(pool.run(abs, -1))
    await asyncio.sleep(0)
    await pool.close()
    for task in (hanging, waiting):
        with pytest.raises(WorkerError):
            await task
    assert not alive(pid)
    await pool.close()
