"""A stand-in for the vendor's portal: reads the vendor's files, counts copies, and says what it shows.

It behaves as FlexNet Operations describes itself: a response is generated at once, reduced copies are *waiting for
confirmation*, and only a sync from a device that has processed the newest response credits them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from retour.device.vendor.format import (
    Line,
    Request,
    Response,
    decode_request,
    encode_response,
)

GENERATED = "LICENSE_GENERATED"
MARKED = "MARKED_FOR_REMOVAL"
DECREASING = "COPIES_DECREASING"
PENDING = "REMOVAL_PENDING_CONFIRMATION"
WAITING = "WAITING_FOR_CONFIRMATION"
REMOVED = "REMOVED_FROM_LICENSE"


@dataclass
class Held:
    """A line on a host.

    Attributes:
        line: as the newest response gives it; its count is what the device has or will have.
        reserved: copies that the portal still counts as the host's.
        target: what shall remain by the portal's own removal.
    """

    line: Line
    reserved: int
    state: str = GENERATED
    target: int | None = None


@dataclass
class Host:
    lines: dict[str, Held]
    status: str = "ACTIVE"
    sequence: int = 0
    number: int = 0
    uploads: dict[bytes, bytes] = field(default_factory=dict)


class VendorPortal:
    """Entitlements in `available`, by activation ID, and hosts by their ID."""

    def __init__(self) -> None:
        self.available: dict[str, int] = {}
        self.hosts: dict[str, Host] = {}

    def add_host(self, host_id: str, *lines: Line) -> None:
        """A host that has these lines already, as it left the factory."""
        self.hosts[host_id] = Host({line.line: Held(line, line.count) for line in lines})
        for line in lines:
            self.available.setdefault(line.line, 0)

    def upload(self, data: bytes) -> bytes:
        """Offline Device Management, Upload, "Generate license": the capability response.

        Raises `ValueError` with what the portal shows.
        """
        request = decode_request(data)
        host = self._active(request.host_id)
        if data in host.uploads and request.sequence == host.sequence:
            return host.uploads[data]
        if request.sequence <= host.sequence:
            raise ValueError("this capability request is older than the newest one of this device")
        if request.processed > host.number:
            raise ValueError("the device has processed a response that this portal did not make")
        self._check(host, request)
        host.sequence = request.sequence
        if not request.remaining and request.processed == host.number:
            self._confirm(host)
        self._reduce(host, request)
        host.number += 1
        lines = tuple(each.line for each in host.lines.values() if each.line.count)
        response = encode_response(Response(request.host_id, host.number, request.sequence, lines))
        host.uploads = {data: response}
        return response

    def mark_for_removal(self, host_id: str, line: str, count: int) -> None:
        """Devices, the device, Licenses, Remove: so many copies shall remain once the device has synced."""
        held = self._active(host_id).lines[line]
        if not 0 <= count < held.line.count:
            raise ValueError("there are not that many copies to remove")
        held.target = count
        held.state = DECREASING if count else MARKED

    def return_host(self, host_id: str) -> None:
        """All its copies are available again; the device proved nothing."""
        host = self._active(host_id)
        host.status = "RETURNED"
        for line, held in host.lines.items():
            self.available[line] += held.reserved
            held.reserved = 0

    def obsolete_host(self, host_id: str) -> None:
        """The device is written off with its copies."""
        self._active(host_id).status = "OBSOLETE"

    def grant(self, host_id: str, line: Line) -> None:
        """Copies that are available go to a host with its next capability response."""
        host = self._active(host_id)
        if self.available.get(line.line, 0) < line.count:
            raise ValueError(f"there are not that many copies of {line.line} available")
        self.available[line.line] -= line.count
        host.lines[line.line] = Held(line, line.count)

    def states(self, host_id: str) -> dict[str, str]:
        return {line: held.state for line, held in self.hosts[host_id].lines.items()}

    def _active(self, host_id: str) -> Host:
        host = self.hosts.get(host_id)
        if host is None:
            raise ValueError(f"there is no device {host_id}")
        if host.status != "ACTIVE":
            raise ValueError(f"the device {host_id} is {host.status}")
        return host

    @staticmethod
    def _check(host: Host, request: Request) -> None:
        for line, count in request.remaining:
            if line not in host.lines:
                raise ValueError(f"the activation ID {line} is not on this device")
            if count > host.lines[line].line.count:
                raise ValueError(f"more copies of {line} than this device has")

    def _confirm(self, host: Host) -> None:
        for line, held in host.lines.items():
            if held.state in (WAITING, PENDING):
                self.available[line] += held.reserved - held.line.count
                held.reserved = held.line.count
                held.state = GENERATED if held.line.count else REMOVED

    @staticmethod
    def _reduce(host: Host, request: Request) -> None:
        for line, count in request.remaining:
            held = host.lines[line]
            if count < held.line.count:
                held.line, held.state = replace(held.line, count=count), WAITING
        for held in host.lines.values():
            if held.target is not None:
                if held.target < held.line.count:
                    held.line, held.state = replace(held.line, count=held.target), PENDING
                held.target = None
