"""The SMP vendor group "license return": what device and link both know. Pure names and numbers.

Reads change nothing. Every write is idempotent: `REQUEST` carries a transaction ID from the host, uploads repeat
by offset, `APPLY` of an answer or order that was already carried out gives the current message again.

Payloads are CBOR maps with short text keys, as is the custom of SMP:

=========  ====  =========================================================================================
command    op    request -> answer
=========  ====  =========================================================================================
IDENTITY   read  {} -> see `IDENTITY_KEYS`
INVENTORY  read  {"off": offset, "max"?: bytes of data} -> {"ctr", "off", "len", "sha", "data"}
                 `retour.protocol.inventory`, in pieces
IDENTIFY   write {"s": seconds} -> {}                                  the device blinks
REQUEST    write {"tx": 8 bytes, "ctr": counter replaced, "op": `Operation`, "why"?: reason,
                 "cnt"?: {line: count} or "sha"?: digest of a staged map} -> {"ctr", "len", "sha"}
EXPORT     read  {"off": offset, "max"?: bytes of data} -> {"ctr", "off", "len", "sha", "data"}
                 the newest message, in pieces
STAGE      write {"off": offset, "len": total, "sha": digest, "data"} -> {"off": next offset wanted}
APPLY      write {"sha": digest of a staged answer or order} -> {"ctr", "len", "sha", "old": already carried out}
AUTHORISE  write {"pin": text} -> {}            in place of the button; only where "pin" is true in the identity
=========  ====  =========================================================================================

``ctr`` is the counter of the newest message, so that a reader of several pieces sees when the device moved on. Behind
the end ``data`` is empty, which is no refusal: what was there may have been replaced by something shorter. ``len`` and
``sha`` are the length and the SHA-256 of the blob that is moved, in bytes. A map of counts that is too long for one
frame is staged as deterministic CBOR and named by ``sha``.

A refusal is an SMP version 2 error ``{"err": {"group": GROUP_ID, "rc": Refusal}}``.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from retour.errors import Refused, RetourError

GROUP_ID: Final = 0x5254
"""SMP group (user groups start at 64): "RT"."""
TRANSACTION_BYTES: Final = 8
IDENTITY_KEYS: Final = {
    "v": "version of this group, 1",
    "model": "text",
    "fw": "firmware version, text",
    "ht": "HostType",
    "hid": "host ID",
    "key": "public key, text form",
    "portal": "the PortalKey that is accepted, text form; absent until the device is given one",
    "lvl": "SecurityLevel",
    "clk": "Clock",
    "needs": "RemovalNeeds",
    "ctr": "counter of the newest message, 0 before the first",
    "ack": "highest counter that the portal has acknowledged",
    "act": "true while a local act (button, PIN) authorises a removal",
    "set": "number of the newest portal key set known; 1 where it is absent",
    "pin": "true where a PIN counts as a local act; absent otherwise",
    "btn": "where the button is, in the maker's words, text; absent where there is nothing to say",
}


class Command(IntEnum):
    """Command IDs of the vendor group."""

    IDENTITY = 0
    INVENTORY = 1
    IDENTIFY = 2
    REQUEST = 3
    EXPORT = 4
    STAGE = 5
    APPLY = 6
    AUTHORISE = 7


class Operation(IntEnum):
    """What `REQUEST` asks the device to make."""

    SYNC = 0
    """A message that asks for no change."""
    CAPABILITY = 1
    """A capability request with desired counts: fewer to return, more to activate. Changes nothing by itself."""
    DROP = 2
    """Remove down to the counts now and sign the proof, in one step (one-trip return)."""


class SecurityLevel(IntEnum):
    """What ties the store to the hardware; what a signature can prove depends on it."""

    NONE = 0
    HARDWARE_COUNTER = 1
    HARDWARE_COUNTER_AND_KEY = 2


class Clock(IntEnum):
    """Whether leases can end without proof."""

    NONE = 0
    SETTABLE = 1
    """The user can set it back."""
    TRUSTED = 2


class RemovalNeeds(IntEnum):
    """What authorises a removal on the device (device rule 7)."""

    ORDER_OR_LOCAL = 0
    """A portal-signed answer or order, or a local act. The default."""
    ORDER = 1
    """Only what the portal signed."""
    LOCAL = 2
    """Only a local act for a one-step drop; signed answers count as well."""
    NOTHING = 3


class Refusal(IntEnum):
    """Return codes of the vendor group."""

    MALFORMED = 1
    NOT_GENUINE = 2
    OTHER_PORTAL = 3
    OTHER_HOST = 4
    OTHER_INSTANCE = 5
    OLD_RESPONSE = 6
    """Epoch and sequence are not higher than the last applied."""
    NOT_NEWEST = 7
    """It answers a message that a newer one has replaced."""
    COUNTER = 8
    """Compare and set: the counter named is not the newest message's."""
    UNKNOWN_LINE = 9
    ABOVE_HOLDINGS = 10
    """A drop to more than is held."""
    NOT_AUTHORISED = 11
    """The removal needs an order or a local act first."""
    NOTHING_TO_DO = 12
    """A drop that removes nothing."""
    NOT_STAGED = 13
    """The blob named is not here whole: upload it (again)."""
    RECOVERED = 14
    """The store was lost: only syncs until the portal's answer is applied."""
    NO_PORTAL = 15
    """The device was never given a portal key."""
    STORAGE = 16
    """The device could not write its store: the step is done whole or not at all, repeating it is safe."""
    NO_MESSAGE = 17
    """There is nothing to export yet."""
    NEWER_VERSION = 18
    ORDER_NEEDED = 19
    """Only what the portal signed may remove licenses here; a local act does not help."""
    OLD_ORDER = 20
    """A later order was carried out already."""
    VOID_ORDER = 21
    """A response that the device processed has made this order void."""
    EXPIRED_ORDER = 22
    WRONG_PIN = 23
    PIN_LOCKED = 24
    """Too many wrong ones in a row: wait ten minutes."""


