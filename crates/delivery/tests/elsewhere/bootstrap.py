#!/usr/bin/env python3
# A runtime of Lambda's that hands each event to the address in FORWARD_TO, and what comes of it back.
import os
import urllib.error
import urllib.request

invocation = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation"


def post(url, body):
    with urllib.request.urlopen(urllib.request.Request(url, body)) as answer:
        return answer.read()


while True:
    with urllib.request.urlopen(f"{invocation}/next") as event:
        request = event.headers["Lambda-Runtime-Aws-Request-Id"]
        body = event.read()
    try:
        kind, answer = "response", post(os.environ["FORWARD_TO"], body)
    except urllib.error.HTTPError as error:
        kind, answer = "error", error.read()
    post(f"{invocation}/{request}/{kind}", answer)
