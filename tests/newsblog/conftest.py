from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from newsblog.page_cache import parts, versions
from newsblog.site.models import SiteSettings
from tests.front import HOST, Front


@pytest.fixture
def front(site: SiteSettings, tmp_path: Path, settings: Any) -> Iterator[Front]:
    settings.DATA_FOLDER = tmp_path
    versions._numbers.cache_clear()
    parts.clear()
    # As Django's test client does: the test's own connection is left alone.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with mock.patch("newsblog.page_cache.requests._hosts", return_value=frozenset({HOST})):
        front = Front(tmp_path / "pages")
        front.heard()
        yield front
    front.on.close()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    versions._numbers.cache_clear()
