"""What a device keeps when it starts. Every expectation is written by hand from the rule, none is computed."""

from __future__ import annotations

from typing import Final

from tests.vectors.keys import Json

_Slot = tuple[int, int] | None
"""Anchor and counter of a slot; None where nothing good is."""
_Kept = int | str | None

# name, why, anchor, slots, kept, anchor after it, counter after it
_CASES: Final[tuple[tuple[str, str, int, tuple[_Slot, _Slot], _Kept, int, int], ...]] = (
    ("new", "nothing was ever done", 0, (None, None), "blank", 0, 0),
    ("first-step-opened", "cut right after it was opened", 1, (None, None), "blank", 4, 0),
    ("first-step-written", "cut with its slot written", 1, ((2, 1), None), "blank", 4, 0),
    ("first-step-written-b", "the same in the other slot", 1, (None, (2, 1)), "blank", 4, 0),
    ("blank-restated", "after that: the blank state is in a slot", 4, ((4, 0), None), 0, 4, 0),
    ("blank-restated-opened", "cut again in the first step", 5, ((4, 0), (6, 1)), 0, 8, 0),
    ("blank-restatement-cut", "cut while the blank state was restated", 1, ((4, 0), (2, 1)), "blank", 4, 0),
    ("first-step-closed", "one message", 2, ((2, 1), None), 0, 2, 1),
    ("second-step-opened", "cut right after it was opened", 3, ((2, 1), None), 0, 6, 1),
    ("second-step-written", "cut with its slot written: it does not count", 3, ((2, 1), (4, 2)), 0, 6, 1),
    ("second-step-closed", "two messages", 4, ((2, 1), (4, 2)), 1, 4, 2),
    ("third-step-torn", "cut while its slot was written", 5, (None, (4, 2)), 1, 8, 2),
    ("restated", "after that: the kept state is beside its older copy", 8, ((8, 2), (4, 2)), 0, 8, 2),
    ("restatement-cut", "cut between its slot and the anchor: it is restated again", 5, ((8, 2), (4, 2)), 1, 8, 2),
    ("restated-step-closed", "a step after a restatement", 10, ((8, 2), (10, 3)), 1, 10, 3),
    ("restated-step-opened", "cut in a step after a restatement", 9, ((8, 2), (10, 3)), 0, 12, 2),
    ("cut-slot-put-back", "a copy of the slot of a cut step never fits again", 8, ((6, 3), (8, 2)), 1, 8, 2),
    ("cut-slot-put-back-opened", "nor while a later step is open", 9, ((6, 3), (8, 2)), 1, 12, 2),
    ("cut-slot-put-back-alone", "nor alone", 8, ((6, 3), None), None, 16, 9),
    ("both-lost", "no slot is good", 8, (None, None), None, 16, 9),
    ("both-lost-open", "no slot is good, and a step is open", 7, (None, None), None, 15, 8),
    ("first-lost", "the first message is lost", 2, (None, None), None, 10, 3),
    ("newest-lost", "the newest slot is damaged; the older one does not count", 4, ((2, 1), None), None, 12, 5),
    ("rolled-back", "both slots were put back from an older copy", 8, ((4, 2), (2, 1)), None, 16, 9),
    ("rolled-back-by-one", "both slots are one step behind", 6, ((4, 2), (2, 1)), None, 14, 7),
    ("anchor-behind", "slots from further on, which no cut leaves", 4, ((8, 4), (6, 3)), None, 12, 5),
    ("recovery-on-its-way", "cut half-way to where a recovery begins: it begins again", 11, (None, None), None, 19, 12),
    ("recovery-opened", "cut after the recovery was opened: it begins again", 15, (None, None), None, 23, 16),
    ("recovery-written", "cut with the recovery's slot written", 15, ((16, 9), None), None, 23, 16),
    ("recovery-closed", "the recovery's message is the newest", 14, ((14, 9), None), 0, 14, 9),
    ("recovery-next-opened", "cut in the step after a recovery", 15, ((14, 9), (16, 10)), 0, 18, 9),
)


def start_file() -> Json:
    """The content of start.json."""
    return {
        "cases": [
            {
                "name": name,
                "why": why,
                "anchor": anchor,
                "slots": [slot and {"anchor": slot[0], "counter": slot[1]} for slot in slots],
                "expect": {"kept": kept, "anchor": after, "recovered": kept is None, "counter": counter},
            }
            for name, why, anchor, slots, kept, after, counter in _CASES
        ]
    }
