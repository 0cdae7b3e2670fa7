"""Nothing is granted that no test uses: what nobody needs is taken out of a role before an attacker finds it.

MiniStack decides every call by the roles of template.yaml, and the local run writes down which statement allowed it.
This test comes last and only in a run of all tests (tests/conftest.py): it looks at what all the others used.
"""

import pytest

from tests.template.template_document import Json, load, of_type, statements

# What AWS itself calls in a function's name, and MiniStack does without asking.
NOT_ASKED_HERE = {
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "dynamodb:ListStreams",
    "dynamodb:DescribeStream",
    "dynamodb:GetShardIterator",
    "dynamodb:GetRecords",
    "sqs:SendMessage",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    # SES v2 asks for it where a mail is given whole; MiniStack asks for ses:SendEmail alone.
    "ses:SendRawEmail",
}


def granted(template: Json) -> set[tuple[str, str]]:
    """Role and Sid of every statement that code of ours is to use."""
    return {
        (role, str(statement["Sid"]))
        for role, properties in of_type(template, "AWS::IAM::Role")
        if "lambda.amazonaws.com" in str(properties["AssumeRolePolicyDocument"])
        for statement in statements(template, role)
        if statement["Action"] not in NOT_ASKED_HERE
    }


def used(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Role and Sid of every statement that allowed a call in this run of tests."""
    found = set()
    for file in tmp_path_factory.getbasetemp().glob("*/.local/log/used-grants.txt"):
        for line in file.read_text().splitlines():
            name, _, sid = line.partition(" ")
            # CloudFormation names a role {stack}-{logical id}-{random}.
            found |= {(part, sid) for part in name.split("-") if part.endswith("Role")}
    return found


def test_every_statement_of_every_role_is_used_by_some_test(tmp_path_factory: pytest.TempPathFactory) -> None:
    unused = sorted(f"{role}: {sid}" for role, sid in granted(load()) - used(tmp_path_factory))
    assert not unused, "\n".join(["Granted, and used by no test:", *unused])
