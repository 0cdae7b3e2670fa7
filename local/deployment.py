"""Brings the stack on a MiniStack to what the template and the sources say now."""

import base64
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from botocore.exceptions import ClientError
from nacl.public import PrivateKey

from local import expansion, package
from local.access import REGION, Access
from local.errors import LocalError

STACK = "truyvet"
CODE_BUCKET = "truyvet-code"
DEPLOY_SECONDS = 120


@dataclass(frozen=True)
class Plan:
    """What shall run: the sources under `root`, the template's text and the values of its parameters."""

    root: Path
    template: str
    parameters: Mapping[str, str]
    schedules: bool = True

    def checked(self) -> dict[str, str]:
        """The values of the parameters that the template declares. Raises LocalError when one has no value."""
        declared = expansion.parameters_of(self.template)
        missing = [name for name, shape in declared.items() if "Default" not in shape and name not in self.parameters]
        if missing:
            raise LocalError(f"template.yaml asks for {', '.join(missing)}, for which a local run knows no value.")
        return {name: self.parameters[name] for name in declared if name in self.parameters}


def deploy(access: Access, plan: Plan, deployed: Path) -> dict[str, str]:
    """Creates or updates the stack where it differs from the plan; gives its outputs.

    `deployed`: the file that remembers what the saved state holds. Raises LocalError with CloudFormation's reason.
    """
    archive = package.pack(plan.root)
    key = package.key_of(archive)
    values = plan.checked()
    wanted = sha256(
        json.dumps([plan.template, key, values, plan.schedules, _generation()], sort_keys=True).encode()
    ).hexdigest()
    if not deployed.exists() or deployed.read_text() != wanted:
        template = expansion.expand(plan.template, f"s3://{CODE_BUCKET}/{key}", values, schedules=plan.schedules)
        _put(access, {key: archive, "template.json": json.dumps(template).encode()})
        _apply(access, values)
        _remove_old_code(access, key)
        deployed.write_text(wanted)
    (stack,) = access.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def keep_sealing_key(access: Access, outputs: Mapping[str, str], private_key: bytes) -> None:
    """Puts the private sealing key into its secret, if the template has one and it is still empty."""
    if secret := outputs.get("SealingPrivateKeyArn"):
        secrets = access.client("secretsmanager")
        try:
            kept = secrets.get_secret_value(SecretId=secret)["SecretString"]
        except secrets.exceptions.ResourceNotFoundException:
            kept = ""
        if not kept:
            secrets.put_secret_value(SecretId=secret, SecretString=base64.b64encode(private_key).decode())


def expire_items(access: Access) -> None:
    """Lets tables delete what has expired, as the template says: MiniStack's CloudFormation passes that over."""
    shown = access.client("cloudformation").get_template(StackName=STACK)["TemplateBody"]
    template = json.loads(shown) if isinstance(shown, str) else shown
    resources = access.client("cloudformation").describe_stack_resources(StackName=STACK)["StackResources"]
    names = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources}
    for logical, resource in template["Resources"].items():
        if expiry := resource.get("Properties", {}).get("TimeToLiveSpecification"):
            access.client("dynamodb").update_time_to_live(TableName=names[logical], TimeToLiveSpecification=expiry)


def verify_sender(access: Access, sender: str) -> None:
    """Makes the sender's address one that SES sends for; in AWS that is a step of docs/deploy.md."""
    sesv2 = access.client("sesv2")
    with suppress(sesv2.exceptions.AlreadyExistsException):
        sesv2.create_email_identity(EmailIdentity=sender)


def sealing_key(keys: Path) -> bytes:
    """The X25519 private key (32 bytes) of this machine, made at the first run."""
    path = keys / "sealing.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(base64.b64encode(bytes(PrivateKey.generate())).decode())
    try:
        return bytes(PrivateKey(base64.b64decode(path.read_text())))
    except (TypeError, ValueError) as error:
        raise LocalError(f"{path} is not a sealing key. Start afresh with `make clean`.") from error


def public_half(private_key: bytes) -> str:
    """The public key in base64, as the parameter SealingPublicKey."""
    return base64.b64encode(bytes(PrivateKey(private_key).public_key)).decode()


def _generation() -> str:
    """Changes when the expansion itself changes."""
    return sha256(Path(expansion.__file__).read_bytes()).hexdigest()


def _put(access: Access, files: Mapping[str, bytes]) -> None:
    s3 = access.client("s3")
    with suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=CODE_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    for name, content in files.items():
        s3.put_object(Bucket=CODE_BUCKET, Key=name, Body=content)


def _remove_old_code(access: Access, current: str) -> None:
    s3 = access.client("s3")
    for item in s3.list_objects_v2(Bucket=CODE_BUCKET, Prefix="code/").get("Contents", []):
        if item["Key"] != current:
            s3.delete_object(Bucket=CODE_BUCKET, Key=item["Key"])


def _apply(access: Access, values: Mapping[str, str]) -> None:
    cloudformation = access.client("cloudformation")
    try:
        change = cloudformation.update_stack if _exists(access) else cloudformation.create_stack
        change(
            StackName=STACK,
            TemplateURL=f"{access.endpoint}/{CODE_BUCKET}/template.json",
            Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in values.items()],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
        )
    except ClientError as error:
        reason = error.response["Error"]["Message"]
        if "No updates are to be performed" in reason:
            return
        raise LocalError(f"template.yaml was refused: {reason}") from error
    _wait(access)


def _exists(access: Access) -> bool:
    try:
        access.client("cloudformation").describe_stacks(StackName=STACK)
    except ClientError:
        return False
    return True


def _wait(access: Access) -> None:
    cloudformation = access.client("cloudformation")
    deadline = time.monotonic() + DEPLOY_SECONDS
    while True:
        (stack,) = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
        status = stack["StackStatus"]
        if status in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
            return
        if status.endswith(("_COMPLETE", "_FAILED")) or time.monotonic() > deadline:
            raise LocalError(f"template.yaml could not be deployed ({status}): {_reason(access)}")
        time.sleep(0.1)


def _reason(access: Access) -> str:
    """The first failure that CloudFormation noted; the later ones follow from it."""
    events = access.client("cloudformation").describe_stack_events(StackName=STACK)["StackEvents"]
    failures = [
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
        for event in reversed(events)
        if event.get("ResourceStatus", "").endswith("_FAILED")
    ]
    return failures[0] if failures else "no reason given"
