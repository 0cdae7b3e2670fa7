"""`make run` as a developer meets it: a process that serves, keeps its data, and ends in order."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError

from local.emulator import ROOT
from local.errors import LocalError
from local.folder import Folder, Running
from local.stack import Stack, running
from tests.integration.doors import call, check_in, fetch, registered

PATIENCE = 60


def begin(folder: Path, port: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "local", "--state", str(folder), "--port", str(port), "run"]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


@contextmanager
def served(folder: Path) -> Iterator["tuple[subprocess.Popen[str], Running]"]:
    """A run in a process of its own, ended whatever happens."""
    process = begin(folder, 0)
    try:
        yield process, announced(folder, process)
    finally:
        process.kill()
        process.communicate()


def announced(folder: Path, process: "subprocess.Popen[str]") -> Running:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        if (run := Folder(folder).running()) and run.pid == process.pid:
            return run
        time.sleep(0.05)
    raise AssertionError(process.communicate(timeout=1))


def processes_of(folder: Path) -> list[int]:
    """Every process that was started with this folder in its environment or its arguments."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            known = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
        except OSError:
            continue
        if str(folder).encode() in known and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def emulator_of(folder: Path) -> int:
    return next(
        pid for pid in processes_of(folder) if b"ministack_process" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )


def gone(folder: Path) -> bool:
    deadline = time.monotonic() + PATIENCE
    while processes_of(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not processes_of(folder)


def scans(stack: Stack) -> int:
    items = stack.access.client("dynamodb").scan(TableName=stack.table("Tallies"))["Items"]
    return sum(int(item["entries"]["N"]) for item in items)


def tallied(stack: Stack, wanted: int) -> bool:
    deadline = time.monotonic() + PATIENCE
    while scans(stack) != wanted and time.monotonic() < deadline:
        time.sleep(0.1)
    return scans(stack) == wanted


def test_health_answers_with_the_version(stack: Stack) -> None:
    assert call(f"{stack.origin}/health") == (200, {"status": "ok", "version": "0.1.0"})


def test_a_second_start_keeps_venues_and_visits_and_goes_on_counting(tmp_path: Path) -> None:
    visit = None
    with running(tmp_path, schedules=False) as first:
        code = registered(first.origin)
        visit = check_in(code)
        assert call(f"{first.origin}/api/checkins", visit)[0] == 201
        # Not waited for: leaving must let the stream finish.
    with running(tmp_path, schedules=False) as second:
        assert registered(second.origin) == code
        assert call(f"{second.origin}/api/checkins", visit)[0] == 200
        assert call(f"{second.origin}/api/checkins", check_in(code))[0] == 201
        assert tallied(second, 2)


def test_a_changed_template_updates_the_stack_in_place(tmp_path: Path) -> None:
    with running(tmp_path, schedules=False, parameters={"Hotline": "0271 000 000"}) as first:
        code, tables = registered(first.origin), dict(first.outputs)
    template = (ROOT / "template.yaml").read_text().replace("SERVICE_VERSION: 0.1.0", "SERVICE_VERSION: 0.2.0")
    with running(tmp_path, schedules=False, template=template) as second:
        assert call(f"{second.origin}/health")[1]["version"] == "0.2.0"
        assert call(f"{second.origin}/api/venues/{code}")[0] == 200
        assert second.outputs == tables


def test_a_function_without_the_permission_stores_nothing(tmp_path: Path) -> None:
    template = (ROOT / "template.yaml").read_text()
    granted = re.compile(r"(Sid: StoreVisit, .*?Action: )dynamodb:PutItem")
    assert len(granted.findall(template)) == 1
    refused = granted.sub(r"\1dynamodb:GetItem", template)
    with running(tmp_path, schedules=False, template=refused) as stack:
        status, answer = call(f"{stack.origin}/api/checkins", check_in(registered(stack.origin)))
        assert status >= 500, answer
        assert "venue_name" not in answer
        assert stack.access.client("dynamodb").scan(TableName=stack.table("Visits"))["Count"] == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_everything_and_the_exit_code_is_0(tmp_path: Path, number: signal.Signals) -> None:
    with served(tmp_path) as (process, run):
        assert call(f"{run.origin}/health")[0] == 200
        assert len(processes_of(tmp_path)) >= 2
        process.send_signal(number)
        output, errors = process.communicate(timeout=PATIENCE)
        assert (process.returncode, errors) == (0, "")
        assert f"{run.origin}/register" in output
        assert not processes_of(tmp_path)
        assert Folder(tmp_path).current_state()


def test_a_taken_port_gets_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = begin(tmp_path, port)
        _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert re.fullmatch(rf"Port {port} cannot be used .*\n", errors)


def test_two_runs_cannot_share_a_folder(tmp_path: Path) -> None:
    with served(tmp_path) as (_, run):
        second = begin(tmp_path, 0)
        _, errors = second.communicate(timeout=PATIENCE)
        assert second.returncode == 1
        assert errors == f"This folder is already served by process {run.pid} at {run.origin}.\n"
        assert call(f"{run.origin}/health")[0] == 200


def test_killing_the_run_loses_nothing(tmp_path: Path) -> None:
    with served(tmp_path) as (process, run):
        code = registered(run.origin)
        process.kill()
        process.wait()
    # The next start waits until MiniStack has saved.
    with running(tmp_path, schedules=False) as stack:
        assert call(f"{stack.origin}/api/venues/{code}")[0] == 200
    assert gone(tmp_path)


def test_a_killed_ministack_ends_the_run_and_the_next_one_goes_back_to_the_last_saved_data(tmp_path: Path) -> None:
    with running(tmp_path, schedules=False) as stack:
        code = registered(stack.origin)
    with served(tmp_path) as (process, _):
        os.kill(emulator_of(tmp_path), signal.SIGKILL)
        _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 1
        assert re.fullmatch(r"MiniStack ended unexpectedly .*\n", errors)
    said: list[str] = []
    with running(tmp_path, schedules=False, say=said.append) as stack:
        assert call(f"{stack.origin}/api/venues/{code}")[0] == 200
    assert said == ["The last run was cut off: its data are lost, those of the run before it are used."]


def test_damaged_data_get_one_sentence(tmp_path: Path) -> None:
    with running(tmp_path, schedules=False):
        pass
    state = Folder(tmp_path).current_state()
    assert state
    (state / "dynamodb.json").write_text('{"__ministack_format__": 2, "payl')
    with pytest.raises(LocalError, match=r"^The saved state in .* is damaged .*make clean"), running(tmp_path):
        pass
    assert gone(tmp_path)


def test_a_folder_that_cannot_be_written_gets_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LocalError, match=r"^Cannot write in "), running(tmp_path / "file" / ".local"):
        pass


