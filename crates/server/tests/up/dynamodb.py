"""What boto3 must be able to do with the embedded DynamoDB."""

from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError

dynamodb = boto3.resource("dynamodb")
client = dynamodb.meta.client


def code(error):
    return error.response["Error"]["Code"]


orders = dynamodb.create_table(
    TableName="orders",
    AttributeDefinitions=[
        {"AttributeName": "customer", "AttributeType": "S"},
        {"AttributeName": "number", "AttributeType": "N"},
        {"AttributeName": "status", "AttributeType": "S"},
    ],
    KeySchema=[
        {"AttributeName": "customer", "KeyType": "HASH"},
        {"AttributeName": "number", "KeyType": "RANGE"},
    ],
    GlobalSecondaryIndexes=[
        {
            "IndexName": "by-status",
            "KeySchema": [
                {"AttributeName": "status", "KeyType": "HASH"},
                {"AttributeName": "number", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
    BillingMode="PAY_PER_REQUEST",
)
orders.wait_until_exists()
orders.reload()
assert orders.table_arn == "arn:aws:dynamodb:us-east-1:000000000000:table/orders"
assert orders.table_status == "ACTIVE"

with orders.batch_writer() as batch:
    for number in range(120):
        batch.put_item(
            Item={
                "customer": "ana",
                "number": number,
                "status": "open" if number % 3 else "done",
                "total": Decimal("19.90") + number,
                "tags": {"cheese", "größe – 🍕"},
            }
        )

item = orders.get_item(Key={"customer": "ana", "number": 7}, ConsistentRead=True)["Item"]
assert item["total"] == Decimal("26.90") and item["tags"] == {"cheese", "größe – 🍕"}

try:
    orders.put_item(
        Item={"customer": "ana", "number": 7},
        ConditionExpression=Attr("customer").not_exists(),
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    )
    raise AssertionError("written twice")
except client.exceptions.ConditionalCheckFailedException as error:
    assert error.response["Error"]["Message"] == "The conditional request failed"
    assert error.response["Item"]["status"] == {"S": "open"}

updated = orders.update_item(
    Key={"customer": "ana", "number": 7},
    UpdateExpression="SET #s = :done ADD visits :one",
    ConditionExpression=Attr("status").eq("open"),
    ExpressionAttributeNames={"#s": "status"},
    ExpressionAttributeValues={":done": "done", ":one": 1},
    ReturnValues="UPDATED_NEW",
)["Attributes"]
assert updated == {"status": "done", "visits": 1}


def pages(operation, **arguments):
    items = []
    while True:
        page = operation(Limit=25, **arguments)
        items += page["Items"]
        if "LastEvaluatedKey" not in page:
            return items
        arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]


of_ana = Key("customer").eq("ana")
forwards = [int(item["number"]) for item in pages(orders.query, KeyConditionExpression=of_ana)]
assert forwards == list(range(120))
backwards = pages(orders.query, KeyConditionExpression=of_ana, ScanIndexForward=False)
assert [int(item["number"]) for item in backwards] == forwards[::-1]
done = pages(orders.query, IndexName="by-status", KeyConditionExpression=Key("status").eq("done"))
assert len(done) == 41, len(done)
dear = pages(orders.scan, FilterExpression=Attr("total").gte(Decimal("129.90")))
assert {int(item["number"]) for item in dear} == set(range(110, 120))
paginator = client.get_paginator("scan").paginate(TableName="orders", PaginationConfig={"PageSize": 50})
assert sum(page["Count"] for page in paginator) == 120

try:
    client.transact_write_items(
        TransactItems=[
            {"Delete": {"TableName": "orders", "Key": {"customer": "ana", "number": 1}}},
            {
                "ConditionCheck": {
                    "TableName": "orders",
                    "Key": {"customer": "bob", "number": 1},
                    "ConditionExpression": "attribute_exists(customer)",
                }
            },
        ]
    )
    raise AssertionError("done without bob")
except client.exceptions.TransactionCanceledException as error:
    reasons = [reason["Code"] for reason in error.response["CancellationReasons"]]
    assert reasons == ["None", "ConditionalCheckFailed"], reasons
assert "Item" in orders.get_item(Key={"customer": "ana", "number": 1})

client.update_time_to_live(
    TableName="orders", TimeToLiveSpecification={"Enabled": True, "AttributeName": "until"}
)
client.tag_resource(ResourceArn=orders.table_arn, Tags=[{"Key": "team", "Value": "delivery"}])
tags = client.list_tags_of_resource(ResourceArn=orders.table_arn)["Tags"]
assert tags == [{"Key": "team", "Value": "delivery"}]
assert client.describe_limits()["TableMaxReadCapacityUnits"] > 0
assert client.describe_endpoints()["Endpoints"][0]["Address"].startswith("127.0.0.1:")

for call, expected in [
    (lambda: client.describe_table(TableName="nowhere"), "ResourceNotFoundException"),
    (lambda: client.create_backup(TableName="orders", BackupName="nightly"), "UnknownOperationException"),
    (lambda: orders.get_item(Key={"customer": "ana"}), "ValidationException"),
]:
    try:
        call()
        raise AssertionError(expected)
    except ClientError as error:
        assert code(error) == expected, error

orders.delete()
orders.wait_until_not_exists()
# The server has a table of its own.
assert "orders" not in client.list_tables()["TableNames"]
