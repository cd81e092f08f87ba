"""Reading what was sent, and nothing that JSON can say but PostgreSQL cannot keep."""

import json
import re
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

# An escaped NUL: \u0000 behind an even number of backslashes, which stand for themselves.
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class BodyParser(Parser):
    """JSON in UTF-8. A NUL is refused here, for objects that are kept as they are have no fields to say so."""

    def parse_body(self, request: HttpRequest) -> Any:
        if NUL.search(request.body):
            raise ValueError
        return json.loads(request.body)
