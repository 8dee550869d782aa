"""Plays AWS Lambda's Python runtime.

When the function can import `awslambdaric`, AWS's own client takes over. Otherwise this file does
what it does, with the standard library alone: the same context, the same errors, the same log.
"""

import decimal
import importlib
import importlib.util
import json
import logging
import os
import socket
import sys
import time
import traceback

TASK_ROOT = os.environ["LAMBDA_TASK_ROOT"]
AWS_TASK_ROOT = "/var/task"
HANDLER = os.environ["_HANDLER"]
HIDDEN_FRAME = "/bootstrap.py"
NO_BREAK_SPACE = "\u00a0"

# The folder of this file comes first otherwise, and a function may have a `bootstrap` of its own.
sys.path[0] = TASK_ROOT


class Fault(Exception):
    """A failure to find, read or write what the handler needs."""

    def __init__(self, error_type, message, stack_trace=None):
        super().__init__(message)
        self.error_type = error_type
        self.message = message
        self.stack_trace = stack_trace or []


class Encoder(json.JSONEncoder):
    def __init__(self):
        minor = os.environ.get("AWS_EXECUTION_ENV", "").rpartition("python3.")[2]
        super().__init__(ensure_ascii=not (minor.isdigit() and int(minor) >= 12))

    def default(self, o):
        if isinstance(o, decimal.Decimal):
            return int(o) if o.is_finite() and o == o.to_integral_value() else float(o)
        return super().default(o)


to_json = Encoder().encode


class RuntimeApi:
    """One connection to the server, kept open."""

    def __init__(self, address):
        host, _, port = address.rpartition(":")
        self.host = address
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb")

    def request(self, method, path, body=b"", headers=()):
        """The status, the headers by lower-case name, and the body."""
        head = [f"{method} /2018-06-01/runtime/{path} HTTP/1.1", f"Host: {self.host}"]
        head += [f"{name}: {value}" for name, value in headers]
        if method == "POST":
            head.append(f"Content-Length: {len(body)}")
        self.socket.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        status_line = self.reader.readline()
        if not status_line:
            sys.exit(0)  # The server is gone.
        answered = {}
        while True:
            line = self.reader.readline().rstrip(b"\r\n")
            if not line:
                break
            name, _, value = line.partition(b":")
            answered[name.strip().lower().decode()] = value.strip().decode("utf-8", "replace")
        length = int(answered.get("content-length", 0))
        return int(status_line.split(b" ", 2)[1]), answered, self.reader.read(length)


class Fields:
    """An object with these attributes; those that are missing are None."""

    def __init__(self, names, values):
        for name in names:
            setattr(self, name, (values or {}).get(name))


class LambdaContext:
    def __init__(self, headers):
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.tenant_id = None
        self.identity = Fields(["cognito_identity_id", "cognito_identity_pool_id"], {})
        self.client_context = None
        self._deadline = int(headers["lambda-runtime-deadline-ms"])
        given = headers.get("lambda-runtime-client-context")
        if given:
            try:
                given = json.loads(given)
            except ValueError as error:
                raise Fault(
                    "Runtime.LambdaContextUnmarshalError",
                    f"Unable to parse Client Context JSON: {error}",
                ) from error
            self.client_context = Fields(["custom", "env", "client"], given)
            if self.client_context.client is not None:
                self.client_context.client = Fields(
                    [
                        "installation_id",
                        "app_title",
                        "app_version_name",
                        "app_version_code",
                        "app_package_name",
                    ],
                    self.client_context.client,
                )

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


def find_handler():
    try:
        module_name, function_name = HANDLER.rsplit(".", 1)
    except ValueError as error:
        raise Fault(
            "Runtime.MalformedHandlerName", f"Bad handler '{HANDLER}': {error}"
        ) from error
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault(
            "Runtime.BuiltInModuleConflict",
            f"Cannot use built-in module {module_name} as a handler module",
        )
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise Fault(
            "Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}"
        ) from error
    except SyntaxError as error:
        raise Fault(
            "Runtime.UserCodeSyntaxError",
            f"Syntax error in module '{module_name}': {error}",
            [f'  File "{as_on_aws(error.filename)}" Line {error.lineno}\n    {error.text}'],
        ) from error
    try:
        return getattr(module, function_name)
    except AttributeError as error:
        raise Fault(
            "Runtime.HandlerNotFound",
            f"Handler '{function_name}' missing on module '{module_name}'",
        ) from error


