import pytest

from articles.images.uploads import read_upload
from articles.models import Image
from tests.pictures import Stored, colour_file


@pytest.fixture
def stored(site: object) -> Stored:
    def store(colour: str = "red", size: tuple[int, int] = (1500, 1000), **words: object) -> Image:
        return Image.objects.store(read_upload(colour_file(colour, size)), **words)[0]  # type: ignore[arg-type]

    return store
