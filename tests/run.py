"""``make test``: the whole suite, first on the embedded PostgreSQL, then on another server by DATABASE_URL."""

import os
import subprocess
import sys

from tests import chromium, external_postgres, npm


def main() -> int:
    chromium.ensure()
    npm.ensure()
    workers = str(min(4, os.cpu_count() or 1))
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "NEWSBLOG_DATA"}}
    pytest = [sys.executable, "-m", "pytest", "-q", "-n", workers, "--dist", "loadfile", "--no-loadscope-reorder"]
    pytest += sys.argv[1:]
    print("On the embedded PostgreSQL:", flush=True)
    embedded = subprocess.run(pytest, env=environment, check=False).returncode
    with external_postgres.running() as url:
        print(f"On the PostgreSQL of {external_postgres.find_programs()}, by DATABASE_URL:", flush=True)
        command = [*pytest, "-m", "not embedded and not browser"]
        external = subprocess.run(command, env={**environment, "DATABASE_URL": url}, check=False).returncode
    return embedded or external


if __name__ == "__main__":
    sys.exit(main())
