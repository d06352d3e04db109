"""What holds for the methods of an API. Each rule yields what is wrong."""

from collections.abc import Iterator

from google.api.field_behavior_pb2 import OPTIONAL, REQUIRED
from google.api.field_info_pb2 import FieldInfo, field_info
from google.api.resource_pb2 import resource_reference
from google.protobuf.descriptor_pb2 import FieldDescriptorProto

from todo_k8s.aip.api import Api, Method, Resource, option, snake

STRING = FieldDescriptorProto.TYPE_STRING
BOOL = FieldDescriptorProto.TYPE_BOOL
INT32 = FieldDescriptorProto.TYPE_INT32
MESSAGE = FieldDescriptorProto.TYPE_MESSAGE
FIELD_MASK = ".google.protobuf.FieldMask"
STANDARD = ("Get", "List", "Create", "Update", "Delete", "Undelete")


def standard_methods_are_of_a_resource(api: Api) -> Iterator[str]:
    """AIP-131 to AIP-135, AIP-164: one is named for a resource, a List for its plural."""
    for method in (each for each in api.methods if each.verb in STANDARD):
        resource = api.resource_of(method)
        if resource is None or (method.verb == "List") is (method.noun == resource.name):
            yield f"{method.name}: {method.noun} is not what it should be named for"


def requests_are_named_for_their_method(api: Api) -> Iterator[str]:
    """AIP-131 to AIP-136."""
    for method in api.methods:
        if not method.proto.input_type.endswith(f".{method.name}Request"):
            yield f"{method.name}: its request is {method.proto.input_type}"


def methods_answer_with_their_resource(api: Api) -> Iterator[str]:
    """AIP-131 to AIP-136: standard methods with their own (what cannot be undeleted, with nothing at its Delete), List
    with a message named for it, any other method with either or with another resource."""
    for method in api.methods:
        answer = method.proto.output_type.rpartition(".")[2]
        legal = {method.noun} if method.verb in STANDARD else {f"{method.name}Response", *api.resources}
        if method.verb == "List":
            legal = {f"{method.name}Response"}
        if method.verb == "Delete":
            legal.add("Empty")
        if answer not in legal:
            yield f"{method.name}: it answers with {answer}"


def methods_say_what_they_are_about(api: Api) -> Iterator[str]:
    """AIP-131 to AIP-136, AIP-231: by `name`, by `parent` where it is in another, or by the resource itself."""
    for method in api.methods:
        by = _subject(method, api.resource_of(method))
        if by and (by not in method.request or REQUIRED not in method.request[by].behavior):
            yield f"{method.name}: its request has no {by} that is REQUIRED"


def _subject(method: Method, resource: Resource | None) -> str:
    """The field that says what a method is about; empty where none has to."""
    if resource is None:
        return ""
    parent = "parent" if resource.nested else ""
    if method.verb.startswith("Batch"):
        # A batch that reads may be over many parents.
        return parent if method.mutates else ""
    return {"List": parent, "Create": parent, "Update": snake(resource.name)}.get(method.verb, "name")


def names_say_of_what_they_are(api: Api) -> Iterator[str]:
    """AIP-122, AIP-132: `name` refers to the method's own resource, `parent` to one that such a resource is in; any
    resource, where the method is named for none."""
    every = {each.descriptor.type for each in api.resources.values()}
    for method in api.methods:
        resource = api.resource_of(method)
        kinds = {resource.descriptor.type} if resource else every
        for name, field in method.request.items():
            reference = option(field.proto, resource_reference)
            if name in ("name", "names") and reference.type not in kinds:
                yield f"{field.where}: its resource_reference is to {reference.type!r}"
            if name == "parent" and reference.child_type not in kinds and (resource or reference.type not in kinds):
                yield f"{field.where}: its resource_reference is to a parent of {reference.child_type!r}"


def creations_take_the_resource_and_its_id(api: Api) -> Iterator[str]:
    """AIP-133. Which user's it is to be has to be said."""
    for method in (each for each in api.methods if each.verb == "Create"):
        resource = api.resource_of(method)
        yield from _lacking(method, snake(method.noun), MESSAGE, REQUIRED)
        behaviour = REQUIRED if resource and resource.is_of_a_user else OPTIONAL
        yield from _lacking(method, f"{snake(method.noun)}_id", STRING, behaviour)


def updates_take_a_mask(api: Api) -> Iterator[str]:
    """AIP-134."""
    for method in (each for each in api.methods if each.verb == "Update"):
        yield from _lacking(method, "update_mask", MESSAGE, OPTIONAL, FIELD_MASK)


def lists_are_paged(api: Api) -> Iterator[str]:
    """AIP-132, AIP-158: the results have the resource's plural as their name; beside them is only the token."""
    for method in (each for each in api.methods if each.verb == "List"):
        yield from _lacking(method, "page_size", INT32, OPTIONAL)
        yield from _lacking(method, "page_token", STRING, OPTIONAL)
        answer = [(name, field.repeated) for name, field in method.response.items()]
        if answer != [(snake(method.noun), True), ("next_page_token", False)]:
            yield f"{method.name}: its response has {answer}"


def mutations_are_safe_to_repeat(api: Api) -> Iterator[str]:
    """AIP-155: each has a `request_id` that is said to be a UUID4; what only reads has none."""
    for method in api.methods:
        if method.mutates:
            yield from _lacking(method, "request_id", STRING, OPTIONAL)
        field = method.request.get("request_id")
        if field and not method.mutates:
            yield f"{method.name}: it changes nothing, and has a request_id"
        if field and option(field.proto, field_info).format != FieldInfo.UUID4:
            yield f"{field.where}: its format is not UUID4"


def mutations_can_be_tried(api: Api) -> Iterator[str]:
    """AIP-163: each has `validate_only`."""
    for method in (each for each in api.methods if each.mutates):
        yield from _lacking(method, "validate_only", BOOL, OPTIONAL)


def mutations_honour_the_etag(api: Api) -> Iterator[str]:
    """AIP-154: Create has none, for there is nothing yet that it could be of; Update has it in the resource; a batch,
    in the requests that it is made of; every other mutation, in its own request, unless what it is about never
    changes."""
    for method in (each for each in api.methods if each.mutates):
        resource = api.resource_of(method)
        if method.verb == "Create":
            if "etag" in method.request:
                yield f"{method.name}: its request has an etag, and there is nothing yet that it could be of"
        elif method.verb == "Update":
            if resource is None or "etag" not in resource.fields:
                yield f"{method.name}: its resource has no etag"
        elif method.verb.startswith("Batch"):
            if "requests" not in method.request:
                yield f"{method.name}: it has no requests, each with its etag"
        elif resource is None or "etag" in resource.fields:
            yield from _lacking(method, "etag", STRING, OPTIONAL)


def methods_have_signatures(api: Api) -> Iterator[str]:
    """AIP-4232: what generated clients take as arguments, fields of the request."""
    for method in api.methods:
        if not method.signatures:
            yield f"{method.name}: it has no method_signature"
        for name in (name for signature in method.signatures for name in signature.split(",") if name):
            if name not in method.request:
                yield f"{method.name}: its method_signature names {name}, which its request has not"


def _lacking(method: Method, name: str, type_: int, behavior: int, type_name: str = "") -> Iterator[str]:
    field = method.request.get(name)
    if field is None or not field.is_standard(type_, behavior, type_name):
        yield f"{method.name}: its request has no {name} of the standard's type and field_behavior"
