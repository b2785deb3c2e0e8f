"""Compile the modules in which sorot spends its time with mypyc: the same results in half the time.

sorot runs without it. Compiled modules lie beside their sources and are left alone when a source is newer
(see ``entities/compiled.py``). Needs a C compiler. ``python -m tools.compile --remove`` goes back;
with ``--unoptimised`` compiling is done sooner, and what comes of it is slower and does the same.
"""

from __future__ import annotations

import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path

from entities.compiled import FOLDERS, ROOT

MODULES = {
    "entities": (
        "article", "candidate", "context", "forms", "glance", "glue", "index", "initials", "layer", "longest",
        "matcher", "normalize", "offices", "others", "resolve", "scripts", "unknown",
    ),
    "storage": ("likeness",),
    "collectors": ("clean", "feed_entries", "identity", "ordinary", "urls"),
    "collectors/text": ("dateline", "fragment", "lines", "markup", "plain", "related"),
}  # fmt: skip
SHARED = "sorot_compiled"  # the library that all of them are in


def sources() -> list[str]:
    """The modules that are compiled, as files of a checkout."""
    return [f"{folder}/{name}.py" for folder, names in MODULES.items() for name in names]


def compiled_files(root: Path = ROOT) -> list[Path]:
    """What an earlier run left."""
    return [
        *(path for folder in FOLDERS for path in root.glob(f"{folder}/*.so")),
        *root.glob(f"{SHARED}__mypyc*.so"),
    ]


def compile_into(root: Path, *, optimise: bool = True) -> None:
    """Compile the modules of the checkout at ``root``, into it.

    :param optimise: whether the C compiler may take its time for code that is faster.
    :raises SystemExit: there is no C compiler, or it did not like the code.
    """
    if shutil.which((sysconfig.get_config_var("CC") or "cc").split()[0]) is None:
        sys.exit(
            "No C compiler was found; sorot runs without. On Debian and Ubuntu: apt install build-essential"
        )
    from mypyc.build import mypycify  # noqa: PLC0415 - takes a second, and is not there without the dev packages
    from setuptools import Distribution  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as work:
        extensions = mypycify(
            [f"--config-file={root / 'pyproject.toml'}", "--no-error-summary", *sources()],
            group_name=SHARED,
            target_dir=f"{work}/c",
            opt_level="2" if optimise else "0",
            debug_level="0",
        )
        command = Distribution({"name": "sorot", "ext_modules": extensions}).get_command_obj("build_ext")
        command.build_lib, command.build_temp = f"{work}/lib", f"{work}/temp"
        command.ensure_finalized()
        command.run()
        for made in Path(work, "lib").rglob("*.so"):
            target = root / made.relative_to(f"{work}/lib")
            target.unlink(missing_ok=True)  # a process may have the old one open
            shutil.copy2(made, target)


def main() -> None:
    """Compile, or with ``--remove`` go back."""
    for path in compiled_files():
        path.unlink()
    if "--remove" not in sys.argv:
        compile_into(ROOT, optimise="--unoptimised" not in sys.argv)
        print(f"{len(sources())} modules are compiled.")  # noqa: T201


if __name__ == "__main__":
    main()
