"""Answers that came across the air gap: judged, then held in the journal. No device is needed or asked.

A pulled stick, a crash or a wrong file changes nothing: an answer and its crossing are one write of the journal.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from retour.airgap.carry import Leg, read_carry
from retour.airgap.files import read_file
from retour.protocol.messages import Verified, read_any
from retour.protocol.model import Response
from retour.returns import checks
from retour.returns.case import CLOSED, AnswerHeld, Case, Confirmed, Stage
from retour.returns.checks import Open
from retour.returns.journal import Journal
from retour.returns.verdict import Verdict, judge
from retour.returns.ways import Way

_CLOCKS_AGREE: Final = timedelta(hours=1)
"""A larger difference between the laptop's clock and the portal's stamp on a fresh answer is worth a word."""


class Answers:
    """The answers of one journal."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    def judge(self, path: Path, number: str) -> Verdict:
        """What is right and wrong with the answer in a file, for one case; nothing is kept.

        Raises what `read_file` and `read_any` refuse, and ``request-not-answer``.
        """
        found = self.journal.case(number)
        verdicts = [judge(read_any(data), found, self.journal.cases()) for data in read_carry(read_file(path))]
        return next((each for each in verdicts if each.good), verdicts[0])

    def take(self, path: Path, wanted: str | None) -> list[Open]:
        """Judge the answers in a file and hold them. Raises what `checks` refuses."""
        self.journal.claim()
        moved: list[Open] = []
        for data in read_carry(read_file(path)):
            found, _, others = self.take_one(data, path, wanted)
            moved += [found, *others]
        return moved

    def take_one(self, data: bytes, path: Path, wanted: str | None) -> tuple[Open, Verified[Response], list[Open]]:
        """The case that the answer is for, the answer, and other cases that it confirms."""
        sealed = read_any(data)
        every = self.journal.cases()
        if wanted:
            self.journal.case(wanted)
        found = checks.case_for(checks.answer_in(sealed), every, wanted)
        verified = checks.genuine_answer(sealed, found.case.keys)
        self._check_clock(found.case, verified.content)
        found = self._hold_answer(found, verified, data, path)
        return found, verified, self._confirm_others(found, verified, data)

    def _hold_answer(self, found: Open, verified: Verified[Response], data: bytes, path: Path) -> Open:
        case, answer = found.case, verified.content
        blob = hashlib.sha256(data).digest()
        # Told by its digest: the same answer may come as a file and, in other bytes, as a QR code.
        held = found.state.answer is not None and found.state.answer.digest == verified.digest
        if held or found.state.stage in CLOSED:
            return found
        waits = case.way is not Way.ONE_TRIP and found.state.stage in (Stage.REQUEST_HELD, Stage.ANSWER_HELD)
        if checks.confirms(found, answer):
            event = Confirmed(blob, verified.digest, answer.acknowledged)
            self.journal.record(case.number, event, data, ("receipt", str(path)))
        elif waits and (asked := found.state.message) and answer.answers == asked.digest:
            held_now = AnswerHeld(blob, verified.digest, answer.counts, answer.confirm)
            self.journal.record(case.number, held_now, data, (Leg.ANSWER.value, str(path)))
        return self.journal.case(case.number)

    def _confirm_others(self, found: Open, verified: Verified[Response], data: bytes) -> list[Open]:
        """One answer acknowledges every older proof of its device: close those cases too."""
        moved = []
        for each in self.journal.cases():
            other = each.case.number != found.case.number and each.case.device_key == found.case.device_key
            if other and each.state.stage not in CLOSED and checks.confirms(each, verified.content):
                event = Confirmed(hashlib.sha256(data).digest(), verified.digest, verified.content.acknowledged)
                self.journal.record(each.case.number, event, data)
                moved.append(self.journal.case(each.case.number))
        return moved

    def _check_clock(self, case: Case, answer: Response) -> None:
        now, doubtful = self.journal.now()
        issued = datetime.fromtimestamp(answer.issued, UTC)
        if (doubtful or now < issued - _CLOCKS_AGREE) and not case.clock_doubtful:
            self.journal.doubt_clock(case)
