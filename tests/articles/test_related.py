"""Related articles: chosen, ordered, shown from both ends, suggested, and never a draft for readers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.history import snapshot
from articles.models import Article, RelatedLink
from articles.related import related_to
from tests.articles.test_admin import change_address, form_of

Make = Callable[..., Article]
Client_of = Callable[[User], Client]
Kind = RelatedLink.Kind


def link(source: Article, target: Article, kind: str = "see-also", **fields: Any) -> RelatedLink:
    return RelatedLink.objects.create(source=source, target=target, kind=kind, **fields)


def shown(client: Client, article: Article) -> list[tuple[str, str]]:
    """Titles and relations of what readers see below an article, without what only likeness speaks for."""
    related = client.get(article.get_absolute_url()).context["related"]
    return [(one.title, one.relation) for one in related if one.relation]


class TestReaders:
    @pytest.mark.parametrize(
        ("kind", "inverse"),
        [
            (Kind.BACKGROUND, Kind.FOLLOW_UP.label),
            (Kind.FOLLOW_UP, Kind.BACKGROUND.label),
            (Kind.SEE_ALSO, Kind.SEE_ALSO.label),
            (Kind.CORRECTION, Kind.CORRECTION.inverse_label),
        ],
    )
    def test_a_relation_has_a_label_at_both_ends(
        self, make_article: Make, client: Client, kind: Any, inverse: Any
    ) -> None:
        one, two = make_article("甲"), make_article("乙")
        link(one, two, kind)
        assert shown(client, one) == [("乙", kind.label)]
        assert shown(client, two) == [("甲", inverse)]
        assert f'<span class="related-kind">{kind.label}</span>' in client.get(one.get_absolute_url()).content.decode()

    def test_a_backlink_can_be_switched_off(self, make_article: Make, client: Client) -> None:
        one, two = make_article("甲"), make_article("乙")
        link(one, two, shows_backlink=False)
        assert shown(client, two) == []
        assert shown(client, one)

    def test_own_links_come_before_backlinks_and_these_before_guesses(self, make_article: Make, site: Any) -> None:
        article = make_article("中心", tags=("甲",))
        alike, back, second, first = (make_article(name, tags=("甲",)) for name in ("像的", "回链", "二", "一"))
        link(article, first, position=0)
        link(article, second, position=1)
        link(back, article)
        found = related_to(article, 4)
        assert list(found) == [first, second, back, alike]
        assert [one.origin for one in found] == ["chosen", "chosen", "backlink", "likeness"]  # type: ignore[attr-defined]

    def test_an_article_that_is_linked_both_ways_stands_there_once(self, make_article: Make, client: Client) -> None:
        one, two = make_article("甲"), make_article("乙")
        link(one, two, Kind.BACKGROUND)
        link(two, one, Kind.SEE_ALSO)
        assert shown(client, one) == [("乙", Kind.BACKGROUND.label)]

    @pytest.mark.parametrize("state", ["draft", "in-review", "withdrawn"])
    def test_what_is_not_public_vanishes_at_both_ends_and_comes_back(
        self, make_article: Make, client: Client, state: str
    ) -> None:
        one, two, three = make_article("甲"), make_article("乙的秘密", status=state), make_article("丙")
        link(one, two)
        link(two, three)
        for article in (one, three):
            assert "乙的秘密" not in client.get(article.get_absolute_url()).content.decode()
        two.publish()
        assert shown(client, one)
        assert shown(client, three)


class TestDesk:
    def row(self, number: int, target: Article, **fields: Any) -> dict[str, str]:
        values = {"target": target.pk, "position": number, "kind": "background", "shows_backlink": "on"} | fields
        return {f"related_links-{number}-{name}": str(value) for name, value in values.items()}

    def test_rows_are_saved_in_their_order(self, make_article: Make, owner: User, client_of: Client_of) -> None:
        article, one, two = make_article(), make_article("甲"), make_article("乙", status="draft")
        rows = self.row(0, one, position=1) | self.row(1, two, position=0, kind="correction")
        form = form_of(article, **rows, **{"related_links-TOTAL_FORMS": "2"})
        assert client_of(owner).post(change_address(article), form).status_code == 302
        assert list(article.related_links.values_list("target", "kind")) == [
            (two.pk, "correction"),
            (one.pk, "background"),
        ]
        page = client_of(owner).get(change_address(article)).content.decode()
        assert page.index(f'value="{two.pk}"') < page.index(f'value="{one.pk}"')

    def test_a_new_row_that_was_taken_out_again_is_no_mistake(
        self, make_article: Make, owner: User, client_of: Client_of
    ) -> None:
        article = make_article()
        rows = self.row(0, make_article(), DELETE="on") | self.row(1, make_article())
        form = form_of(article, **rows, **{"related_links-TOTAL_FORMS": "2"})
        assert client_of(owner).post(change_address(article), form).status_code == 302
        assert article.related_links.count() == 1

    def test_the_same_twice_is_refused_and_stays_in_the_form(
        self, make_article: Make, owner: User, client_of: Client_of
    ) -> None:
        article, one = make_article(), make_article("甲")
        rows = self.row(0, one) | self.row(1, one)
        form = form_of(article, body="不能丢", **rows, **{"related_links-TOTAL_FORMS": "2"})
        response = client_of(owner).post(change_address(article), form)
        assert response.status_code == 200
        assert "不能丢" in response.content.decode()
        assert not article.related_links.exists()

    def test_titles_lead_to_drafts_too_and_never_to_the_bin(
        self, make_article: Make, owner: User, client_of: Client_of
    ) -> None:
        make_article("量子草稿", status="draft")
        make_article("量子旧文").move_to_bin()
        found = client_of(owner).get("/admin/desk/titles/", {"q": "量子"}).json()["articles"]
        assert [one["title"] for one in found] == ["量子草稿"]
        assert found[0]["label"]

    def test_what_links_here_is_shown_and_can_be_switched_off(
        self, make_article: Make, owner: User, client_of: Client_of, client: Client
    ) -> None:
        one, two = make_article("甲"), make_article("乙")
        found = link(one, two)
        address = f"/admin/articles/article/{two.pk}/backlink/{found.pk}/"
        staff = client_of(owner)
        assert address in staff.get(change_address(two)).content.decode()
        staff.post(address)
        assert shown(client, two) == []
        staff.post(address)
        assert shown(client, two)
        assert staff.post(f"/admin/articles/article/{one.pk}/backlink/{found.pk}/").status_code == 404

    def test_suggestions_are_alike_and_not_related_yet(
        self, make_article: Make, owner: User, client_of: Client_of
    ) -> None:
        article = make_article("量子计算机", tags=("量子",), status="draft")
        alike, linked, waved = (make_article(name, tags=("量子",)) for name in ("像的", "连的", "不要的"))
        make_article("草稿", tags=("量子",), status="draft")
        link(article, linked)
        staff = client_of(owner)
        staff.post(f"/admin/articles/article/{article.pk}/dismiss/", {"dismiss": waved.pk})
        page = staff.get(change_address(article)).content.decode()
        offered = [one.pk for one in (alike, linked, waved) if f'data-related-accept data-pk="{one.pk}"' in page]
        assert offered == [alike.pk]

    def test_the_places_are_shown_for_a_list_that_is_not_saved(
        self, make_article: Make, owner: User, client_of: Client_of
    ) -> None:
        article, one, two = make_article(), make_article("甲"), make_article("乙")
        link(article, one)
        staff, address = client_of(owner), f"/admin/articles/article/{article.pk}/places/"

        def chosen(**query: Any) -> list[Article]:
            related = staff.get(address, query).context["related"]
            return [found for found in related if found.origin == "chosen"]

        assert chosen() == [one]
        assert chosen(now="1", link=[f"{two.pk}:background", f"{one.pk}:see-also"]) == [two, one]
        assert chosen(now="1") == []
        assert chosen(now="1", link=["x", "1:nonsense", f"{'9' * 30}:background"]) == []
        response = staff.get(address)
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]

    def test_only_who_may_change_the_article_changes_its_relations(
        self, make_article: Make, writer: User, moderator: User, client_of: Client_of
    ) -> None:
        article, other = make_article(), make_article()
        found = link(other, article)
        for user in (writer, moderator):
            for path in (f"backlink/{found.pk}/", "dismiss/"):
                address = f"/admin/articles/article/{article.pk}/{path}"
                assert client_of(user).post(address, {"dismiss": other.pk}).status_code == 403
        assert client_of(moderator).get(f"/admin/articles/article/{article.pk}/places/").status_code == 403

    def test_the_report_names_the_lonely_and_the_broken(
        self, make_article: Make, owner: User, moderator: User, client_of: Client_of
    ) -> None:
        alone, one, two, three = (make_article(name) for name in ("孤", "甲", "乙", "丙"))
        link(one, two)
        link(one, three)
        three.withdraw()
        abandoned, gone = make_article("丁"), make_article("戊")
        link(gone, abandoned)
        gone.withdraw()
        context = client_of(owner).get("/admin/articles/article/unrelated/").context
        assert [article.pk for article in context["alone"]] == [abandoned.pk, alone.pk]
        assert [(broken.source, broken.target) for broken in context["broken"]] == [(one, three)]
        assert client_of(moderator).get("/admin/articles/article/unrelated/").status_code == 403


def test_old_revisions_know_nothing_of_backlinks(make_article: Make) -> None:
    article, other = make_article(), make_article("乙")
    fields = snapshot.take(article) | {"related": [[other.slug, "background"]]}
    snapshot.apply(article, fields)
    assert article.related_links.get().shows_backlink
