"""Pictures are used, replaced at their addresses, and deleted only when nobody needs them."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone
from PIL import Image as Pillow

from articles.images import tasks
from articles.images.uploads import read_upload
from articles.models import Article, AutoDraft, Image, ImageUse, PlannedChange
from articles.models.image_files import OvertakenError
from articles.rebuilding import rebuild
from tests.mailing import run_jobs
from tests.pictures import LIBRARY, Stored, block, colour_at, colour_file, files, page_of, words_of

Client_of = Callable[[User], Client]
Make = Callable[..., Article]


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

    def test_who_may_not_publish_changes_no_picture_that_readers_see(
        self, make_article: Make, stored: Stored, owner: User, writer: User, client_of: Client_of
    ) -> None:
        writer.user_permissions.add(Permission.objects.get(codename="change_image"))
        image, client = stored(), client_of(writer)
        article = make_article(body=f"![]({image.markdown_address})", status=Article.Status.DRAFT)
        client.post(page_of(image), words_of(image, replacement=colour_file("blue")))
        image.refresh_from_db()
        former = image.former_files.get()
        article.publish(by=owner)
        for changed in (
            {"replacement": colour_file("white")},
            {"restore": former.pk},
            {"focal_x": "0.1"},
        ):
            response = client.post(page_of(image), words_of(image, alt="大海", **changed))
            assert list(response.context["adminform"].form.errors) == list(changed)
            assert 'value="大海"' in response.content.decode()
        with pytest.raises(PermissionDenied):
            image.replace(read_upload(colour_file("white")), writer)
        assert Image.objects.get().version == 2
        client.post(page_of(image), words_of(image, alt="大海"))
        assert Image.objects.get().alt == "大海"

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
