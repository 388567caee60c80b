"""A portal's keys over time: set N + 1 is signed by the offline root that devices pin at enrolment.

Payload: ``{1: iss, -65537: {1: number, 2: answer key, 3: order key}}``, keys as 32 bytes. Number 1 is what is pinned.
Links are applied in order, and a device never goes back; one that slept through two rotations follows two links.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from retour.errors import NotGenuine
from retour.protocol import cbor
from retour.protocol.cose import Kind, Unsigned, malformed, read
from retour.protocol.fields import Fields
from retour.protocol.keys import PortalKey, PublicKey, SigningKey
from retour.protocol.model import MAX_COUNTER

_ISS: Final = 1
_OURS: Final = -65537
_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class KeySet:
    """The keys that take the place of the set before; `number` is 2 or more."""

    portal: str
    number: int
    answers: PublicKey
    orders: PublicKey


def sign_key_set(keys: KeySet, root: SigningKey) -> bytes:
    """The link to a key set, as answers and orders carry it."""
    ours = {1: keys.number, 2: keys.answers.raw, 3: keys.orders.raw}
    payload = cbor.encode({_ISS: keys.portal, _OURS: ours})
    return Unsigned(Kind.KEY_SET, root.public.alg, root.public.kid, payload).signed(root)


def read_key_set(link: bytes, trust: PortalKey) -> KeySet:
    """A link, believed. Raises `Malformed`, and `NotGenuine` unless the root of `trust` signed it for that portal."""
    envelope = read(link)
    if envelope.kind is not Kind.KEY_SET:
        raise malformed("wrong-kind", "it carries something that is no link to new keys")
    envelope.verify(trust.root_key)
    claims = Fields.of(cbor.decode(envelope.content.payload), "key set")
    ours = Fields.of(claims.take(_OURS), "key set content")
    keys = KeySet(
        portal=claims.text(_ISS),
        number=ours.number(1, 2, MAX_COUNTER),
        answers=PublicKey(ours.octets(2, _KEY_BYTES)),
        orders=PublicKey(ours.octets(3, _KEY_BYTES)),
    )
    ours.done()
    claims.done()
    if keys.portal != trust.portal:
        raise _broken("it is for another portal")
    return keys


def follow(trust: PortalKey, number: int, links: Sequence[bytes]) -> tuple[PortalKey, int]:
    """The keys to believe from now on, and the number of their set.

    Args:
        trust: the keys of set `number`, with the root that was pinned.
        links: signed links, oldest first; those to sets that are known already are skipped.

    Raises:
        NotGenuine: ``key-set-link`` where one is missing in between, or not by the root. Malformed.
    """
    for link in links:
        keys = read_key_set(link, trust)
        if keys.number <= number:
            continue
        if keys.number != number + 1:
            raise _broken(f"set {number + 1} is missing")
        trust, number = PortalKey(trust.portal, keys.answers, keys.orders, trust.root_key), keys.number
    return trust, number


def _broken(why: str) -> NotGenuine:
    return NotGenuine(
        "key-set-link",
        f"The portal's new keys cannot be followed: {why}.",
        "Nothing was changed.",
        "Take a new file from the portal.",
    )
