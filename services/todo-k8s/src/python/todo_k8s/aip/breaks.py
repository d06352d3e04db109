"""What breaks each rule: changes of the API's descriptors, and whose fault the rule then says it is."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from google.api import client_pb2, field_behavior_pb2, field_info_pb2, resource_pb2
from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto

from todo_k8s.aip import batch_rules, field_rules, method_rules, resource_rules
from todo_k8s.aip.api import Api, option

Rule: TypeAlias = Callable[[Api], Iterator[str]]


def message(api: Api, name: str) -> DescriptorProto:
    return api.messages[f".todo.v1.{name}"]


def field(api: Api, name: str) -> FieldDescriptorProto:
    owner, _, wanted = name.partition(".")
    return next(each for each in message(api, owner).field if each.name == wanted)


def without(api: Api, name: str) -> None:
    message(api, name.partition(".")[0]).field.remove(field(api, name))


def method(api: Api, name: str) -> Any:
    protos = (method for file in api.files for service in file.service for method in service.method)
    return next(each for each in protos if each.name == name)


def resource(api: Api, name: str) -> Any:
    return option(message(api, name), resource_pb2.resource)


def behavior(api: Api, name: str) -> Any:
    return option(field(api, name), field_behavior_pb2.field_behavior)


def reference(api: Api, name: str) -> Any:
    return option(field(api, name), resource_pb2.resource_reference)


def renamed(api: Api, name: str, to: str) -> None:
    field(api, name).name = to


def changed(proto: Any, **values: object) -> None:
    for name, value in values.items():
        setattr(proto, name, value)


BREAKS: list[tuple[Rule, Callable[[Api], object], str]] = [
    (resource_rules.resources_are_named_alike_everywhere, lambda a: changed(resource(a, "Task"), type="x/Job"), "Task"),
    (resource_rules.resources_are_named_alike_everywhere, lambda a: changed(resource(a, "Task"), plural="x"), "Task"),
    (resource_rules.resources_are_named_alike_everywhere, lambda a: changed(resource(a, "Task"), singular="x"), "Task"),
    (
        resource_rules.resources_stand_in_one_another,
        lambda a: resource(a, "Task").pattern.__setitem__(0, "folders/{folder}/tasks/{task}"),
        "Task",
    ),
    (resource_rules.resources_have_the_standard_fields, lambda a: without(a, "Task.uid"), "Task"),
    (resource_rules.resources_have_the_standard_fields, lambda a: behavior(a, "Task.uid").append(1), "Task.uid"),
    (resource_rules.what_can_be_undeleted_tells_when_it_is_purged, lambda a: without(a, "Task.purge_time"), "Task"),
    (
        resource_rules.what_can_be_undeleted_tells_when_it_is_purged,
        lambda a: changed(method(a, "UndeleteTask"), name="RestoreTask"),
        "Task.delete_time",
    ),
    (
        resource_rules.what_can_be_undeleted_is_listed,
        lambda a: without(a, "ListTasksRequest.show_deleted"),
        "ListTasks",
    ),
    (
        resource_rules.what_can_be_undeleted_is_listed,
        lambda a: changed(method(a, "DeleteTask"), output_type=".google.protobuf.Empty"),
        "DeleteTask",
    ),
    (resource_rules.states_are_output_only, lambda a: behavior(a, "Task.state").__setitem__(0, 1), "Task.state"),
    (
        resource_rules.states_are_output_only,
        lambda a: changed(field(a, "Task.state"), type_name=".todo.v1.TaskState"),
        "Task.state",
    ),
    (
        method_rules.standard_methods_are_of_a_resource,
        lambda a: changed(method(a, "GetTask"), name="GetJob"),
        "GetJob",
    ),
    (
        method_rules.standard_methods_are_of_a_resource,
        lambda a: changed(method(a, "ListTasks"), name="ListTask"),
        "ListTask",
    ),
    (
        method_rules.requests_are_named_for_their_method,
        lambda a: changed(method(a, "MoveTask"), input_type=".todo.v1.Move"),
        "MoveTask",
    ),
    (
        method_rules.methods_answer_with_their_resource,
        lambda a: changed(method(a, "GetTask"), output_type=".todo.v1.GetTaskResponse"),
        "GetTask",
    ),
    (
        method_rules.methods_answer_with_their_resource,
        lambda a: changed(method(a, "MoveTask"), output_type=".google.protobuf.Empty"),
        "MoveTask",
    ),
    (method_rules.methods_say_what_they_are_about, lambda a: without(a, "ListTasksRequest.parent"), "ListTasks"),
    (method_rules.methods_say_what_they_are_about, lambda a: without(a, "MoveTaskRequest.name"), "MoveTask"),
    (method_rules.methods_say_what_they_are_about, lambda a: without(a, "UpdateTaskRequest.task"), "UpdateTask"),
    (
        method_rules.names_say_of_what_they_are,
        lambda a: reference(a, "GetTaskRequest.name").Clear(),
        "GetTaskRequest.name",
    ),
    (
        method_rules.names_say_of_what_they_are,
        lambda a: reference(a, "ListTasksRequest.parent").Clear(),
        "ListTasksRequest.parent",
    ),
    (method_rules.creations_take_the_resource_and_its_id, lambda a: without(a, "CreateTaskRequest.task"), "CreateTask"),
    (
        method_rules.creations_take_the_resource_and_its_id,
        lambda a: without(a, "CreateTaskRequest.task_id"),
        "CreateTask",
    ),
    (method_rules.updates_take_a_mask, lambda a: without(a, "UpdateTaskRequest.update_mask"), "UpdateTask"),
    (
        method_rules.updates_take_a_mask,
        lambda a: changed(field(a, "UpdateTaskRequest.update_mask"), type_name=".todo.v1.Task"),
        "UpdateTask",
    ),
    (method_rules.lists_are_paged, lambda a: without(a, "ListTasksRequest.page_size"), "ListTasks"),
    (method_rules.lists_are_paged, lambda a: without(a, "ListTasksRequest.page_token"), "ListTasks"),
    (method_rules.lists_are_paged, lambda a: without(a, "ListTasksResponse.next_page_token"), "ListTasks"),
    (method_rules.mutations_are_safe_to_repeat, lambda a: without(a, "MoveTaskRequest.request_id"), "MoveTask"),
    (
        method_rules.mutations_are_safe_to_repeat,
        lambda a: option(field(a, "MoveTaskRequest.request_id"), field_info_pb2.field_info).Clear(),
        "MoveTaskRequest.request_id",
    ),
    (
        method_rules.mutations_are_safe_to_repeat,
        lambda a: renamed(a, "GetTaskRequest.name", "request_id"),
        "GetTask",
    ),
    (method_rules.mutations_can_be_tried, lambda a: without(a, "DeleteTaskRequest.validate_only"), "DeleteTask"),
    (method_rules.mutations_honour_the_etag, lambda a: without(a, "DeleteTaskRequest.etag"), "DeleteTask"),
    (method_rules.mutations_honour_the_etag, lambda a: without(a, "Task.etag"), "UpdateTask"),
    (
        method_rules.mutations_honour_the_etag,
        lambda a: renamed(a, "CreateTaskRequest.task_id", "etag"),
        "CreateTask",
    ),
    (
        method_rules.mutations_honour_the_etag,
        lambda a: changed(method(a, "UndeleteTask"), name="BatchDeleteTasks"),
        "BatchDeleteTasks",
    ),
    (
        method_rules.methods_have_signatures,
        lambda a: option(method(a, "GetTask"), client_pb2.method_signature).clear(),
        "GetTask",
    ),
    (method_rules.methods_have_signatures, lambda a: renamed(a, "CreateTaskRequest.parent", "list"), "CreateTask"),
    (
        batch_rules.batches_are_named_for_the_plural,
        lambda a: changed(method(a, "BatchGetTasks"), name="BatchGetTask"),
        "BatchGetTask:",
    ),
    (
        batch_rules.batches_answer_with_the_resources,
        lambda a: changed(method(a, "BatchDeleteTasks"), output_type=".google.protobuf.Empty"),
        "BatchDeleteTasks",
    ),
    (
        batch_rules.batches_answer_with_the_resources,
        lambda a: renamed(a, "BatchGetTasksResponse.tasks", "found"),
        "BatchGetTasks",
    ),
    (batch_rules.batches_that_read_take_names, lambda a: without(a, "BatchGetTasksRequest.names"), "BatchGetTasks"),
    (
        batch_rules.batches_that_read_take_names,
        lambda a: behavior(a, "BatchGetTasksRequest.names").clear(),
        "BatchGetTasks",
    ),
    (
        batch_rules.batches_that_change_take_requests,
        lambda a: changed(field(a, "BatchUpdateTasksRequest.requests"), type_name=".todo.v1.DeleteTaskRequest"),
        "BatchUpdateTasks",
    ),
    (
        batch_rules.batches_that_change_take_requests,
        lambda a: behavior(a, "BatchCreateTasksRequest.requests").clear(),
        "BatchCreateTasks",
    ),
    (field_rules.fields_say_how_they_are_used, lambda a: behavior(a, "Task.notes").clear(), "Task.notes"),
    (field_rules.fields_say_how_they_are_used, lambda a: behavior(a, "GetTaskRequest.name").clear(), "GetTaskRequest"),
    (field_rules.moments_are_named_time, lambda a: renamed(a, "Task.create_time", "created"), "Task.created"),
    (field_rules.moments_are_named_time, lambda a: renamed(a, "Task.title", "nap_time"), "Task.nap_time"),
    (field_rules.repeated_fields_are_plural, lambda a: renamed(a, "Task.labels", "label"), "Task.label"),
    (field_rules.names_have_no_prepositions, lambda a: renamed(a, "Task.title", "name_of_task"), "Task.name_of_task"),
    (field_rules.numbers_fit_json, lambda a: changed(field(a, "Task.priority"), type=3), "Task.priority"),
    (
        field_rules.enums_begin_unspecified,
        lambda a: changed(message(a, "Task").enum_type[0].value[0], name="STATE_NONE"),
        "State",
    ),
    (
        field_rules.enums_begin_unspecified,
        lambda a: changed(message(a, "Task").enum_type[0].value[1], name="ACTIVE"),
        "State",
    ),
]
