"""A whole local run as a context: `with running(folder) as stack:` for `make run`, the fixtures and measurements."""

import http.client
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path

from local import deployment
from local.access import Access
from local.deployment import Plan
from local.emulator import ROOT, Emulator, free_port
from local.errors import LocalError
from local.folder import Folder, Running
from local.gateway import Gateway
from local.mail_sink import MailSink
from local.outbox import Outbox

HEALTH_SECONDS = 30
PARAMETERS = {
    "MailSender": "baocao@truyvet.example",
    "MailRecipients": "ubnd-tinh@truyvet.example",
}


@dataclass(frozen=True)
class Stack:
    """A stack that answers at `origin`, with what `make seed`, `make report` and tests need of it."""

    origin: str
    access: Access
    outputs: Mapping[str, str]
    outbox: Outbox
    mail_url: str
    """Where SES v2 answers."""
    check: Callable[[], None]
    """Raises LocalError when MiniStack has ended by itself."""

    def table(self, name: str) -> str:
        """The real name of a table, asked for as in the template: `Visits`."""
        return self.outputs[f"{name}TableName"]


def _silent(_: str) -> None:
    """Nobody listens."""


def _nothing(_: Access, __: Mapping[str, str]) -> None:
    """Nothing is to be prepared."""


@contextmanager
def running(  # noqa: PLR0913 - each is named where it is given
    state: Path,
    port: int = 0,
    *,
    root: Path = ROOT,
    template: str | None = None,
    parameters: Mapping[str, str] | None = None,
    schedules: bool = True,
    say: Callable[[str], None] = _silent,
    prepare: Callable[[Access, Mapping[str, str]], None] = _nothing,
) -> Iterator[Stack]:
    """Runs the template on this machine, its data in `state`; leaving saves them and stops everything.

    `port` 0 takes a free one. Without `schedules` nothing happens by itself: no rule fires and no item expires.
    `template` replaces the text of template.yaml, `parameters` add to its values. `prepare` gets the administrator's
    access and the stack's outputs before anybody is told that the run serves.
    Raises LocalError with one sentence when it cannot start or its data cannot be saved.
    """
    folder = Folder(state)
    with ExitStack() as held:
        lock = held.enter_context(folder.locked())
        outbox = Outbox(folder.outbox)
        gateway, sink = Gateway(port, outbox), MailSink(outbox)
        held.enter_context(_serving(gateway))
        held.enter_context(_serving(sink))
        last = folder.begin_state()
        if last and folder.running():
            say("The last run was cut off: its data are lost, those of the run before it are used.")
        folder.withdraw()
        remembered = folder.work / "port"
        emulator_port = free_port(int(remembered.read_text()) if remembered.exists() else 0)
        remembered.unlink(missing_ok=True)
        remembered.write_text(str(emulator_port))
        sink.emulator_port = emulator_port
        emulator = held.enter_context(Emulator(folder, lock, emulator_port, sink.url))
        held.callback(gateway.close)
        emulator.wait_until_ready()
        access = Access(emulator.endpoint)
        key = deployment.sealing_key(folder.keys)
        values = {
            "HostUrl": gateway.origin,
            "SealingPublicKey": deployment.public_half(key),
            **PARAMETERS,
            **(parameters or {}),
        }
        text = (root / "template.yaml").read_text() if template is None else template
        outputs = deployment.deploy(access, Plan(root, text, values, schedules), folder.work / "deployed")
        deployment.keep_sealing_key(access, outputs, key)
        deployment.verify_sender(access, values["MailSender"])
        if schedules:
            deployment.expire_items(access)
        gateway.open(emulator_port, _api_id(outputs))
        _wait_for_health(gateway)
        prepare(access, outputs)
        emulator.keep()
        folder.announce(Running(os.getpid(), gateway.server_port, gateway.origin, emulator.endpoint, outputs))
        yield Stack(gateway.origin, access, outputs, outbox, sink.url, emulator.check)


def find(state: Path, port: int | None = None) -> Running:
    """The run that serves from a folder now. Raises LocalError when there is none, or it serves another port."""
    run = Folder(state).serving()
    if run is None:
        raise LocalError("No local run is serving; start one with `make run` in another terminal.")
    if port is not None and port != run.port:
        raise LocalError(f"The local run serves port {run.port}, not {port}: add PORT={run.port}.")
    return run


@contextmanager
def _serving(server: ThreadingHTTPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _api_id(outputs: Mapping[str, str]) -> str:
    """The API's id out of its address: https://{id}.execute-api.…"""
    return outputs["ApiEndpoint"].partition("://")[2].partition(".")[0]


def _wait_for_health(gateway: Gateway) -> None:
    deadline = time.monotonic() + HEALTH_SECONDS
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", gateway.server_port, timeout=HEALTH_SECONDS)
        try:
            connection.request("GET", "/health")
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status == 200:
            return
        if time.monotonic() > deadline:
            raise LocalError(f"GET /health answers {response.status}: {content[:500].decode(errors='replace')}")
        time.sleep(0.2)
