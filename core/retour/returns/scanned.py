"""What came by QR code, on its way into the journal: kept as a file under a name that says whose it is.

The file is a copy: what is good of it goes into the journal as any file does, and the other side can show it again.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from retour.airgap.carry import Leg, read_carry
from retour.airgap.envelope import is_envelope, unseal
from retour.airgap.files import write_into
from retour.airgap.naming import leg_of, name_for
from retour.errors import NotGenuine, RetourError
from retour.protocol.keys import PublicKey
from retour.protocol.messages import AnySealed, read_any

_KEPT_SECONDS: Final = 7 * 24 * 3600


class Kind(Enum):
    """What a scanned message is."""

    REQUEST = "request"
    CONFIRMATION = "confirmation"
    ANSWER = "answer"
    ORDER = "order"
    BUNDLE = "bundle"
    ENVELOPE = "envelope"
    OTHER = "other"
    """Bytes that are none of ours; a vendor's file, perhaps."""


FOR_PORTAL: Final = frozenset({Kind.REQUEST, Kind.CONFIRMATION})
"""What a device made: nothing for this laptop's cases."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """A whole message.

    Attributes:
        path: where it is kept.
        hosts: whose it is, each device once, as the messages say themselves.
        genuine: whether the signatures were verified; None where a key is not known here, or nothing is signed.
        to_portal: a bundle of what devices made, for the portal.
    """

    path: Path
    kind: Kind
    hosts: tuple[str, ...]
    genuine: bool | None
    to_portal: bool


def keep(folder: Path, data: bytes, keys: list[PublicKey]) -> Scanned:
    """Write it down and say what it is. Raises what `write_into` refuses.

    Args:
        folder: where it is kept; what was last scanned over a week ago goes.
        keys: every key that is known here.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _tidy(folder)
    kind, hosts, genuine, to_portal = _about(data, {key.kid: key for key in keys})
    path = write_into(folder, name_for(data), data)
    # What was there already is not written anew: the week begins again all the same.
    with contextlib.suppress(OSError):
        path.touch()
    return Scanned(path, kind, hosts, genuine, to_portal)


def _about(data: bytes, keys: dict[bytes, PublicKey]) -> tuple[Kind, tuple[str, ...], bool | None, bool]:
    try:
        if is_envelope(data):
            envelope = unseal(data)
            return Kind.ENVELOPE, (envelope.host_id,), None, envelope.leg != Leg.ANSWER.value
        messages = [read_any(part) for part in read_carry(data)]
    except RetourError:
        return Kind.OTHER, (), None, False
    hosts = tuple(dict.fromkeys(each.content.host.id for each in messages))
    proofs = [_genuine(each, keys) for each in messages]
    genuine = False if False in proofs else None if None in proofs else True
    kinds = [Kind(leg_of(each).value) for each in messages]
    kind = kinds[0] if len(kinds) == 1 else Kind.BUNDLE
    return kind, hosts, genuine, all(each in FOR_PORTAL for each in kinds)


def _genuine(sealed: AnySealed, keys: dict[bytes, PublicKey]) -> bool | None:
    key = keys.get(sealed.envelope.kid)
    if key is None:
        return None
    try:
        sealed.verify(key)
    except NotGenuine:
        return False
    return True


def _tidy(folder: Path) -> None:
    oldest = time.time() - _KEPT_SECONDS
    for path in folder.iterdir():
        with contextlib.suppress(OSError):
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink()
