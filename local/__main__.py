"""`python -m local run | report | token`: what the make targets call."""

import argparse
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from local.emulator import ROOT
from local.errors import LocalError

if TYPE_CHECKING:
    from local.access import Access

DEFAULT_PORT = 8080


def main() -> int:
    """The exit code of one command."""
    started = time.monotonic()
    arguments = _arguments()
    try:
        if arguments.command == "run":
            _run(arguments.state, arguments.port or DEFAULT_PORT, started)
        elif arguments.command == "report":
            from local import report_run  # noqa: PLC0415 - each command loads only what it needs

            report_run.report(arguments.state, arguments.port, arguments.day, again=arguments.again)
        else:
            from local import accounts  # noqa: PLC0415

            print(accounts.token(arguments.state, arguments.port, arguments.group))
    except LocalError as error:
        print(f"{error}", file=sys.stderr)
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    parser.add_argument("--state", type=Path, default=ROOT / ".local", help="folder of the run's data")
    parser.add_argument("--port", type=int, default=_number("PORT"), help="port of the origin (8080)")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="serve the template on this machine")
    report = commands.add_parser("report", help="send the report of a day")
    report.add_argument("day", type=date.fromisoformat, nargs="?", help="YYYY-MM-DD, default yesterday in Viet Nam")
    report.add_argument("--again", action="store_true", help="a marked update of a day already sent")
    token = commands.add_parser("token", help="a sign-in token of a demo account")
    token.add_argument("group", help="tracer, province, district:689, kind:market or auditor")
    return parser.parse_args()


def _number(name: str) -> int | None:
    text = os.environ.get(name, "")
    if text and not text.isdecimal():
        raise SystemExit(f"{name}={text} is not a number.")
    return int(text) if text else None


def _run(state: Path, port: int, started: float) -> None:
    """Serves until Ctrl-C or SIGTERM."""
    _stop_on_signals(_interrupt)
    try:
        _serve(state, port, started)
    except KeyboardInterrupt:
        print("Stopped.")


def _serve(state: Path, port: int, started: float) -> None:
    from local import accounts  # noqa: PLC0415 - after the signals are set
    from local.folder import Folder  # noqa: PLC0415
    from local.stack import running  # noqa: PLC0415

    # What the translator and botocore say about themselves helps nobody here.
    logging.getLogger().setLevel(logging.ERROR)
    print("Starting ...", flush=True)
    officials: list[accounts.Account] = []

    def prepare(access: "Access", outputs: Mapping[str, str]) -> None:
        officials.extend(accounts.demo_accounts(access, outputs, Folder(state)))

    with running(state, port, say=lambda sentence: print(sentence, flush=True), prepare=prepare) as stack:
        shown = "".join(f"    {each.name:<14}{each.password}\n" for each in officials)
        print(
            f"Ready after {time.monotonic() - started:.1f} s. Open\n"
            f"  {stack.origin}/register     to register a venue\n"
            f"  {stack.origin}/             to check in\n"
            f"  {stack.origin}/_local/mail  to read the mails that were sent\n"
            f"  {stack.origin}/health       for the version\n"
            f"Officials sign in by name and password (demo accounts of this folder):\n{shown}"
            f"Data are kept in {state}. Ctrl-C stops and saves.",
            flush=True,
        )
        try:
            while True:
                time.sleep(0.5)
                stack.check()
        except KeyboardInterrupt:
            _stop_on_signals(signal.SIG_IGN)
            print("\nStopping: saving the data ...", flush=True)


def _stop_on_signals(action: Callable[..., None] | signal.Handlers) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, action)


def _interrupt(_number: int, _frame: object) -> None:
    # A second signal must not cut off the saving.
    _stop_on_signals(signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
