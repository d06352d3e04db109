"""How the limits read where callers read of them: in the protobuf comments, and in the guide's table."""

from grpc_service.requests import MAX_REQUEST_BYTES
from todo_k8s.domain import limits
from todo_k8s.domain.watching import HEARTBEAT_SECONDS
from todo_k8s.server.services import RULES
from todo_k8s.storage.table import MAX_ACTIONS, MAX_TRANSACTION_BYTES

NEVER_MET = {
    "EVENT_PARTITIONS_PER_PAGE",
    "RANK_CHARACTERS",
    "RANK_CHARACTERS_MAX",
    "RANK_CHARACTERS_WORTH_SHIFTING",
    "READ_BUDGET_PER_PAGE",
    "SHIFTED_BYTES",
    "SHIFTED_TASKS",
}
"""Limits that callers do not meet."""

_PAGE = f"{limits.PAGE_SIZE_DEFAULT} where it is 0, and never more than {limits.PAGE_SIZE_MAX}"
_HOURS = f"{limits.REQUEST_ID_SECONDS // 3600} hours"
_PAGE_SIZE = f"{limits.PAGE_BYTES // 1_000_000} MB"
_REQUEST_SIZE = f"{MAX_REQUEST_BYTES // 1_000_000} MB"

IN_COMMENTS = (
    f"one line of 1 to {limits.LIST_TITLE_CODE_POINTS} code points",
    f"one line of 1 to {limits.TASK_TITLE_CODE_POINTS:,} code points",
    f"up to {limits.NOTES_CODE_POINTS:,} code points; line ends",
    f"Up to {limits.LABELS} different labels in the order given, each 1 to {limits.LABEL_CODE_POINTS} code points",
    f"Up to {limits.ANNOTATIONS} pairs for programs",
    f"Keys have 1 to {limits.ANNOTATION_KEY_CHARACTERS} characters",
    f"Values have up to {limits.ANNOTATION_VALUE_CODE_POINTS:,} code points",
    f"1, the most urgent, to {limits.PRIORITY}; 0 is none",
    f"No call reads more than {limits.AGENDA_LISTS} lists",
    f"pages have up to {limits.AGENDA_TASKS} tasks",
    f"up to {limits.ASSIGNEES} different users in the order given",
    f"`{{user}}` is 1 to {limits.USER_CHARACTERS} characters",
    f"up to {limits.FILTER_TERMS} of them, {limits.FILTER_DEPTH} levels deep,"
    f" in {limits.FILTER_CODE_POINTS:,} code points",
    f"`priority`, compared likewise with 0 to {limits.PRIORITY}",
    f"labels and annotations take up to {limits.TASK_BYTES // 1024} KiB together",
    f"an RRULE, without DTSTART, in up to {limits.RULE_CHARACTERS} characters",
    f"INTERVAL is 1 to {limits.RULE_INTERVAL}, COUNT 1 to {limits.RULE_COUNT:,}",
    f"BY has up to {limits.RULE_VALUES} values",
    f"make up to {limits.RULE_TIMES} times of a day",
    f"A rule is followed for {limits.RULE_YEARS} years",
    f"Up to {limits.EXCLUDED_DATES} different days without an occurrence",
    f"at {limits.LISTS_PER_USER} lists of one user",
    f"at {limits.WATCHES_PER_USER} open streams of one user, or {limits.WATCHES_PER_PROCESS:,} of all users",
    f"a heartbeat comes about every {HEARTBEAT_SECONDS:g} seconds",
    f"at {limits.MEMBERS_PER_LIST} members of one list",
    f"at {limits.LISTS_PER_USER} lists of the user",
    f"is the id of the user: 1 to {limits.USER_CHARACTERS} characters",
    f"The largest number of members to return: {_PAGE}",
    f"at {limits.ACTIVE_TASKS_PER_LIST:,} active or {limits.LIVE_TASKS_PER_LIST:,} tasks in the list",
    f"in up to {limits.SUBTASK_LEVELS} levels, and at most {limits.TASKS_TOGETHER} belong together",
    f"at {limits.TASKS_TOGETHER} tasks that belong together",
    f"The largest number of lists to return: {_PAGE}",
    f"The largest number of tasks to return: {_PAGE}",
    f"its tasks take less than {_PAGE_SIZE}",
    f"Deletes a task, for good after {limits.DELETED_DAYS} days",
    f"Deletes a task list with all its tasks, for good after {limits.DELETED_DAYS} days",
    f"The largest number of events to return: {_PAGE}",
    f"The largest number of changes to return: {_PAGE}",
    f"it takes less than {_PAGE_SIZE}",
    f"it is {limits.DELETED_DAYS} days old, less an hour",
    f"each is kept for {limits.EVENT_DAYS} days",
    f"it is older than {limits.EVENT_DAYS} days",
    f"(AIP-155): for {_HOURS} a repetition",
    f"Gets up to {limits.BATCH_GET_TASKS} tasks of one list",
    f"1 to {limits.BATCH_GET_TASKS} different ones of the list",
    f"tasks take more than {limits.BATCH_GET_BYTES // 1_000_000} MB: get fewer of them at once",
    *(f"{does} up to {limits.BATCH_TASKS} " for does in ("Creates", "Changes the content of", "Deletes", "Completes")),
    f"What to create: 1 to {limits.BATCH_TASKS} tasks",
    *(f"What to {do}: 1 to {limits.BATCH_TASKS} different tasks" for do in ("change", "delete", "complete")),
    f"is more than {MAX_ACTIONS} records or {MAX_TRANSACTION_BYTES // 1_000_000} MB, with the tasks as they are",
    f"the request has more than {_REQUEST_SIZE}",
    f"A call has {RULES.default_seconds:g} seconds where it brings no deadline, and {RULES.max_seconds:g} at most",
)

