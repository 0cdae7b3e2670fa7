"""edge.yaml keeps people apart from machines without turning anybody away, and its log names nobody."""

from hashlib import sha256
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]

from tests.template.template_document import ROOT, load
from truyvet import codes

EDGE: dict[str, Any] = yaml_parse((ROOT / "edge.yaml").read_text(encoding="utf-8"))
RESOURCES: dict[str, Any] = EDGE["Resources"]
CONFIG: dict[str, Any] = RESOURCES["Distribution"]["Properties"]["DistributionConfig"]
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
UNDER_ATTACK = {"Fn::If": ["IsUnderAttack", True, False]}


def rules() -> dict[str, dict[str, Any]]:
    written = RESOURCES["Wall"]["Properties"]["Rules"]
    plain = [rule["Fn::If"][1] if "Fn::If" in rule else rule for rule in written]
    return {rule["Name"]: rule for rule in plain}


def behaviours() -> dict[str, dict[str, Any]]:
    return {each["PathPattern"]: each for each in CONFIG["CacheBehaviors"]}


def test_no_answer_of_the_api_is_cached_but_the_public_list_and_venues_cards() -> None:
    assert behaviours()["/api/*"]["CachePolicyId"] == CACHING_DISABLED
    # The first that fits counts.
    assert list(behaviours()) == ["/api/exposures", f"/api/venues/{'?' * codes.LENGTH}", "/api/*"]


def test_a_card_is_kept_apart_for_each_token_and_no_longer_than_the_door_keeps_it() -> None:
    cards = behaviours()[f"/api/venues/{'?' * codes.LENGTH}"]
    policy = RESOURCES[cards["CachePolicyId"]["Ref"]]["Properties"]["CachePolicyConfig"]
    key = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    assert key["HeadersConfig"] == {"HeaderBehavior": "whitelist", "Headers": ["Authorization"]}
    assert (policy["MinTTL"], policy["DefaultTTL"], policy["MaxTTL"]) == (0, 0, 30)


def test_pages_are_cached_without_anything_of_the_person_in_the_key() -> None:
    policy = RESOURCES[CONFIG["DefaultCacheBehavior"]["CachePolicyId"]["Ref"]]["Properties"]["CachePolicyConfig"]
    key = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    assert key["HeadersConfig"] == {"HeaderBehavior": "none"}
    assert key["CookiesConfig"] == {"CookieBehavior": "none"}
    assert key["EnableAcceptEncodingBrotli"] is True
    # A file under a version's path stays; whatever says nothing of itself does not.
    assert (policy["DefaultTTL"], policy["MaxTTL"]) == (0, 365 * 86400)


def test_the_limits_count_the_address_that_the_edge_saw() -> None:
    for behaviour in behaviours().values():
        policy = RESOURCES[behaviour["OriginRequestPolicyId"]["Ref"]]["Properties"]["OriginRequestPolicyConfig"]
        assert policy["HeadersConfig"] == {
            "HeaderBehavior": "allViewerAndWhitelistCloudFront",
            "Headers": ["CloudFront-Viewer-Address"],
        }


def test_every_request_to_the_api_carries_the_secret_that_its_functions_ask_for() -> None:
    for origin in CONFIG["Origins"]:
        assert origin["OriginCustomHeaders"] == [
            {"HeaderName": "X-Origin-Secret", "HeaderValue": {"Ref": "OriginSecret"}}
        ]
        assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    assert EDGE["Parameters"]["OriginSecret"]["NoEcho"] is True
    assert load()["Globals"]["Function"]["Environment"]["Variables"]["ORIGIN_PROOFS"] == {"Ref": "OriginProofs"}


def test_the_limits_are_those_of_the_design() -> None:
    assert EDGE["Parameters"]["CheckInsAMinute"]["Default"] == 3000
    limits = {
        name: rule["Statement"]["RateBasedStatement"] for name, rule in rules().items() if name.endswith("address")
    }
    assert limits["check-ins-of-one-address"]["EvaluationWindowSec"] == 60
    assert limits["check-ins-of-one-address"]["Limit"] == {"Ref": "CheckInsAMinute"}
    # The functions admit 120 an hour; the wall stops whoever tries as many in ten minutes.
    assert EDGE["Parameters"]["RegistrationsInTenMinutes"]["Default"] == 120
    assert limits["registrations-of-one-address"]["EvaluationWindowSec"] == 600


def test_who_is_too_fast_is_told_when_to_come_back() -> None:
    for rule in rules().values():
        if "RateBasedStatement" in rule["Statement"]:
            answer = rule["Action"]["Block"]["CustomResponse"]
            assert answer["ResponseCode"] == 429
            assert {"Name": "Retry-After", "Value": "60"} in answer["ResponseHeaders"]


def test_nobody_is_turned_away_for_how_a_name_is_written() -> None:
    overrides = rules()["common"]["Statement"]["ManagedRuleGroupStatement"]["RuleActionOverrides"]
    counted = {each["Name"] for each in overrides if each["ActionToUse"] == {"Count": {}}}
    assert {"SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericLFI_BODY", "GenericRFI_BODY"} <= counted


def test_a_challenge_meets_pages_only_and_only_under_attack() -> None:
    (written,) = [rule for rule in RESOURCES["Wall"]["Properties"]["Rules"] if "Fn::If" in rule]
    assert written["Fn::If"][0] == "IsUnderAttack"
    challenged = written["Fn::If"][1]["Statement"]["NotStatement"]["Statement"]["ByteMatchStatement"]
    assert (challenged["SearchString"], challenged["PositionalConstraint"]) == ("/api/", "STARTS_WITH")
    assert EDGE["Parameters"]["UnderAttack"]["Default"] == "no"


def test_the_log_names_nobody() -> None:
    fields = set(RESOURCES["LogDelivery"]["Properties"]["RecordFields"])
    personal = {"c-ip", "cs-uri-stem", "cs-uri-query", "cs(User-Agent)", "cs(Referer)", "cs(Cookie)", "x-forwarded-for"}
    assert not fields & personal
    assert "Logging" not in CONFIG
    assert not [resource for resource in RESOURCES.values() if resource["Type"] == "AWS::WAFv2::LoggingConfiguration"]


@pytest.mark.parametrize("rule", rules().values(), ids=list(rules()))
def test_the_wall_keeps_samples_only_under_attack(rule: dict[str, Any]) -> None:
    sampled = rule["VisibilityConfig"]["SampledRequestsEnabled"]
    assert sampled == UNDER_ATTACK or rule["Name"] == "browsers-prove-themselves"


def test_both_templates_speak_of_the_same_secret() -> None:
    proof = sha256(b"0123456789abcdef0123456789abcdef").hexdigest()
    assert len(proof) == 64
    assert load()["Parameters"]["OriginProofs"]["AllowedPattern"] == "^([0-9a-f]{64}(,[0-9a-f]{64})*)?$"
