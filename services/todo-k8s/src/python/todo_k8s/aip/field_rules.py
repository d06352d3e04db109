"""What holds for every field and enum of an API. Each rule yields what is wrong."""

import re
from collections.abc import Iterator

from google.protobuf.descriptor_pb2 import FieldDescriptorProto

from todo_k8s.aip.api import TIMESTAMP, Api, snake

WIDE = {
    FieldDescriptorProto.TYPE_INT64,
    FieldDescriptorProto.TYPE_UINT64,
    FieldDescriptorProto.TYPE_SINT64,
    FieldDescriptorProto.TYPE_FIXED64,
    FieldDescriptorProto.TYPE_SFIXED64,
}
PREPOSITIONS = re.compile(
    "(^|_)(after|at|before|between|but|by|except|for|from|in|including|into|of|over|since|to|toward|under|upon|with"
    "|within|without)(_|$)"
)
"""The words that Google's api-linter refuses for AIP-140."""

STANDARD_NAMES = ("order_by",)
"""Names with a preposition that AIPs themselves give (AIP-132)."""


def fields_say_how_they_are_used(api: Api) -> Iterator[str]:
    """AIP-203: each field of a request and of what is in it has a field_behavior. Those of a oneof need none (whoever
    sets one leaves out the others), and those of a response are never set by a caller."""
    for field in api.fields:
        answered = field.message.name.endswith("Response")
        if not (field.behavior or answered or field.proto.HasField("oneof_index")):
            yield f"{field.where}: it has no field_behavior"


def moments_are_named_time(api: Api) -> Iterator[str]:
    """AIP-142: a Timestamp is named `…_time`, and `…_time` is one, or civil time."""
    civil = (".google.type.DateTime", ".google.type.TimeOfDay")
    for field in api.fields:
        named = field.name.endswith("_times" if field.repeated else "_time")
        if named is not (field.proto.type_name in (TIMESTAMP, *civil)):
            yield f"{field.where}: it is named {field.name}, and its type is {field.proto.type_name or 'no message'}"


def repeated_fields_are_plural(api: Api) -> Iterator[str]:
    """AIP-140; of the names in use, those that end in `s` or are irregular."""
    for field in api.fields:
        if field.repeated and not field.name.endswith(("s", "children", "people")):
            yield f"{field.where}: it is repeated, and its name is no plural"


def names_have_no_prepositions(api: Api) -> Iterator[str]:
    """AIP-140."""
    for field in api.fields:
        if field.name not in STANDARD_NAMES and PREPOSITIONS.search(field.name):
            yield f"{field.where}: it has a preposition in its name"


def numbers_fit_json(api: Api) -> Iterator[str]:
    """Not of 64 bits: JSON has those as texts, and JavaScript reads them wrong."""
    for field in api.fields:
        if field.proto.type in WIDE:
            yield f"{field.where}: it is a number of 64 bits"


def enums_begin_unspecified(api: Api) -> Iterator[str]:
    """AIP-126: value 0 says nothing, and every value begins with the enum's name."""
    for enum in api.enums:
        prefix = f"{snake(enum.name).upper()}_"
        if (enum.value[0].name, enum.value[0].number) != (f"{prefix}UNSPECIFIED", 0):
            yield f"{enum.name}: its first value is {enum.value[0].name} = {enum.value[0].number}"
        yield from (f"{enum.name}: its value {value.name}" for value in enum.value if not value.name.startswith(prefix))
