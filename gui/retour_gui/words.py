"""The window's words for what the core names by enums, and for numbers and dates."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from retour.protocol.group import Clock, RemovalNeeds, SecurityLevel
from retour.protocol.model import HostType, Reason
from retour.returns.case import CaseState, Stage
from retour.returns.flow import Lack, Step
from retour.returns.ways import CARRIED, WRITE_OFFS, Way

if TYPE_CHECKING:
    from retour.protocol.model import Grant
    from retour.returns.checks import Open


def step_title(step: Step) -> str:
    """A step as the rail and the page name it."""
    return {
        Step.CONNECT: QCoreApplication.translate("words", "Connect"),
        Step.ON_DEVICE: QCoreApplication.translate("words", "On the device"),
        Step.WHAT: QCoreApplication.translate("words", "What comes home"),
        Step.ASK: QCoreApplication.translate("words", "Sign the request"),
        Step.REMOVE: QCoreApplication.translate("words", "Point of no return"),
        Step.CARRY: QCoreApplication.translate("words", "Carry to the portal"),
        Step.ANSWER: QCoreApplication.translate("words", "Bring the answer"),
        Step.APPLY: QCoreApplication.translate("words", "Apply and confirm"),
        Step.CARRY_AGAIN: QCoreApplication.translate("words", "Carry the confirmation"),
        Step.RECEIPT: QCoreApplication.translate("words", "Portal's receipt"),
        Step.MARK: QCoreApplication.translate("words", "Remove in the portal"),
        Step.REPORT: QCoreApplication.translate("words", "What the portal shows"),
        Step.DONE: QCoreApplication.translate("words", "Done"),
    }[step]


def way_step_title(step: Step, way: Way) -> str:
    """A step as it is named on one way: what is done there is not everywhere the same."""
    if way in WRITE_OFFS:
        named = _write_off_titles()
    elif way is Way.REMOVAL_ORDER:
        named = {
            Step.APPLY: QCoreApplication.translate("words", "Point of no return"),
            Step.CARRY_AGAIN: QCoreApplication.translate("words", "Carry the proof"),
        }
    elif way is Way.PORTAL_REMOVAL:
        named = {Step.ASK: QCoreApplication.translate("words", "Sign the sync")}
    elif way in CARRIED:  # nothing is signed for us there
        named = {
            Step.ASK: QCoreApplication.translate("words", "The device's request"),
            Step.ANSWER: QCoreApplication.translate("words", "Bring the response"),
            Step.APPLY: QCoreApplication.translate("words", "Give it the response"),
        }
    else:
        named = {}
    return named.get(step) or step_title(step)


def _write_off_titles() -> dict[Step, str]:
    return {
        Step.CONNECT: QCoreApplication.translate("words", "Which device"),
        Step.WHAT: QCoreApplication.translate("words", "What is given up"),
        Step.REPORT: QCoreApplication.translate("words", "Tell the portal"),
    }


def way_title(way: Way) -> str:
    return {
        Way.ONE_TRIP: QCoreApplication.translate("words", "One-trip return"),
        Way.CONFIRMED: QCoreApplication.translate("words", "Confirmed return"),
        Way.REMOVAL_ORDER: QCoreApplication.translate("words", "Removal order"),
        Way.PORTAL_REMOVAL: QCoreApplication.translate("words", "Portal removal, then sync"),
        Way.WRITE_OFF: QCoreApplication.translate("words", "Write-off in the portal"),
        Way.ACTIVATION: QCoreApplication.translate("words", "Activation"),
        Way.OPAQUE: QCoreApplication.translate("words", "Confirmed return, files carried"),
        Way.OPAQUE_SYNC: QCoreApplication.translate("words", "Portal removal, then sync"),
        Way.OPAQUE_WRITE_OFF: QCoreApplication.translate("words", "Write-off in the portal"),
    }[way]


def reason_title(reason: Reason) -> str:
    return {
        Reason.DECOMMISSION: QCoreApplication.translate("words", "Decommission"),
        Reason.MOVE: QCoreApplication.translate("words", "Move"),
        Reason.DEFECT: QCoreApplication.translate("words", "Defect"),
        Reason.OTHER: QCoreApplication.translate("words", "Other"),
        Reason.RECOVERED: QCoreApplication.translate("words", "Recovered"),
    }[reason]


def reason_text(reason: Reason) -> str:
    """What follows from a reason."""
    return {
        Reason.DECOMMISSION: QCoreApplication.translate(
            "words", "The device goes out of service. It gets no licenses until it is enrolled again."
        ),
        Reason.MOVE: QCoreApplication.translate("words", "Other devices need the copies. This one stays in service."),
        Reason.DEFECT: QCoreApplication.translate("words", "The device is faulty, but it still answers."),
        Reason.OTHER: QCoreApplication.translate("words", "Something else; write it into the note."),
        Reason.RECOVERED: "",
    }[reason]


def given_up_text(reason: Reason) -> str:
    """What a reason says of copies that are given up without proof."""
    return {
        Reason.DEFECT: QCoreApplication.translate("words", "The device does not answer any more, or is destroyed."),
        Reason.DECOMMISSION: QCoreApplication.translate(
            "words", "It went out of service before its licenses were brought home."
        ),
        Reason.OTHER: QCoreApplication.translate("words", "Lost, stolen, or something else; write it down below."),
        Reason.MOVE: "",
        Reason.RECOVERED: "",
    }[reason]


def level_text(level: SecurityLevel) -> str:
    """A security level in plain words."""
    return {
        SecurityLevel.NONE: QCoreApplication.translate(
            "words",
            "The store is in ordinary memory. A signature proves what the device reported, not that no copy exists.",
        ),
        SecurityLevel.HARDWARE_COUNTER: QCoreApplication.translate(
            "words", "A counter in hardware: an old state of the store cannot be put back unnoticed."
        ),
        SecurityLevel.HARDWARE_COUNTER_AND_KEY: QCoreApplication.translate(
            "words", "Counter and key in hardware: the store can neither be put back nor copied."
        ),
    }[level]


def clock_text(clock: Clock) -> str:
    return {
        Clock.NONE: QCoreApplication.translate("words", "No clock"),
        Clock.SETTABLE: QCoreApplication.translate("words", "A clock that can be set back"),
        Clock.TRUSTED: QCoreApplication.translate("words", "A clock that cannot be set back"),
    }[clock]


def needs_text(needs: RemovalNeeds, button: str = "") -> str:
    """What authorises a removal on the device; `button` says where its button is, in its maker's words."""
    if button and needs is RemovalNeeds.ORDER_OR_LOCAL:
        said = QCoreApplication.translate("words", "Its button ({button}), or what the portal signed")
        return said.format(button=button)
    if button and needs is RemovalNeeds.LOCAL:
        return QCoreApplication.translate("words", "Its button ({button})").format(button=button)
    return {
        RemovalNeeds.ORDER_OR_LOCAL: QCoreApplication.translate("words", "Its button, or what the portal signed"),
        RemovalNeeds.ORDER: QCoreApplication.translate("words", "Only what the portal signed"),
        RemovalNeeds.LOCAL: QCoreApplication.translate("words", "Its button"),
        RemovalNeeds.NOTHING: QCoreApplication.translate("words", "Nothing: whoever is connected"),
    }[needs]


