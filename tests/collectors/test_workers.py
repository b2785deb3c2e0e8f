from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial

import pytest

from collectors.errors import ParseError
from collectors.workers import WorkerError, WorkerPool
from tests.collectors import jobs

LONG = timedelta(seconds=60)


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    started = WorkerPool(1, limit=LONG)
    yield started
    await started.close()


async def test_a_job_runs_in_another_process(pool: WorkerPool) -> None:
    first = await pool.run(os.getpid)
    assert first != os.getpid()
    assert await pool.run(os.getpid) == first  # and the process stays


async def test_large_documents_travel_both_ways(pool: WorkerPool) -> None:
    body = os.urandom(5 * 1024 * 1024)
    assert await pool.run(bytes.upper, body) == body.upper()


async def test_setup_runs_once_before_the_first_job() -> None:
    pool = WorkerPool(1, limit=LONG, setup=partial(jobs.remember, "siap"))
    try:
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
async def test_a_job_that_hangs_is_killed_and_only_it_fails() -> None:
    pool = WorkerPool(2, limit=timedelta(seconds=3))
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


async def test_closing_ends_the_processes_and_their_jobs() -> None:
    pool = WorkerPool(1, limit=LONG)
    pid = await pool.run(os.getpid)
    hanging = asyncio.create_task(pool.run(jobs.hang))
    waiting = asyncio.create_task(pool.run(abs, -1))
    await asyncio.sleep(0)
    await pool.close()
    for task in (hanging, waiting):
        with pytest.raises(WorkerError):
            await task
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    await pool.close()