_UNCHANGED: Final = "Nothing was changed on the device."
_TEXTS: Final[dict[Refusal, tuple[str, str, str]]] = {
    Refusal.MALFORMED: (
        "malformed",
        "The device could not read what it was given.",
        "Fetch the file again from where it was made, then bring it again.",
    ),
    Refusal.NOT_GENUINE: (
        "bad-signature",
        "The device refused the answer: it is not signed by the portal that this device trusts.",
        "Take the answer from the portal in which this device is enrolled.",
    ),
    Refusal.OTHER_PORTAL: (
        "other-portal",
        "This answer comes from another portal than the one this device belongs to.",
        "Take the answer from the portal in which this device is enrolled.",
    ),
    Refusal.OTHER_HOST: (
        "other-device",
        "This answer is for another device.",
        "Choose the file that names this device's host ID, or open the other case.",
    ),
    Refusal.OTHER_INSTANCE: (
        "other-instance",
        "This answer is for another key of this device, from before its board or key was replaced.",
        "Make a new request on this device and take it to the portal.",
    ),
    Refusal.OLD_RESPONSE: (
        "old-answer",
        "This answer is older than one that the device has already processed.",
        "Bring the answer to the device's newest request.",
    ),
    Refusal.NOT_NEWEST: (
        "not-newest",
        "This answer is to an older request; the device has made a newer one since.",
        "Take the newest request to the portal and bring that answer.",
    ),
    Refusal.COUNTER: (
        "device-moved-on",
        "The device has made another message in the meantime.",
        "Read the device again, then decide again.",
    ),
    Refusal.UNKNOWN_LINE: (
        "unknown-line",
        "The device holds no license with that activation ID.",
        "Read the device again and choose from what it lists.",
    ),
    Refusal.ABOVE_HOLDINGS: (
        "above-holdings",
        "More copies would remain than the device holds.",
        "Choose a count that is at most what the device holds.",
    ),
    Refusal.NOT_AUTHORISED: (
        "authorisation-needed",
        "The device wants somebody at it to allow the removal.",
        "Press the button on the device (or enter its PIN), then repeat within two minutes.",
    ),
    Refusal.NOTHING_TO_DO: (
        "nothing-to-do",
        "These counts leave everything as it is: nothing would be removed.",
        "Choose fewer copies to remain, or read the device again.",
    ),
    Refusal.NOT_STAGED: (
        "not-staged",
        "The device does not have the whole file.",
        "Bring the file again; it goes on where it stopped.",
    ),
    Refusal.RECOVERED: (
        "device-recovered",
        "The device lost its license store and waits for the portal's answer.",
        "Take its newest message to the portal and bring the answer first.",
    ),
    Refusal.NO_PORTAL: (
        "no-portal",
        "The device was never given a portal.",
        "Enrol the device in the portal and give it the portal's key.",
    ),
    Refusal.STORAGE: (
        "device-storage",
        "The device could not write its license store.",
        "Repeat the step; if it stays so, the device needs service.",
    ),
    Refusal.NO_MESSAGE: (
        "no-message",
        "The device has not made a message yet.",
        "Make a request first.",
    ),
    Refusal.NEWER_VERSION: (
        "newer-version",
        "This file is of a newer version than the device understands.",
        "Update the device's firmware, or ask the portal for an answer of the older version.",
    ),
    Refusal.ORDER_NEEDED: (
        "order-needed",
        "This device lets only the portal remove licenses.",
        "Use the confirmed return: take a request to the portal and bring its answer.",
    ),
    Refusal.OLD_ORDER: (
        "old-order",
        "This order is older than one that the device has already carried out.",
        "Nothing is left to do for it; take the newest order from the portal if copies remain.",
    ),
    Refusal.VOID_ORDER: (
        "void-order",
        "This order is void: the device has processed an answer of the portal that was made after it.",
        "Take a new order from the portal if copies still have to go.",
    ),
    Refusal.EXPIRED_ORDER: (
        "expired-order",
        "The time in which this order could be carried out is over.",
        "Take a new order from the portal.",
    ),
    Refusal.WRONG_PIN: (
        "wrong-pin",
        "The device does not know this PIN.",
        "Type it again; after five wrong ones in a row the device takes none for ten minutes.",
    ),
    Refusal.PIN_LOCKED: (
        "pin-locked",
        "The device takes no PIN just now: there were too many wrong ones.",
        "Wait ten minutes, then type the right one; or press the button, if it has one.",
    ),
}
_SAFE: Final[dict[int, str]] = {Refusal.STORAGE: "The device does a step whole or not at all, and never twice."}
"""Where "nothing was changed" would promise too much: the store may have failed just after the step was done."""


def refusal_error(rc: int) -> RetourError:
    """The three lines for a device's return code; an unknown code is named as such."""
    try:
        code, what, todo = _TEXTS[Refusal(rc)]
    except ValueError:
        code, what = "device-refused", f"The device refused this with code {rc}, which Retour does not know."
        todo = "Update Retour, then try again."
    return Refused(code, what, _SAFE.get(rc, _UNCHANGED), todo, rc=rc)
