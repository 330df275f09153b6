"""Loaded before anything of Django: gives every test run a data folder of its own, which is gone afterwards."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "NEWSBLOG_TEST_DATA" not in os.environ:
    folder = Path(tempfile.mkdtemp(prefix="newsblog-test-"))
    os.environ["NEWSBLOG_TEST_DATA"] = str(folder)
    # Registered first, so run last: after the embedded server has stopped.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)

os.environ["NEWSBLOG_DATA"] = os.environ["NEWSBLOG_TEST_DATA"]
os.environ["SITE_URL"] = "http://testserver"
os.environ.pop("NEWSBLOG_ADMIN_PASSWORD", None)
