"""Numbers in addresses: short enough for the ledger; a longer one is an address that is not there."""

from __future__ import annotations

from typing import Final

from starlette.convertors import IntegerConvertor, register_url_convertor

ROW: Final = "{row:number}"
"""A device, in the path of a route."""
CODE: Final = "{number:number}"
"""One of several codes, in the path of a route."""


class _Number(IntegerConvertor):
    regex = "[0-9]{1,9}"


register_url_convertor("number", _Number())
