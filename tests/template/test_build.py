"""What `sam build` makes runs by itself: each handler is imported by Python 3.13 from its artifact and nothing else.

The artifacts here are for x86_64, so that they run where the tests run; AWS gets aarch64 from the same recipe.
"""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import distribution
from pathlib import Path

import pytest

from shipping.artifact import size
from tests.template.template_document import ROOT, Json, functions, load, package, statements, target

MAKEFILE = ROOT / "functions" / "Makefile"
TEMPLATE = load()
NAMES = [name for name, _ in functions(TEMPLATE)]
MEGABYTE = 1_000_000
# Unpacked. What grows past this should be asked why: AWS fetches all of it for a cold start.
CEILINGS = {
    "PagesFunction": 8,
    "CheckinFunction": 25,
    "TallyFunction": 16,
    "QrgenFunction": 55,
    "ReportFunction": 55,
    "TracingFunction": 30,
    "TraceworkerFunction": 16,
    "RetentionFunction": 18,
    "SigninFunction": 16,
    "NoticesFunction": 16,
    "AuditingFunction": 16,
    "OversightFunction": 60,
    "RostersFunction": 55,
    "RemindersFunction": 30,
    "AnswersFunction": 30,
}
# Botocore calls by other names than IAM; SES v2 sends a whole MIME message by SendEmail.
CALLED = {
    "ses:SendEmail": "sesv2:SendEmail",
    "ses:SendRawEmail": "sesv2:SendEmail",
    "s3:ListBucket": "s3:ListObjectsV2",
    "lambda:InvokeFunction": "lambda:Invoke",
}
# IAM knows transactions only by the operations inside of them.
WITHOUT_ACTION = {"dynamodb:TransactGetItems", "dynamodb:TransactWriteItems"}
# Sent unsigned: whoever knows the client's id may call them, so no role allows them.
UNSIGNED = {
    f"cognito-idp:{operation}"
    for operation in (
        *("AssociateSoftwareToken", "InitiateAuth", "RespondToAuthChallenge"),
        *("RevokeToken", "SetUserMFAPreference", "VerifySoftwareToken"),
    )
}
# Done by Lambda itself under the role: logs, reading streams and queues; also sending to a queue of failures.
BY_LAMBDA = re.compile(
    r"logs:|sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)$"
    r"|dynamodb:(ListStreams|DescribeStream|GetShardIterator|GetRecords)$"
)

ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "ap-southeast-1",
    "AWS_REGION": "ap-southeast-1",
    "HOST_URL": "https://tv.example.vn",
    "PROVINCE": "70",
    "SEALING_PUBLIC_KEY": "A" * 43 + "=",
}


def _by_lambda(statement: Json) -> bool:
    lost = statement["Action"] == "sqs:SendMessage" and str(target(statement["Resource"])).endswith("Failures")
    return lost or BY_LAMBDA.match(statement["Action"]) is not None


def _shipped() -> dict[str, list[str]]:
    """Operations that functions/Makefile names, by function."""
    text = MAKEFILE.read_text().replace("\\\n", " ")
    calls = re.findall(r"^build-(\w+):\n\t\$\(call ship,\w+([^)]*)\)", text, re.MULTILINE)
    return {name: operations.split() for name, operations in calls}


@pytest.mark.parametrize("name", NAMES)
def test_a_function_carries_the_operations_that_its_role_allows(name: str) -> None:
    role = target(dict(functions(TEMPLATE))[name]["Role"])
    assert role is not None
    actions = {statement["Action"] for statement in statements(TEMPLATE, role) if not _by_lambda(statement)}
    granted = {CALLED.get(action, action) for action in actions}
    shipped = set(_shipped()[name]) - WITHOUT_ACTION - UNSIGNED
    assert shipped == granted, f"build-{name} in functions/Makefile must name just {' '.join(sorted(granted))}"


@pytest.fixture(scope="session")
def python313() -> str:
    found = subprocess.run(["make", "-s", "-f", MAKEFILE, "python313"], capture_output=True, text=True, check=True)
    if not found.stdout.strip():
        if os.environ.get("CI"):
            pytest.fail("CI builds the artifacts, so it needs Python 3.13 with pip on its PATH.")
        pytest.skip("needs Python 3.13 with pip on the PATH or under pyenv")
    # The tests run it without a PATH, by which a bare name would be found.
    itself = [found.stdout.strip(), "-c", "import sys; print(sys.executable)"]
    return subprocess.run(itself, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="session")
def artifacts(python313: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("artifacts")

    def _make(name: str) -> subprocess.CompletedProcess[str]:
        words = ["make", "-s", "-f", str(MAKEFILE), f"build-{name}", f"ARTIFACTS_DIR={folder / name}", "MACHINE=x86_64"]
        return subprocess.run([*words, f"PYTHON313={python313}"], capture_output=True, text=True, check=False)

    with ThreadPoolExecutor(2) as pool:
        for made in pool.map(_make, NAMES):
            assert made.returncode == 0, made.stderr
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_a_handler_is_imported_from_its_artifact_alone(artifacts: Path, python313: str, name: str) -> None:
    function = dict(functions(TEMPLATE))[name]
    variables = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"] | function["Environment"]["Variables"]
    given = {key: value if isinstance(value, str) else "given" for key, value in variables.items()} | ENVIRONMENT
    words = [str(artifacts / name), f"{package(function)}.app", *_shipped()[name]]
    command = [python313, "-I", "-B", "-W", "error", str(ROOT / "tests" / "template" / "import_artifact.py"), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=given, cwd=artifacts)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_bytecode_is_never_checked_and_tells_nothing_of_this_machine(artifacts: Path, name: str) -> None:
    sources = list((artifacts / name).rglob("*.py"))
    assert sources
    for source in sources:
        bytecode = (source.parent / "__pycache__" / f"{source.stem}.cpython-313.pyc").read_bytes()
        assert int.from_bytes(bytecode[4:8], "little") == 0b01, f"{source} has bytecode that Lambda would check"
        for private in (str(ROOT), str(artifacts), sys.prefix):
            assert private.encode() not in bytecode, f"the bytecode of {source} names {private}"


@pytest.mark.parametrize("name", NAMES)
def test_an_artifact_stays_small(artifacts: Path, name: str) -> None:
    assert size(artifacts / name) < CEILINGS[name] * MEGABYTE


@pytest.mark.parametrize("name", NAMES)
def test_licences_of_libraries_go_along(artifacts: Path, name: str) -> None:
    requirements = ROOT / "functions" / package(dict(functions(TEMPLATE))[name]) / "requirements.txt"
    for library in re.findall(r"^([\w-]+)==", requirements.read_text(), re.MULTILINE):
        files = [path for path in distribution(library).files or [] if path.parts[0].endswith(".dist-info")]
        here = {path.name for path in files if "LICEN" in path.name.upper()}
        (kept,) = (artifacts / name).glob(f"{library.replace('-', '_')}-*.dist-info")
        assert here <= {path.name for path in kept.rglob("*")}


def test_people_see_the_same_files(artifacts: Path) -> None:
    web = {path.relative_to(ROOT / "web") for path in (ROOT / "web").rglob("*") if path.is_file()}
    packed = artifacts / "PagesFunction" / "web"
    assert {path.relative_to(packed) for path in packed.rglob("*") if path.is_file()} == web
