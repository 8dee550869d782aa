"""Asks the assistant's gateway and shows the answer as it comes.

    python3 stream.py [--url URL] [QUESTION]

Bytes are decoded as they come: a chunk of HTTP never splits a character, but a client that reads a
fixed number of bytes may see half of one, so a decoder keeps it until the rest is there. A connection
that ends without its last chunk is half an answer, and is said to be.
"""

import argparse
import codecs
import http.client
import json
import sys
import urllib.parse

URL = "http://127.0.0.1:8080/bedrock_claude_messages_api"
SYSTEM = (
    "You answer customers of a food delivery in their language, from the document alone. "
    "When it does not say, say so.\n<chain-information></chain-information>"
)


def ask(url: str, question: str) -> int:
    """Prints the answer to a question; gives the program's exit code."""
    body = {
        "bedrock_parameters": {
            "messages": [{"role": "user", "content": question}],
            "max_tokens": 300,
            "modelId": "anthropic.claude-3-haiku-20240307-v1:0",
            "system": SYSTEM,
        },
        "assistant_parameters": {"content_tag": "document", "messages_to_sample": 5},
    }
    parts = urllib.parse.urlsplit(url)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=60)
    headers = {"content-type": "application/json"}
    connection.request("POST", parts.path or "/", json.dumps(body), headers)
    response = connection.getresponse()
    if response.status != 200:
        print(response.read().decode(), file=sys.stderr)
        return 1
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := response.read1(4096):
            print(decoder.decode(piece), end="", flush=True)
    except (http.client.IncompleteRead, ConnectionError):
        print("\n[the answer was cut off]", file=sys.stderr)
        return 2
    print(decoder.decode(b"", final=True))
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default=URL)
    parser.add_argument("question", nargs="?", default="Vocês entregam aos domingos?")
    arguments = parser.parse_args()
    sys.exit(ask(arguments.url, arguments.question))
