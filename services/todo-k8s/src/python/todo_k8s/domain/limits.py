"""The limits of the service, in one table. The protobuf comments and the docs state the same numbers."""

LIST_TITLE_CODE_POINTS = 256
TASK_TITLE_CODE_POINTS = 1_024
NOTES_CODE_POINTS = 16_384
LABELS = 20
LABEL_CODE_POINTS = 64
ANNOTATIONS = 50
ANNOTATION_KEY_CHARACTERS = 63
ANNOTATION_VALUE_CODE_POINTS = 1_024
PRIORITY = 26
ASSIGNEES = 20
USER_CHARACTERS = 128
"""Of the last part of `users/{user}`."""
TASK_BYTES = 128 * 1024
"""Of title, notes, labels and annotations together, as JSON in UTF-8: the event of a change that replaces all of them
keeps them twice, and an item has room for 400 KB."""

RULE_CHARACTERS = 512
RULE_INTERVAL = 400
"""So that the next occurrence of no plain rule lies beyond the years that are looked through."""
RULE_COUNT = 10_000
RULE_VALUES = 31
"""In each BY part of a rule."""
RULE_TIMES = 24
"""Of one day."""
RULE_YEARS = 400
"""How far ahead an occurrence is looked for: after 400 years the calendar is the same again."""
EXCLUDED_DATES = 100

LISTS_PER_USER = 500
MEMBERS_PER_LIST = 100
ACTIVE_TASKS_PER_LIST = 20_000
LIVE_TASKS_PER_LIST = 100_000

WATCHES_PER_USER = 100
WATCHES_PER_PROCESS = 5_000

AGENDA_LISTS = 50
"""Lists that one call reads: with two keys for each they are the 100 of one BatchGetItem."""
AGENDA_TASKS = 50
"""What one page holds where there are more lists than that: their names go from call to call in its token."""

FILTER_CODE_POINTS = 2_000
FILTER_TERMS = 50
FILTER_DEPTH = 10
"""Levels of AND, OR and NOT in one another."""

SUBTASK_LEVELS = 5
"""A task without a parent is the first one."""
TASKS_TOGETHER = 20
"""A task without a parent and all below it, deleted ones not counted: a transaction that changes them all, with an
event each, has room for 100 actions."""

PAGE_SIZE_DEFAULT = 50
PAGE_SIZE_MAX = 500
PAGE_BYTES = 1_000_000
"""What the tasks of one page may take, in bytes."""

BATCH_TASKS = 20
"""How many tasks one call changes at most: with what each may take along, a transaction has room for 100 actions."""
BATCH_GET_TASKS = 50
BATCH_GET_BYTES = 3_000_000
"""What the tasks of one answer may take: gRPC's clients refuse a message of more than 4 MB."""

READ_BUDGET_PER_PAGE = 4
"""Items that a page may read for each one that it may return."""

RANK_CHARACTERS = 64
"""A rank that would be longer makes its neighbours move, so that it becomes short."""
RANK_CHARACTERS_WORTH_SHIFTING = 4
"""A rank that would not become so much shorter lets its neighbours stand: each one that is shifted is a write."""
RANK_CHARACTERS_MAX = 890
"""A sort string of an index takes 1,024 bytes, and a rank stands between the ids of the parent and of the task."""
SHIFTED_TASKS = 40
"""How many neighbours one mutation shifts at most: a transaction has room for 100 actions."""
SHIFTED_BYTES = 1_000_000
"""What the shifted neighbours may take: a transaction has room for 4 MB, and 20 tasks that come along can take 3."""

DELETED_DAYS = 30
"""How long what was deleted can be brought back."""

REQUEST_ID_SECONDS = 24 * 3600
EVENT_DAYS = 400
"""How long an event is kept."""
EVENT_PARTITIONS_PER_PAGE = 10
"""Queries that one page of events may take: a task's can lie far from each other."""
