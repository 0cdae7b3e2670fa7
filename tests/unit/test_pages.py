"""What the pages function answers: pages, their files, units, health; how heavy, how cached, how protected."""

import base64
import gzip
import importlib
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pages import modules
from pages.site import Site

WEB = Path(__file__).parents[2] / "web"
FIRST_LOAD_BYTES = 30 * 1024
# Syntax that browsers of 2018 (Chrome 70, its WebView inside Zalo) do not read.
NEWER_THAN_CHROME_70 = re.compile(
    r"\?\?|\?\.[\w\[(]|\|\|=|&&=|\.replaceAll\(|\.replaceChildren\(|\.at\(|\.fromEntries\("
)
VENUE_PAGE = "/C/7K3M9QXP"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("HOST_URL", "https://tv.example.vn")
    monkeypatch.setenv("PROVINCE", "70")
    monkeypatch.setenv("PROVINCE_AUTHORITY", "Ủy ban nhân dân tỉnh Bình Phước")
    monkeypatch.setenv("HOTLINE", "<b>0271 & 115</b>")
    monkeypatch.setenv("SERVICE_VERSION", "1.2.3")
    return importlib.reload(importlib.import_module("pages.app"))


def get(app: ModuleType, path: str, **headers: str) -> dict[str, Any]:
    event = {"rawPath": path, "headers": {name.replace("_", "-"): value for name, value in headers.items()}}
    answer = app.handler(event, None)
    assert isinstance(answer, dict)
    return answer


def content(answer: dict[str, Any]) -> bytes:
    body = answer["body"]
    raw = base64.b64decode(body) if answer["isBase64Encoded"] else str(body).encode()
    return gzip.decompress(raw) if answer["headers"].get("Content-Encoding") == "gzip" else raw


def linked(page: bytes) -> list[str]:
    return re.findall(r'(?:src|href)="(/v/[^"]+)"', page.decode())


def small_site(folder: Path, **files: str) -> Site:
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, "utf-8")
    return Site(folder, {})


@pytest.mark.parametrize("path", [VENUE_PAGE, "/c/7k3m-9qxp", "/c/anything", "/C"])
def test_the_page_of_a_venue_opens_however_its_code_is_written(app: ModuleType, path: str) -> None:
    answer = get(app, path)
    assert answer["statusCode"] == 200
    assert b'id="view-door"' in content(answer)


def test_the_first_load_weighs_at_most_30_kb(app: ModuleType) -> None:
    page = get(app, VENUE_PAGE, accept_encoding="gzip")
    answers = [page, *(get(app, path, accept_encoding="gzip") for path in {*linked(content(page)), "/units.json"})]
    assert all(answer["statusCode"] == 200 for answer in answers)
    assert sum(len(base64.b64decode(answer["body"])) for answer in answers) <= FIRST_LOAD_BYTES


def test_pages_load_nothing_from_another_host_and_hold_no_inline_script_or_style() -> None:
    for path in WEB.glob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text), path
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", text), path


def test_every_script_of_every_page_can_be_joined() -> None:
    site = Site(WEB, {"authority": "", "hotline": ""})
    for page in WEB.glob("*.html"):
        for name in re.findall(r'<script type="module" src="/([\w.-]+)">', page.read_text("utf-8")):
            packed = site.packed(name)
            assert packed is not None, f"{page.name} asks for {name}"
            assert not re.search(rb"^(import|export) ", packed.content, re.MULTILINE)


@pytest.mark.parametrize("script", ["checkin_page.js", "after.js"])
def test_scripts_of_the_check_in_page_are_written_for_old_browsers(script: str) -> None:
    packed = Site(WEB, {"authority": "", "hotline": ""}).packed(script)
    assert packed is not None
    assert NEWER_THAN_CHROME_70.findall(packed.content.decode()) == []


def test_configuration_is_printed_on_pages_as_text_never_as_markup(app: ModuleType) -> None:
    page = content(get(app, "/")).decode()
    assert "Ủy ban nhân dân tỉnh Bình Phước" in page
    assert "&lt;b&gt;0271 &amp; 115&lt;/b&gt;" in page
    assert "{{" not in page


def test_files_of_this_version_are_kept_for_ever_and_of_another_asked_for_again(app: ModuleType) -> None:
    path = next(path for path in linked(content(get(app, VENUE_PAGE))) if path.endswith("base.css"))
    assert "immutable" in get(app, path)["headers"]["Cache-Control"]
    older = get(app, "/v/000000000000/base.css")
    assert older["statusCode"] == 200
    assert older["headers"]["Cache-Control"] == "no-cache"
    assert content(older) == content(get(app, path))


def test_a_change_of_any_file_changes_the_version(tmp_path: Path) -> None:
    before = small_site(tmp_path, a_js="1;\n").version
    after = small_site(tmp_path, a_js="2;\n").version
    assert before != after


