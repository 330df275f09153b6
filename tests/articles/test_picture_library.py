"""The library of pictures: found, tagged, uploaded by the dozen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Image, ImageTag
from tests.mailing import run_jobs
from tests.pictures import LIBRARY, Stored, block, colour_file, page_of

Client_of = Callable[[User], Client]
UPLOAD, WORDS = f"{LIBRARY}upload/", f"{LIBRARY}words/"
Make = Callable[..., Article]


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
        for number in range(2):
            make_article(slug=f"uses-it-{number}", cover=used)
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
        assert {image.number_of_uses for image in page.context["cl"].result_list} == {0, 2}
        assert "使用2次" in page.content.decode()

    @pytest.mark.parametrize(
        "query", ["tag=x", "by=99999999999999", "use=%27", "p=99999", "q=%25_%5C", "created_at__gte=x"]
    )
    def test_odd_questions_get_an_answer(self, stored: Stored, owner: User, client_of: Client_of, query: str) -> None:
        stored()
        assert client_of(owner).get(f"{LIBRARY}?{query}", follow=True).status_code == 200

    def test_a_year_beyond_the_calendar_is_refused(self, owner: User, client_of: Client_of) -> None:
        assert client_of(owner).get(f"{LIBRARY}?created_at__year=0").status_code == 400

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

    def test_the_page_says_in_its_language_what_becomes_of_a_file(self, owner: User, client_of: Client_of) -> None:
        page = client_of(owner).get(UPLOAD).content.decode()
        assert 'data-waiting="等待上传" data-done="已上传"' in page

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

    def test_without_any_picture_the_library_is_the_way_on(self, owner: User, client_of: Client_of) -> None:
        assert client_of(owner).get(WORDS)["Location"] == "/admin/articles/image/"

    @pytest.mark.parametrize("query", ["?pictures=", "?pictures=x,-1", "?pictures=999999", f"?pictures={'9' * 40}"])
    def test_words_of_no_picture(self, owner: User, client_of: Client_of, query: str) -> None:
        assert client_of(owner).get(WORDS + query).status_code == 404
