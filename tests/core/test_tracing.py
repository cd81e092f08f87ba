import os
import subprocess
import sys

import pytest

# In a process of its own: what is instrumented stays so.
TRACED = """
import django
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from volunteercloud.core import tracing
spans = InMemorySpanExporter()
tracing.instrument(SimpleSpanProcessor(spans))
django.setup()
from django.test import Client
answer = Client().get("/verify/xiaoman/?name=xiaoman", headers={"user-agent": "xiaoman"}, REMOTE_ADDR="203.0.113.9")
[span] = spans.get_finished_spans()
assert span.attributes["volunteercloud.request"] == answer["X-Request-ID"], span.to_json()
print(span.to_json())
"""


def test_a_trace_has_nobody_in_it():
    pytest.importorskip("opentelemetry.sdk")
    variables = os.environ | {"DJANGO_SETTINGS_MODULE": "volunteercloud.settings"}
    variables |= {"VOLUNTEERCLOUD_HOSTS": "testserver", "VOLUNTEERCLOUD_DEBUG": "1"}
    said = subprocess.run(
        [sys.executable, "-P", "-c", TRACED], env=variables, stdout=subprocess.PIPE, check=True, text=True
    )

    assert [word for word in ("xiaoman", "203.0.113.9") if word in said.stdout] == []
