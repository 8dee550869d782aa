# moto, until this program reads the end of its input, with what it lacks (see mod.rs) beside it.
# Its port is the program's argument. What it lacks is looked for first: this ends where it is there.
import inspect
import os
import sys
import threading

import jsonata
from moto.awslambda.models import LambdaFunction
from moto.core.models import default_user_config
from moto.dynamodb.models import DynamoDBBackend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication
from moto.stepfunctions.parser.asl.jsonata import jsonata as evaluator


def end_with_whoever_started_this():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_whoever_started_this, daemon=True).start()

# Workflows are carried out, not only taken down.
default_user_config["stepfunctions"]["execute_state_machine"] = True

try:
    evaluator.eval_jsonata_expression("1")
except TypeError:
    pass
else:
    sys.exit("moto evaluates JSONata by itself now")


def evaluate(expression):
    try:
        return jsonata.Jsonata(expression).evaluate(None)
    except Exception as error:
        raise evaluator.JSONataException("UNKNOWN", str(error))


evaluator._eval_jsonata = evaluate

if "deepcopy" not in inspect.getsource(DynamoDBBackend.transact_write_items):
    sys.exit("moto's transactions do not put the whole table back any more")
if "docker" not in inspect.getsource(LambdaFunction._invoke_lambda):
    sys.exit("moto runs functions without Docker now")

one_at_a_time = threading.Lock()
dispatch = DomainDispatcherApplication.__call__


def answer(application, environ, start_response):
    if not environ.get("HTTP_X_AMZ_TARGET", "").startswith("DynamoDB"):
        return dispatch(application, environ, start_response)
    with one_at_a_time:
        return dispatch(application, environ, start_response)


DomainDispatcherApplication.__call__ = answer

from moto.server import main

main(["-H", "127.0.0.1", "-p", sys.argv[1]])
