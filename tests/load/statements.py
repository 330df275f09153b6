"""What PostgreSQL spends its time on, by pg_stat_statements, while comments are posted and pages are made:
``python -m tests.load.statements`` on the site of the benchmark."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from . import data
from .bench import NUMBER, use

SECONDS = 8
SETTINGS = {
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "all",
    "pg_stat_statements.track_planning": "on",
}
SLOWEST = """
    SELECT total_exec_time + total_plan_time, total_plan_time, calls, query
    FROM pg_stat_statements WHERE calls >= %s ORDER BY 1 DESC LIMIT 25
"""


def main() -> int:
    folder = data.folder_of(NUMBER)
    use(folder)
    from .posting import post_comments
    from .rows import ARTICLE
    from .servers import site
    from .wrk import load

    with _noted(), site(folder, PAGE_CACHE="off") as running:
        _tell("A post", post_comments(running.url, "measured-posting", SECONDS).accepted)
        _tell("A page of an article", load(running.url + ARTICLE, SECONDS).requests)
    return 0


@contextmanager
def _noted() -> Iterator[None]:
    """The server notes what it does as long as this lasts; what is posted meanwhile goes."""
    from django.db import connection

    from comments.models import Comment
    from newsblog.postgres.base import cluster

    last = Comment.objects.order_by("-pk").values_list("pk", flat=True)[0]
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        for name, value in SETTINGS.items():
            cursor.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    connection.close()
    cluster.release()  # the next user starts it anew
    try:
        yield
    finally:
        Comment.objects.filter(pk__gt=last).delete()
        with connection.cursor() as cursor:
            for name in SETTINGS:
                cursor.execute(f"ALTER SYSTEM RESET {name}")


def _tell(what: str, times: int) -> None:
    from django.db import connection

    print(f"\n{what}, in ms of PostgreSQL's time; of that, planning; how often; what", flush=True)
    with connection.cursor() as cursor:
        cursor.execute(SLOWEST, [times // 10])
        for taken, planning, calls, query in cursor.fetchall():
            shown = " ".join(query.split())[:120]
            print(f"  {taken / times:7.3f} {planning / times:7.3f} {calls / times:5.1f}  {shown}")
        cursor.execute("SELECT pg_stat_statements_reset()")


if __name__ == "__main__":
    sys.exit(main())