def as_on_aws(path):
    """A file of the function, where it is on AWS: callers know no folder of this machine."""
    path = str(path)
    inside = path.startswith(TASK_ROOT + "/")
    return AWS_TASK_ROOT + path.removeprefix(TASK_ROOT) if inside else path


def describe(error, request_id=""):
    """An exception as callers see it."""
    if isinstance(error, Fault):
        error_type, message, stack_trace = error.error_type, error.message, error.stack_trace
    else:
        frames = traceback.extract_tb(error.__traceback__)
        own = next((i for i, frame in enumerate(frames) if HIDDEN_FRAME not in frame.filename), 0)
        error_type, message = type(error).__name__, str(error)
        # Without the marks under a line that newer versions of Python draw, as on AWS.
        frames = [(as_on_aws(f.filename), f.lineno, f.name, f.line) for f in frames[own:]]
        stack_trace = traceback.format_list(frames)
    return {
        "errorMessage": message,
        "errorType": error_type,
        "requestId": request_id,
        "stackTrace": stack_trace,
    }


def log_error(error):
    lines = [f"[ERROR] {error['errorType']}: {error['errorMessage']}"]
    lines.append("Traceback (most recent call last):")
    for entry in error["stackTrace"]:
        for line in entry.splitlines():
            text = line.lstrip(" ")
            lines.append(NO_BREAK_SPACE * (len(line) - len(text)) + text)
    if os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON":
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        print(to_json({"timestamp": stamp, "level": "ERROR", **error}), flush=True)
    else:
        # A carriage return keeps the lines together as one event of the log.
        print("\r".join(lines), flush=True)


current_request_id = ""


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.aws_request_id = current_request_id
        return True


class JsonFormatter(logging.Formatter):
    def format(self, record):
        entry = {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "requestId": current_request_id,
        }
        if record.exc_info:
            entry["errorType"] = record.exc_info[0].__name__
            entry["errorMessage"] = str(record.exc_info[1])
            entry["stackTrace"] = traceback.format_tb(record.exc_info[2])
        return to_json(entry)


def set_up_logging():
    logging.Formatter.converter = time.gmtime
    handler = logging.StreamHandler(sys.stdout)
    if os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON":
        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(
            logging.Formatter(
                "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s",
                "%Y-%m-%dT%H:%M:%S",
            )
        )
    handler.addFilter(RequestIdFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL")
    if level in logging._nameToLevel:
        root.setLevel(level)


def run_event(handler, headers, body):
    """The answer: its bytes and their type."""
    context = LambdaContext(headers)
    try:
        event = json.loads(body)
    except ValueError as error:
        raise Fault("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}") from error
    result = handler(event, context)
    if isinstance(result, bytes):
        return result, "application/unknown"
    try:
        return to_json(result).encode("utf-8", "surrogatepass"), "application/json"
    except Exception as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from error


def main():
    global current_request_id
    set_up_logging()
    api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        handler = find_handler()
    except Exception as failure:
        error = describe(failure)
        log_error(error)
        report = [("Lambda-Runtime-Function-Error-Type", error["errorType"])]
        api.request("POST", "init/error", to_json(error).encode(), report)
        sys.exit(1)
    while True:
        status, headers, body = api.request("GET", "invocation/next")
        if status != 200:
            sys.exit(0)
        current_request_id = headers["lambda-runtime-aws-request-id"]
        trace = headers.get("lambda-runtime-trace-id")
        if trace:
            os.environ["_X_AMZN_TRACE_ID"] = trace
        else:
            os.environ.pop("_X_AMZN_TRACE_ID", None)
        try:
            result, content_type = run_event(handler, headers, body)
        except Exception as failure:
            error = describe(failure, current_request_id)
            log_error(error)
            api.request(
                "POST",
                f"invocation/{current_request_id}/error",
                to_json(error).encode("utf-8", "surrogatepass"),
                [
                    ("Content-Type", "application/json"),
                    ("Lambda-Runtime-Function-Error-Type", error["errorType"]),
                ],
            )
        else:
            api.request(
                "POST",
                f"invocation/{current_request_id}/response",
                result,
                [("Content-Type", content_type)],
            )


if __name__ == "__main__":
    if importlib.util.find_spec("awslambdaric"):
        import runpy

        sys.argv = ["awslambdaric", HANDLER]
        runpy.run_module("awslambdaric", run_name="__main__")
    else:
        main()
