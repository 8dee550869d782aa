#!/bin/sh
# Asks the assistant's gateway and shows the answer as it comes.
#   curl.sh [URL]      URL: http://127.0.0.1:8080/bedrock_claude_messages_api, or a function URL
set -eu
url=${1:-http://127.0.0.1:8080/bedrock_claude_messages_api}
cd "$(dirname "$0")"
exec curl --no-buffer --silent --show-error --fail-with-body \
  -H 'content-type: application/json' --data-binary @test.json "$url"
