"""Each fault does what it says, before AWS's DynamoDB Local."""

import asyncio
import zlib
from collections import Counter
from uuid import uuid4

import msgspec
import pytest
from aiohttp import ClientError, ClientPayloadError

from dynamodb_faults import faults
from dynamodb_faults.faults import Fault
from dynamodb_faults.plan import HEALTHY, Plan
from dynamodb_faults.replies import Reply
from dynamodb_faults.testing import Harness, harness

ROUNDS = 24

DONE_WITHOUT_A_REPLY = {faults.DROPPED: False, faults.LOST_REPLY: True, faults.TRUNCATION: True}


def code(reply: Reply) -> str:
    """What kind of reply it is; of a cancelled transaction the reasons."""
    if reply.crc is None:
        return f"{reply.status} {reply.content_type}"
    assert int(reply.crc) == zlib.crc32(reply.body)
    answer = msgspec.json.decode(reply.body)
    if reasons := answer.get("CancellationReasons"):
        return " ".join(sorted(reason["Code"] for reason in reasons))
    return f"{reply.status} {answer.get('__type', '').partition('#')[2]}".strip()


async def writes(at: Harness, fault: Fault) -> tuple[Counter[str], set[str], list[str]]:
    """What came of writing many pairs of items under the fault: the replies, and which first names are there of all."""
    at.proxy.plan = Plan([fault])
    names = [f"{number}" for number in range(ROUNDS)]
    replies = Counter([code(await at.client.put(name, f"{name}-too")) for name in names])
    return replies, await at.direct.found(*names), names


async def test_without_a_fault_every_reply_is_dynamodbs_own(dynamodb_local: str) -> None:
    async with harness(dynamodb_local) as at:
        assert (await at.client.put("a")) == (await at.direct.put("b"))
        assert await at.client.get("a") == await at.direct.get("a")
        refused = await at.client.call("BatchGetItem", {})
        assert (code(refused), refused.crc) == ("400 application/x-amz-json-1.0", None)


async def test_throttling_does_nothing_and_says_so_in_every_way(dynamodb_local: str) -> None:
    async with harness(dynamodb_local) as at:
        replies, there, _ = await writes(at, faults.THROTTLING)
        assert set(replies) == {
            "400 ProvisionedThroughputExceededException",
            "400 ThrottlingException",
            "None ThrottlingError",
            "None ProvisionedThroughputExceeded",
        }
        assert there == set()
        reads = {code(await at.client.get("a")) for _ in range(ROUNDS)}
        assert reads == {"400 ProvisionedThroughputExceededException", "400 ThrottlingException"}


async def test_a_server_error_does_not_tell_what_was_done(dynamodb_local: str) -> None:
    async with harness(dynamodb_local) as at:
        replies, there, names = await writes(at, faults.SERVER_ERROR)
        assert set(replies) == {"500 InternalServerError", "503 ServiceUnavailableException", "503 text/html"}
        assert set() < there < set(names)


async def test_a_conflict_cancels_the_transaction(dynamodb_local: str) -> None:
    async with harness(dynamodb_local) as at:
        replies, there, _ = await writes(at, faults.CONFLICT)
        assert (replies, there) == (Counter({"None TransactionConflict": ROUNDS}), set())


async def test_a_transaction_in_progress_is_carried_out_after_the_reply(dynamodb_local: str) -> None:
    async with harness(dynamodb_local) as at:
        at.proxy.plan = Plan([faults.IN_PROGRESS])
        token = str(uuid4())
        assert code(await at.client.put("a", token=token)) == "400 TransactionInProgressException"
        await at.proxy.settled()
        assert await at.direct.found("a") == {"a"}
        at.proxy.plan = HEALTHY
        assert code(await at.client.put("a", token=token)) == "200"


async def test_keys_left_unprocessed_are_those_that_were_not_read(dynamodb_local: str) -> None:
    async with harness(dynamodb_local) as at:
        names = {"a", "b", "c", "d"}
        await at.direct.put(*names)
        at.proxy.plan = Plan([faults.UNPROCESSED])
        read_counts = set()
        for _ in range(ROUNDS):
            reply = await at.client.get(*names)
            assert code(reply) == "200"
            answer = msgspec.json.decode(reply.body)
            read = {item["pk"]["S"] for item in answer["Responses"][at.client.table]}
            left = answer["UnprocessedKeys"][at.client.table]
            assert left["ConsistentRead"] is True
            assert read ^ {key["pk"]["S"] for key in left["Keys"]} == names
            read_counts.add(len(read))
        assert read_counts == {0, 1, 2, 3}


@pytest.mark.parametrize(("fault", "done"), DONE_WITHOUT_A_REPLY.items(), ids=[f.name for f in DONE_WITHOUT_A_REPLY])
async def test_no_whole_reply_comes(dynamodb_local: str, fault: Fault, done: bool) -> None:
    async with harness(dynamodb_local) as at:
        at.proxy.plan = Plan([fault])
        with pytest.raises(ClientError) as failed:
            await at.client.put("a")
        assert isinstance(failed.value, ClientPayloadError) is (fault is faults.TRUNCATION)
        assert await at.direct.found("a") == ({"a"} if done else set())


async def test_a_delayed_write_is_done_although_nobody_waits_any_more(dynamodb_local: str) -> None:
    # With this seed the first request is delayed by 0.9 s.
    async with harness(dynamodb_local, seed=7) as at:
        at.proxy.plan = Plan([faults.DELAY])
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await at.client.put("a")
        await at.proxy.settled()
        assert await at.direct.found("a") == {"a"}
        assert code(await at.client.put("b")) == "200"


async def test_a_hanging_request_is_never_answered_and_never_done(dynamodb_local: str) -> None:
    async with harness(dynamodb_local) as at:
        at.proxy.plan = Plan([faults.HANG])
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await at.client.put("a")
        await at.proxy.settled()
        assert await at.direct.found("a") == set()
