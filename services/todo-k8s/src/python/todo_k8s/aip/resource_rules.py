"""What holds for the resources of an API. Each rule yields what is wrong."""

from collections.abc import Iterator

from google.api.field_behavior_pb2 import IDENTIFIER, OPTIONAL, OUTPUT_ONLY
from google.protobuf.descriptor_pb2 import FieldDescriptorProto

from todo_k8s.aip.api import TIMESTAMP, Api, Resource, lower_first, snake

STRING = FieldDescriptorProto.TYPE_STRING
MESSAGE = FieldDescriptorProto.TYPE_MESSAGE


def resources_are_named_alike_everywhere(api: Api) -> Iterator[str]:
    """AIP-122, AIP-123: type, singular, plural and the last two parts of the pattern all say the message's name."""
    for each in api.resources.values():
        descriptor = each.descriptor
        if descriptor.type.partition("/")[2] != each.name:
            yield f"{each.name}: its type is {descriptor.type}"
        if descriptor.singular != lower_first(each.name):
            yield f"{each.name}: its singular is {descriptor.singular}"
        if each.pattern.split("/")[-2:] != [descriptor.plural, f"{{{snake(each.name)}}}"]:
            yield f"{each.name}: its pattern is {each.pattern}"


def resources_stand_in_one_another(api: Api) -> Iterator[str]:
    """AIP-122: what comes before the last two parts of a pattern is the pattern of another resource."""
    patterns = {each.pattern for each in api.resources.values()}
    for each in api.resources.values():
        parent = each.pattern.rsplit("/", 2)[0]
        if each.nested and parent not in patterns:
            yield f"{each.name}: there is no resource {parent}"


def resources_have_the_standard_fields(api: Api) -> Iterator[str]:
    """AIP-148, AIP-154, AIP-203: a name; where it can change, when it was created (what no method changes was there
    always); where it can be updated also an etag, when it was last changed, and a uid, unless it has that of a user."""
    changed = {method.noun for method in api.methods if method.mutates}
    updated = {method.noun for method in api.methods if method.verb == "Update"}
    for each in api.resources.values():
        yield from _lacking(each, "name", STRING, IDENTIFIER)
        if each.name in changed:
            yield from _lacking(each, "create_time", MESSAGE, OUTPUT_ONLY, TIMESTAMP)
        if each.name in updated:
            if not each.is_of_a_user:
                yield from _lacking(each, "uid", STRING, OUTPUT_ONLY)
            yield from _lacking(each, "etag", STRING, OPTIONAL)
            yield from _lacking(each, "update_time", MESSAGE, OUTPUT_ONLY, TIMESTAMP)


def what_can_be_undeleted_tells_when_it_is_purged(api: Api) -> Iterator[str]:
    """AIP-164: a resource has Undelete, `delete_time` and `purge_time`, or none of the three."""
    undeletable = {method.noun for method in api.methods if method.verb == "Undelete"}
    for each in api.resources.values():
        for name in ("delete_time", "purge_time"):
            if each.name in undeletable:
                yield from _lacking(each, name, MESSAGE, OUTPUT_ONLY, TIMESTAMP)
            elif name in each.fields:
                yield f"{each.name}.{name}: there is no Undelete{each.name}"


def what_can_be_undeleted_is_listed(api: Api) -> Iterator[str]:
    """AIP-164: its List has `show_deleted`, and its Delete answers with it."""
    for each in (method for method in api.methods if method.verb == "Undelete"):
        for other in (method for method in api.methods if api.resource_of(method) == api.resource_of(each)):
            if other.verb == "List" and "show_deleted" not in other.request:
                yield f"{other.name}: its request has no show_deleted"
            if other.verb == "Delete" and not other.proto.output_type.endswith(f".{each.noun}"):
                yield f"{other.name}: it answers with {other.proto.output_type}"


def states_are_output_only(api: Api) -> Iterator[str]:
    """AIP-216: a state is an enum of its resource, and only methods change it."""
    for each in api.resources.values():
        for field in each.fields.values():
            if field.name == "state" or field.proto.type_name.endswith("State"):
                if OUTPUT_ONLY not in field.behavior:
                    yield f"{field.where}: it is not OUTPUT_ONLY"
                if not field.proto.type_name.endswith(f".{each.name}.State"):
                    yield f"{field.where}: its type is {field.proto.type_name}"


def _lacking(resource: Resource, name: str, type_: int, behavior: int, type_name: str = "") -> Iterator[str]:
    field = resource.fields.get(name)
    if field is None:
        yield f"{resource.name}: it has no {name}"
    elif not field.is_standard(type_, behavior, type_name):
        yield f"{field.where}: its type or its field_behavior is another than the standard's"
