"""What a message that came without a name is called as a file. Pure; nothing of it is verified."""

from __future__ import annotations

import hashlib

from retour.airgap.carry import Leg, carry_name, read_carry
from retour.airgap.envelope import is_envelope, unseal
from retour.errors import RetourError
from retour.protocol.messages import AnySealed, read_any
from retour.protocol.model import DeviceMessage, Response


def name_for(data: bytes) -> str:
    """The name that the bytes speak for: of a carry file or an envelope; ``scanned-DIGEST.bin`` for anything else.

    The case of a carry file is not in its messages, so its name begins with the host ID.
    """
    try:
        if is_envelope(data):
            envelope = unseal(data)
            return carry_name(envelope.case, envelope.host_id, Leg(envelope.leg))
        messages = [read_any(each) for each in read_carry(data)]
    except RetourError:
        return f"scanned-{hashlib.sha256(data).hexdigest()[:8]}.bin"
    if len(messages) == 1:
        whose, leg = messages[0].content.host.id, leg_of(messages[0])
    else:
        whose, leg = f"{len(messages)}-messages", Leg.BUNDLE
    return carry_name("", whose, leg).lstrip("_")


def leg_of(message: AnySealed) -> Leg:
    """What one message is on its way."""
    content = message.content
    if isinstance(content, DeviceMessage):
        return Leg.REQUEST if content.desired is not None or content.reason else Leg.CONFIRMATION
    return Leg.ANSWER if isinstance(content, Response) else Leg.ORDER