def test_what_has_not_changed_is_not_sent_again(app: ModuleType) -> None:
    tag = get(app, VENUE_PAGE)["headers"]["ETag"]
    for if_none_match in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        answer = get(app, VENUE_PAGE, if_none_match=if_none_match)
        assert answer["statusCode"] == 304
        assert answer["body"] == ""
        assert answer["headers"]["ETag"] == tag
    assert get(app, VENUE_PAGE, if_none_match='"other"')["statusCode"] == 200


def test_only_who_accepts_gzip_gets_it(app: ModuleType) -> None:
    plain, packed = get(app, VENUE_PAGE), get(app, VENUE_PAGE, accept_encoding="gzip, deflate, br")
    assert "Content-Encoding" not in plain["headers"]
    assert packed["headers"]["Content-Encoding"] == "gzip"
    assert packed["headers"]["Vary"] == "Accept-Encoding"
    assert content(plain) == content(packed)


@pytest.mark.parametrize("path", ["/", VENUE_PAGE, "/units.json", "/health", "/nothing-here", "/base.css"])
def test_every_answer_protects_the_browser(app: ModuleType, path: str) -> None:
    headers = get(app, path)["headers"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=(self)" in headers["Permissions-Policy"]
    assert headers["Strict-Transport-Security"].startswith("max-age=")


def test_plain_http_on_one_machine_is_not_told_to_be_https(app: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST_URL", "http://127.0.0.1:8080")
    local = importlib.reload(app)
    assert "Strict-Transport-Security" not in get(local, "/")["headers"]


@pytest.mark.parametrize("path", ["/nothing-here", "/v/", "/v/x/none.js", "/../template.yaml", "/v/1/../app.py"])
def test_an_unknown_address_gets_a_friendly_page(app: ModuleType, path: str) -> None:
    answer = get(app, path, accept_encoding="gzip")
    assert answer["statusCode"] == 404
    assert "Không có trang này" in content(answer).decode()


def test_an_unknown_address_of_the_api_is_answered_in_json(app: ModuleType) -> None:
    answer = get(app, "/api/nothing-here")
    assert answer["statusCode"] == 404
    assert json.loads(content(answer))["error"] == "not_found"


def test_health_tells_the_version(app: ModuleType) -> None:
    answer = get(app, "/health")
    assert json.loads(content(answer)) == {"status": "ok", "version": "1.2.3"}
    assert answer["headers"]["Cache-Control"] == "no-store"


def test_units_come_in_the_agreed_shape(app: ModuleType) -> None:
    units = json.loads(content(get(app, "/units.json", accept_encoding="gzip")))
    assert (units["province"], units["name"]) == (70, "Tỉnh Bình Phước")
    dong_xoai = next(district for district in units["districts"] if district["code"] == 689)
    assert dong_xoai["name"] == "Thành phố Đồng Xoài"
    assert {"code": 25195, "name": "Phường Tân Phú"} in dong_xoai["communes"]


def test_joined_modules_stand_after_what_they_need_and_once() -> None:
    texts = {
        "page": 'import { a, b as c } from "./one.js";\nimport * as two from "./two.js";\nstart(a, c, two.d);\n',
        "one": 'import { d } from "./two.js";\nexport const a = d;\nexport async function b() {}\n',
        "two": "// why\nexport const d = 1;\n",
    }
    joined = modules.joined("page", texts.__getitem__)
    assert re.findall(r"^const \$(\w+) =", joined, re.MULTILINE) == ["two", "one", "page"]
    assert "const { a, b: c } = $one;" in joined
    assert "const two = $two;" in joined
    assert "why" not in joined


def test_what_a_script_loads_later_arrives_joined_and_exports_what_it_does(tmp_path: Path) -> None:
    site = small_site(
        tmp_path,
        page_js='import("./late.js").then(({ a }) => a());\n',
        late_js='import { b } from "./own.js";\nexport function a() { return b; }\n',
        own_js="export const b = 1;\n",
    )
    late, plain = site.packed("late.js"), site.plain("late.js")
    assert late is not None
    assert plain is not None
    assert b"import" not in late.content
    assert late.content.endswith(b"export const { a } = $late;\n")
    assert plain.content.startswith(b"import")


@pytest.mark.parametrize("line", ["export default 1;", 'export { a } from "./b.js";', 'import a from "./b.js";'])
def test_a_module_that_cannot_be_joined_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="page"):
        modules.joined("page", lambda name: f"{line}\n" if name == "page" else "")


def test_modules_in_a_circle_are_refused() -> None:
    with pytest.raises(ValueError, match="a → b → a"):
        modules.joined("a", lambda name: 'import "./b.js";\n' if name == "a" else 'import "./a.js";\n')


def test_the_service_worker_is_one_script_that_knows_the_version(tmp_path: Path) -> None:
    site = small_site(
        tmp_path, sw_js='import { a } from "./one.js";\na("{{version}}");\n', one_js="export const a = 1;\n"
    )
    found = site.find("/sw.js")
    assert found is not None
    assert not found.permanent
    assert site.version.encode() in found.document.content
    assert b"import" not in found.document.content
