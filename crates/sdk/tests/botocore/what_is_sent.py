"""What botocore sends for made-up parameters of every operation of the services named.

One JSON object a line: service, operation, parameters, and the method, path, query, headers and
body that botocore writes for them. Nothing is sent anywhere.
"""

import datetime
import json
import sys

import botocore.loaders
import botocore.model
import botocore.serialize

PROTOCOLS = ["json", "rest-json", "rest-xml", "query", "ec2"]
TEXTS = ["plain", "a b&c=d", 'é <x>/"y" %41+']
DEPTH_MAX = 5


class Maker:
    """Makes parameters: as botocore wants them, and as JSON."""

    def __init__(self):
        self.count = 0

    def make(self, shape, ascii_only, above):
        kind = shape.type_name
        self.count += 1
        if getattr(shape, "is_document_type", False):
            return {"any": [1, "x"]}, {"any": [1, "x"]}
        if kind == "structure":
            if shape.name in above or len(above) > DEPTH_MAX:
                return {}, {}
            pairs = {}
            for name, member in shape.members.items():
                serialization = member.serialization
                if member.serialization.get("eventstream") or getattr(member, "is_event_stream", False):
                    continue
                if name == "ChecksumAlgorithm":
                    pairs[name] = ("CRC32", "CRC32")
                    continue
                plain = ascii_only or serialization.get("location") in ("header", "headers")
                if serialization.get("hostLabel"):
                    pairs[name] = ("123456789012", "123456789012")
                    continue
                if serialization.get("jsonvalue"):
                    pairs[name] = ({"a": 1}, {"a": 1})
                    continue
                pairs[name] = self.make(member, plain, above | {shape.name})
            return {n: p[0] for n, p in pairs.items()}, {n: p[1] for n, p in pairs.items()}
        if kind == "list":
            items = [self.make(shape.member, ascii_only, above) for _ in range(2)]
            return [i[0] for i in items], [i[1] for i in items]
        if kind == "map":
            values = {k: self.make(shape.value, ascii_only, above) for k in ("k1", "k-2")}
            return {k: v[0] for k, v in values.items()}, {k: v[1] for k, v in values.items()}
        if kind == "boolean":
            truth = self.count % 2 == 0
            return truth, truth
        if kind in ("integer", "long", "short", "byte"):
            return self.count, self.count
        if kind in ("float", "double"):
            return self.count + 0.5, self.count + 0.5
        if kind == "blob":
            return b"bytes \xc3\xa9", "bytes é"
        if kind == "timestamp":
            time = datetime.datetime(2026, 1, 31, 10, 0, 7, tzinfo=datetime.timezone.utc)
            return time, "2026-01-31T10:00:07Z"
        text = TEXTS[self.count % (2 if ascii_only else 3)]
        return text, text


def pairs(query):
    """The pairs of a query, sorted."""
    if isinstance(query, str):
        return []
    found = []
    for name, value in query.items():
        for one in value if isinstance(value, list) else [value]:
            found.append([name, str(one)])
    return sorted(found)


def main(folders):
    loader = botocore.loaders.Loader()
    if folders == ["all"]:
        folders = loader.list_available_services("service-2")
    for folder in folders:
        description = loader.load_service_model(folder, "service-2")
        metadata = description["metadata"]
        offered = metadata.get("protocols", [metadata["protocol"]])
        protocol = next((p for p in PROTOCOLS if p in offered), None)
        if protocol is None:
            continue
        service = botocore.model.ServiceModel(description, folder)
        serializer = botocore.serialize.create_serializer(protocol, include_validation=False)
        for name in service.operation_names:
            operation = service.operation_model(name)
            maker = Maker()
            maker.count = len(name)
            given, shown = {}, {}
            if operation.input_shape is not None:
                given, shown = maker.make(operation.input_shape, False, frozenset())
            request = serializer.serialize_to_request(given, operation)
            body = request["body"]
            if isinstance(body, dict):
                body = pairs(body)
            elif isinstance(body, (bytes, bytearray)):
                body = bytes(body).decode()
            print(
                json.dumps(
                    {
                        "id": metadata["serviceId"],
                        "operation": name,
                        "parameters": shown,
                        "method": request["method"],
                        "path": request["url_path"],
                        "query": pairs(request["query_string"]),
                        "headers": dict(request["headers"]),
                        "body": body,
                        "host": request.get("host_prefix", ""),
                    }
                )
            )


main(sys.argv[1:])