def host_type_text(kind: HostType) -> str:
    return {
        HostType.SERIAL: QCoreApplication.translate("words", "serial number"),
        HostType.MAC: QCoreApplication.translate("words", "MAC address"),
        HostType.STRING: QCoreApplication.translate("words", "text"),
        HostType.UEID: "UEID",
    }[kind]


def lack_text(lack: Lack) -> str:
    """Why a return cannot go on yet: what to do about it."""
    return {
        Lack.DEVICE: QCoreApplication.translate("words", "Choose a device first."),
        Lack.ORDER: QCoreApplication.translate("words", "The file has no order for this device: choose another."),
        Lack.HOLDINGS: QCoreApplication.translate("words", "Read the licenses first."),
        Lack.PORTAL: QCoreApplication.translate("words", "This device belongs to no portal: enroll it there first."),
        Lack.LICENSES: QCoreApplication.translate("words", "This device holds no licenses."),
        Lack.COUNTS: QCoreApplication.translate("words", "Choose at least one copy that comes home."),
        Lack.REASON: QCoreApplication.translate("words", "Choose why the licenses come home."),
        Lack.WHOLE: QCoreApplication.translate(
            "words", "A decommissioned device keeps no licenses: return everything, or choose another reason."
        ),
        Lack.WHO: QCoreApplication.translate("words", "Write down who gives the copies up, and why."),
    }[lack]


