"""The keys and portals of all vectors, each from a fixed seed."""

from __future__ import annotations

import hashlib
from typing import Final

from retour.protocol.keys import ED25519, ESP256, PortalKey, SigningKey

Json = dict[str, object]

_ALGS: Final = {
    "device-ed25519": ED25519,
    "device-p256": ESP256,
    "answers-1": ED25519,
    "orders-1": ED25519,
    "root": ED25519,
    "answers-2": ED25519,
    "orders-2": ED25519,
    "answers-3": ED25519,
    "orders-3": ED25519,
    "single": ED25519,
    "operator": ED25519,
    "foreign": ED25519,
    "foreign-p256": ESP256,
}
KEYS: Final = {
    name: SigningKey.from_seed(hashlib.sha256(b"retour vector key " + name.encode()).digest(), alg)
    for name, alg in _ALGS.items()
}
PORTALS: Final = {
    "portal": PortalKey("P-0123456789", *(KEYS[name].public for name in ("answers-1", "orders-1", "root"))),
    "single": PortalKey("P-ABCDEFGH12", KEYS["single"].public),
}


def name_of(key: SigningKey) -> str:
    return next(name for name, known in KEYS.items() if known.public == key.public)


def keys_file() -> Json:
    """The content of keys.json."""
    names = {key.public: name for name, key in KEYS.items()}
    return {
        "keys": [
            {
                "name": name,
                "alg": key.public.alg,
                "seed": key.seed.hex(),
                "public": key.public.raw.hex(),
                "text": str(key.public),
                "thumbprint": key.public.thumbprint.hex(),
                "kid": key.public.kid.hex(),
            }
            for name, key in KEYS.items()
        ],
        "portals": [
            {
                "name": name,
                "id": portal.portal,
                "text": str(portal),
                "answers": names[portal.key],
                "orders": names[portal.order_key],
                "root": names[portal.root_key],
            }
            for name, portal in PORTALS.items()
        ],
    }
