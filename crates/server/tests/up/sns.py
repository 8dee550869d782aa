"""What boto3 must be able to do with the embedded SNS, an HTTP endpoint of its own included."""

import base64
import http.server
import json
import os
import queue
import threading
import urllib.request

import boto3
from botocore.exceptions import ClientError

sns = boto3.client("sns")
WITHIN = 30


class Endpoint(http.server.BaseHTTPRequestHandler):
    """Keeps what is posted to it, by path. `/dead` refuses all but confirmations."""

    posts = {"/all": queue.Queue(), "/raw": queue.Queue(), "/dead": queue.Queue()}

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.posts[self.path].put((dict(self.headers.items()), body))
        kind = self.headers["x-amz-sns-message-type"]
        refused = self.path == "/dead" and kind == "Notification"
        self.send_response(410 if refused else 200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"


def posted(path):
    return Endpoint.posts[path].get(timeout=WITHIN)


def subscribe(topic, path, **attributes):
    """Subscribes an endpoint and follows the link that it is sent."""
    pending = sns.subscribe(
        TopicArn=topic, Protocol="http", Endpoint=base + path, Attributes=attributes
    )
    assert pending["SubscriptionArn"] == "pending confirmation", pending
    headers, body = posted(path)
    assert headers["x-amz-sns-message-type"] == "SubscriptionConfirmation", headers
    with urllib.request.urlopen(json.loads(body)["SubscribeURL"]) as answer:
        assert b"<ConfirmSubscriptionResult>" in answer.read()


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response["Error"]["Message"]
    raise AssertionError(f"{arguments} is not refused")


def topics():
    """Those of this script: the server has some of its own."""
    arns = [found["TopicArn"] for found in sns.list_topics()["Topics"]]
    return [arn for arn in arns if ":orders" in arn]


topic = sns.create_topic(Name="orders", Tags=[{"Key": "team", "Value": "delivery"}])["TopicArn"]
assert topic == "arn:aws:sns:us-east-1:000000000000:orders"
assert topics() == [topic]
sns.set_topic_attributes(TopicArn=topic, AttributeName="DisplayName", AttributeValue="Entrega")
assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["DisplayName"] == "Entrega"
assert sns.list_tags_for_resource(ResourceArn=topic)["Tags"] == [
    {"Key": "team", "Value": "delivery"}
]
assert refused("NotFound", sns.get_topic_attributes, TopicArn=topic + "x") == "Topic does not exist"

# Everything, what is dear and raw, what is of one store by its body.
subscribe(topic, "/all")
subscribe(
    topic,
    "/raw",
    RawMessageDelivery="true",
    FilterPolicy=json.dumps({"price": [{"numeric": [">", 100]}]}),
)
subscribe(
    topic,
    "/dead",
    FilterPolicyScope="MessageBody",
    FilterPolicy=json.dumps({"store": {"name": [{"anything-but": ["norte"]}]}}),
)
price = lambda value: {"price": {"DataType": "Number", "StringValue": value}}
message = json.dumps({"store": {"name": "norte"}, "text": "olá"})
first = sns.publish(
    TopicArn=topic, Subject="Pedido", Message=message, MessageAttributes=price("150")
)
headers, body = posted("/all")
notification = json.loads(body)
assert notification["MessageId"] == first["MessageId"] == headers["x-amz-sns-message-id"]
assert (notification["Subject"], notification["Message"]) == ("Pedido", message)
assert notification["MessageAttributes"]["price"] == {"Type": "Number", "Value": "150"}
headers, body = posted("/raw")
assert (headers["x-amz-sns-rawdelivery"], body) == ("true", message)

# The endpoint is gone (410): the message is a dead letter.
sns.publish(
    TopicArn=topic,
    Message=json.dumps({"store": {"name": "centro"}}),
    MessageAttributes={
        **price("50"),
        "photo": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
        "tags": {"DataType": "String.Array", "StringValue": '["a",1]'},
    },
)
_, body = posted("/all")
photo = json.loads(body)["MessageAttributes"]["photo"]
assert photo == {"Type": "Binary", "Value": base64.b64encode(b"\x00\xff").decode()}
posted("/dead")
while True:
    with urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL"] + "/metrics") as page:
        figures = page.read().decode()
    if "\nentrega_sns_given_up_total 1\n" in figures:
        break
assert Endpoint.posts["/raw"].empty()

# Unsubscribing by the link of a notification, then by a signed request.
with urllib.request.urlopen(notification["UnsubscribeURL"]) as answer:
    assert answer.status == 200
left = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
assert sorted(found["Endpoint"] for found in left) == [base + "/dead", base + "/raw"]
for subscription in left:
    sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
every = sns.list_subscriptions()["Subscriptions"]
assert not [found for found in every if found["TopicArn"] == topic]

message = refused(
    "InvalidParameter",
    sns.subscribe,
    TopicArn=topic,
    Protocol="sms",
    Endpoint="+5511987654321",
    Attributes={"FilterPolicy": json.dumps({"a": [{"starts": "b"}]})},
)
assert message == "Invalid parameter: FilterPolicy: Unrecognized match type starts", message

# FIFO: the same is the same for five minutes.
fifo = sns.create_topic(
    Name="orders.fifo",
    Attributes={"FifoTopic": "true", "ContentBasedDeduplication": "true"},
)["TopicArn"]
one = sns.publish(TopicArn=fifo, Message="paid", MessageGroupId="order-1")
again = sns.publish(TopicArn=fifo, Message="paid", MessageGroupId="order-1")
other = sns.publish(TopicArn=fifo, Message="sent", MessageGroupId="order-1")
assert (one["MessageId"], one["SequenceNumber"]) == (again["MessageId"], again["SequenceNumber"])
assert one["SequenceNumber"] < other["SequenceNumber"]

# Text messages are in the outbox.
assert sns.publish(PhoneNumber="+5511987654321", Message="saiu para entrega")["MessageId"]
assert not sns.check_if_phone_number_is_opted_out(phoneNumber="+5511987654321")["isOptedOut"]
assert sns.list_phone_numbers_opted_out()["phoneNumbers"] == []
sns.set_sms_attributes(attributes={"DefaultSMSType": "Transactional"})
assert sns.get_sms_attributes()["attributes"] == {"DefaultSMSType": "Transactional"}

batch = sns.publish_batch(
    TopicArn=topic,
    PublishBatchRequestEntries=[{"Id": "a", "Message": "x"}, {"Id": "b", "Message": "y"}],
)
assert [entry["Id"] for entry in batch["Successful"]] == ["a", "b"] and not batch.get("Failed")
assert refused("InvalidAction", sns.list_origination_numbers)

sns.delete_topic(TopicArn=topic)
sns.delete_topic(TopicArn=fifo)
assert topics() == []
