"""What boto3 must be able to do with the embedded CloudWatch Logs.

The last part asks as `aws logs tail --follow` does: by pages, then again from the time of the
newest event, telling events apart by their ids.
"""

import time

import boto3

logs = boto3.client("logs")
GROUP, STREAMS = "/aws/lambda/charge", ["a", "b"]

logs.create_log_group(logGroupName=GROUP, tags={"team": "delivery"})
try:
    logs.create_log_group(logGroupName=GROUP)
    raise AssertionError("made twice")
except logs.exceptions.ResourceAlreadyExistsException as error:
    assert error.response["Error"]["Message"] == "The specified log group already exists"

for stream in STREAMS:
    logs.create_log_stream(logGroupName=GROUP, logStreamName=stream)

begin = int(time.time() * 1000) - 60_000
for number, stream in enumerate(STREAMS):
    events = [
        {"timestamp": begin + 2 * place + number, "message": f"{stream}{place}"}
        for place in range(2_000)
    ]
    written = logs.put_log_events(logGroupName=GROUP, logStreamName=stream, logEvents=events)
    assert written["nextSequenceToken"]

(group,) = logs.describe_log_groups(logGroupNamePrefix=GROUP)["logGroups"]
assert group["arn"] == group["logGroupArn"] + ":*"
assert logs.list_tags_for_resource(resourceArn=group["logGroupArn"])["tags"] == {"team": "delivery"}

streams = logs.describe_log_streams(
    logGroupIdentifier=group["logGroupArn"], orderBy="LastEventTime", descending=True
)["logStreams"]
assert [stream["logStreamName"] for stream in streams] == ["b", "a"]

pages = logs.get_paginator("filter_log_events").paginate(
    logGroupName=GROUP, interleaved=True, startTime=begin, PaginationConfig={"PageSize": 300}
)
found = [event["message"] for page in pages for event in page["events"]]
assert found == [f"{stream}{place}" for place in range(2_000) for stream in STREAMS]

token, read = None, []
while True:
    arguments = {"nextToken": token} if token else {}
    page = logs.get_log_events(
        logGroupName=GROUP, logStreamName="a", startFromHead=True, limit=700, **arguments
    )
    read += [event["message"] for event in page["events"]]
    if page["nextForwardToken"] == token:
        break
    token = page["nextForwardToken"]
assert read == [f"a{place}" for place in range(2_000)]

seen, start, followed = set(), begin, []
for late in ["late 1", "late 2"]:
    event = {"timestamp": int(time.time() * 1000), "message": late}
    logs.put_log_events(logGroupName=GROUP, logStreamName="a", logEvents=[event])
    page = logs.filter_log_events(
        logGroupName=GROUP, interleaved=True, startTime=start, filterPattern="late"
    )
    for event in page["events"]:
        start = max(start, event["timestamp"])
        if event["eventId"] not in seen:
            seen.add(event["eventId"])
            followed.append(event["message"])
assert followed == ["late 1", "late 2"], followed

logs.delete_log_group(logGroupName=GROUP)
try:
    logs.filter_log_events(logGroupName=GROUP)
    raise AssertionError("found after it was deleted")
except logs.exceptions.ResourceNotFoundException as error:
    assert error.response["Error"]["Message"] == "The specified log group does not exist."
