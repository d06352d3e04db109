"""A provider's public keys: a JSON Web Key Set (RFC 7517)."""

import json
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK, PyJWTError

_log = logging.getLogger(__name__)

PublicKey: TypeAlias = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey | Ed448PublicKey

MIN_RSA_BITS = 2_048
_KEY_TYPES = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}


class NoKeySet(Exception):
    """What a provider gave is no key set; the message says so."""


class NoKey(Exception):
    """A provider gave a key set without any key that could be used; the message says so."""


@dataclass(frozen=True, slots=True)
class _Key:
    kid: str | None
    by_algorithm: Mapping[str, PublicKey]


@dataclass(frozen=True, slots=True)
class KeySet:
    _keys: Sequence[_Key]

    def knows(self, kid: str) -> bool:
        return any(key.kid == kid for key in self._keys)

    def find(self, kid: str | None, algorithm: str) -> PublicKey | None:
        """The key of that id, or where a token names none, the only one that there is for the algorithm."""
        named = [key for key in self._keys if kid is None or key.kid == kid]
        fitting = [key.by_algorithm[algorithm] for key in named if algorithm in key.by_algorithm]
        return fitting[0] if len(fitting) == 1 or (fitting and kid is not None) else None


def key_set_of(raw: bytes, algorithms: Collection[str]) -> KeySet:
    """The keys that verify one of the algorithms; others are passed over. Raises NoKey where none is left, and
    NoKeySet."""
    try:
        given = json.loads(raw)["keys"]
        keys = [_key_of(each, algorithms) for each in given if isinstance(each, dict)]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NoKeySet("it is no JSON Web Key Set") from error
    usable = [key for key in keys if key.by_algorithm]
    if not usable:
        raise NoKey(f"it has no public key for {', '.join(algorithms)}")
    return KeySet(usable)


def _key_of(given: Mapping[str, Any], algorithms: Collection[str]) -> _Key:
    kid = given.get("kid")
    fitting = [algorithm for algorithm in algorithms if _is_for(given, algorithm)]
    keys = {algorithm: key for algorithm in fitting if (key := _public_key(given, algorithm))}
    return _Key(kid if isinstance(kid, str) else None, keys)


def _is_for(given: Mapping[str, Any], algorithm: str) -> bool:
    """A key says its type; its algorithm and its use only if it likes (RFC 7517 §4)."""
    return (
        given.get("kty") == _KEY_TYPES[algorithm[:2]]
        and given.get("crv") == _CURVES.get(algorithm, given.get("crv"))
        and given.get("alg", algorithm) == algorithm
        and given.get("use", "sig") == "sig"
    )


def _public_key(given: Mapping[str, Any], algorithm: str) -> PublicKey | None:
    # Of a private key, which has no business there, the public part alone is read.
    public = {name: value for name, value in given.items() if name in ("kty", "n", "e", "crv", "x", "y")}
    try:
        key = PyJWK(public, algorithm).key
    except (PyJWTError, ValueError, TypeError) as error:
        _log.warning("a key of the provider cannot be used: %s", type(error).__name__)
        return None
    if not isinstance(key, PublicKey):
        return None
    if isinstance(key, RSAPublicKey) and key.key_size < MIN_RSA_BITS:
        _log.warning(
            "a key of the provider cannot be used: RSA with %d bits, %d are needed", key.key_size, MIN_RSA_BITS
        )
        return None
    return key
