"""Key sets: a portal's keys for answers and orders, each newer set signed by the root that enrolment pinned.

Set 1 is what enrolment pins, as a `PortalKey`. A link leads from any set to the next, N to N + 1; links are kept for
ever and applied in order, so a device that slept through two rotations wakes up. The root itself never changes.

Payload of a link: ``{1: iss, -65537: {1: number, 2: key for answers, 3: key for orders}}``; keys are the 32 bytes
of RFC 8032. Its kind is `Kind.KEY_SET`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from retour.errors import NotGenuine
from retour.protocol import cbor
from retour.protocol.claims import ISS, OURS, reading
from retour.protocol.cose import Envelope, Kind, Unsigned, malformed, read
from retour.protocol.keys import PortalKey, PublicKey, SigningKey, check_portal_id
from retour.protocol.model import MAX_COUNTER

FIRST_LINKED: Final = 2
"""Number of the first set that a link leads to; set 1 is pinned at enrolment."""
_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class KeySet:
    """A portal's keys from set `number` on, until the next set; both keys are Ed25519.

    Attributes:
        number: from `FIRST_LINKED`.
    """

    portal: str
    number: int
    answers: PublicKey
    orders: PublicKey


@dataclass(frozen=True, slots=True)
class SealedKeySet:
    """A link that was read and NOT verified."""

    content: KeySet
    envelope: Envelope

    def verify(self, root: PublicKey) -> KeySet:
        """Believe it. Raises `NotGenuine` unless `root` signed it."""
        self.envelope.verify(root)
        return self.content


def sign_key_set(key_set: KeySet, root: SigningKey) -> bytes:
    """The link to `key_set`: a tagged COSE_Sign1 by the portal's root. The same bytes each time."""
    ours = {1: key_set.number, 2: key_set.answers.raw, 3: key_set.orders.raw}
    payload = cbor.encode({ISS: key_set.portal, OURS: ours})
    return Unsigned(Kind.KEY_SET, root.public.alg, root.public.kid, payload).signed(root)


def read_key_set(link: bytes) -> SealedKeySet:
    """Read one link; verifies nothing.

    Raises:
        Malformed: ``wrong-kind``, ``same-key`` when one key is for answers and orders, or the field that is wrong.
    """
    envelope = read(link)
    if envelope.kind is not Kind.KEY_SET:
        raise malformed("wrong-kind", "it is not a link to a portal's new keys")
    with reading(envelope.content.payload, "key set", "key set content") as (claims, ours):
        key_set = KeySet(
            portal=check_portal_id(claims.text(ISS)),
            number=ours.number(1, FIRST_LINKED, MAX_COUNTER),
            answers=PublicKey(ours.octets(2, _KEY_BYTES)),
            orders=PublicKey(ours.octets(3, _KEY_BYTES)),
        )
        if key_set.answers == key_set.orders:
            raise malformed("same-key", "it names one key for answers and for orders")
    return SealedKeySet(key_set, envelope)


def follow(trust: PortalKey, number: int, links: Sequence[bytes]) -> tuple[PortalKey, int]:
    """The portal's keys after `links`, and the number of their set; `trust` are its keys as of set `number`.

    Links that lead to a set already known are verified and change nothing.

    Raises:
        Malformed: a link cannot be read.
        NotGenuine: ``other-portal``, ``key-set-gap`` when a link before one is missing, or the root did not sign.
    """
    for link in links:
        key_set = read_key_set(link).verify(trust.root_key)
        if key_set.portal != trust.portal:
            raise NotGenuine(
                "other-portal",
                f"These new keys belong to the portal {key_set.portal}, not to {trust.portal}.",
                "Nothing was changed.",
                f"Fetch the file again from the portal {trust.portal}.",
            )
        if key_set.number > number + 1:
            raise NotGenuine(
                "key-set-gap",
                f"The portal's key set {key_set.number} came without set {number + 1}, which leads to it.",
                "Nothing was changed.",
                "Fetch the file again from the portal: its answer to the newest message carries every link.",
                known=number,
                found=key_set.number,
            )
        if key_set.number == number + 1:
            # The root of a portal from before there were key sets is its first key for answers: it stays the root.
            trust = replace(trust, key=key_set.answers, orders=key_set.orders, root=trust.root_key)
            number = key_set.number
    return trust, number
