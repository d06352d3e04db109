"""Ways to spoil a serialised message."""

import random
from collections.abc import Callable
from typing import TypeAlias

Mutation: TypeAlias = Callable[[random.Random, bytes], bytes]


def varint(value: int) -> bytes:
    made = bytearray()
    while value > 0x7F:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*made, value])


def tag(number: int, wire_type: int) -> bytes:
    return varint(number << 3 | wire_type)


def sized(number: int, content: bytes) -> bytes:
    """A field that says how long it is: a string, bytes or a message."""
    return tag(number, 2) + varint(len(content)) + content


def _cut_off(chance: random.Random, raw: bytes) -> bytes:
    return raw[: chance.randint(0, len(raw))]


def _flip_bits(chance: random.Random, raw: bytes) -> bytes:
    spoilt = bytearray(raw)
    for _ in range(chance.randint(1, 8) if raw else 0):
        spoilt[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def _put_in(chance: random.Random, raw: bytes) -> bytes:
    place = chance.randint(0, len(raw))
    return raw[:place] + chance.randbytes(chance.randint(1, 16)) + raw[place:]


def _take_out(chance: random.Random, raw: bytes) -> bytes:
    place = chance.randint(0, len(raw))
    return raw[:place] + raw[place + chance.randint(1, 16) :]


def _say_it_twice(chance: random.Random, raw: bytes) -> bytes:
    place = chance.randint(0, len(raw))
    return raw + raw[place:] + raw[:place] if chance.random() < 0.5 else raw + raw


def _add_empty_field(chance: random.Random, raw: bytes) -> bytes:
    return raw + sized(chance.randint(1, 16), b"")


def _add_unknown_field(chance: random.Random, raw: bytes) -> bytes:
    number = chance.choice((15, 100, 19_000, 2**29 - 1))
    return raw + chance.choice((tag(number, 0) + varint(7), tag(number, 5) + b"1234", sized(number, b"what")))


def _add_wrong_wire_type(chance: random.Random, raw: bytes) -> bytes:
    """Types 6 and 7 there are not, 3 and 4 begin and end a group; 0 is the number of no field."""
    content = chance.choice((b"", b"\x01", b"12345678", varint(2**64 - 1)))
    return raw + tag(chance.randint(0, 16), chance.randint(0, 7)) + content


def _add_long_varint(chance: random.Random, raw: bytes) -> bytes:
    return raw + tag(chance.randint(1, 16), 0) + b"\xff" * chance.randint(9, 12) + b"\x01"


def _add_lying_length(chance: random.Random, raw: bytes) -> bytes:
    return raw + tag(chance.randint(1, 16), 2) + varint(chance.choice((2**31 - 1, 2**31, 2**32, 2**63))) + b"short"


def _add_invalid_utf8(chance: random.Random, raw: bytes) -> bytes:
    return raw + sized(chance.randint(1, 16), chance.choice((b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", b"a\x80")))


def _add_deep_nesting(chance: random.Random, raw: bytes) -> bytes:
    content = b""
    number = chance.randint(1, 16)
    for _ in range(chance.choice((90, 120, 2_000))):
        content = sized(number, content)
    return raw + content


def _add_deep_groups(chance: random.Random, raw: bytes) -> bytes:
    return raw + tag(chance.randint(1, 16), 3) * chance.choice((90, 120, 50_000))


def _add_huge_text(chance: random.Random, raw: bytes) -> bytes:
    return raw + sized(chance.randint(1, 16), b"x" * chance.choice((20_000, 400_000, 999_000, 1_100_000)))


def _repeat_without_end(chance: random.Random, raw: bytes) -> bytes:
    return raw + sized(chance.randint(1, 16), chance.choice((b"", b"ab"))) * chance.choice((1_000, 100_000))


_CHEAP: tuple[Mutation, ...] = (
    _cut_off,
    _flip_bits,
    _put_in,
    _take_out,
    _say_it_twice,
    _add_empty_field,
    _add_unknown_field,
    _add_wrong_wire_type,
    _add_long_varint,
    _add_lying_length,
    _add_invalid_utf8,
)
_DEAR: tuple[Mutation, ...] = (_add_deep_nesting, _add_deep_groups, _add_huge_text, _repeat_without_end)


def spoil(chance: random.Random, raw: bytes) -> bytes:
    """Half of the messages come back as they are, one in ten as bytes that mean nothing, one in fifty huge or deep."""
    dice = chance.random()
    if dice < 0.5:
        return raw
    if dice < 0.6:
        return chance.randbytes(chance.choice((1, 7, 60, 400)))
    if dice < 0.62:
        return chance.choice(_DEAR)(chance, raw)
    for _ in range(chance.randint(1, 3)):
        raw = chance.choice(_CHEAP)(chance, raw)
    return raw
