"""The rules that can be seen from outside, by their IDs in `retour.protocol` SPEC.md; in the order of the checks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

GROUPS: Final[Mapping[str, str]] = MappingProxyType(
    {"T": "Transport", "G": "Commands", "M": "Messages of the device", "D": "Device rules"}
)
"""What the letter of an ID stands for."""

RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "T-1": "A request is answered by one frame with the header that belongs to it.",
        "T-2": "Console text, damaged and cut frames get no answer, and the next good frame gets one.",
        "T-3": "Long requests and answers are split into lines of at most 127 bytes.",
        "T-4": "PARAMS tells the longest frame, which is taken and never exceeded.",
        "T-5": "An unknown group or command is answered by rc 8, and what is no request not at all.",
        "T-6": "A payload that is not a well-formed map is refused and changes nothing; unknown keys are ignored.",
        "T-7": "ECHO gives back the text.",
        "T-8": "RESET restarts the device, and nothing that was stored is lost.",
        "T-9": "A refusal has the form of the SMP version in which was asked.",
        "G-1": "IDENTITY holds every key, each of its type and within its limits.",
        "G-2": "Reads change nothing.",
        "G-3": "INVENTORY gives the sorted lines in pieces, and nothing behind the end.",
        "G-4": "EXPORT gives the newest message in pieces, the same bytes each time.",
        "G-5": "STAGE puts an upload together by offset and drops one with a wrong hash.",
        "G-6": "An upload goes on after the line was closed and opened again.",
        "G-7": "APPLY of what is not staged whole is refused.",
        "G-8": "A REQUEST with a wrong or missing field is refused and changes nothing.",
        "G-9": "Counts that are staged are as good as counts in the request.",
        "G-10": "IDENTIFY takes 0 to 300 seconds and nothing else.",
        "G-11": "AUTHORISE takes the right PIN only, and only where there is one.",
        "G-12": "A read that names max gives a piece of the same blob.",
        "M-1": "Every message reads strictly, is signed by the device's key and names portal, host and instance.",
        "M-2": "A message's holdings are what INVENTORY lists.",
        "M-3": "Counters rise, each message names the one before, and no cti comes twice.",
        "M-4": "A message says what was asked for, and asking changes nothing by itself.",
        "D-1": "A REQUEST that names another counter than the newest is refused and changes nothing.",
        "D-2": "A repeated transaction gets the same answer and the same message, after a restart as well.",
        "D-3": "A response is applied exactly, and the confirmation names it.",
        "D-4": "The same response again changes nothing, however it is encoded.",
        "D-5": "A response that is not newer than the last applied is refused.",
        "D-6": "A response that answers another message than the newest is refused.",
        "D-7": "What is for another portal, host or instance is refused, in this order.",
        "D-8": "A response that the portal's current key for answers did not sign is refused.",
        "D-9": "What is not strictly one message is refused and changes nothing.",
        "D-10": "Messages that are not for a device to apply are refused.",
        "D-11": "A drop lowers exactly the lines named, and its proof says so at once.",
        "D-12": "A drop is carried out whole or not at all, and a refusal uses up no local act.",
        "D-13": "A removal needs the authorisation that the device states, and a local act allows one.",
        "D-14": "A removal order lowers what it names, never raises, never adds, and needs no local act.",
        "D-15": "The same order again changes nothing, and an older one is refused.",
        "D-16": "An order that an applied response made void is refused.",
        "D-17": "The keys for answers and for orders do not stand in for each other.",
        "D-18": "An expired order is refused by a device with a clock.",
        "D-19": "Key sets are followed one by one from the root, and the old keys end with them.",
        "D-20": "256 lines are taken or refused for want of room, and 257 are refused.",
        "D-21": "After a restart everything is as it was.",
        "D-22": "An upload that a restart interrupted can be made again.",
    }
)


def group_of(rule: str) -> str:
    """The group of a rule, in words."""
    return GROUPS[rule.partition("-")[0]]
