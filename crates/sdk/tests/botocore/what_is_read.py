"""What botocore reads in answers that moto writes, for every operation of the services named.

One JSON object a line: service, operation, the answer's status, headers and body, and what botocore
reads in it, spelled as SDK integrations spell it. Nothing is sent anywhere.
"""

import base64
import datetime
import json
import sys

import botocore.loaders
import botocore.parsers
import moto.core.model
import moto.core.serialize as serialize
from botocore.awsrequest import HeadersDict

SERIALIZERS = {
    "json": serialize.JSONSerializer,
    "rest-json": serialize.RestJSONSerializer,
    "rest-xml": serialize.RestXMLSerializer,
    "query": serialize.QuerySerializer,
    "ec2": serialize.EC2Serializer,
}
TEXTS = ["plain", "a b&c=d", 'é <x>/"y" %41+']
DEPTH_MAX = 4


class Unusual(Exception):
    """The answer has what moto does not write as AWS does."""


class Maker:
    """Makes answers."""

    def __init__(self):
        self.count = 0

    def make(self, shape, plain, above):
        kind = shape.type_name
        self.count += 1
        if getattr(shape, "is_document_type", False):
            raise Unusual
        if kind == "structure":
            if shape.serialization.get("eventstream"):
                raise Unusual
            if shape.name in above or len(above) > DEPTH_MAX:
                return {}
            made = {}
            for name, member in shape.members.items():
                where = member.serialization.get("location")
                if member.serialization.get("eventstream") or member.serialization.get("jsonvalue"):
                    raise Unusual
                if where == "statusCode":
                    made[name] = 200
                    continue
                if shape.serialization.get("payload") == name and member.type_name == "blob":
                    made[name] = "bytes é".encode()
                    continue
                ascii_only = plain or where in ("header", "headers")
                if where == "header" and member.type_name in ("list", "blob"):
                    raise Unusual
                made[name] = self.make(member, ascii_only, above | {shape.name})
                if getattr(shape, "is_tagged_union", False):
                    break
            return made
        if kind == "list":
            return [self.make(shape.member, plain, above) for _ in range(2)]
        if kind == "map":
            return {key: self.make(shape.value, plain, above) for key in ("k1", "k-2")}
        if kind == "boolean":
            return self.count % 2 == 0
        if kind in ("integer", "long", "short", "byte"):
            return self.count
        if kind in ("float", "double"):
            return self.count + 0.5
        if kind == "blob":
            return b"bytes \xc3\xa9" if self.count % 2 else b"\xff\x00"
        if kind == "timestamp":
            return datetime.datetime(2026, 1, 31, 10, 0, 7, tzinfo=datetime.timezone.utc)
        return TEXTS[self.count % (2 if plain else 3)]


def spelled(name):
    """As the AWS SDK for Java 2 names a setter, with a capital."""
    end = 1
    while end < len(name) and name[end].isupper():
        if end + 1 < len(name) and name[end + 1].islower():
            break
        end += 1
    name = name[:end].lower() + name[end:]
    return name[0].upper() + name[1:]


def show(shape, value):
    kind = shape.type_name
    if kind == "structure":
        return {spelled(n): show(shape.members[n], v) for n, v in value.items() if n in shape.members}
    if kind == "list":
        return [show(shape.member, item) for item in value]
    if kind == "map":
        return {key: show(shape.value, item) for key, item in value.items()}
    if kind == "blob" and isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return base64.b64encode(value).decode()
    if kind == "timestamp":
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value


def main(folders):
    loader = botocore.loaders.Loader()
    for folder in folders:
        description = loader.load_service_model(folder, "service-2")
        metadata = description["metadata"]
        offered = metadata.get("protocols", [metadata["protocol"]])
        protocol = next(p for p in SERIALIZERS if p in offered)
        service = moto.core.model.ServiceModel(description, folder)
        parser = botocore.parsers.create_parser(protocol)
        for name in service.operation_names:
            operation = service.operation_model(name)
            shape = operation.output_shape
            if shape is None:
                continue
            maker = Maker()
            maker.count = len(name)
            try:
                made = maker.make(shape, False, frozenset())
            except Unusual:
                continue
            answer = SERIALIZERS[protocol](operation).serialize(made)
            body = answer["body"]
            body = body if isinstance(body, bytes) else body.encode()
            headers = {key.lower(): str(value) for key, value in answer["headers"].items()}
            came = {"status_code": answer["status_code"], "headers": HeadersDict(headers), "body": body, "context": {}}
            read = show(shape, parser.parse(came, shape))
            line = {
                "id": metadata["serviceId"],
                "operation": name,
                "status": answer["status_code"],
                "headers": headers,
                "body": base64.b64encode(body).decode(),
                "read": read,
            }
            try:
                print(json.dumps(line))
            except TypeError:
                # botocore itself leaves a part of the answer unread.
                continue


main(sys.argv[1:])
