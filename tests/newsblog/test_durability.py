"""What was acknowledged is there afterwards, once, whatever is killed meanwhile."""

import http.client
import json
import os
import signal
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.running_site import RunningSite, started_before

pytestmark = [pytest.mark.embedded]
POSTS, AT_ONCE = 200, 40
PATH = "/articles/beidou-dingwei/comments/"
BODIES = (
    "import json; from comments.models import Comment; "
    "print(json.dumps(list(Comment.objects.filter(body__startswith='{}').values_list('body', flat=True))))"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    one = started_before(tmp_path_factory.mktemp("durability") / "data").start()
    yield one
    one.stop()


def stored(site: RunningSite, victim: str) -> Counter[str]:
    return Counter(json.loads(site.manage("shell", "--no-imports", "-c", BODIES.format(victim))))


def send(site: RunningSite, victim: str, number: int) -> bool:
    """Post one comment, as a visitor of an own network does; whether it was acknowledged."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20, source_address=(f"127.1.{number}.1", 0))
    data = urllib.parse.urlencode({"name": f"读者{number}", "body": f"{victim} {number}"})
    try:
        connection.request("POST", PATH, data, {"Content-Type": "application/x-www-form-urlencoded"})
        return connection.getresponse().status == 303
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@pytest.mark.parametrize("victim", ["worker", "all workers", "database"])
def test_of_two_hundred_posts_each_acknowledged_one_is_there_exactly_once(site: RunningSite, victim: str) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [pool.submit(send, site, victim, number) for number in range(POSTS)]
        while sum(answer.done() for answer in answers) < POSTS // 4:
            time.sleep(0.01)
        victims = {"worker": site.workers[:1], "all workers": site.workers, "database": [site.server_pid]}[victim]
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
    acknowledged = {f"{victim} {number}" for number, answer in enumerate(answers) if answer.result()}
    assert len(acknowledged) >= POSTS // 4
    site.stop(signal.SIGKILL)
    site.start()
    counts = stored(site, victim)
    assert acknowledged <= counts.keys()
    assert set(counts.values()) == {1}
    assert site.manage("recount") == "All counts were right."
    retried = [number for number in range(POSTS) if f"{victim} {number}" not in acknowledged]
    assert all(send(site, victim, number) for number in retried)
    counts = stored(site, victim)
    assert (len(counts), set(counts.values())) == (POSTS, {1})


EDIT = (
    "from articles.models import Article; from newsblog.page_cache.listener import is_heard; "
    "one = Article.objects.get(slug='beidou-dingwei'); one.title = '{}'; one.save(); print(is_heard())"
)


@pytest.mark.parametrize("victim", ["database", "worker", "other worker"])
def test_every_reader_sees_a_change_at_once_after_something_was_killed(site: RunningSite, victim: str) -> None:
    """One of the workers hears of changes for both, and has connections of a pool when it begins to."""
    for number in range(16):
        assert send(site, f"before {victim}", number)
    oldest, youngest = site.workers
    os.kill({"database": site.server_pid, "worker": oldest, "other worker": youngest}[victim], signal.SIGKILL)
    for attempt in range(20):
        title = f"{victim} {attempt}"
        if site.get("/readyz")[0] == 200 and site.manage("shell", "--no-imports", "-c", EDIT.format(title)) == "True":
            break
        time.sleep(0.5)
    assert all(title in site.get("/articles/beidou-dingwei/")[1] for _reader in range(8))
