"""What a running server serves, as its reflection tells it: a new RPC is found without a word here."""

from dataclasses import dataclass

import grpc
from google.protobuf.descriptor import Descriptor, MethodDescriptor
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase


@dataclass(frozen=True)
class Method:
    path: str
    request: Descriptor
    response: type[Message]
    answers_in_a_stream: bool

    @property
    def is_ours(self) -> bool:
        return self.path.startswith("/todo.")


def methods(channel: grpc.Channel) -> list[Method]:
    """All methods of all services, reflection's and health's too."""
    database = ProtoReflectionDescriptorDatabase(channel)
    pool = DescriptorPool(database)
    services = [pool.FindServiceByName(name) for name in sorted(database.get_services())]
    return [_method(method) for service in services for method in service.methods]


def _method(method: MethodDescriptor) -> Method:
    path = f"/{method.containing_service.full_name}/{method.name}"
    return Method(path, method.input_type, GetMessageClass(method.output_type), method.server_streaming)
