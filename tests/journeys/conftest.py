"""Every message of every journey is looked at by a tool that is not ours."""

from tests.shape import shaped as shaped
