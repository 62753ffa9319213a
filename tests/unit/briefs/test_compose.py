from app.briefs.blocks import Column, Draft, Figure, Group, Lead, Row, Table
from app.briefs.chapters import drafts
from app.briefs.compose import compose
from tests.factories.brief_views import rich_brief, sparse_brief


def starts(chapters, *, contact):
    return [place.starts_page for place in compose(chapters, foot=128 if contact else 0)]


def draft(height: float) -> Draft:
    return Draft(title="章", blocks=(Lead(text="一句话。"), Figure(title="图", drawing="", height=height)))


def test_full_chapters_get_a_page_each():
    assert starts([draft(480), draft(500), draft(470)], contact=False) == [True, True, True]


def test_short_chapters_share_a_page():
    assert starts([draft(30), draft(30), draft(20)], contact=True) == [True, False, False]


def test_a_chapter_that_leaves_a_thin_page_is_followed_on_it():
    columns = (Column(head="甲", width=50), Column(head="乙", width=50))
    rows = tuple(Row(cells=("一", "二")) for _ in range(38))
    long = Draft(
        title="长", blocks=(Lead(text="一句话。"), Table(title="表", columns=columns, groups=(Group(rows=rows),)))
    )
    assert starts([long, draft(300)], contact=False) == [True, False]


def test_the_first_chapter_always_begins_a_page():
    assert starts([draft(10)], contact=True) == [True]


def test_empty_sections_make_no_chapter():
    titles = [chapter.title for chapter in drafts(sparse_brief())]
    assert titles == ["主张与五个数", "定位与产业方向", "规划目标", "任务与政策", "项目进展", "资料来源与联系"]
    assert len(drafts(rich_brief())) == 7


def test_a_chapter_that_misses_its_page_by_a_little_is_set_tight():
    places = compose([draft(300), draft(560), draft(300)])
    assert [place.tight for place in places] == [False, False, False]
    columns = (Column(head="甲", width=50), Column(head="乙", width=50))
    table = Table(title="表", columns=columns, groups=(Group(rows=tuple(Row(cells=("一", "二")) for _ in range(12))),))
    almost = Draft(title="章", blocks=(Lead(text="一句话。"), table, Figure(title="图", drawing="", height=305)))
    places = compose([almost, draft(560)])
    assert [place.tight for place in places] == [True, False]
