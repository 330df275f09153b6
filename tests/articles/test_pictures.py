"""The library of pictures: found, used, replaced at their addresses, and deleted only when nobody needs them."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image as Pillow

from articles.images import tasks
from articles.images.uploads import read_upload
from articles.models import Article, AutoDraft, Image, ImageTag, ImageUse, PlannedChange
from articles.models.image_files import OvertakenError
from articles.rebuilding import rebuild
from tests.mailing import run_jobs

LIBRARY = "/admin/articles/image/"
UPLOAD, WORDS = f"{LIBRARY}upload/", f"{LIBRARY}words/"
Client_of = Callable[[User], Client]
Make = Callable[..., Article]


def colour_file(colour: str, size: tuple[int, int] = (1500, 1000), name: str = "colour.jpg") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Pillow.new("RGB", size, colour).save(buffer, "PNG" if name.endswith("png") else "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue())


@pytest.fixture
def stored(site: object) -> Callable[..., Image]:
    def store(colour: str = "red", size: tuple[int, int] = (1500, 1000), **words: Any) -> Image:
        return Image.objects.store(read_upload(colour_file(colour, size)), **words)[0]

    return store


Stored = Callable[..., Image]


def page_of(image: Image) -> str:
    return f"{LIBRARY}{image.pk}/change/"


def words_of(image: Image, **changes: Any) -> dict[str, Any]:
    values = {"alt": image.alt, "credit": image.credit, "focal_x": image.focal_x, "focal_y": image.focal_y}
    return values | changes


def files(settings: Any) -> set[str]:
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def colour_at(client: Client, address: str, place: tuple[float, float] = (0.5, 0.5)) -> str:
    response = client.get(address)
    assert response.status_code == 200
    with Pillow.open(io.BytesIO(b"".join(response.streaming_content))) as picture:
        pixels = picture.convert("RGB")
        red, _green, blue = pixels.getpixel((int(pixels.width * place[0]), int(pixels.height * place[1])))
    return "red" if red > blue else "blue"


def block(settings: Any, tmp_path: Path) -> None:
    """No room: nothing can be written where a file is in the place of the folder."""
    settings.MEDIA_ROOT = tmp_path / "file"
    settings.MEDIA_ROOT.write_text("x")


class TestUse:
    def test_cover_text_and_author_are_known_for_drafts_too(self, make_article: Make, stored: Stored) -> None:
        image, other = stored(), stored("blue")
        article = make_article(
            status=Article.Status.DRAFT,
            cover=image,
            body=f"![]({image.markdown_address}) [x]({other.markdown_address})",
        )
        article.author.picture = other
        article.author.save()
        assert set(ImageUse.objects.values_list("image", "place", "article", "author")) == {
            (image.pk, "cover", article.pk, None),
            (image.pk, "text", article.pk, None),
            (other.pk, "text", article.pk, None),
            (other.pk, "author", None, article.author.pk),
        }
        article.body, article.cover = "没有了", None
        article.save()
        assert list(ImageUse.objects.values_list("place", flat=True)) == ["author"]

    def test_a_rebuild_finds_what_older_versions_did_not_write_down(self, make_article: Make, stored: Stored) -> None:
        make_article(body=f"![]({stored().markdown_address})")
        ImageUse.objects.all().delete()
        rebuild(Article.objects.all())
        assert ImageUse.objects.count() == 1

    def test_a_use_is_of_an_article_or_an_author(self, article: Article, stored: Stored) -> None:
        for wrong in ({"place": "cover"}, {"place": "author", "article": article}, {"place": "x", "article": article}):
            with pytest.raises(IntegrityError), transaction.atomic():
                ImageUse.objects.create(image=stored(), **wrong)

    def test_the_page_of_a_picture_names_its_articles(
        self, make_article: Make, stored: Stored, owner: User, client_of: Client_of
    ) -> None:
        image = stored()
        article = make_article("<b>海边", cover=image)
        page = client_of(owner).get(page_of(image)).content.decode()
        assert f'<a href="/admin/articles/article/{article.pk}/change/">&lt;b&gt;海边</a>' in page


class TestDeletion:
    def test_one_in_use_stays_and_the_article_is_named(
        self, make_article: Make, stored: Stored, owner: User, client_of: Client_of
    ) -> None:
        image, client = stored(alt="海"), client_of(owner)
        make_article("用图的草稿", cover=image, status=Article.Status.DRAFT)
        response = client.post(f"{LIBRARY}{image.pk}/delete/", {"post": "yes"})
        assert "用图的草稿" in response.content.decode()
        response = client.post(
            LIBRARY, {"action": "delete_selected", "_selected_action": image.pk, "post": "yes"}, follow=True
        )
        assert "用图的草稿" in response.content.decode()
        with pytest.raises(ProtectedError):
            image.delete()
        with pytest.raises(ProtectedError):
            Image.objects.all().delete()
        assert Image.objects.count() == 1

    def test_of_many_only_the_unused_go_after_a_question(
        self,
        make_article: Make,
        stored: Stored,
        owner: User,
        client_of: Client_of,
        settings: Any,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        used, unused = stored("red", alt="用着"), stored("blue", alt="没用")
        make_article(body=f"![]({used.markdown_address})")
        client, data = client_of(owner), {"action": "delete_selected", "_selected_action": [used.pk, unused.pk]}
        asked = client.post(LIBRARY, data)
        assert asked.status_code == 200
        assert f'name="_selected_action" value="{unused.pk}"' in asked.content.decode()
        assert f'name="_selected_action" value="{used.pk}"' not in asked.content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(LIBRARY, data | {"post": "yes"})
        assert list(Image.objects.all()) == [used]
        assert {name.split("/")[2] for name in files(settings)} == {used.token}

    def test_one_in_an_unsaved_text_or_a_planned_change_stays(
        self, article: Article, stored: Stored, owner: User, client_of: Client_of
    ) -> None:
        typed, chosen, planned, free = (stored(colour) for colour in ("red", "blue", "green", "white"))
        fields = {"body": [f"![]({typed.markdown_address})"], "cover": [str(chosen.pk)]}
        AutoDraft.objects.keep(owner, article, "", version=1, content={"fields": fields})
        PlannedChange.objects.create(article=article, base={}, fields={"cover": planned.token}, at=timezone.now())
        for image in (typed, chosen, planned, free):
            client_of(owner).post(f"{LIBRARY}{image.pk}/delete/", {"post": "yes"})
        assert set(Image.objects.all()) == {typed, chosen, planned}

    def test_an_article_in_the_bin_keeps_its_picture_until_it_is_gone(self, make_article: Make, stored: Stored) -> None:
        image = stored()
        article = make_article(cover=image, status=Article.Status.DRAFT)
        article.move_to_bin()
        with pytest.raises(ProtectedError):
            image.delete()
        article.delete()
        image.delete()
        assert not Image.objects.exists()

    def test_only_by_permission(self, stored: Stored, writer: User, client_of: Client_of) -> None:
        image, client = stored(), client_of(writer)
        for codename in ("add_image", "change_image"):
            writer.user_permissions.add(Permission.objects.get(codename=codename))
        assert client.post(f"{LIBRARY}{image.pk}/delete/", {"post": "yes"}).status_code == 403
        client.post(LIBRARY, {"action": "delete_selected", "_selected_action": image.pk, "post": "yes"})
        assert Image.objects.exists()


class TestReplacement:
    @pytest.mark.parametrize(
        ("size", "name"), [((1500, 1000), "b.jpg"), ((200, 100), "small.jpg"), ((900, 900), "b.png")]
    )
    def test_every_address_there_was_shows_the_new_file_and_undoing_brings_the_old_one_back(
        self,
        stored: Stored,
        owner: User,
        client_of: Client_of,
        client: Client,
        size: tuple[int, int],
        name: str,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        image = stored()
        run_jobs()
        image.refresh_from_db()
        public, markdown = (
            image.full.webp_srcset + ", " + image.full.srcset + ", " + image.thumb.srcset,
            image.markdown_address,
        )
        addresses = [part.split()[0] for part in public.split(", ")] + [image.markdown_address]
        addresses += [address.split("?")[0] for address in addresses]
        assert len(addresses) > 20
        with django_capture_on_commit_callbacks(execute=True):
            changed = client_of(owner).post(
                page_of(image), words_of(image, replacement=colour_file("blue", size, name)), follow=True
            )
        assert changed.status_code == 200
        for _jobs_done in range(2):
            assert {colour_at(client, address) for address in addresses} == {"blue"}
            assert all(client.get(address)["Cache-Control"] == "public, no-cache" for address in addresses)
            assert run_jobs() == []
        image.refresh_from_db()
        assert (image.markdown_address, image.width, image.height, image.version) == (markdown, *size, 2)
        assert client.get(image.full.src)["Cache-Control"].endswith("immutable")
        with django_capture_on_commit_callbacks(execute=True):
            client_of(owner).post(page_of(image), words_of(image, restore=image.former_files.get().pk))
        assert {colour_at(client, address) for address in addresses} == {"red"}
        image.refresh_from_db()
        assert (image.width, image.height, image.former_files.count()) == (1500, 1000, 1)

    def test_articles_show_it_by_a_new_address(
        self, make_article: Make, stored: Stored, owner: User, client_of: Client_of, client: Client
    ) -> None:
        image = stored()
        article = make_article(body=f"![]({image.markdown_address})", cover=image)
        client_of(owner).post(page_of(image), words_of(image, replacement=colour_file("blue", (700, 500))))
        assert run_jobs() == []
        page = client.get(article.get_absolute_url()).content.decode()
        assert "full-700.webp?v=2 700w" in page
        assert "?v=1" not in page
        article.refresh_from_db()
        assert article.version == 1

    def test_browsers_that_ask_again_are_told_when_nothing_changed(
        self, stored: Stored, owner: User, client_of: Client_of, client: Client
    ) -> None:
        image = stored()
        etag = client.get(image.markdown_address)["ETag"]
        assert client.get(image.markdown_address, headers={"If-None-Match": etag}).status_code == 304
        image.replace(read_upload(colour_file("blue")), owner)
        assert client.get(image.markdown_address, headers={"If-None-Match": etag}).status_code == 200

    def test_without_room_the_old_one_stays_whole(
        self, stored: Stored, owner: User, client_of: Client_of, client: Client, settings: Any, tmp_path: Path
    ) -> None:
        image, room = stored(alt="旧"), settings.MEDIA_ROOT
        before = files(settings)
        block(settings, tmp_path)
        response = client_of(owner).post(page_of(image), words_of(image, alt="新", replacement=colour_file("blue")))
        assert response.context["adminform"].form.errors
        assert 'value="新"' in response.content.decode()
        settings.MEDIA_ROOT = room
        image.refresh_from_db()
        assert (image.version, image.former_files.count(), files(settings)) == (1, 0, before)
        assert colour_at(client, image.full.src) == "red"

    def test_a_transaction_that_fails_leaves_the_old_one_and_no_file(
        self, stored: Stored, owner: User, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        image, before = stored(), files(settings)

        def fail(_picture: int) -> None:
            raise RuntimeError

        monkeypatch.setattr(tasks, "finish_later", fail)
        with pytest.raises(RuntimeError):
            image.replace(read_upload(colour_file("blue")), owner)
        assert files(settings) == before
        assert (image.version, image.full_key) == (1, "")
        assert Image.objects.get().sha256 == image.sha256

    @pytest.mark.parametrize("content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a"])
    def test_what_is_no_picture_is_refused(
        self, stored: Stored, owner: User, client_of: Client_of, content: bytes
    ) -> None:
        image = stored()
        data = words_of(image, replacement=SimpleUploadedFile("p.jpg", content))
        response = client_of(owner).post(page_of(image), data)
        assert "replacement" in response.context["adminform"].form.errors
        assert Image.objects.get().version == 1

    def test_a_file_of_the_library_is_refused(self, stored: Stored, owner: User, client_of: Client_of) -> None:
        image, _other = stored(), stored("blue")
        for colour in ("red", "blue"):
            data = words_of(image, replacement=colour_file(colour))
            assert "replacement" in client_of(owner).post(page_of(image), data).context["adminform"].form.errors

    def test_a_former_file_is_for_those_who_may_change_it(
        self, stored: Stored, owner: User, writer: User, client_of: Client_of
    ) -> None:
        image = stored()
        image.replace(read_upload(colour_file("blue")), owner)
        former = image.former_files.get()
        address = f"{LIBRARY}former/{former.pk}/"
        assert colour_at(client_of(owner), address) == "red"
        assert client_of(writer).get(address).status_code == 404
        assert Client().get(address).status_code == 302
        assert client_of(owner).get(f"{LIBRARY}former/{former.pk + 1}/").status_code == 404
        assert Client().get(f"/media/{former.original}").status_code == 200  # the address shows what is there now

    def test_of_another_picture_nothing_is_brought_back(
        self, stored: Stored, owner: User, client_of: Client_of
    ) -> None:
        image, other = stored(), stored("white")
        other.replace(read_upload(colour_file("blue")), owner)
        data = words_of(image, restore=other.former_files.get().pk)
        assert "restore" in client_of(owner).post(page_of(image), data).context["adminform"].form.errors

    def test_uploading_a_former_file_leads_to_its_picture(self, stored: Stored, owner: User) -> None:
        image = stored()
        image.replace(read_upload(colour_file("blue")), owner)
        assert Image.objects.store(read_upload(colour_file("red"))) == (image, False)


class TestFocalPoint:
    def halves(self) -> Image:
        picture = Pillow.new("RGB", (2000, 400), "red")
        picture.paste("blue", (1000, 0, 2000, 400))
        buffer = io.BytesIO()
        picture.save(buffer, "PNG")
        return Image.objects.store(read_upload(SimpleUploadedFile("h.png", buffer.getvalue())))[0]

    @pytest.mark.parametrize(("x", "colour"), [("0", "red"), ("1", "blue")])
    def test_crops_are_made_around_it(
        self,
        owner: User,
        client_of: Client_of,
        client: Client,
        x: str,
        colour: str,
        settings: Any,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        image = self.halves()
        run_jobs()
        number = len(files(settings))
        with django_capture_on_commit_callbacks(execute=True):
            assert client_of(owner).post(page_of(image), words_of(image, focal_x=x)).status_code == 302
        assert run_jobs() == []
        image.refresh_from_db()
        assert image.version == 2
        for address in (part.split()[0] for part in image.thumb.webp_srcset.split(", ")):
            assert {colour_at(client, address, (place, 0.5)) for place in (0.05, 0.95)} == {colour}
        assert len(files(settings)) == number

    @pytest.mark.parametrize("value", ["-0.1", "1.1", "x", "nan", "1e999"])
    def test_one_outside_is_refused(self, stored: Stored, owner: User, client_of: Client_of, value: str) -> None:
        image = stored()
        response = client_of(owner).post(page_of(image), words_of(image, focal_x=value))
        assert "focal_x" in response.context["adminform"].form.errors


class TestRenditions:
    def test_pages_show_what_there_is_until_the_job_is_done(
        self, make_article: Make, stored: Stored, client: Client
    ) -> None:
        image = stored()
        article = make_article(body=f"![]({image.markdown_address})", cover=image)

        def addresses() -> list[str]:
            page = client.get(article.get_absolute_url()).content.decode()
            return [part.split()[0] for part in page.replace('"', " ").split() if part.startswith("/media/")]

        assert all(client.get(address).status_code == 200 for address in addresses())
        assert not any("full-1500" in address for address in addresses())
        assert run_jobs() == []
        assert any("full-1500" in address for address in addresses())
        assert all(client.get(address)["Cache-Control"].endswith("immutable") for address in addresses())

    def test_a_job_that_runs_twice_or_for_nothing_does_no_harm(self, stored: Stored, settings: Any) -> None:
        image = stored()
        for _time in range(2):
            tasks.finish(image.pk)
        tasks.finish(image.pk + 1)
        image.refresh_from_db()
        assert image.complete
        assert len(files(settings)) == 1 + 2 * (4 + 2)

    def test_lost_files_are_made_anew_by_command_and_action(
        self, stored: Stored, owner: User, client_of: Client_of, client: Client, settings: Any
    ) -> None:
        image = stored()
        run_jobs()
        whole = files(settings)
        for name in ("full-800.webp", "thumb-240.jpg"):
            (Path(settings.MEDIA_ROOT) / f"images/{image.token[:2]}/{image.token}/{name}").unlink()
        call_command("make_renditions")
        assert files(settings) == whole
        (Path(settings.MEDIA_ROOT) / f"images/{image.token[:2]}/{image.token}/full-480.webp").unlink()
        client_of(owner).post(LIBRARY, {"action": "make_missing", "_selected_action": image.pk})
        assert run_jobs() == []
        assert files(settings) == whole

    def test_a_picture_that_became_another_meanwhile_is_left_alone(
        self, stored: Stored, owner: User, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        slow = stored()
        with django_capture_on_commit_callbacks(execute=True):
            Image.objects.get().replace(read_upload(colour_file("blue", (300, 200))), owner)
        before = files(settings)
        with pytest.raises(OvertakenError):
            slow.make_missing()
        assert files(settings) == before
        assert Image.objects.get().renditions["full"] == [[300, 200]]


class TestLibrary:
    def shown(self, client: Client, **query: str) -> set[str]:
        return {image.alt for image in client.get(LIBRARY, query).context["cl"].result_list}

    def test_pictures_are_found_by_words_tags_and_file_names(
        self, stored: Stored, owner: User, client_of: Client_of
    ) -> None:
        sea = stored("blue", alt="大海", credit="新华社", file_name="DSC_0042.JPG")
        stored("red", alt="高山")
        sea.tags.add(ImageTag.objects.called("夏天"))
        for query in ("大海", "新华", "dsc_0042", "夏天", "夏 海", sea.token):
            assert self.shown(client_of(owner), q=query) == {"大海"}, query
        assert self.shown(client_of(owner), q="冬天") == set()

    def test_filters(self, make_article: Make, stored: Stored, owner: User, client_of: Client_of) -> None:
        used, own, bare = stored("red", alt="用着"), stored("blue", alt="自己的", user=owner), stored("white")
        make_article(cover=used)
        tag = ImageTag.objects.called("夏天")
        own.tags.add(tag)
        client = client_of(owner)
        assert self.shown(client, words="missing") == {bare.alt}
        assert self.shown(client, use="yes") == {"用着"}
        assert self.shown(client, use="no") == {"自己的", ""}
        assert self.shown(client, tag=str(tag.pk)) == {"自己的"}
        assert self.shown(client, by=str(owner.pk)) == {"自己的"}
        page = client.get(LIBRARY)
        [(_value, label)] = page.context["cl"].filter_specs[0].lookup_choices
        assert "1" in label
        assert {image.number_of_uses for image in page.context["cl"].result_list} == {0, 1}

    @pytest.mark.parametrize(
        "query", ["tag=x", "by=99999999999999", "use=%27", "p=99999", "q=%25_%5C", "created_at__gte=x"]
    )
    def test_odd_questions_get_an_answer(self, stored: Stored, owner: User, client_of: Client_of, query: str) -> None:
        stored()
        assert client_of(owner).get(f"{LIBRARY}?{query}", follow=True).status_code == 200

    def test_tags_are_given_to_many_and_taken(self, stored: Stored, owner: User, client_of: Client_of) -> None:
        keys = [stored(colour).pk for colour in ("red", "blue")]
        client, data = client_of(owner), {"_selected_action": keys, "tag": " 夏天 "}
        client.post(LIBRARY, data | {"action": "add_tag"})
        assert set(ImageTag.objects.get(name="夏天").images.values_list("pk", flat=True)) == set(keys)
        client.post(LIBRARY, data | {"action": "remove_tag"})
        assert not ImageTag.objects.get().images.exists()
        for wrong in ("", "a\0b", "长" * 61):
            assert client.post(LIBRARY, data | {"action": "add_tag", "tag": wrong}, follow=True).status_code == 200
        assert ImageTag.objects.count() == 1

    def test_more_pictures_cost_no_more_queries_and_none_counts_all(
        self, make_article: Make, stored: Stored, owner: User, client_of: Client_of
    ) -> None:
        client, counts = client_of(owner), []
        for colours in (("red",), ("blue", "white", "green", "black")):
            for colour in colours:
                make_article(cover=stored(colour))
            with CaptureQueriesContext(connection) as captured:
                client.get(LIBRARY)
            counts.append(len(captured))
            assert not [
                q["sql"]
                for q in captured
                if "COUNT(*)" in q["sql"] and '"articles_image"' in q["sql"] and "LIMIT" not in q["sql"]
            ]
        assert counts[0] == counts[1]

    def test_the_page_of_a_picture_that_is_not_there(self, owner: User, client_of: Client_of) -> None:
        for key in ("999999", "x", "9" * 30):
            response = client_of(owner).get(f"{LIBRARY}{key}/change/")
            assert response.status_code in {302, 404}

    def test_words_do_not_undo_what_a_job_did_meanwhile(
        self, stored: Stored, owner: User, client_of: Client_of
    ) -> None:
        image = stored()
        run_jobs()
        image.alt = "新的"
        image.save_words()
        image.refresh_from_db()
        assert (image.alt, image.complete) == ("新的", True)


class TestUploads:
    def test_many_files_at_once_lead_to_the_form_for_their_words(
        self, owner: User, client_of: Client_of, make_article: Make
    ) -> None:
        client = client_of(owner)
        chosen = [colour_file("red"), SimpleUploadedFile("坏.jpg", b"x"), colour_file("blue", name="b.png")]
        response = client.post(UPLOAD, {"files": chosen})
        assert response.status_code == 302
        page = client.get(response["Location"])
        images = list(Image.objects.order_by("pk"))
        assert [form.instance for form in page.context["forms"]] == images
        assert any("坏.jpg" in str(message) for message in page.context["messages"])
        assert [image.file_name for image in images] == ["colour.jpg", "b.png"]
        make_article(body=f"![]({images[0].markdown_address})")
        data = {f"picture-{image.pk}-alt": f"第{number}张" for number, image in enumerate(images, 1)} | {"tag": "夏天"}
        data |= {f"picture-{images[0].pk}-credit": "新华社"}
        assert client.post(response["Location"], data).status_code == 302
        assert list(Image.objects.order_by("pk").values_list("alt", "credit")) == [("第1张", "新华社"), ("第2张", "")]
        assert ImageTag.objects.get(name="夏天").images.count() == 2
        assert run_jobs() == []
        assert 'alt="第1张"' in Article.objects.get().body_html

    def test_words_that_are_too_long_are_kept_in_the_form(
        self, stored: Stored, owner: User, client_of: Client_of
    ) -> None:
        image, other = stored(), stored("blue")
        data = {f"picture-{image.pk}-alt": "长" * 301, f"picture-{other.pk}-alt": "好"}
        response = client_of(owner).post(f"{WORDS}?pictures={image.pk},{other.pk}", data)
        assert response.status_code == 200
        assert "长" * 301 in response.content.decode()
        assert not Image.objects.exclude(alt="").exists()

    def test_a_script_gets_an_answer_for_each_file(
        self, owner: User, client_of: Client_of, settings: Any, tmp_path: Path
    ) -> None:
        client, json = client_of(owner), {"Accept": "application/json"}

        def send(**data: Any) -> Any:
            return client.post(UPLOAD, data, headers=json)

        one = send(files=colour_file("red"))
        assert one.json() | {"thumb": ""} == {
            "key": Image.objects.get().pk,
            "is_new": True,
            "address": page_of(Image.objects.get()),
            "thumb": "",
            "width": 240,
            "height": 168,
        }
        again = send(files=colour_file("red", name="other.jpg"))
        assert (again.json()["is_new"], again.json()["key"]) == (False, one.json()["key"])
        for data in ({}, {"files": "text"}, {"files": SimpleUploadedFile("p.svg", b"<svg/>")}):
            assert send(**data).status_code == 400
        block(settings, tmp_path)
        assert send(files=colour_file("blue")).status_code == 507
        assert Image.objects.count() == 1

    def test_a_duplicate_leads_to_the_picture_that_is_there_and_changes_nothing(
        self, stored: Stored, owner: User, client_of: Client_of
    ) -> None:
        image = stored(alt="原来的")
        data = {"file": colour_file("red"), "alt": "新的", "credit": ""}
        response = client_of(owner).post(f"{LIBRARY}add/", data, follow=True)
        assert response.redirect_chain[-1][0] == page_of(image)
        assert [message.level_tag for message in response.context["messages"]] == ["warning"]
        response = client_of(owner).post(UPLOAD, {"files": colour_file("red")}, follow=True)
        assert any(page_of(image) in str(message) for message in response.context["messages"])
        assert [one.alt for one in Image.objects.all()] == ["原来的"]

    def test_strangers_and_those_without_permission_are_refused(
        self, stored: Stored, writer: User, moderator: User, client_of: Client_of
    ) -> None:
        image = stored()
        for client, status in ((Client(), 302), (client_of(moderator), 403), (client_of(writer), 403)):
            for address in (UPLOAD, f"{WORDS}?pictures={image.pk}"):
                assert client.get(address).status_code == status
                assert client.post(address, {"files": colour_file("blue")}).status_code == status
        assert Image.objects.count() == 1

    def test_who_may_only_add_says_what_the_own_pictures_show(
        self, stored: Stored, writer: User, client_of: Client_of
    ) -> None:
        writer.user_permissions.add(Permission.objects.get(codename="add_image"))
        own, other = stored(user=writer), stored("blue")
        page = client_of(writer).get(f"{WORDS}?pictures={own.pk},{other.pk}")
        assert [form.instance for form in page.context["forms"]] == [own]
        assert client_of(writer).get(f"{WORDS}?pictures={other.pk}").status_code == 404

    @pytest.mark.parametrize("query", ["", "?pictures=", "?pictures=x,-1", "?pictures=999999", f"?pictures={'9' * 40}"])
    def test_words_of_no_picture(self, owner: User, client_of: Client_of, query: str) -> None:
        assert client_of(owner).get(WORDS + query).status_code == 404
