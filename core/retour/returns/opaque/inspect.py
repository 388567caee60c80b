"""What `retour inspect` says of a vendor's file: its size, its hash, and whose it is if the journal ever held it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from retour.airgap.carry import parse_name
from retour.airgap.envelope import is_envelope, unseal
from retour.airgap.files import read_bytes
from retour.returns.journal import Journal

_NOT_READ = "not verified: a vendor's file is carried and not read"


def inspect_carried(path: Path, journal: Journal) -> dict[str, object]:
    """A record of a vendor's file or of an envelope around one.

    An envelope's own words stand under ``named_*``: they prove nothing. `case`, `host_id` and `leg` are what the
    journal knows of a file with this hash, None if it never held it.

    Raises what `read_bytes` and `unseal` raise.
    """
    data = read_bytes(path)
    record: dict[str, object] = {"file": path.name}
    if is_envelope(data):
        envelope = unseal(data)
        record |= {
            "kind": "envelope with a vendor's file",
            "named_case": envelope.case,
            "named_host_id": envelope.host_id,
            "named_leg": envelope.leg,
            "named_profile": envelope.profile,
        }
        data = envelope.data
    else:
        named = parse_name(path.name)
        record |= {"kind": "vendor's file", "named_case": named.case if named else None}
    sha = hashlib.sha256(data).digest()
    held = journal.files_with(sha)
    case = journal.case(held[0][0]).case if held else None
    return record | {
        "case": case.number if case else None,
        "host_id": case.host.id if case else None,
        "leg": held[0][1].leg if held else None,
        "sha256": sha.hex(),
        "bytes": len(data),
        "genuine": _NOT_READ,
    }
