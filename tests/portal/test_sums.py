"""The sums in SQL are those of the rules, on any ledger."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from retour.portal import inputs, sums
from retour.portal.database import Place
from retour.portal.rows import instance_state
from retour.portal.state import LEASE_MARGIN, Instance, InstanceStatus, LiveAnswer, Snapshot, line_view
from retour.portal.store import Portal
from retour.portal.tables import AllocationRow, InstanceRow, LineRow
from tests.portal.honest import enrolled

TIME = 1_790_000_000
ENDS = st.none() | st.sampled_from([TIME - LEASE_MARGIN - 1, TIME - LEASE_MARGIN, TIME - LEASE_MARGIN + 1, TIME + 9])
PARTS = st.tuples(st.integers(0, 4), st.integers(0, 4), ENDS, ENDS)
FLAGS = st.tuples(st.sampled_from(InstanceStatus), st.booleans(), st.booleans(), st.booleans())
LEDGERS = st.lists(st.tuples(FLAGS, PARTS, PARTS), min_size=3, max_size=3)


def pure(row: InstanceRow) -> Instance:
    """The instance as the rules would have it, from its row."""
    kept = {a.line: a for a in row.allocations}
    held = tuple((line, a.snapshot) for line, a in sorted(kept.items()) if a.snapshot)
    live = tuple((line, a.live) for line, a in sorted(kept.items()) if a.live)
    ends = tuple((line, a.snapshot_expiry) for line, a in sorted(kept.items()) if a.snapshot_expiry is not None)
    later = tuple((line, a.live_expiry) for line, a in sorted(kept.items()) if a.live_expiry is not None)
    bare = instance_state(row)
    return bare.__class__(
        bare.key,
        bare.host,
        bare.status,
        snapshot=Snapshot(1, bytes(32), None, None, 0, 1, held, ends),
        live=LiveAnswer(1, 1, bytes(32), bytes(32), live, later),
        stale=bare.stale,
        bounded=bare.bounded,
        leases_end=bare.leases_end,
    )


@given(ledgers=st.lists(LEDGERS, min_size=1, max_size=20))
@settings(max_examples=15)
def test_the_sums_are_those_of_the_rules(ledgers: list[list[tuple[tuple[object, ...], ...]]]) -> None:
    with TemporaryDirectory() as folder, Portal.open(Place.of(str(Path(folder))), lambda: TIME) as portal:
        for name, total in (("L", 5), ("M", 2)):
            portal.put_line(inputs.line(name, "Flow", total))
        for n in range(3):
            enrolled(portal, f"SN-{n}")
        for ledger in ledgers:
            with portal.writing() as session:
                session.execute(text("DELETE FROM allocations"))
                rows = list(session.scalars(select(InstanceRow)))
                for row, (flags, *parts) in zip(rows, ledger, strict=True):
                    row.status, row.stale, row.bounded, row.leases_end = flags  # type: ignore[assignment]
                    row.allocations = [
                        AllocationRow(line=line, snapshot=s, live=v, snapshot_expiry=a, live_expiry=b)
                        for line, (s, v, a, b) in zip("LM", parts, strict=True)
                        if s or v
                    ]
            with portal.reading() as session:
                rows = list(session.scalars(select(InstanceRow)))
                instances = [pure(row) for row in rows]
                lines = [sums.line_state(row) for row in session.scalars(select(LineRow))]
                expected = [line_view(line, instances, TIME) for line in lines]
                assert sums.line_views(session, TIME) == expected
                for row in rows:
                    rest = [each for each in instances if each.key.kid != row.id]
                    rooms = sums.rooms(session, row.id, ["L", "M"], TIME)
                    assert [room.elsewhere for room in rooms] == [
                        sum(each.counted(line, TIME) for each in rest) for line in lines
                    ]
