"""What an address is called."""


def name_of(request) -> str:
    """The name of what answers a request: of a page as it stands in `urls`, of an operation of the API as the API describes
    it, where one address has several."""
    match = request.resolver_match
    operation = getattr(match.func, "operations", {}).get(request.method)
    return f"{match.namespace}:{operation}" if operation else match.view_name