def stage_text(found: Open) -> str:
    """Where a case stands, in a few words."""
    state: CaseState = found.state
    if found.case.way in CARRIED and (text := _carried_stage(found)):
        return text
    one_trip = found.case.way is Way.ONE_TRIP
    if found.case.way is Way.REMOVAL_ORDER and (text := _order_stage(state)):
        return text
    match state.stage:
        case Stage.PLANNED:
            return QCoreApplication.translate("words", "The device was asked")
        case Stage.REQUEST_HELD if one_trip and state.delivered:
            return QCoreApplication.translate("words", "Proof handed over, as reported")
        case Stage.REQUEST_HELD if one_trip:
            return QCoreApplication.translate("words", "Removed; the proof is here")
        case Stage.REQUEST_HELD if state.delivered:
            return QCoreApplication.translate("words", "Request handed over, as reported")
        case Stage.REQUEST_HELD:
            return QCoreApplication.translate("words", "The request is here")
        case Stage.ANSWER_HELD:
            return QCoreApplication.translate("words", "The answer is here")
        case Stage.CONFIRMATION_HELD if state.delivered:
            return QCoreApplication.translate("words", "Confirmation handed over, as reported")
        case Stage.CONFIRMATION_HELD:
            return QCoreApplication.translate("words", "Removed; the confirmation is here")
        case Stage.DONE if found.case.way is Way.ACTIVATION:
            return QCoreApplication.translate("words", "The device holds its licenses")
        case Stage.DONE:
            return QCoreApplication.translate("words", "Credited, confirmed by the portal")
        case Stage.REPLACED:
            return QCoreApplication.translate("words", "Replaced by a newer message")
        case Stage.ABANDONED:
            return QCoreApplication.translate("words", "Given up, nothing was changed")


def _order_stage(state: CaseState) -> str:
    """Where an order stands, where that is not what other cases say."""
    match state.stage:
        case Stage.PLANNED:
            return QCoreApplication.translate("words", "The order has to be opened again")
        case Stage.ANSWER_HELD:
            return QCoreApplication.translate("words", "The order is here, not carried out yet")
        case Stage.CONFIRMATION_HELD if state.delivered:
            return QCoreApplication.translate("words", "Proof handed over, as reported")
        case Stage.CONFIRMATION_HELD:
            return QCoreApplication.translate("words", "Removed; the proof is here")
        case _:
            return ""


def _carried_stage(found: Open) -> str:
    """Where a carried case stands, where that is not what other cases say."""
    state = found.state
    match state.stage:
        case Stage.PLANNED if found.case.way in WRITE_OFFS:
            return QCoreApplication.translate("words", "To be given up in the portal")
        case Stage.PLANNED:
            return QCoreApplication.translate("words", "Opened; the device was not asked yet")
        case Stage.ANSWER_HELD if state.processed is not None and state.processed.accepted:
            return QCoreApplication.translate("words", "The device accepted the response, as reported")
        case Stage.ANSWER_HELD if state.processed is not None:
            return QCoreApplication.translate("words", "The device refused the response")
        case Stage.CONFIRMATION_HELD if not state.delivered:
            return QCoreApplication.translate("words", "The confirmation is here, not read")
        case Stage.DONE if found.case.way in WRITE_OFFS:
            return QCoreApplication.translate("words", "Written off, as reported")
        case Stage.DONE:
            return QCoreApplication.translate("words", "Removed in the portal, as reported")
        case _:
            return ""


def copies_text(count: int) -> str:
    return QCoreApplication.translate("words", "%n copies", "", count)


def products(goes_home: tuple[tuple[Grant, int], ...]) -> str:
    """The products named, in a list as the language writes it."""
    names = list(dict.fromkeys(grant.product for grant, _ in goes_home))
    return QLocale().createSeparatedList(names)


def expiry_text(grant: Grant) -> str:
    """Until when a line runs."""
    if grant.expiry is None:
        return QCoreApplication.translate("words", "permanent")
    return moment(datetime.fromtimestamp(grant.expiry, UTC))


def moment(when: datetime) -> str:
    """A time in the user's locale and zone, the zone named."""
    local = QDateTime.fromSecsSinceEpoch(int(when.timestamp()))
    shown = QLocale().toString(local, QLocale.FormatType.ShortFormat)
    return f"{shown} {local.timeZoneAbbreviation()}"


def age(when: datetime, now: datetime) -> str:
    """How long ago, in the one unit that matters."""
    minutes = max(0, int((now - when).total_seconds() // 60))
    if minutes < 1:
        return QCoreApplication.translate("words", "just now")
    if minutes < 60:
        return QCoreApplication.translate("words", "%n min ago", "", minutes)
    if minutes < 24 * 60:
        return QCoreApplication.translate("words", "%n h ago", "", minutes // 60)
    return QCoreApplication.translate("words", "%n days ago", "", minutes // (24 * 60))


def grouped(digest: bytes) -> str:
    """A digest in groups of four characters."""
    text = digest.hex()
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))
