"""Run the benchmarks, or those that are named: ``python -m benchmarks matcher``.

Limits are what we hold ourselves to. A figure beyond its limit is marked and is no failure: one run on a busy
machine proves nothing. The exit status is 1 when a benchmark could not be run.
"""

from __future__ import annotations

import argparse
import logging
import sys
import traceback
from importlib import import_module
from time import perf_counter

import structlog

from benchmarks.figures import machine

BENCHMARKS = {
    "matcher": "names in articles, against a regular expression and flashtext2",
    "feed_to_mentions": "from feeds to stored mentions, against the script most people would write",
    "pages": "text of article pages by rule, against general extraction",
    "retag": "all stored articles matched again with other names, beside a page that asks",
    "rebuild": "the database made again from its batches, beside a dashboard that serves the old one",
    "kills": "processes killed in the middle of everything that writes: nothing lost, nothing doubled",
    "schedule": "ten thousand feeds for a day of invented time: manners, punctuality and cost",
    "questions": "what the Compare page asks the archive, anew and again",
    "lake": "a lake beside the same archive as a file: questions and ingestion; needs PostgreSQL",
    "compare_callback": "the Compare page's chart over HTTP, for one user, ten and fifty, on two archives",
    "first_chart": "when the first chart of a page is there, in Chromium, on two archives",
    "spikes": "days with three times as much news as usual: how many are found, how many false alarms",
    "storage": "ten million articles: answers, a writer beside them, two other databases; only when named",
    "analysts": "a hundred analysts on a million articles beside a collector; only when named",
    "soak": "the demo world at a hundred times its speed: nothing lost, nothing left behind",
}

LONG = {"storage", "analysts"}  # half an hour and some gigabytes of disk; ten minutes


def main() -> int:
    described = "\n".join(f"  {name:<18} {what}" for name, what in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure sorot; all texts are generated, nothing leaves this machine.",
        epilog=f"benchmarks:\n{described}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which to run; all without any")
    parser.add_argument("--minutes", type=float, default=1.0, help="how long the soak takes (default: 1)")
    parser.add_argument("--kills", type=int, default=300, help="how often kills kills (default: 300)")
    parser.add_argument(
        "--articles",
        type=int,
        default=10_000_000,
        help="of the storage benchmark (default: 10000000)",
    )
    arguments = parser.parse_args()
    names = arguments.names
    options = {
        "soak": {"minutes": arguments.minutes},
        "kills": {"kills": arguments.kills},
        "storage": {"articles": arguments.articles},
    }
    if unknown := sorted(set(names) - BENCHMARKS.keys()):
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    print(machine())
    status, begin = 0, perf_counter()
    for name in names or [name for name in BENCHMARKS if name not in LONG]:
        try:
            import_module(f"benchmarks.{name}").main(**options.get(name, {}))
        except Exception:  # noqa: BLE001 - whatever it was, the others are still worth running
            traceback.print_exc()
            print(f"\n{name} could not be run: see above", file=sys.stderr)
            status = 1
    print(f"\nTook {perf_counter() - begin:.0f} s.")
    return status


if __name__ == "__main__":
    sys.exit(main())
