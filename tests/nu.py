"""The Nu HTML checker of the W3C (vnu.jar): is the HTML valid by the WHATWG's standard?"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tests import npm

# version and dist.integrity of the npm package
VNU = (
    "vnu-jar",
    "26.9.27",
    "sha512-TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA==",
)
# The checker ends after a second or two: compiling thoroughly and collecting garbage in parallel would only cost.
JAVA = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss2m", "-jar"]


def errors(files: list[Path]) -> list[str]:
    """What is wrong in the files, a line each with file, line and excerpt, found by one run of the checker."""
    if not shutil.which("java"):
        raise npm.FetchError(f"Java is missing. Install it with: sudo {npm.INSTALL} {npm.PACKAGES['java']}")
    jar = npm.package(*VNU) / "build" / "dist" / "vnu.jar"
    options = ["--format", "json", "--stdout", "--exit-zero-always", "--no-langdetect"]
    result = subprocess.run(
        [*JAVA, str(jar), *options, *map(str, files)], capture_output=True, text=True, check=False, timeout=300
    )
    if result.returncode != 0:
        raise AssertionError(f"the checker failed: {result.stdout}{result.stderr}")
    messages = json.loads(result.stdout)["messages"]
    return [_line(message) for message in messages if message["type"] != "info"]


def _line(message: dict[str, Any]) -> str:
    name = Path(unquote(urlsplit(message.get("url", "")).path)).name
    excerpt = " ".join(message.get("extract", "").split())
    return f"{name}:{message.get('lastLine', '?')}: {message.get('message', '')} — {excerpt}"
