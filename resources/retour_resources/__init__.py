"""Icons, translations and the manual; the only code is `root`."""

from pathlib import Path

__all__ = ["root"]


def root() -> Path:
    """The folder that holds the resources: on a disk wherever the project is installed, as Qt reads them by path."""
    return Path(__file__).parent
