"""OpenTelemetry, where it is installed (`volunteercloud[otel]`) and `VOLUNTEERCLOUD_TRACING` is set; else nothing.

Where traces go and under which name is said by the variables of OpenTelemetry itself (`OTEL_EXPORTER_OTLP_ENDPOINT`,
`OTEL_SERVICE_NAME`, …). A trace has routes, statements with their placeholders and times: no address, no value, nobody's
name.
"""

from typing import Any

from django.conf import settings

from volunteercloud.core import late

trace = late.Module("opentelemetry.trace")
sdk = late.Module("opentelemetry.sdk.trace")
export = late.Module("opentelemetry.sdk.trace.export")
otlp = late.Module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
of_django = late.Module("opentelemetry.instrumentation.django")
of_psycopg = late.Module("opentelemetry.instrumentation.psycopg")

# What is written down of a request by itself and may have somebody in it.
TELLING = frozenset(
    {
        *("http.url", "http.target", "url.full", "url.path", "url.query", "http.user_agent", "user_agent.original"),
        *("net.peer.ip", "client.address", "http.client_ip", "net.peer.port", "client.port"),
    }
)


def begin() -> None:
    """For a process that stays, before it answers anything."""
    if not settings.TRACING:
        return
    try:
        instrument(export.BatchSpanProcessor(otlp.OTLPSpanExporter()))
    except ModuleNotFoundError as error:
        raise RuntimeError("VOLUNTEERCLOUD_TRACING is set: install volunteercloud[otel]") from error


def instrument(processor: Any) -> None:
    """Have every request and every statement leave a span with ``processor``."""
    provider = sdk.TracerProvider()
    provider.add_span_processor(processor)
    trace.set_tracer_provider(provider)
    of_django.DjangoInstrumentor().instrument(tracer_provider=provider, response_hook=anonymous)
    of_psycopg.PsycopgInstrumentor().instrument(tracer_provider=provider)


def anonymous(span: Any, request: Any, _response: Any) -> None:
    """Take out of the span of a request what may have a person in it, and put in the id that its lines have."""
    for name in TELLING & set(span.attributes or ()):
        span.set_attribute(name, "")
    span.set_attribute("volunteercloud.request", getattr(request, "id", ""))
