"""Every address there is: pages as the resolver lists them, operations as the API describes itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from volunteercloud.api import door

PAGE_METHODS = ("GET", "POST")
# Answered by the operations below, or by nothing at all.
OF_THE_API = "api:"
SIGN_IN_OF_APPS = "headless:"


@dataclass(frozen=True, slots=True)
class Route:
    """``wants`` are the names of what the address asks for; ``path`` is set where the API describes it."""

    method: str
    name: str
    wants: tuple[str, ...]
    path: str = ""
    body: Any = None

    @property
    def key(self) -> str:
        return f"{self.method} {self.name}"

    @property
    def is_page(self) -> bool:
        return not self.path

    @property
    def takes_json(self) -> bool:
        """The sign-in of apps, which the API does not describe."""
        return self.name.startswith(SIGN_IN_OF_APPS) and self.method == "POST"

    def body_about(self, named: dict[str, Any]) -> Any:
        """The example of the description, about the people and things of this world."""
        if not isinstance(self.body, dict):
            return self.body
        return {name: named.get(name, said) if name.endswith("_id") else said for name, said in self.body.items()}

    def address(self, named: dict[str, Any]) -> str:
        given = {name: named[name] for name in self.wants}
        return self.path.format(**given) if self.path else reverse(self.name, kwargs=given)


def pages() -> Iterator[Route]:
    """Each page with each method; what a page does not answer is answered 405 and stands in no table."""
    for name, wants in _named(get_resolver()):
        if not name.startswith(OF_THE_API):
            for method in PAGE_METHODS:
                yield Route(method, name, wants)


def operations() -> Iterator[Route]:
    schema = door.schema()
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            wants = tuple(part["name"] for part in said.get("parameters", []) if part["in"] == "path")
            yield Route(method.upper(), f"api:{said['operationId']}", wants, path, _body(said))


def _named(
    resolver: URLResolver, within: str = "", above: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in resolver.url_patterns:
        wants = (*above, *pattern.pattern.converters, *pattern.pattern.regex.groupindex)
        wants = tuple(dict.fromkeys(wants))
        if isinstance(pattern, URLPattern):
            # Without a name are allauth's old addresses, which answer as their named ones do.
            if pattern.name is not None:
                yield f"{within}{pattern.name}", wants
        else:
            yield from _named(pattern, within + (f"{pattern.namespace}:" if pattern.namespace else ""), wants)


def _body(said: dict[str, Any]) -> Any:
    """The example that the description gives; it fits, so nobody is turned away for its form."""
    return said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
