"""How a process that runs for long follows the names that the archive goes by."""

from __future__ import annotations

import structlog

from entities.yamlfile import YamlFileError
from sorot.config.config import Config
from sorot.names.files import NamesFiles, files_in_force

IN_FORCE = "names-version"  # in the data folder: the version that the archive is matched with

log = structlog.get_logger()


class NewNames:
    """Tells when the archive goes by other names than a collector."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._seen = ""

    def __call__(self, version: str) -> NamesFiles | None:
        """What may be other names than those of ``version``; None as long as nothing else is said."""
        try:
            said = (self._config.data / IN_FORCE).read_text(encoding="ascii")
        except FileNotFoundError:
            return None
        if said in {self._seen, version}:
            return None
        self._seen = said
        try:
            return files_in_force(self._config.names_file, self._config.data, keep=False)
        except YamlFileError as error:
            log.warning("names cannot be read, going on with the ones before", error=str(error))
            return None
