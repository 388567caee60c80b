"""What the device said, typed as far as it was looked at."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from retour.conformance.outcome import About, Broken, named, plain
from retour.errors import Malformed
from retour.protocol.fields import Fields
from retour.protocol.group import GROUP_ID, Clock, Refusal, RemovalNeeds
from retour.protocol.keys import MAX_KEY_TEXT, PortalKey, PublicKey
from retour.protocol.model import MAX_COUNTER, DeviceMessage, Host, HostType

Map = dict[str, object]


@dataclass(frozen=True, slots=True)
class Said:
    """The map of an answer; None where it is not one."""

    values: Map | None

    def get(self, key: str) -> object:
        return (self.values or {}).get(key)

    @property
    def refusal(self) -> int | None:
        """The vendor group's return code, where SMP version 2 says one."""
        err = self.get("err")
        if isinstance(err, dict) and err.get("group") == GROUP_ID and isinstance(err.get("rc"), int):
            return int(err["rc"])
        return None

    @property
    def code(self) -> int | None:
        """The return code of SMP version 1."""
        rc = self.get("rc")
        return rc if isinstance(rc, int) and not isinstance(rc, bool) else None

    @property
    def is_refusal(self) -> bool:
        return self.values is None or "err" in self.values or self.code not in (None, 0)

    def must_refuse(self, refusal: Refusal, what: str) -> None:
        """Raises `Broken` unless this is that refusal and nothing else."""
        if self.values != {"err": {"group": GROUP_ID, "rc": int(refusal)}}:
            raise Broken(f"{what} must be refused with {named(refusal)}; it was answered {self}")

    def number(self, key: str, least: int, most: int) -> int:
        try:
            return Fields.as_number(self.get(key), key, least, most)
        except Malformed:
            raise Broken(f"{key!r} of the answer {self} is not a number from {least} to {most}") from None

    def octets(self, key: str, length: int | None = None) -> bytes:
        try:
            return Fields.as_octets(self.get(key), key, length)
        except Malformed:
            raise Broken(f"{key!r} of the answer {self} is not bytes of the right length") from None

    def __str__(self) -> str:
        if self.values is None:
            return "what is not a CBOR map"
        if self.refusal is not None:
            return named(self.refusal)
        if self.code is not None:
            return f"rc {self.code} of SMP version 1"
        return plain(f"{self.values!r}", 120)


@dataclass(frozen=True, slots=True)
class Who:
    """IDENTITY, as far as the checks rest on it; the rest is G-1's."""

    about: About
    host: Host
    key: PublicKey
    portal: PortalKey | None
    clock: Clock
    needs: RemovalNeeds
    counter: int
    key_set: int
    local_act: bool
    pin: bool


def read_who(values: Map) -> Who:
    """Raises `Malformed` naming the field."""
    host = Host(
        Fields.as_choice(values.get("ht"), "ht", HostType),
        Fields.as_text(values.get("hid"), "hid"),
    )
    portal = values.get("portal")
    return Who(
        about=About(host.id, _loose(values.get("model")), _loose(values.get("fw"))),
        host=host,
        key=PublicKey.parse(Fields.as_text(values.get("key"), "key", MAX_KEY_TEXT)),
        portal=None if portal is None else PortalKey.parse(Fields.as_text(portal, "portal", MAX_KEY_TEXT)),
        clock=Fields.as_choice(values.get("clk"), "clk", Clock),
        needs=Fields.as_choice(values.get("needs"), "needs", RemovalNeeds),
        counter=Fields.as_number(values.get("ctr"), "ctr", 0, MAX_COUNTER),
        key_set=Fields.as_number(values.get("set", 1), "set", 1, MAX_COUNTER),
        local_act=values.get("act") is True,
        pin=values.get("pin") is True,
    )


def _loose(text: object) -> str:
    return text[:200] if isinstance(text, str) else ""


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest message: its counter as EXPORT names it, its bytes, and what they say."""

    counter: int
    blob: bytes
    digest: bytes
    content: DeviceMessage


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
