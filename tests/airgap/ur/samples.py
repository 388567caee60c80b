"""Files of every kind that crosses, and hypothesis's own."""

from __future__ import annotations

import random
from typing import Final

from hypothesis import strategies as st

from retour.airgap.carry import join_carry
from retour.airgap.envelope import Envelope, seal
from retour.airgap.ur.content import BUNDLE, BYTES, COSE, ENVELOPE
from retour.protocol.casenumber import new_case_number
from tests.protocol.samples import signed_message, signed_response

V15, V20, V25 = 758, 1249, 1853
"""Characters of a symbol of this version, error correction L."""


def noise(size: int, seed: int = 0) -> bytes:
    """Bytes that no deflating makes smaller."""
    return random.Random(seed * 1_000_003 + size).randbytes(size)


def vendor_file(size: int, seed: int = 0) -> bytes:
    """The same, and by their start nobody's CBOR."""
    return b"\xff" + noise(size - 1, seed)


ENVELOPED: Final = seal(Envelope(new_case_number(7), "profile", "SN-4711", "request", noise(900)))
FILES: Final = {
    COSE: signed_message(),
    BUNDLE: join_carry((signed_message(), signed_response())),
    ENVELOPE: ENVELOPED,
    BYTES: vendor_file(1200),
}
files = st.one_of(
    st.sampled_from(sorted(FILES.values())),
    st.binary(max_size=3000),
    st.binary(max_size=40).map(lambda data: data * 60),
    st.builds(
        lambda head, data: head + data,
        st.sampled_from([b"\xd2", b"\xd2\x80", b"\xd2\x84", b"\x84\x40", b"\x81", b"\xd9\x52\x54"]),
        st.binary(max_size=99),
    ),
)
