"""Run by Python 3.13 on one artifact: calls its handler as often as it is told and prints what that cost.

`python3.13 -P door_process.py HANDLER EVENTS.json`. Each line of standard input is a number of calls, answered by one
line `{"microseconds", "profile"}`: processor time of one call, and what the stack was busy with, when the number is
followed by `profile`: looked at every millisecond of processor time, which slows nothing that it measures.
"""

import importlib
import json
import resource
import signal
import sys
from collections import Counter
from itertools import cycle
from pathlib import Path
from types import FrameType

# Walking out of where the processor is, the first file or function that is named here says what it was doing.
WORK = (
    ("phonenumbers/", "phone number"),
    ("nacl/", "sealing"),
    ("truyvet/texts.py", "Vietnamese text: tidied, folded"),
    ("truyvet/fields.py", "validation"),
    ("truyvet/codes.py", "validation"),
    ("truyvet/people.py:phone_number", "phone number"),
    ("truyvet/people.py:person_keys", "HMAC keys and fingerprint"),
    ("truyvet/declarations.py:fingerprint", "HMAC keys and fingerprint"),
    ("urllib3/", "botocore: HTTP (urllib3, http.client, socket)"),
    ("botocore/httpsession.py", "botocore: HTTP (urllib3, http.client, socket)"),
    ("botocore/awsrequest.py", "botocore: HTTP (urllib3, http.client, socket)"),
    ("botocore/auth.py", "botocore: signature"),
    ("botocore/signers.py", "botocore: signature"),
    ("botocore/validate.py", "botocore: check of parameters"),
    ("botocore/serialize.py", "botocore: request and answer as JSON"),
    ("botocore/parsers.py", "botocore: request and answer as JSON"),
    ("botocore/regions.py", "botocore: endpoint rules"),
    ("botocore/endpoint_provider.py", "botocore: endpoint rules"),
    ("botocore/", "botocore: the rest (hooks, retries, context)"),
    ("checkin/requests.py", "validation"),
    ("truyvet/visits.py", "the visit as an item"),
    ("truyvet/records.py", "the record that is sealed"),
    ("truyvet/", "the visit: rules, receipt"),
    ("checkin/app.py", "the visit: rules, receipt"),
    ("checkin/routes.py", "routes"),
    ("http_json.py", "routes"),
)
OTHER = "the rest"


class Context:
    """What Lambda says of the call."""

    function_name = memory_limit_in_mb = invoked_function_arn = aws_request_id = "bench"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        """Enough."""
        return 10_000


def work_of(frame: FrameType | None) -> str:
    """What a stack is busy with."""
    while frame:
        place = f"{frame.f_code.co_filename}:{frame.f_code.co_name}"
        for part, name in WORK:
            if part in place:
                return name
        frame = frame.f_back
    return OTHER


def main() -> None:
    """Serves the rounds."""
    name, path = sys.argv[1:]
    module, _, function = name.rpartition(".")
    handler = getattr(importlib.import_module(module), function)
    events = cycle(json.loads(Path(path).read_text()))
    context = Context()
    for line in sys.stdin:
        number, _, mode = line.strip().partition(" ")
        seen = Counter[str]()
        signal.signal(signal.SIGPROF, lambda _, frame, seen=seen: seen.update([work_of(frame)]))  # type: ignore[misc]
        signal.setitimer(signal.ITIMER_PROF, *((0.001, 0.001) if mode else (0, 0)))
        before = _used()
        for _ in range(int(number)):
            answer = handler(next(events), context)
            if answer["statusCode"] != 201:
                raise SystemExit(f"{name} answered {answer}")
        used = _used() - before
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps({"microseconds": 1e6 * used / int(number), "profile": seen}), flush=True)


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
