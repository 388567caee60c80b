"""The one error tree of Retour.

Whatever a person can meet is a `RetourError`: three lines (what happened, what is safe, what to do), a stable
`code` for programs and tests, and details that fold below. Cancelling is not an error.
"""

from __future__ import annotations


class RetourError(Exception):
    """Base of all errors that are shown to a person.

    Args:
        code: stable lower-case identifier with dashes, e.g. ``other-device``.
        what: what happened, one sentence.
        safe: what is safe or unchanged, one sentence.
        todo: what to do next, one sentence.
        details: facts for support (digests, counters, paths); never keys or passwords.
    """

    exit_code = 1

    def __init__(self, code: str, what: str, safe: str, todo: str, **details: object) -> None:
        super().__init__(what)
        self.code = code
        self.what = what
        self.safe = safe
        self.todo = todo
        self.details = details

    @property
    def lines(self) -> tuple[str, str, str]:
        """The three lines in the order in which they are shown."""
        return self.what, self.safe, self.todo

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def as_dict(self) -> dict[str, object]:
        """For programs: the code, the three lines and the details, all JSON-able."""
        details = {k: v.hex() if isinstance(v, bytes) else v for k, v in self.details.items()}
        return {
            "error": self.code,
            "what": self.what,
            "safe": self.safe,
            "todo": self.todo,
            "details": details,
        }


class Refused(RetourError):
    """Something was understood and refused; repeating it unchanged gives the same refusal."""


class Malformed(Refused):
    """Bytes that are not what they should be: cut, of another kind, hostile."""


class NotGenuine(Refused):
    """A signature, key or algorithm does not fit."""


class Usage(RetourError):
    """The command was called in a way that cannot work."""

    exit_code = 2


class NotReached(RetourError):
    """The other side did not answer; the same step can be tried again."""

    exit_code = 3