IN_THE_GUIDE = (
    f"one line of 1 to {limits.LIST_TITLE_CODE_POINTS} code points for a list,"
    f" 1 to {limits.TASK_TITLE_CODE_POINTS:,} for a task",
    f"{limits.NOTES_CODE_POINTS:,} code points",
    f"{limits.LABELS} of 1 to {limits.LABEL_CODE_POINTS} code points",
    f"{limits.ANNOTATIONS}; keys of {limits.ANNOTATION_KEY_CHARACTERS} characters,"
    f" values of {limits.ANNOTATION_VALUE_CODE_POINTS:,} code points",
    f"1, the most urgent, to {limits.PRIORITY}; 0 is none",
    f"{limits.ASSIGNEES}; users of 1 to {limits.USER_CHARACTERS} characters",
    f"{limits.FILTER_CODE_POINTS:,} code points, {limits.FILTER_TERMS} comparisons and texts,"
    f" {limits.FILTER_DEPTH} levels deep",
    f"{limits.TASK_BYTES // 1024} KiB, as JSON in UTF-8",
    f"{limits.RULE_CHARACTERS} characters; INTERVAL {limits.RULE_INTERVAL}, COUNT {limits.RULE_COUNT:,},"
    f" {limits.RULE_VALUES} values in a BY part, {limits.RULE_TIMES} times of a day;"
    f" an occurrence within {limits.RULE_YEARS} years; {limits.EXCLUDED_DATES} excluded dates",
    f"{limits.LISTS_PER_USER}, with deleted ones",
    f"{limits.MEMBERS_PER_LIST}, an owner among them",
    f"{limits.ACTIVE_TASKS_PER_LIST:,} active, {limits.LIVE_TASKS_PER_LIST:,} in all, without deleted ones",
    f"{limits.SUBTASK_LEVELS} levels; {limits.TASKS_TOGETHER} with the one at the top, without deleted ones",
    f"{limits.PAGE_SIZE_MAX} results, {limits.PAGE_SIZE_DEFAULT} unless asked for; under {_PAGE_SIZE} of tasks",
    f"{limits.BATCH_GET_TASKS} tasks to get, {limits.BATCH_TASKS} to change",
    f"{_REQUEST_SIZE}; {RULES.max_seconds:g} seconds, {RULES.default_seconds:g} where it has no deadline",
    f"{limits.WATCHES_PER_USER} of a user, {limits.WATCHES_PER_PROCESS:,} in all, for each process of the server",
    f"{limits.DELETED_DAYS} days, {_HOURS}, {limits.EVENT_DAYS} days",
)
