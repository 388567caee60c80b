"""Icons, translations and the manual; the only code is `root`."""

from importlib.resources import files
from importlib.resources.abc import Traversable

__all__ = ["root"]


def root() -> Traversable:
    """The folder that holds the resources, wherever the project is installed."""
    return files(__name__)