def test_a_template_that_fails_names_the_resource_and_keeps_the_former_data(tmp_path: Path) -> None:
    with running(tmp_path, schedules=False) as stack:
        code = registered(stack.origin)
    template = (ROOT / "template.yaml").read_text()
    broken = template.replace("!GetAtt TallyFailures.QueueName", "!GetAtt TallyFailures.NoSuchName")
    refusal = pytest.raises(LocalError, match=r"template\.yaml (was refused|could not be deployed)")
    with refusal, running(tmp_path, schedules=False, template=broken):
        pass
    with running(tmp_path, schedules=False) as stack:
        assert call(f"{stack.origin}/api/venues/{code}")[0] == 200


def test_an_accepted_mail_lies_whole_in_the_outbox(stack: Stack) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "baocao@truyvet.example", "ubnd@truyvet.example", "Báo cáo 06:00"
    mail.set_content("Tổng số lượt quét: 11.421")
    mail.add_attachment(b"PK\x03\x04", maintype="application", subtype="zip", filename="báo cáo.xlsx")
    sesv2 = boto3.client(
        "sesv2", "ap-southeast-1", endpoint_url=stack.mail_url, aws_access_key_id="test", aws_secret_access_key="test"
    )
    answer = sesv2.send_email(
        FromEmailAddress="baocao@truyvet.example",
        Destination={"ToAddresses": ["ubnd@truyvet.example"]},
        Content={"Raw": {"Data": mail.as_bytes()}},
    )
    kept = stack.outbox.find(answer["MessageId"])
    assert kept
    assert kept.header("Subject") == "Báo cáo 06:00"
    assert [(part.name, part.content) for part in kept.parts] == [("báo cáo.xlsx", b"PK\x03\x04")]
    assert "Tổng số lượt quét: 11.421" in fetch(f"{stack.origin}/_local/mail/{kept.id}")[1].decode()


def test_a_role_without_the_permission_sends_no_mail(stack: Stack) -> None:
    before = len(stack.outbox.mails())
    sesv2 = boto3.client(
        "sesv2", "ap-southeast-1", endpoint_url=stack.mail_url, aws_access_key_id="AKIA0", aws_secret_access_key="x"
    )
    with pytest.raises(ClientError):
        sesv2.send_email(
            FromEmailAddress="baocao@truyvet.example",
            Destination={"ToAddresses": ["ubnd@truyvet.example"]},
            Content={"Raw": {"Data": b"Subject: x\n\nx"}},
        )
    assert len(stack.outbox.mails()) == before


def test_the_origin_leads_to_the_api_alone(stack: Stack) -> None:
    code = registered(stack.origin)
    # On MiniStack's own address this wipes everything.
    assert call(f"{stack.origin}/_ministack/reset", {})[0] == 404
    assert call(f"{stack.origin}/api/venues/{code}")[0] == 200


def test_the_report_command_ends_with_the_path_of_the_mail(tmp_path: Path) -> None:
    with served(tmp_path) as (_, run):
        registered(run.origin)
        today = f"{datetime.now(UTC) + timedelta(hours=7):%Y-%m-%d}"
        command = [sys.executable, "-m", "local", "--state", str(tmp_path), "report"]
        first = subprocess.run([*command, today], cwd=ROOT, capture_output=True, text=True, check=False)
        assert first.returncode == 0, first.stderr
        path = Path(first.stdout.splitlines()[-1])
        assert path.parent == Folder(tmp_path).outbox
        again = subprocess.run([*command, today], cwd=ROOT, capture_output=True, text=True, check=True)
        assert "already sent" in again.stdout
        assert again.stdout.splitlines()[-1] == str(path)
        update = subprocess.run([*command, "--again", today], cwd=ROOT, capture_output=True, text=True, check=True)
        assert update.stdout.splitlines()[-1] != str(path)
