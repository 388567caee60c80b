"""Typed taking of fields out of decoded CBOR; every refusal names the field, and nothing unknown is left over."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final, TypeVar

from retour.errors import Malformed
from retour.protocol.cose import malformed, shown
from retour.protocol.model import MAX_LINES, MAX_TEXT

_Choice = TypeVar("_Choice", bound=IntEnum)
_MAX_LINKS: Final = 16
_UNFIT: Final = re.compile(
    "[\\x00-\\x1f\\x7f-\\xa0\\xad\\u061c\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000"
    "\\ud800-\\uf8ff\\ufdd0-\\ufdef\\ufeff\\ufff0-\\uffff\\U000e0000-\\U0010ffff]"
)
"""Controls, spaces that look like others, what turns the direction of text, private use. A fixed table (SPEC, E-7):
`str.isprintable` changes with each version of Unicode, and a device's firmware does not.
"""


def is_text(value: str, most: int = MAX_TEXT) -> bool:
    """Whether this is 1 to `most` characters that can stand in a message (SPEC, E-7)."""
    if not 1 <= len(value) <= most:
        return False
    return value.isprintable() if value.isascii() else _UNFIT.search(value) is None


class Fields:
    """A decoded map with integer labels from which every field is taken exactly once."""

    def __init__(self, value: dict[object, object], where: str) -> None:
        self._left = dict(value)
        self._where = where

    @classmethod
    def of(cls, value: object, where: str) -> Fields:
        if not isinstance(value, dict):
            raise _wrong(where, "a map")
        return cls(value, where)

    def has(self, label: int) -> bool:
        return label in self._left

    def take(self, label: int) -> object:
        if label not in self._left:
            raise malformed("field-missing", f"{self._where}: field {label} is missing", field=label)
        return self._left.pop(label)

    def done(self) -> None:
        """Refuse what nobody took."""
        for label in self._left:
            raise malformed("field-unknown", f"{self._where}: field {shown(label)} is not known", field=label)

    def text(self, label: int, most: int = MAX_TEXT) -> str:
        return self.as_text(self.take(label), self._name(label), most)

    def octets(self, label: int, length: int) -> bytes:
        return self.as_octets(self.take(label), self._name(label), length)

    def number(self, label: int, least: int, most: int) -> int:
        return self.as_number(self.take(label), self._name(label), least, most)

    def choice(self, label: int, kind: type[_Choice]) -> _Choice:
        return self.as_choice(self.take(label), self._name(label), kind)

    def flag(self, label: int) -> bool:
        value = self.take(label)
        if not isinstance(value, bool):
            raise _wrong(self._name(label), "true or false")
        return value

    def lines(self, label: int) -> list[tuple[str, object]]:
        """A map from activation ID to something, at most `MAX_LINES` of them, sorted by activation ID."""
        value = self.take(label)
        if not isinstance(value, dict):
            raise _wrong(self._name(label), "a map of lines")
        if len(value) > MAX_LINES:
            raise malformed("too-many-lines", f"it names more than {MAX_LINES} lines", lines=len(value))
        return sorted((self.as_text(line, "activation ID"), item) for line, item in value.items())

    def blobs(self, label: int) -> tuple[bytes, ...]:
        value = self.take(label)
        if not isinstance(value, list) or not 1 <= len(value) <= _MAX_LINKS:
            raise _wrong(self._name(label), "a short list")
        return tuple(self.as_octets(item, self._name(label), None) for item in value)

    @staticmethod
    def array(value: object, where: str, length: int) -> list[object]:
        if not isinstance(value, list) or len(value) != length:
            raise _wrong(where, f"a list of {length}")
        return value

    @staticmethod
    def as_text(value: object, where: str, most: int = MAX_TEXT) -> str:
        """Text of 1 to `most` characters without control characters."""
        if not isinstance(value, str) or not is_text(value, most):
            raise _wrong(where, f"a text of 1 to {most} printable characters")
        return value

    @staticmethod
    def as_octets(value: object, where: str, length: int | None) -> bytes:
        if not isinstance(value, bytes) or (length is not None and len(value) != length):
            raise _wrong(where, "bytes" if length is None else f"{length} bytes")
        return value

    @staticmethod
    def as_number(value: object, where: str, least: int, most: int) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise _wrong(where, f"a number from {least} to {most}")
        return value

    @staticmethod
    def as_choice(value: object, where: str, kind: type[_Choice]) -> _Choice:
        try:
            if isinstance(value, int) and not isinstance(value, bool):
                return kind(value)
        except ValueError:
            pass
        raise _wrong(where, f"a known {kind.__name__}")

    def _name(self, label: int) -> str:
        return f"{self._where} {label}"


def _wrong(where: str, expected: str) -> Malformed:
    return malformed("field", f"{where} is not {expected}", field=where)
