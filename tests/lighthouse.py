"""``make lighthouse``: how fast and how sound are the main pages on a middling phone, by Google's Lighthouse?"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import chromium, npm
from tests.running_site import RunningSite

VERSION = "13.5.0"
PAGES = ("/", "/articles/beidou-dingwei/", "/category/ke-ji-qian-yan/")
RUNS = 3
# The least that each category must reach.
WANTED = {"performance": 0.95, "accessibility": 1.0, "best-practices": 1.0, "seo": 1.0}
# Lighthouse needs Node 22.19; where there is none, this one is fetched too.
NODE = (22, 19)
NODE_FETCHED = "22.23.3"
INFORMATIVE = {"notApplicable", "manual", "informative"}


@dataclass(frozen=True)
class Report:
    """What Lighthouse said about a page in one run."""

    result: dict[str, Any]

    @property
    def performance(self) -> tuple[float, float]:
        """For the order of runs: the score, and where it is equal the time that made it."""
        return self.score("performance"), -self.value("largest-contentful-paint")

    def score(self, category: str) -> float:
        return float(self.result["categories"][category]["score"] or 0)

    def value(self, audit: str) -> float:
        return float(self.result["audits"][audit].get("numericValue", 0))

    def kilobytes(self, kind: str) -> float:
        items = self.result["audits"]["resource-summary"]["details"]["items"]
        return sum(item["transferSize"] for item in items if item["resourceType"] == kind) / 1000

    def shortfalls(self) -> dict[str, str]:
        """The title of every audit under its full score, and what could be saved."""
        found = {}
        for name, audit in self.result["audits"].items():
            failed = audit["scoreDisplayMode"] == "error"
            if failed or (audit["scoreDisplayMode"] not in INFORMATIVE and (audit["score"] or 0) < 1):
                saving = audit.get("errorMessage") if failed else audit.get("displayValue", "")
                found[name] = f"{audit['title']} — {saving}" if saving else audit["title"]
        return found


def main() -> int:
    chromium.ensure()
    npm.ensure("npm")
    try:
        program = command()
    except npm.FetchError as error:
        sys.exit(str(error))
    with tempfile.TemporaryDirectory(prefix="newsblog-lighthouse-") as folder:
        site = RunningSite(Path(folder) / "data").start()
        try:
            reports = {path: typical_run(program, site.url + path, Path(folder)) for path in PAGES}
        finally:
            site.stop()
    print(table(reports))
    for path, report in reports.items():
        print(f"\n{path}")
        for name, text in report.shortfalls().items():
            print(f"  {name}: {text}")
    failed = [
        f"{path}: {category} is {report.score(category):.2f}, and should be {wanted:.2f}"
        for path, report in reports.items()
        for category, wanted in WANTED.items()
        if report.score(category) < wanted
    ]
    print("\n" + ("\n".join(failed) or "All scores are as they should be."))
    return 1 if failed else 0


def command() -> list[str]:
    """Lighthouse, and Node when this machine's is too old, fetched at the first call."""
    folder = npm.FOLDER / f"lighthouse-{VERSION}"
    wanted = [f"lighthouse@{VERSION}"]
    system = {"x86_64": "x64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)
    node = f"node-{sys.platform}-{system}"
    own = shutil.which("node")
    if not own or node_version(own) < NODE:
        wanted.append(f"{node}@{NODE_FETCHED}")
        own = None
    with npm.once(folder) as temporary:
        if temporary:
            print("Installing Lighthouse ...", flush=True)
            npm.run("install", "--no-save", "--prefix", str(temporary / "prefix"), *wanted)
            (temporary / "prefix").rename(folder)
    modules = folder / "node_modules"
    return [own or str(modules / node / "bin" / "node"), str(modules / "lighthouse" / "cli" / "index.js")]


def node_version(program: str) -> tuple[int, ...]:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in answer.strip().removeprefix("v").split(".")[:2])


def typical_run(program: list[str], url: str, folder: Path) -> Report:
    """The run of three with the median performance."""
    reports = []
    for number in range(1, RUNS + 1):
        print(f"{url}, run {number} of {RUNS} ...", flush=True)
        reports.append(measure(program, url, folder / "report.json"))
    return sorted(reports, key=lambda report: report.performance)[RUNS // 2]


def measure(program: list[str], url: str, file: Path) -> Report:
    """One run with Lighthouse's own phone and its simulated slow network. Nobody but the site is asked for anything."""
    flags = [*chromium.ARGUMENTS, "--headless=new", '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"']
    options = [
        "--quiet",
        "--output=json",
        f"--output-path={file}",
        f"--only-categories={','.join(WANTED)}",
        "--disable-full-page-screenshot",
        "--no-enable-error-reporting",
        f"--chrome-flags={' '.join(flags)}",
    ]
    environment = {**os.environ, "CHROME_PATH": chromium.find() or ""}
    for _attempt in range(3):  # on a busy machine it misses the beginning of a load now and then
        done = subprocess.run([*program, url, *options], check=False, timeout=300, env=environment, capture_output=True)
        if done.returncode == 0:
            return Report(json.loads(file.read_text()))
    sys.exit(f"Lighthouse can't measure {url}: {done.stderr.decode()}")


def table(reports: dict[str, Report]) -> str:
    heads = ("speed", "access", "practice", "SEO", "KB", "JS KB", "LCP s", "CLS", "TBT ms")
    lines = [" " * 30 + "".join(f"{head:>9}" for head in heads)]
    for path, report in reports.items():
        cells = [
            *(f"{report.score(category):.2f}" for category in WANTED),
            f"{report.kilobytes('total'):.1f}",
            f"{report.kilobytes('script'):.1f}",
            f"{report.value('largest-contentful-paint') / 1000:.2f}",
            f"{report.value('cumulative-layout-shift'):.3f}",
            f"{report.value('total-blocking-time'):.0f}",
        ]
        lines.append(f"{path:30}" + "".join(f"{cell:>9}" for cell in cells))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
