"""What boto3 must be able to do with the embedded Bedrock.

With `shared` as its argument it does what another emulator can do as well: what is said then is not
looked at, only how.
"""

import json
import os
import sys

import boto3
from botocore.exceptions import ClientError, EventStreamError

SHARED = sys.argv[1:] == ["shared"]
HAIKU = "anthropic.claude-3-haiku-20240307-v1:0"
LLAMA = "meta.llama3-8b-instruct-v1:0"

runtime = boto3.client("bedrock-runtime")


def refused(code, call, **parameters):
    """The message of a refusal, which must be of this kind."""
    try:
        call(**parameters)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response["Error"]["Message"]
    raise AssertionError(f"{call} was not refused")


def says(text, *words):
    """Whether a text has words in it; of another emulator's, whether there is a text."""
    assert isinstance(text, str) and text, text
    if not SHARED:
        for word in words:
            assert word in text, text


CONTEXT = json.dumps(
    [
        {
            "Content": {"Text": "A taxa de entrega é de R$ 7,90 até 3 km. Acima disso, R$ 12,90."},
            "Location": {"S3Location": {"Uri": "s3://kb/taxas.md"}, "Type": "S3"},
        }
    ],
    ensure_ascii=False,
)
SYSTEM = f"Answer from the document.\n\n<document>{CONTEXT}</document>"
QUESTION = "Qual é a taxa de entrega?"


def anthropic(**more):
    return json.dumps(
        {
            "anthropic_version": "bedrock-2023-05-31",
            "max_tokens": 300,
            "system": SYSTEM,
            "messages": [{"role": "user", "content": QUESTION}],
            **more,
        }
    )


def invoke_model():
    answer = runtime.invoke_model(modelId=HAIKU, body=anthropic())
    body = json.loads(answer["body"].read())
    assert body["type"] == "message" and body["role"] == "assistant", body
    says(body["content"][0]["text"], "A taxa de entrega é de R$ 7,90 até 3 km.", "s3://kb/taxas.md")
    assert body["stop_reason"] == "end_turn", body
    assert body["usage"]["input_tokens"] > 0 and body["usage"]["output_tokens"] > 0, body
    answer = runtime.invoke_model(
        modelId=LLAMA, body=json.dumps({"prompt": "Hello", "max_gen_len": 100})
    )
    body = json.loads(answer["body"].read())
    says(body["generation"], "Hello!")
    assert body["stop_reason"] == "stop", body


def invoke_model_stream():
    answer = runtime.invoke_model_with_response_stream(modelId=HAIKU, body=anthropic())
    chunks = [json.loads(event["chunk"]["bytes"]) for event in answer["body"]]
    kinds = [chunk["type"] for chunk in chunks]
    assert kinds[0] == "message_start" and kinds[-1] == "message_stop", kinds
    assert "message_delta" in kinds, kinds
    text = "".join(
        chunk["delta"]["text"] for chunk in chunks if chunk["type"] == "content_block_delta"
    )
    says(text, "A taxa de entrega é de R$ 7,90 até 3 km.")
    if not SHARED:
        assert kinds.count("content_block_delta") > 5, kinds
        metrics = chunks[-1]["amazon-bedrock-invocationMetrics"]
        assert metrics["outputTokenCount"] > 0, metrics


def messages(text):
    return [{"role": "user", "content": [{"text": text}]}]


def converse():
    answer = runtime.converse(
        modelId=HAIKU,
        system=[{"text": SYSTEM}],
        messages=messages(QUESTION),
        inferenceConfig={"maxTokens": 300, "temperature": 0.5},
    )
    says(answer["output"]["message"]["content"][0]["text"], "R$ 7,90")
    assert answer["stopReason"] == "end_turn", answer
    usage = answer["usage"]
    assert usage["totalTokens"] == usage["inputTokens"] + usage["outputTokens"], usage
    assert answer["metrics"]["latencyMs"] >= 0, answer


def converse_stream():
    answer = runtime.converse_stream(
        modelId=HAIKU, system=[{"text": SYSTEM}], messages=messages(QUESTION)
    )
    events = list(answer["stream"])
    kinds = [next(iter(event)) for event in events]
    assert kinds[0] == "messageStart" and kinds[-1] == "metadata", kinds
    assert kinds[-2] == "messageStop" and "contentBlockStop" in kinds, kinds
    text = "".join(
        event["contentBlockDelta"]["delta"]["text"]
        for event in events
        if "contentBlockDelta" in event
    )
    says(text, "A taxa de entrega é de R$ 7,90 até 3 km.")


