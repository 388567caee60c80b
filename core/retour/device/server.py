"""The SMP server around a store: bytes in, bytes out, over any stream. Hostile input gets an error or no answer.

Source: Zephyr "SMP Protocol Specification", OS group (echo, reset, MCUmgr parameters); `retour.protocol.group`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from enum import IntEnum
from typing import Final

from retour import __version__
from retour.device import rules
from retour.device.pin import MAX_PIN, authorise, has_pin
from retour.device.staging import MemoryStaging, Staging
from retour.device.store import StorageFailedError, Store
from retour.errors import Malformed, NotGenuine
from retour.link.framing import Deframer, Frame, Op, data_room, decode_map, encode, encode_map, payload_room
from retour.protocol import cbor
from retour.protocol.fields import Fields
from retour.protocol.group import GROUP_ID, TRANSACTION_BYTES, Command, Operation, Refusal
from retour.protocol.inventory import encode_inventory
from retour.protocol.keyset import follow
from retour.protocol.messages import Sealed, read_any
from retour.protocol.model import MAX_COUNT, MAX_COUNTER, MAX_LINES, Counts, DeviceMessage, Reason, Response

BUFFER_BYTES: Final = 2048
STAGING_BYTES: Final = cbor.MAX_BYTES
_MAX_BLINK_SECONDS: Final = 300
_SHA256_BYTES: Final = 32
_OS_GROUP: Final = 0

Map = dict[str, object]


class ReturnCode(IntEnum):
    """SMP version 1 return codes (Zephyr ``mcumgr_err_t``) that this server gives."""

    UNKNOWN = 1
    INVALID = 3
    TOO_LONG = 7
    NOT_SUPPORTED = 8


class _OsCommand(IntEnum):
    ECHO = 0
    RESET = 5
    PARAMS = 6


class _CodeError(Exception):
    """Answer with a version 1 return code."""

    def __init__(self, code: ReturnCode) -> None:
        super().__init__(code.name)
        self.code = code


class DeviceServer:
    """Answers SMP requests for one device.

    Args:
        store: the device's trusted storage.
        now: UTC seconds.
        blink: called with the number of seconds to blink.
        staging: where uploads wait.
    """

    def __init__(
        self,
        store: Store,
        now: Callable[[], float],
        blink: Callable[[int], None],
        staging: Staging | None = None,
    ) -> None:
        self._store = store
        self._now = now
        self._blink = blink
        # Of the device, not of a connection: after a pulled cable the upload goes on where it stopped.
        self._staging: Staging = MemoryStaging() if staging is None else staging
        self._os: dict[tuple[int, int], Callable[[Map], Map]] = {
            (Op.READ, _OsCommand.ECHO): self._echo,
            (Op.WRITE, _OsCommand.ECHO): self._echo,
            (Op.WRITE, _OsCommand.RESET): self._reset,
            (Op.READ, _OsCommand.PARAMS): lambda _: {"buf_size": BUFFER_BYTES, "buf_count": 1},
        }
        self._vendor: dict[tuple[int, int], Callable[[Map], Map]] = {
            (Op.READ, Command.IDENTITY): self._identity,
            (Op.READ, Command.INVENTORY): self._inventory,
            (Op.WRITE, Command.IDENTIFY): self._identify,
            (Op.WRITE, Command.REQUEST): self._request,
            (Op.READ, Command.EXPORT): self._export,
            (Op.WRITE, Command.STAGE): self._stage,
            (Op.WRITE, Command.APPLY): self._apply,
            (Op.WRITE, Command.AUTHORISE): self._authorise,
        }

    def connection(self) -> Callable[[bytes], bytes]:
        """A function for one stream: takes what arrived, returns what is to be sent."""
        deframer = Deframer()

        def feed(data: bytes) -> bytes:
            answers = (self.answer(frame) for frame in deframer.feed(data))
            return b"".join(encode(answer) for answer in answers if answer is not None)

        return feed

    def answer(self, asked: Frame) -> Frame | None:
        """The answer to one frame; None to one that is not a request."""
        if asked.op not in (Op.READ, Op.WRITE):
            return None
        payload = encode_map(self._values(asked))
        return Frame(asked.op + 1, asked.version, asked.group, asked.sequence, asked.command, payload)

    def _values(self, asked: Frame) -> Map:
        try:
            return self._dispatch(asked)
        except _CodeError as error:
            return {"rc": int(error.code)}
        except rules.RefusedByRule as error:
            refusal = error.refusal
        except NotGenuine:
            refusal = Refusal.NOT_GENUINE
        except Malformed as error:
            refusal = Refusal.NEWER_VERSION if error.code == "newer-version" else Refusal.MALFORMED
        except StorageFailedError:
            refusal = Refusal.STORAGE
        if asked.version == 0:
            # Version 1 has one number for every group: a refusal of ours would be read as something else.
            return {"rc": int(ReturnCode.UNKNOWN)}
        return {"err": {"group": GROUP_ID, "rc": int(refusal)}}

    def _dispatch(self, asked: Frame) -> Map:
        commands = {_OS_GROUP: self._os, GROUP_ID: self._vendor}.get(asked.group, {})
        handle = commands.get((asked.op, asked.command))
        if handle is None:
            raise _CodeError(ReturnCode.NOT_SUPPORTED)
        if len(asked.payload) > payload_room(BUFFER_BYTES):
            raise _CodeError(ReturnCode.TOO_LONG)
        values = decode_map(asked.payload)
        if values is None:
            raise _CodeError(ReturnCode.INVALID)
        return handle(values)

    @staticmethod
    def _echo(asked: Map) -> Map:
        text = asked.get("d")
        if not isinstance(text, str):
            raise _CodeError(ReturnCode.INVALID)
        return {"r": text}

    def restart(self) -> None:
        """Start anew from what is stored, as a device does whose plug was pulled."""
        self._store = self._store.reopened()
        self._staging.restarted()

    def _reset(self, _: Map) -> Map:
        self.restart()
        return {}

    def _identity(self, _: Map) -> Map:
        identity, who, state = self._store.identity, self._store.who, self._store.state
        values: Map = {
            "v": 1,
            "model": identity.model,
            "fw": __version__,
            "ht": int(identity.host.type),
            "hid": identity.host.id,
            "key": str(who.key),
            "lvl": int(identity.level),
            "clk": int(identity.clock),
            "needs": int(identity.needs),
            "ctr": state.counter,
            "ack": state.acknowledged,
            "act": self._store.local_act(self._now()),
            "set": state.key_set,
        }
        if identity.button:
            values["btn"] = identity.button
        if has_pin(self._store.disk):
            values["pin"] = True
        return values if self._store.portal is None else values | {"portal": str(self._store.portal)}

    def _inventory(self, asked: Map) -> Map:
        state = self._store.state
        return _piece(asked, state.counter, encode_inventory(state.grants))

    def _identify(self, asked: Map) -> Map:
        self._blink(_number(asked, "s", 0, _MAX_BLINK_SECONDS))
        return {}

    def _authorise(self, asked: Map) -> Map:
        if not has_pin(self._store.disk):
            raise _CodeError(ReturnCode.NOT_SUPPORTED)
        pin = Fields.as_text(asked.get("pin"), "pin", MAX_PIN)
        try:
            authorise(self._store.disk, pin, self._now())
        except OSError as error:
            raise StorageFailedError from error
        return {}

    def _request(self, asked: Map) -> Map:
        transaction = Fields.as_octets(asked.get("tx"), "tx", TRANSACTION_BYTES)
        if transaction != self._store.state.transaction:  # repeated after a restart, what it staged may be gone
            wish = rules.Wish(
                transaction=transaction,
                replaces=_number(asked, "ctr", 0, MAX_COUNTER),
                operation=Fields.as_choice(asked.get("op"), "op", Operation),
                counts=self._counts(asked),
                reason=Fields.as_choice(asked["why"], "why", Reason) if "why" in asked else None,
            )
            self._store.make(wish, self._now())
        return self._made()

    def _export(self, asked: Map) -> Map:
        message = self._store.message()
        if message is None:
            raise rules.RefusedByRule(Refusal.NO_MESSAGE)
        return _piece(asked, self._store.state.counter, message)

    def _stage(self, asked: Map) -> Map:
        length = _number(asked, "len", 1, STAGING_BYTES)
        sha256 = Fields.as_octets(asked.get("sha"), "sha", _SHA256_BYTES)
        offset = _number(asked, "off", 0, length)
        data = Fields.as_octets(asked.get("data"), "data", None)
        here = self._staging
        try:
            if here.wanted != (length, sha256):
                here.begin(length, sha256)
            if offset == len(here.data) and len(data) <= length - offset:
                here.add(data)
        except OSError as error:
            raise StorageFailedError from error
        if len(here.data) == length and hashlib.sha256(here.data).digest() != sha256:
            here.drop()
            raise rules.RefusedByRule(Refusal.MALFORMED)
        return {"off": len(here.data)}

    def _apply(self, asked: Map) -> Map:
        """A response is applied, an order carried out: which one it is says the message itself."""
        sealed = read_any(self._blob(asked))
        portal = self._store.portal
        if portal is None:
            raise rules.RefusedByRule(Refusal.NO_PORTAL)
        if isinstance(sealed.content, DeviceMessage):
            raise rules.RefusedByRule(Refusal.MALFORMED)
        if sealed.content.portal != portal.portal:  # said before the signature is: it names the real mistake
            raise rules.RefusedByRule(Refusal.OTHER_PORTAL)
        known = self._store.state.key_set
        trust, number = follow(portal, known, sealed.content.key_set_links)
        keys = rules.KeySetKnown(trust, number) if number > known else None
        if isinstance(sealed.content, Response):
            already = self._store.apply(Sealed(sealed.content, sealed.envelope).verify(trust.key), self._now(), keys)
        else:
            order = Sealed(sealed.content, sealed.envelope).verify(trust.order_key)
            already = self._store.carry_out(order, self._now(), keys)
        return self._made() | {"old": already}

    def _blob(self, asked: Map) -> bytes:
        sha256 = Fields.as_octets(asked.get("sha"), "sha", _SHA256_BYTES)
        here = self._staging
        if here.wanted != (len(here.data), sha256):
            raise rules.RefusedByRule(Refusal.NOT_STAGED)
        return here.data

    def _counts(self, asked: Map) -> Counts:
        values = cbor.decode(self._blob(asked)) if "sha" in asked else asked.get("cnt", {})
        if not isinstance(values, dict) or len(values) > MAX_LINES:
            raise rules.RefusedByRule(Refusal.MALFORMED)
        return tuple(
            sorted(
                (Fields.as_text(line, "line"), Fields.as_number(count, "count", 0, MAX_COUNT))
                for line, count in values.items()
            )
        )

    def _made(self) -> Map:
        message = self._store.message()
        assert message is not None  # a step was made, now or before
        return {"ctr": self._store.state.counter, "len": len(message), "sha": hashlib.sha256(message).digest()}


def _number(asked: Map, key: str, least: int, most: int) -> int:
    return Fields.as_number(asked.get(key), key, least, most)


def _piece(asked: Map, counter: int, blob: bytes) -> Map:
    """The piece of `blob` from the offset asked for, as long as the answer's frame allows.

    Behind the end it is empty and no refusal: a reader whose blob was replaced by a shorter one learns it by `ctr`.
    """
    offset = _number(asked, "off", 0, MAX_COUNTER)
    values: Map = {
        "ctr": counter,
        "off": offset,
        "len": len(blob),
        "sha": hashlib.sha256(blob).digest(),
    }
    most, wanted = data_room(BUFFER_BYTES, values), asked.get("max")
    if isinstance(wanted, int) and wanted > 0:
        most = min(most, wanted)
    return values | {"data": blob[offset : offset + most]}
