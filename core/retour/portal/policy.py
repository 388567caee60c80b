"""What a vendor may set: policy. It may refuse a grant, or a return that has not been made; never a proof (rule 6).

Copies of a proof that a policy does not like are credited and kept back: *returned, withheld*, until the window has
passed or an operator releases them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from retour.portal.state import DAY, HostState
from retour.protocol.group import SecurityLevel
from retour.protocol.model import Counts


@dataclass(frozen=True, slots=True)
class Policy:
    """The portal's settings; the defaults restrict nothing.

    Attributes:
        level: least security level of a device that is granted copies or may start a return.
        returns: most copies of one line that may come home within `window`, or None.
        write_offs: most copies of one line that may be written off within `window`, or None.
        window: seconds.
    """

    level: SecurityLevel = SecurityLevel.NONE
    returns: int | None = None
    write_offs: int | None = None
    window: int = 30 * DAY

    def trusts(self, host: HostState) -> bool:
        """Whether the device has the security level that is asked for."""
        return host.traits.level >= self.level


NO_POLICY: Final = Policy()


@dataclass(frozen=True, slots=True)
class Withheld:
    """Copies that came home and are kept back.

    Attributes:
        since: seconds since 1970 UTC.
        until: when the window lets them go, or None where only an operator does.
    """

    line: str
    count: int
    since: int
    until: int | None


def withhold(policy: Policy, host: HostState, credited: Counts, recent: Counts, now: int) -> tuple[Withheld, ...]:
    """What of the copies that a proof brings home is kept back.

    Args:
        credited: copies of each line that this message proves gone.
        recent: copies of each line that came home within the window before, those withheld included.
    """
    found = []
    before = dict(recent)
    for line, n in credited:
        if not policy.trusts(host):
            found.append(Withheld(line, n, now, None))
        elif policy.returns is not None:
            free = max(0, policy.returns - before.get(line, 0))
            if n > free:
                found.append(Withheld(line, n - free, now, now + policy.window))
    return tuple(found)


def released(entry: Withheld, now: int) -> bool:
    """Whether the window has passed."""
    return entry.until is not None and entry.until <= now


def may_return(policy: Policy, host: HostState, line: str, n: int, recent: Counts) -> bool:
    """Whether a return of `n` copies that has not been made yet may be made."""
    if not policy.trusts(host):
        return False
    return policy.returns is None or dict(recent).get(line, 0) + n <= policy.returns
