"""An API as its descriptors tell it, with what rules ask of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from google.api.client_pb2 import method_signature
from google.api.field_behavior_pb2 import field_behavior
from google.api.resource_pb2 import ResourceDescriptor, resource
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    MethodDescriptorProto,
)

TIMESTAMP: Final = ".google.protobuf.Timestamp"
READING = ("Get", "List", "BatchGet", "Pull", "Watch")
"""How the names of methods begin that change nothing."""

_METHOD = re.compile("((?:Batch)?[A-Z][a-z]+)([A-Z].*)")


@dataclass(frozen=True)
class Field:
    """`where` is what a rule calls it: `Task.title`."""

    where: str
    message: DescriptorProto
    proto: FieldDescriptorProto

    @property
    def name(self) -> str:
        return self.proto.name

    @property
    def repeated(self) -> bool:
        return self.proto.label == FieldDescriptorProto.LABEL_REPEATED

    @property
    def behavior(self) -> Sequence[int]:
        return list(option(self.proto, field_behavior))

    def is_standard(self, type_: int, behavior: int, type_name: str = "") -> bool:
        """Whether it is one value of this type, and of this behaviour alone."""
        own = (self.repeated, self.proto.type, list(self.behavior))
        return own == (False, type_, [behavior]) and type_name in ("", self.proto.type_name)


@dataclass(frozen=True)
class Method:
    """`CompleteTask` has the verb `Complete` and the noun `Task`."""

    proto: MethodDescriptorProto
    request: Mapping[str, Field]
    response: Mapping[str, Field]

    @property
    def name(self) -> str:
        return self.proto.name

    @property
    def verb(self) -> str:
        return self._parts()[0]

    @property
    def noun(self) -> str:
        return self._parts()[1]

    @property
    def mutates(self) -> bool:
        return not self.name.startswith(READING)

    @property
    def signatures(self) -> Sequence[str]:
        return list(option(self.proto, method_signature))

    def _parts(self) -> tuple[str, str]:
        match = _METHOD.fullmatch(self.name)
        assert match, f"{self.name} is no verb followed by a noun (AIP-136)"
        return match[1], match[2]


@dataclass(frozen=True)
class Resource:
    name: str
    descriptor: ResourceDescriptor
    fields: Mapping[str, Field]

    @property
    def pattern(self) -> str:
        return self.descriptor.pattern[0]

    @property
    def nested(self) -> bool:
        """Whether it is in another resource."""
        return self.pattern.count("/") > 1

    @property
    def is_of_a_user(self) -> bool:
        """Whether it is what a user is to its parent: it has the user's id."""
        return "user" in self.fields


@dataclass(frozen=True)
class Api:
    files: Sequence[FileDescriptorProto]

    @cached_property
    def messages(self) -> Mapping[str, DescriptorProto]:
        """By full name, with a dot in front as fields name their types; the entries of maps left out."""
        return {name: message for file in self.files for name, message in _messages(f".{file.package}", file)}

    @cached_property
    def enums(self) -> Sequence[EnumDescriptorProto]:
        nested = (enum for message in self.messages.values() for enum in message.enum_type)
        return [*(enum for file in self.files for enum in file.enum_type), *nested]

    @cached_property
    def fields(self) -> Sequence[Field]:
        return [field for message in self.messages.values() for field in _fields(message).values()]

    @cached_property
    def methods(self) -> Sequence[Method]:
        protos = (method for file in self.files for service in file.service for method in service.method)
        return [Method(each, self._fields_of(each.input_type), self._fields_of(each.output_type)) for each in protos]

    @cached_property
    def resources(self) -> Mapping[str, Resource]:
        """By the name of the message."""
        return {
            message.name: Resource(message.name, option(message, resource), _fields(message))
            for message in self.messages.values()
            if option(message, resource).type
        }

    def resource_of(self, method: Method) -> Resource | None:
        """The one that the method's noun names, in the singular or the plural."""
        names = {each.name: each for each in self.resources.values()}
        plurals = {upper_first(each.descriptor.plural): each for each in self.resources.values()}
        return names.get(method.noun) or plurals.get(method.noun)

    def _fields_of(self, type_name: str) -> Mapping[str, Field]:
        message = self.messages.get(type_name)
        return _fields(message) if message else {}


def option(proto: Any, extension: Any) -> Any:
    """The value of an extension; google.api comes without types that would tell which values it has."""
    return proto.options.Extensions[extension]


def _messages(prefix: str, parent: FileDescriptorProto | DescriptorProto) -> Iterator[tuple[str, DescriptorProto]]:
    for message in parent.message_type if isinstance(parent, FileDescriptorProto) else parent.nested_type:
        if not message.options.map_entry:
            name = f"{prefix}.{message.name}"
            yield name, message
            yield from _messages(name, message)


def _fields(message: DescriptorProto) -> Mapping[str, Field]:
    return {field.name: Field(f"{message.name}.{field.name}", message, field) for field in message.field}


def snake(name: str) -> str:
    """`taskList` and `TaskList` as `task_list`."""
    return re.sub("(?<!^)(?=[A-Z])", "_", name).lower()


def lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]


def upper_first(name: str) -> str:
    return name[:1].upper() + name[1:]
