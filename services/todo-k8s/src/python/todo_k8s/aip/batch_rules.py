"""What holds for methods over several resources. Each rule yields what is wrong."""

from collections.abc import Iterator

from google.api.field_behavior_pb2 import REQUIRED
from google.protobuf.descriptor_pb2 import FieldDescriptorProto

from todo_k8s.aip.api import Api, Field, Method, snake

STRING = FieldDescriptorProto.TYPE_STRING
MESSAGE = FieldDescriptorProto.TYPE_MESSAGE


def batches_are_named_for_the_plural(api: Api) -> Iterator[str]:
    """AIP-231 to AIP-235."""
    for method in _batches(api):
        resource = api.resource_of(method)
        if resource is None or method.noun == resource.name:
            yield f"{method.name}: {method.noun} is no resource's plural"


def batches_answer_with_the_resources(api: Api) -> Iterator[str]:
    """AIP-231 to AIP-235: with a message named for the method, of nothing but them."""
    for method in _batches(api):
        named = method.proto.output_type.endswith(f".{method.name}Response")
        if not named or [(name, field.repeated) for name, field in method.response.items()] != [
            (snake(method.noun), True)
        ]:
            yield f"{method.name}: it answers with {method.proto.output_type} of {list(method.response)}"


def batches_that_read_take_names(api: Api) -> Iterator[str]:
    """AIP-231."""
    for method in (each for each in _batches(api) if not each.mutates):
        if not _is_required(method.request.get("names"), STRING):
            yield f"{method.name}: its request has no repeated names that are REQUIRED"


def batches_that_change_take_requests(api: Api) -> Iterator[str]:
    """AIP-233 to AIP-235: those of the method for one resource, so that each can bring its etag."""
    for method in (each for each in _batches(api) if each.mutates):
        field = method.request.get("requests")
        single = {each.proto.input_type for each in api.methods if each.verb == method.verb.removeprefix("Batch")}
        if not _is_required(field, MESSAGE) or field is None or field.proto.type_name not in single:
            yield f"{method.name}: its request has no repeated requests of the single method that are REQUIRED"


def _batches(api: Api) -> Iterator[Method]:
    return (each for each in api.methods if each.name.startswith("Batch"))


def _is_required(field: Field | None, type_: int) -> bool:
    return field is not None and (field.repeated, field.proto.type, list(field.behavior)) == (True, type_, [REQUIRED])
