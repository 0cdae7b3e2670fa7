"""Run by Python 3.13 on one artifact: calls its handler so many times and prints what that cost on the processor.

`python3.13 -P door_process.py HANDLER EVENTS.json {cpu|profile}`. EVENTS.json holds events, a fifth of them to warm
up. With `profile`, the stack is looked at every millisecond of processor time, which slows nothing that it measures.
"""

import importlib
import json
import resource
import signal
import sys
from collections import Counter
from pathlib import Path
from types import FrameType

# Walking out of where the processor is, the first file or function that is named here says what it was doing.
WORK = (
    ("phonenumbers/", "phone number"),
    ("nacl/", "sealing"),
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
    ("aws_lambda_powertools/logging", "logger"),
    ("checkin/requests.py", "validation"),
    ("truyvet/", "the visit: key, record, item"),
    ("checkin/app.py:post_checkin", "the visit: key, record, item"),
    ("aws_lambda_powertools/", "resolver"),
    ("http_api.py", "resolver"),
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
    """Prints `{"calls", "microseconds", "profile"}`."""
    name, path, mode = sys.argv[1:]
    module, _, function = name.rpartition(".")
    handler = getattr(importlib.import_module(module), function)
    events = json.loads(Path(path).read_text())
    warming = len(events) // 5
    seen = Counter[str]()

    def call(event: object) -> None:
        answer = handler(event, Context())
        if answer["statusCode"] != 201:
            raise SystemExit(f"{name} answered {answer}")

    for event in events[:warming]:
        call(event)
    if mode == "profile":
        signal.signal(signal.SIGPROF, lambda _, frame: seen.update([work_of(frame)]))
        signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
    before = resource.getrusage(resource.RUSAGE_SELF)
    for event in events[warming:]:
        call(event)
    after = resource.getrusage(resource.RUSAGE_SELF)
    signal.setitimer(signal.ITIMER_PROF, 0)
    calls = len(events) - warming
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"calls": calls, "microseconds": 1e6 * used / calls, "profile": seen}))


if __name__ == "__main__":
    main()
