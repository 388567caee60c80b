"""What a vendor sets: the policy, the ledger's time, key sets, makers. Each act is one transaction."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from retour.errors import Refused, Usage
from retour.portal.certificates import Maker, read_device_certificate, read_maker
from retour.portal.keyring import move_root, next_key_set
from retour.portal.policy import Policy
from retour.portal.rows import policy_of, traits_of
from retour.portal.state import DAY, HostState, Traits
from retour.portal.store import Portal
from retour.portal.tables import AnswerRow, InstanceRow, KeySetRow, MakerRow, MessageRow, PortalRow, WithheldRow
from retour.protocol.fields import is_text
from retour.protocol.keyset import FIRST_LINKED

MAX_WINDOW: Final = 3660 * DAY
_UNCHANGED: Final = "Nothing was changed."


def policy(portal: Portal) -> Policy:
    """The policy as it stands."""
    with portal.reading() as session:
        return policy_of(session.get_one(PortalRow, 1))


def set_policy(portal: Portal, wanted: Policy) -> Policy:
    """Set the policy; what was proven before stays as it was decided. Raises `Usage` (``policy``)."""
    limits = [n for n in (wanted.returns, wanted.write_offs) if n is not None]
    if any(n < 0 for n in limits) or not DAY <= wanted.window <= MAX_WINDOW:
        raise Usage(
            "policy",
            "These limits do not fit.",
            _UNCHANGED,
            "Give numbers of copies from 0, and a window from one day to ten years.",
        )
    with portal.writing() as session:
        row = session.get_one(PortalRow, 1)
        row.policy_level, row.policy_window = wanted.level, wanted.window
        row.policy_returns, row.policy_write_offs = wanted.returns, wanted.write_offs
    return wanted


def withheld(portal: Portal) -> list[tuple[WithheldRow, str]]:
    """Every entry of copies that are kept back, with the host ID that they came from."""
    with portal.reading() as session:
        query = (
            select(WithheldRow, InstanceRow)
            .join(AnswerRow, WithheldRow.answer == AnswerRow.id)
            .join(MessageRow, AnswerRow.message_id == MessageRow.id)
            .join(InstanceRow, MessageRow.instance == InstanceRow.id)
            .where(WithheldRow.released_at.is_(None))
            .order_by(WithheldRow.id)
        )
        return [(entry, row.host.host_id) for entry, row in session.execute(query).tuples()]


def release(portal: Portal, entry: int, by: str) -> None:
    """Let withheld copies go. Raises `Refused` (``not-withheld``). Usage: ``who``."""
    if not by.strip() or not by.isprintable():
        raise Usage("who", "Who releases them is not said.", _UNCHANGED, "Say it in printable characters.")
    with portal.writing() as session:
        row = session.get(WithheldRow, entry)
        if row is None or row.released_at is not None:
            raise Refused(
                "not-withheld",
                f"Entry {entry} is not withheld.",
                _UNCHANGED,
                "Look at what is withheld; the window may have let it go.",
            )
        row.released_at, row.released_by = portal.now(), by.strip()


def confirm_time(portal: Portal) -> int:
    """The portal's clock is right: leases may end up to now. Seconds since 1970 UTC; it never falls (rule 8)."""
    with portal.writing() as session:
        row = session.get_one(PortalRow, 1)
        row.lease_time = max(row.lease_time, portal.now())
        return row.lease_time


def rotate_keys(portal: Portal, root_file: Path | None) -> int:
    """New keys for answers and orders, by a link that the root signs; answers carry it. Returns the set's number.

    Raises:
        Refused, NotGenuine: see `keyring.next_key_set`.
    """
    with portal.writing() as session:
        number = (session.scalar(select(func.max(KeySetRow.number))) or FIRST_LINKED - 1) + 1
        link = next_key_set(portal.place.keys, portal.identity.portal, number, root_file)
        session.add(KeySetRow(number=number, data=link, made_at=portal.now()))
    return number


def put_root_away(portal: Portal, out: Path) -> None:
    """Move the root key to another medium. Raises what `keyring.move_root` raises."""
    with portal.reading() as session:
        number = session.scalar(select(func.max(KeySetRow.number))) or FIRST_LINKED - 1
    move_root(portal.place.keys, out, number)


def add_maker(portal: Portal, name: str, certificate: bytes, traits: Traits) -> Maker:
    """Name a manufacturer whose certificates enrol devices. Raises what `read_maker` raises; Usage: ``maker``."""
    if not is_text(name) or name != name.strip():
        raise Usage("maker", f"{name!r} is not a name.", _UNCHANGED, "Type 1 to 64 printable characters.")
    maker = read_maker(name, certificate, traits)
    with portal.writing() as session:
        row = session.get(MakerRow, name)
        if row is None:
            row = MakerRow(name=name)
            session.add(row)
        row.certificate, row.model = maker.certificate, traits.model
        row.level, row.clock, row.needs = traits.level, traits.clock, traits.needs
    return maker


def makers(portal: Portal) -> list[Maker]:
    """Every manufacturer, by name."""
    with portal.reading() as session:
        rows = session.scalars(select(MakerRow).order_by(MakerRow.name))
        return [Maker(row.name, row.certificate, traits_of(row)) for row in rows]


def enrol_by_certificate(portal: Portal, certificate: bytes, model: str = "") -> HostState:
    """Enrol a device by its manufacturer's certificate. Raises what `read_device_certificate` and `enrol` raise."""
    host, key, traits = read_device_certificate(certificate, makers(portal), portal.now())
    return portal.enrol(host, key, replace(traits, model=model or traits.model))
