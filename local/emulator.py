"""MiniStack as a child process: started, waited for, stopped in order."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from local.access import REGION
from local.errors import LocalError
from local.folder import Folder
from local.ministack_codes import DAMAGED, KEEP, NOT_SAVED

START_SECONDS = 60
STOP_SECONDS = 120
ROOT = Path(__file__).resolve().parent.parent


class Emulator:
    """A MiniStack under enforced IAM on a free loopback port, its data in a folder.

    A context: leaving it stops MiniStack. Its data count only after `keep`; else the last saved state stays.
    """

    def __init__(self, folder: Folder, lock: int, port: int, mail_url: str) -> None:
        self.port = port
        self.endpoint = f"http://127.0.0.1:{port}"
        self._folder = folder
        with folder.log.open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local.ministack_process", str(folder.path)],
                cwd=ROOT,
                env=_environment(folder, port, mail_url),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=(lock,),
                # Ctrl-C reaches a whole group; MiniStack must outlive the requests that are under way.
                start_new_session=True,
            )
        self._lifeline = cast("IO[bytes]", self._process.stdin)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.stop()

    def wait_until_ready(self) -> None:
        """Returns when MiniStack answers. Raises LocalError when it does not start."""
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            self.check()
            if time.monotonic() > deadline:
                raise LocalError(f"MiniStack did not start within {START_SECONDS} s; its log is {self._folder.log}.")
            time.sleep(0.05)

    def check(self) -> None:
        """Raises LocalError when MiniStack has ended by itself."""
        code = self._process.poll()
        if code == DAMAGED:
            raise LocalError(
                f"The saved state in {self._folder.path} is damaged ({self._folder.log} says where). "
                "Start afresh with `make clean`."
            )
        if code is not None:
            raise LocalError(f"MiniStack ended unexpectedly (code {code}); its log is {self._folder.log}.")

    def keep(self) -> None:
        """From now on the data of this run count, even if this process is killed."""
        self._lifeline.write(KEEP.encode())
        self._lifeline.flush()

    def stop(self) -> None:
        """Lets MiniStack save its state and ends it with everything that it started."""
        self._lifeline.close()
        try:
            code = self._process.wait(STOP_SECONDS)
        finally:
            _end_group(self._process.pid)
            self._process.wait()
        if code == NOT_SAVED:
            raise LocalError(f"The data of this run could not be saved; {self._folder.log} says why.")

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/_ministack/health")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


def free_port(preferred: int = 0) -> int:
    """A loopback port that is free now, the preferred one if possible."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise LocalError("No loopback port is free.")


def _environment(folder: Folder, port: int, mail_url: str) -> dict[str, str]:
    """Everything MiniStack and the functions see: nothing of the user's own AWS, nothing outside the folder."""
    endpoint = f"http://127.0.0.1:{port}"
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(folder.temporary),
        "TMPDIR": str(folder.temporary),
        "PYTHONUNBUFFERED": "1",
        "AUTH": "true",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": "unix:///nonexistent",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder.work),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(folder.objects),
        "MINISTACK_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ENDPOINT_URL_SESV2": mail_url,
    }


def _end_group(group: int) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        for _ in range(20):
            try:
                os.killpg(group, number)
            except ProcessLookupError:
                return
            time.sleep(0.05)
