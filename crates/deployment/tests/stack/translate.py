"""Expands SAM templates with AWS's own translator: what `tests/stack.rs` compares the expansion with.

    pip install aws-sam-translator==1.115.0 pyyaml
    python crates/deployment/tests/stack/translate.py CASE…
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

for name in sys.argv[1:]:
    case = pathlib.Path(__file__).parent / name
    template = yaml_parse((case / "template.yaml").read_text())
    template = json.loads(json.dumps(template))
    session = boto3.Session(region_name="us-east-1")
    translator = Translator({}, Parser(), boto_session=session)
    expanded = translator.translate(template, {})
    (case / "expanded.json").write_text(json.dumps(expanded, indent=2) + "\n")
