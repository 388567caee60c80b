"""The log: what this machine did, in a small file beside the journal. Never keys, blobs, passwords or notes."""

from __future__ import annotations

import logging
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from retour.errors import RetourError

LOG_FILE: Final = "retour.log"
_BYTES: Final = 256 * 1024
_LOG: Final = logging.getLogger("retour")
_LOG.addHandler(logging.NullHandler())  # without a log, what would go there is not written to the screen either


class _Quiet(RotatingFileHandler):
    """A log that cannot be written must not stop the work, nor write over a person's screen."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        pass


def start_log(folder: Path) -> None:
    """Write what the loggers under ``retour`` say to `folder`; calling it again moves on to another folder.

    Two files of 256 KiB at most; times in UTC. A folder that cannot be written has no log.
    """
    path = folder / LOG_FILE
    if any(isinstance(each, _Quiet) and Path(each.baseFilename) == path.absolute() for each in _LOG.handlers):
        return
    stop_log()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    handler = _Quiet(path, maxBytes=_BYTES, backupCount=1, encoding="utf-8", delay=True)
    form = logging.Formatter("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    form.converter = time.gmtime
    handler.setFormatter(form)
    _LOG.addHandler(handler)
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False


def stop_log() -> None:
    """Close the log, if there is one."""
    _LOG.propagate = True
    for each in [handler for handler in _LOG.handlers if isinstance(handler, _Quiet)]:
        _LOG.removeHandler(each)
        each.close()


def log_error(error: RetourError) -> None:
    """An error that a person was shown: its code, what happened, and its details."""
    details = error.as_dict()["details"]
    _LOG.warning("[%s] %s%s", error.code, error.what, f" {details}" if details else "")


def read_log(folder: Path) -> str:
    """The whole log, oldest first; empty where there is none."""
    text = ""
    for name in (f"{LOG_FILE}.1", LOG_FILE):
        path = folder / name
        if path.is_file():
            text += path.read_text("utf-8", "replace")
    return text
