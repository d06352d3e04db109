"""Sends spoilt requests to a running server, one at a time, and counts what it answers."""

import random
from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

import grpc
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest
from todo.v1.task_list_service_pb2_grpc import TaskListServiceStub
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CreateTaskRequest
from todo.v1.task_service_pb2_grpc import TaskServiceStub

from fuzz.messages import Maker, Vocabulary, start_words
from fuzz.mutations import spoil
from fuzz.served import Method, methods
from fuzz.verdict import Answer, answer_of, complaint

MAX_BYTES = 4 * 1024 * 1024
"""Of a message. gRPC itself refuses what is larger, with a status that has no details."""

_SECONDS = 20.0
"""More than the server takes for any call: what takes longer hangs."""


@dataclass
class Fuzzer:
    """`counts` are the calls by method and status."""

    channel: grpc.Channel
    chance: random.Random
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._methods = methods(self.channel)
        self._words = self._begin()
        self._maker = Maker(self.chance, self._words)

    def run(self, requests: int) -> None:
        for _ in range(requests):
            method = self.chance.choice(self._methods)
            message = self._maker.make(method.request)
            self._try(method, spoil(self.chance, message.SerializeToString())[:MAX_BYTES])

    def _begin(self) -> Vocabulary:
        """Three lists of five tasks each, so that names mean something."""
        lists, tasks = TaskListServiceStub(self.channel), TaskServiceStub(self.channel)
        names: list[str] = []
        for number in (1, 2, 3):
            home = CreateTaskListRequest(task_list=TaskList(title="home"), task_list_id=str(UUID(int=number)))
            parent = lists.CreateTaskList(home).name
            for id in "abcde":
                request = CreateTaskRequest(parent=parent, task=Task(title=id), task_id=id)
                names.append(tasks.CreateTask(request).name)
        return start_words(self.chance, [f"taskLists/{UUID(int=number)}" for number in (1, 2, 3)], names)

    def _try(self, method: Method, request: bytes) -> None:
        answer = call(self.channel, method, request)
        self.counts[method.path, answer.code.name] += 1
        if problem := complaint(method, answer):
            self.complaints.append(f"{method.path} of {len(request)} bytes {request[:500].hex()}: {problem}")
        if answer.response is not None:
            self._words.learn(method.response.FromString(answer.response))


def call(channel: grpc.Channel, method: Method, request: bytes) -> Answer:
    """A call of bytes as they are. Of a stream the first response is enough: some never end."""
    if method.answers_in_a_stream:
        stream = channel.stream_stream(method.path, request_serializer=bytes, response_deserializer=bytes)
        responses = stream(iter([request]), timeout=_SECONDS)
        try:
            response = next(responses, None)
        except grpc.RpcError as error:
            return answer_of(error)
        responses.cancel()
        return Answer(grpc.StatusCode.OK, "", response)
    one = channel.unary_unary(method.path, request_serializer=bytes, response_deserializer=bytes)
    try:
        return Answer(grpc.StatusCode.OK, "", one(request, timeout=_SECONDS))
    except grpc.RpcError as error:
        return answer_of(error)
