"""The SAM template as MiniStack gets it, and the code that goes with it."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from local import expansion, package
from local.deployment import Plan
from local.errors import LocalError

TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  HostUrl: {Type: String}
Globals:
  Function: {CodeUri: functions/, Runtime: python3.13}
Resources:
  Api: {Type: AWS::Serverless::HttpApi}
  Key: {Type: AWS::SecretsManager::Secret}
  Bucket: {Type: AWS::S3::Bucket}
  OnlyTls:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Statement: [{Effect: Deny, Principal: "*", Action: "s3:*", Resource: "*",
                     Condition: {Bool: {"aws:SecureTransport": false}}}]
  Picture: {Type: AWS::CloudWatch::Dashboard, Properties: {DashboardBody: "{}"}}
  Door:
    Type: AWS::Serverless::Function
    Properties:
      Handler: checkin.app.handler
      AutoPublishAlias: live
      AutoPublishAliasAllProperties: true
      DeploymentPreference: {Type: Canary10Percent5Minutes}
      Environment: {Variables: {KEY: !Ref Key, HOST_URL: !Ref HostUrl}}
      Policies:
        - Statement:
            - {Effect: Allow, Action: ses:SendEmail, Resource: !Sub "arn:aws:ses:*:*:identity/*",
               Condition: {StringEquals: {"ses:FromAddress": a@truyvet.example}}}
            - {Effect: Allow, Action: "s3:PutObject", Resource: "*",
               Condition: {StringEquals: {"aws:RequestedRegion": ap-southeast-1}}}
      Events:
        In: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: POST, Path: /api/checkins}}
        Rest: {Type: HttpApi, Properties: {ApiId: !Ref Api}}
        Morning: {Type: Schedule, Properties: {Schedule: "cron(0 23 * * ? *)"}}
"""
HOST = {"HostUrl": "http://127.0.0.1:8080"}


def expanded(*, schedules: bool = True) -> dict[str, dict[str, Any]]:
    resources: dict[str, dict[str, Any]] = expansion.expand(
        TEMPLATE, "s3://truyvet-code/code/1.zip", HOST, schedules=schedules
    )["Resources"]
    return resources


def of_type(name: str, **options: bool) -> list[dict[str, Any]]:
    return [each["Properties"] for each in expanded(**options).values() if each["Type"] == name]


def test_every_event_of_the_api_becomes_a_route_to_its_function() -> None:
    routes = {route["RouteKey"] for route in of_type("AWS::ApiGatewayV2::Route")}
    assert routes == {"POST /api/checkins", "$default"}
    assert all(
        each["IntegrationUri"] == {"Fn::GetAtt": ["Door", "Arn"]} for each in of_type("AWS::ApiGatewayV2::Integration")
    )
    assert all("Body" not in api for api in of_type("AWS::ApiGatewayV2::Api"))


def test_a_secret_is_known_by_its_arn() -> None:
    (door,) = of_type("AWS::Lambda::Function")
    assert door["Environment"]["Variables"]["KEY"] == {"Fn::GetAtt": ["Key", "Id"]}
    assert door["Environment"]["Variables"]["HOST_URL"] == {"Ref": "HostUrl"}


def test_only_the_right_to_send_mail_is_written_as_ministack_checks_it() -> None:
    (role,) = of_type("AWS::IAM::Role")
    send, put = role["Policies"][0]["PolicyDocument"]["Statement"]
    assert send == {"Effect": "Allow", "Action": "ses:SendEmail", "Resource": "*"}
    assert put["Condition"] == {"StringEquals": {"aws:RequestedRegion": "ap-southeast-1"}}


def test_plain_http_is_allowed_on_loopback() -> None:
    assert "OnlyTls" not in expanded()


def test_rules_can_be_switched_off() -> None:
    assert [rule.get("State") for rule in of_type("AWS::Events::Rule", schedules=False)] == ["DISABLED"]
    assert [rule.get("State") for rule in of_type("AWS::Events::Rule")] == [None]


def test_a_parameter_without_a_value_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match=r"^template\.yaml asks for HostUrl, "):
        Plan(tmp_path, TEMPLATE, {"Hotline": "x"}).checked()
    assert Plan(tmp_path, TEMPLATE, {**HOST, "Hotline": "x"}).checked() == HOST


def test_the_same_sources_give_the_same_archive_and_a_change_another(tmp_path: Path) -> None:
    (tmp_path / "functions" / "pages").mkdir(parents=True)
    (tmp_path / "functions" / "pages" / "app.py").write_text("1")
    (tmp_path / "functions" / "pages" / "app.pyc").write_text("1")
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "index.html").write_text("<p>")
    first = package.pack(tmp_path)
    assert zipfile.ZipFile(BytesIO(first)).namelist() == ["pages/app.py", "web/index.html"]
    (tmp_path / "web" / "index.html").touch()
    assert package.key_of(package.pack(tmp_path)) == package.key_of(first)
    (tmp_path / "web" / "index.html").write_text("<b>")
    assert package.key_of(package.pack(tmp_path)) != package.key_of(first)


def test_the_api_calls_the_newest_code_and_nothing_is_deployed_by_steps() -> None:
    made = {each["Type"] for each in expanded().values()}
    assert not made & {"AWS::Lambda::Alias", "AWS::Lambda::Version", "AWS::CloudWatch::Dashboard"}
    assert not [name for name in made if name.startswith("AWS::CodeDeploy::")]