TOOLS = {
    "tools": [
        {
            "toolSpec": {
                "name": "get_order_status",
                "description": "The status of an order and where it is",
                "inputSchema": {
                    "json": {
                        "type": "object",
                        "properties": {"order_id": {"type": "string"}},
                        "required": ["order_id"],
                    }
                },
            }
        }
    ]
}


def converse_with_tools():
    said = messages("What is the status of order 1042?")
    answer = runtime.converse(modelId=HAIKU, messages=said, toolConfig=TOOLS)
    assert answer["stopReason"] == "tool_use", answer
    call = answer["output"]["message"]["content"][-1]["toolUse"]
    assert call["name"] == "get_order_status" and call["input"] == {"order_id": "1042"}, call
    streamed = runtime.converse_stream(modelId=HAIKU, messages=said, toolConfig=TOOLS)
    events = list(streamed["stream"])
    started = [e["contentBlockStart"]["start"]["toolUse"] for e in events if "contentBlockStart" in e]
    assert started[0]["name"] == "get_order_status", started
    fragments = "".join(
        event["contentBlockDelta"]["delta"]["toolUse"]["input"]
        for event in events
        if "contentBlockDelta" in event
    )
    assert json.loads(fragments) == {"order_id": "1042"}, fragments
    said.append(answer["output"]["message"])
    result = {"toolUseId": call["toolUseId"], "content": [{"json": {"status": "on its way"}}]}
    said.append({"role": "user", "content": [{"toolResult": result}]})
    answer = runtime.converse(modelId=HAIKU, messages=said, toolConfig=TOOLS)
    assert "status: on its way" in answer["output"]["message"]["content"][0]["text"], answer
    message = refused("ValidationException", runtime.converse, modelId=HAIKU, messages=said)
    assert "toolConfig" in message, message


def names_of_models():
    for model in [
        f"arn:aws:bedrock:us-east-1::foundation-model/{HAIKU}",
        f"us.{HAIKU}",
        f"arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.{HAIKU}",
    ]:
        answer = runtime.converse(modelId=model, messages=messages("Hello"))
        says(answer["output"]["message"]["content"][0]["text"], "Hello!")
    message = refused(
        "ValidationException", runtime.converse, modelId="no.such-model", messages=messages("x")
    )
    assert message == "The provided model identifier is invalid.", message
    message = refused(
        "AccessDeniedException",
        runtime.invoke_model,
        modelId="anthropic.claude-3-5-sonnet-20240620-v1:0",
        body=anthropic(),
    )
    assert message == "You don't have access to the model with the specified model ID.", message
    message = refused(
        "AccessDeniedException",
        runtime.invoke_model,
        modelId="amazon.titan-embed-text-v2:0",
        body=json.dumps({"inputText": "x"}),
    )
    assert "--encoder" in message, message
    refused("ValidationException", runtime.invoke_model, modelId=HAIKU, body="{}")


def scripted():
    """A model of the models file, which breaks off."""
    answer = runtime.converse_stream(modelId="test.script-v1:0", messages=messages("x"))
    text = ""
    try:
        for event in answer["stream"]:
            text += event.get("contentBlockDelta", {}).get("delta", {}).get("text", "")
    except EventStreamError as error:
        assert "modelStreamErrorException" in str(error), error
    else:
        raise AssertionError("the stream ended well")
    assert text == "Olá", text


def control():
    bedrock = boto3.client("bedrock")
    models = bedrock.list_foundation_models(byOutputModality="TEXT")["modelSummaries"]
    haiku = next(model for model in models if model["modelId"] == HAIKU)
    assert haiku["responseStreamingSupported"] and haiku["inferenceTypesSupported"], haiku
    assert SHARED or haiku["providerName"] == "Entrega", haiku
    details = bedrock.get_foundation_model(modelIdentifier=HAIKU)["modelDetails"]
    assert details["modelArn"].endswith(f"::foundation-model/{HAIKU}"), details
    refused(
        "ResourceNotFoundException", bedrock.get_foundation_model, modelIdentifier="no.such-model"
    )
    if not SHARED:
        state = bedrock.get_foundation_model_availability(modelId=HAIKU)
        assert state["authorizationStatus"] == "AUTHORIZED", state


