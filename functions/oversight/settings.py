"""Settings of the province: read by those who see all of it, changed by the province, every version kept."""

import json
from typing import Any

from aws_lambda_powertools.event_handler import Response

import http_api
from oversight.desk import Desk, desk, router
from truyvet import setting_changes
from truyvet.days import instant_text
from truyvet.errors import ConflictError, FieldError, InvalidError, NotFoundError
from truyvet.setting_changes import GROUPS, RULES, differences, first_version, next_version
from truyvet.setting_table import OvertakenError, Version
from truyvet.setting_words import GROUP_NAMES, WORDS
from truyvet.texts import tidy

routes = router()

HISTORY = 20
COMMENT_CHARACTERS = 500
CHANGED = "Cài đặt này vừa được người khác thay đổi. Xin tải lại trang để xem bản mới rồi sửa."
Json = dict[str, Any]


@routes.get("/api/oversight/settings", compress=True)
def get_settings() -> Response[str]:
    """Every group: its values in force, the version they have, and what each of them means."""
    at = desk(routes)
    at.scope.require_all()
    return http_api.answer(200, {"groups": [_group(at, group) for group in GROUPS], "changes": at.scope.province})


@routes.get("/api/oversight/settings/<group>/versions", compress=True)
def get_versions(group: str) -> Response[str]:
    """The newest versions of a group: who changed what, when and why."""
    at = desk(routes)
    at.scope.require_all()
    stored = at.stores.settings.versions(_known(group), HISTORY + 1)
    first = Version(group, first_version(group), "")
    shown = [
        {
            "version": version.version,
            "changed_by": version.changed_by,
            "changed_at": instant_text(version.changed_at) if version.changed_at else None,
            "comment": version.comment,
            "changes": [
                {"field": change.field, "before": change.before, "after": change.after}
                for change in differences(group, before.values, version.values)
            ],
        }
        for version, before in zip(stored, [*stored, first][1:], strict=True)
    ]
    return http_api.answer(200, {"versions": shown[:HISTORY]})


@routes.post("/api/oversight/settings/<group>")
def post_settings(group: str) -> Response[str]:
    """201 with the group after `{before, values, comment}`; 409 where `before` is not its version any more."""
    at = desk(routes)
    at.scope.require_province()
    body = http_api.json_body(routes)
    values = setting_changes.checked(_known(group), body.get("values"), at.stores.province)
    comment = _comment(body.get("comment"))
    newest = next(iter(at.stores.settings.versions(group, 1)), Version(group, first_version(group), ""))
    if body.get("before") != newest.version:
        raise ConflictError(CHANGED)
    if not differences(group, newest.values, values):
        raise InvalidError([FieldError("values", "Chưa có gì thay đổi so với bản đang dùng.")])
    version = next_version(newest.version, at.today)
    try:
        at.stores.settings.add(Version(group, version, values, at.official.name, at.now, comment))
    except OvertakenError as error:
        raise ConflictError(CHANGED) from error
    return http_api.answer(201, _group(at, group))


def _known(group: str) -> str:
    if group not in GROUPS:
        raise NotFoundError("Không có nhóm cài đặt này.")
    return group


def _comment(typed: object) -> str:
    comment = tidy(typed) if isinstance(typed, str) else ""
    if not 0 < len(comment) <= COMMENT_CHARACTERS:
        raise InvalidError([FieldError("comment", f"Xin ghi lý do thay đổi, không quá {COMMENT_CHARACTERS} ký tự.")])
    return comment


def _group(at: Desk, group: str) -> Json:
    newest = next(iter(at.stores.settings.versions(group, 1)), None)
    values: Any = json.loads(newest.values) if newest else ([] if group == "orders" else {})
    told: Json = {
        "group": group,
        "version": newest.version if newest else first_version(group),
        "changed_by": newest.changed_by if newest else None,
        "changed_at": instant_text(newest.changed_at) if newest and newest.changed_at else None,
    }
    if group not in RULES:
        return {**told, "values": values}
    usual = setting_changes.defaults(group)
    # A value that this version of the program does not know any more stays in history, not on the page.
    in_force = {name: values.get(name, value) for name, value in usual.items()}
    words = [
        {
            "field": name, "text": word.text, "unit": word.unit, "low": word.low, "high": word.high,
            "usual": usual[name], "type": type(usual[name]).__name__,
        }
        for name, word in WORDS[group].items()
    ]  # fmt: skip
    return {**told, "name": GROUP_NAMES[group], "values": in_force, "words": words}
