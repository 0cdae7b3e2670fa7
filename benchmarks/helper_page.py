"""The helper's page in Chromium on the local stack: seconds from scan to confirmation, decoding, weight.

`PYTHONPATH=functions python -m benchmarks.helper_page` prints the tables of docs/helper.md.
"""

import base64
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from local.stack import running
from pages.site import Site
from tests.e2e.fake_camera import frame
from tests.e2e.helper_place import HelperPlace, citizen_card, pair, scan

WEB = Path(__file__).resolve().parent.parent / "web"
SCANS = 50
WAITING = 500
# A cheap phone of 2019 computes about four times slower than this machine.
SLOW = 4
ODD_CARD = "070090123456|285123456|Nguyễn Thị Mười|01121990|Nữ|Tổ 5, Khu phố Phước Hòa, Tân Thiện, Đồng Xoài|15042021"

_WATCH = """() => {
  window.seen = [];
  if (window.watching) return;
  window.watching = true;
  document.getElementById("mode-wedge").addEventListener("submit", () => {
    window.seen.push({ submitted: performance.now() });
  }, true);
  const banner = document.getElementById("banner");
  new MutationObserver(() => {
    const [last, state] = [window.seen[window.seen.length - 1], banner.dataset.sending];
    if (last && !last[state]) last[state] = performance.now();
  }).observe(banner, { attributes: true, attributeFilter: ["data-sending"] });
}"""
_DECODE = """async ([grey, times]) => {
  const { workerSrc, decoderSrc, wasmSrc } = document.body.dataset;
  const worker = new Worker(workerSrc);
  const ask = (message, moved) => new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.postMessage(message, moved || []);
  });
  const begun = performance.now();
  await ask({ script: decoderSrc, wasm: wasmSrc });
  const loaded = performance.now() - begun;
  const picture = new ImageData(960, 960);
  [...atob(grey)].forEach((level, i) => picture.data.set([0, 1, 2].map(() => level.charCodeAt(0)).concat(255), 4 * i));
  const image = Object.assign(document.createElement("canvas"), { width: 960, height: 960 });
  image.getContext("2d").putImageData(picture, 0, 0);
  const canvas = Object.assign(document.createElement("canvas"), { width: 960, height: 960 });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const took = [];
  for (let i = 0; i < times; i += 1) {
    const start = performance.now();
    context.drawImage(image, 0, 0, 960, 960);
    const { data, width, height } = context.getImageData(0, 0, 960, 960);
    const { texts } = await ask({ pixels: data.buffer, width, height }, [data.buffer]);
    took.push({ ms: performance.now() - start, found: texts.length });
  }
  worker.terminate();
  return { loaded, took };
}"""


def summary(milliseconds: Sequence[float]) -> str:
    """Median, 95th percentile and largest, in milliseconds."""
    ordered = sorted(milliseconds)
    late = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return f"{statistics.median(ordered):.0f} | {late:.0f} | {ordered[-1]:.0f}"


def scanned(page: Page, first: int, until: str) -> list[dict[str, float]]:
    """Scans one card after the other, each when the one before reached the state `until`; gives the moments."""
    page.evaluate(_WATCH)
    for number in range(first, first + SCANS):
        scan(page, citizen_card(number))
        page.wait_for_function("([n, state]) => (window.seen[n] || {})[state]", arg=[number - first, until], polling=5)
    moments: list[dict[str, float]] = page.evaluate("window.seen")
    return moments


def took(moments: list[dict[str, float]], state: str) -> list[float]:
    """Milliseconds from the end of each scan to a state of the banner."""
    return [moment[state] - moment["submitted"] for moment in moments]


def weights() -> dict[str, int]:
    """Compressed bytes of a first visit, by part."""
    site = Site(WEB, {"authority": "", "hotline": ""})

    def bytes_of(*names: str) -> int:
        whole = (".html", "sw.js")
        found = [site.plain(name) if name.endswith(whole) else site.packed(name) for name in names]
        return sum(len(document.compressed) for document in found if document)

    return {
        "page, style, script": bytes_of("helper.html", "base.css", "helper.css", "helper.js"),
        "decoder: script and WebAssembly": bytes_of(
            "scanner_worker.js", "vendor/zxing_reader.js", "vendor/zxing_reader.wasm"
        ),
        "service worker": bytes_of("sw.js"),
    }


def levels(text: str | None) -> str:
    """A camera's picture of a card, or of an empty table, 960 pixels high and wide: base64 of its grey levels."""
    return base64.b64encode(frame(text).crop((80, 0, 560, 480)).resize((960, 960)).tobytes()).decode()


def print_scans(page: Page, title: str, first: int) -> None:
    """Rows of online scans, then of scans without a network, then of all that waits being sent."""
    online = scanned(page, first, "sent")
    print(f"| {title}: scan → saved on the device | {summary(took(online, 'saved'))} |")
    print(f"| {title}: scan → confirmed by the server | {summary(took(online, 'sent'))} |")
    page.context.set_offline(True)
    offline = scanned(page, first + SCANS, "saved")
    print(f"| {title}, no network: scan → saved on the device | {summary(took(offline, 'saved'))} |")


def print_sending(page: Page, first: int) -> None:
    """How long a full queue takes once the network is back; the page is without one."""
    for number in range(first, first + WAITING - SCANS):
        scan(page, citizen_card(number))
    expect(page.locator("#waiting-line")).to_contain_text(f"Chờ gửi: {WAITING} lượt", timeout=60_000)
    begun = time.perf_counter()
    page.context.set_offline(False)
    expect(page.locator("#waiting-line")).to_have_text("Đã gửi hết", timeout=60_000)
    print(f"\n{WAITING} waiting scans sent and confirmed in {time.perf_counter() - begun:.1f} s")


def print_decoding(page: Page) -> None:
    """How long a frame takes from the camera's picture to its text."""
    print("\n| decoding a frame of 960 × 960 | median ms | p95 | max |\n|---|--:|--:|--:|")
    for title, text in (("with a citizen card", ODD_CARD), ("with nothing in sight", None)):
        done = page.evaluate(_DECODE, [levels(text), SCANS])
        assert all(each["found"] == (text is not None) for each in done["took"])
        print(f"| {title} | {summary([each['ms'] for each in done['took']])} |")
    print(f"\nthe decoder is ready {done['loaded']:.0f} ms after it was asked for (cached)")


def main() -> None:
    """Prints everything."""
    print("| weight | KB compressed |\n|---|--:|")
    for part, size in weights().items():
        print(f"| {part} | {size / 1024:.1f} |")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / ".local", schedules=False) as stack:
        place = HelperPlace(stack)
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            print("\n| milliseconds over 50 scans | median | p95 | max |\n|---|--:|--:|--:|")
            for title, slowness, first in (("this machine", 1, 0), (f"{SLOW} times slower", SLOW, 10_000)):
                page = pair(chromium.new_page(viewport={"width": 360, "height": 740}), place)
                page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowness})
                print_scans(page, title, first)
            print_sending(page, 20_000)
            print_decoding(page)
            chromium.close()


if __name__ == "__main__":
    main()