def knowledge_bases():
    agent = boto3.client("bedrock-agent")
    bases = agent.list_knowledge_bases()["knowledgeBaseSummaries"]
    base = next(base for base in bases if base["name"] == "support")["knowledgeBaseId"]
    assert agent.get_knowledge_base(knowledgeBaseId=base)["knowledgeBase"]["status"] == "ACTIVE"
    source = agent.list_data_sources(knowledgeBaseId=base)["dataSourceSummaries"][0]["dataSourceId"]
    where = {"knowledgeBaseId": base, "dataSourceId": source}
    document = {
        "content": {
            "dataSourceType": "CUSTOM",
            "custom": {
                "customDocumentIdentifier": {"id": "troco.md"},
                "sourceType": "IN_LINE",
                "inlineContent": {
                    "type": "TEXT",
                    "textContent": {"data": "# Troco\n\nO entregador leva troco para até R$ 100."},
                },
            },
        }
    }
    details = agent.ingest_knowledge_base_documents(**where, documents=[document])
    assert details["documentDetails"][0]["status"] == "INDEXED", details
    listed = agent.list_knowledge_base_documents(**where)["documentDetails"]
    assert len(listed) == 2, listed
    job = agent.start_ingestion_job(**where)["ingestionJob"]
    found = agent.get_ingestion_job(**where, ingestionJobId=job["ingestionJobId"])["ingestionJob"]
    assert found["status"] == "COMPLETE", found

    finder = boto3.client("bedrock-agent-runtime")
    query = {"text": "O entregador tem troco?"}
    search = {"numberOfResults": 1}
    configuration = {"vectorSearchConfiguration": search}
    page = finder.retrieve(
        knowledgeBaseId=base, retrievalQuery=query, retrievalConfiguration=configuration
    )
    result = page["retrievalResults"][0]
    assert "troco para até R$ 100" in result["content"]["text"], result
    assert result["location"]["s3Location"]["uri"] == "s3://support/troco.md", result
    assert len(page["retrievalResults"]) == 1 and page["nextToken"], page
    search["filter"] = {"equals": {"key": "file", "value": "taxas.md"}}
    results = finder.retrieve(
        knowledgeBaseId=base, retrievalQuery=query, retrievalConfiguration=configuration
    )["retrievalResults"]
    assert [result["metadata"]["file"] for result in results] == ["taxas.md"], results
    message = refused(
        "ResourceNotFoundException",
        finder.retrieve,
        knowledgeBaseId="NOTTHERE00",
        retrievalQuery=query,
    )
    assert "NOTTHERE00" in message, message

    asked = {
        "input": query,
        "retrieveAndGenerateConfiguration": {
            "type": "KNOWLEDGE_BASE",
            "knowledgeBaseConfiguration": {
                "knowledgeBaseId": base,
                "modelArn": f"arn:aws:bedrock:us-east-1::foundation-model/{HAIKU}",
            },
        },
    }
    answer = finder.retrieve_and_generate(**asked)
    assert "O entregador leva troco para até R$ 100." in answer["output"]["text"], answer
    cited = answer["citations"][0]
    span = cited["generatedResponsePart"]["textResponsePart"]["span"]
    text = cited["generatedResponsePart"]["textResponsePart"]["text"]
    assert answer["output"]["text"][span["start"] : span["end"] + 1] == text, answer
    assert cited["retrievedReferences"][0]["metadata"]["file"] == "troco.md", answer
    again = finder.retrieve_and_generate(**asked, sessionId=answer["sessionId"])
    assert again["sessionId"] == answer["sessionId"]
    refused(
        "ValidationException", finder.retrieve_and_generate, **asked, sessionId="nobodys-session"
    )
    streamed = finder.retrieve_and_generate_stream(**asked)
    assert streamed["sessionId"], streamed
    events = list(streamed["stream"])
    text = "".join(event["output"]["text"] for event in events if "output" in event)
    assert text == answer["output"]["text"], text
    citations = [event["citation"] for event in events if "citation" in event]
    assert citations[0]["retrievedReferences"], citations


def roles():
    """A role may do what its policy says and nothing else."""
    sts = boto3.client("sts")
    role = sts.assume_role(
        RoleArn="arn:aws:iam::000000000000:role/reader", RoleSessionName="test"
    )["Credentials"]
    limited = boto3.client(
        "bedrock-runtime",
        aws_access_key_id=role["AccessKeyId"],
        aws_secret_access_key=role["SecretAccessKey"],
        aws_session_token=role["SessionToken"],
    )
    limited.invoke_model(modelId=HAIKU, body=anthropic())
    for call, parameters in [
        (limited.converse_stream, {"modelId": HAIKU, "messages": messages("x")}),
        (limited.converse, {"modelId": LLAMA, "messages": messages("x")}),
        (limited.converse, {"modelId": f"us.{HAIKU}", "messages": messages("x")}),
    ]:
        message = refused("AccessDeniedException", call, **parameters)
        assert "is not authorized to perform: bedrock:InvokeModel" in message, message


every = [invoke_model, invoke_model_stream, converse, converse_stream, control]
if not SHARED:
    every += [converse_with_tools, names_of_models, scripted, knowledge_bases, roles]
for one in every:
    one()
    print(one.__name__, "as it should be", file=sys.stderr if not SHARED else sys.stdout)
