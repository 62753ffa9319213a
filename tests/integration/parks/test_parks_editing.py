"""What the bureau changes on layouts and parks: allowed to few, written down, never overwriting unseen."""

import re

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core.audit import AuditEntry
from app.extensions import db
from app.loading import load_bundled_plans
from app.parks import queries
from app.parks.models import Layout, LayoutNode, Park, ParkCheck, ParkTarget
from app.plans.models import Plan, Sector

LAYOUT = "lay-ntit-126"


def text(response) -> str:
    return response.get_data(as_text=True)


def get(app, model, code):
    with app.app_context():
        return db.session.scalars(sa.select(model).where(model.code == code)).one()


def order(app, layout=LAYOUT) -> list[str]:
    with app.app_context():
        statement = (
            sa.select(Park.code)
            .join(LayoutNode, LayoutNode.park_id == Park.id)
            .join(Layout)
            .where(Layout.code == layout)
            .order_by(LayoutNode.position)
        )
        return list(db.session.scalars(statement))


def node_of(app, code) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(LayoutNode.id).join(Park).where(Park.code == code))


def trail(app) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))


def version(app, code=LAYOUT) -> str:
    return str(get(app, Layout, code).version)


def sector(app, code="sec-software") -> str:
    with app.app_context():
        return str(db.session.scalar(sa.select(Sector.id).where(Sector.code == code)))


def new_park(app, **changes) -> dict[str, str]:
    facts = {"name": "通州数控基地", "short_name": "通州", "place1": "通州", "kind": "base", "sectors": sector(app)}
    return facts | changes


def park_form(client, code) -> dict[str, object]:
    """What a browser would send back unchanged."""
    page = text(client.get(f"/parks/{code}/edit"))
    form = page[page.index('<form class="form"') :]
    fields: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrf_token":
            fields[name[1]] = value[1] if value else ""
    fields["role"] = re.search(r"<textarea[^>]*>([^<]*)", form)[1].strip() if "<textarea" in form else ""
    chosen = re.findall(r'<option selected value="(\d+)"', form)
    return fields | ({"sectors": chosen} if chosen else {})


def test_a_plan_with_a_layout_and_parks_comes_from_the_screen(app, as_role):
    bureau = as_role(Role.BUREAU_MANAGER, cities=["NT"])
    with app.app_context():
        city = db.session.scalar(sa.select(Park.city_id).where(Park.code == "lay-ntit-core"))
    plan = {
        "title": "南通市低空经济行动方案",
        "short_title": "低空经济方案",
        "city_id": city,
        "period_start": "2026",
        "period_end": "2030年",
        "layout_name": "1+3",
        "shape": "star",
        "section": "三",
    }
    made = bureau.send("/parks/new-plan", plan)
    assert made.status_code == 302
    there = made.location
    code = there.rsplit("/", 1)[1]
    assert "还没有园区" in text(bureau.get(there))
    for number in range(3):
        facts = new_park(app, name=f"低空园{number}", short_name=f"园{number}", kind="district" if number else "core")
        assert bureau.send(f"{there}/add", facts).status_code == 302
    page = text(bureau.get(f"/parks/?plan={get(app, Plan, code.removeprefix('lay-')).code}"))
    assert "低空园2" in page
    assert {"plan.created", "layout.created", "park.created"} <= set(trail(app))
    assert bureau.get(f"/parks/{code}-x1").status_code == 200


def test_a_park_added_to_a_plan_that_named_none_turns_it_into_tiles(app, as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    facts = new_park(app, kind="characteristic_park")
    assert bureau.send("/parks/layouts/lay-ntfu-parks/add", facts).status_code == 302
    page = text(bureau.get("/parks/?plan=nantong-future-2024"))
    assert "tile-grid" in page
    assert "通州数控基地" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "请填写园区名称"),
        ({"name": "长" * 201}, "最多 200 个字"),
        ({"short_name": "一二三四五六七八九"}, "最多 8 个字"),
        ({"name": "南通中央创新区"}, "本市已有同名的园区"),
        ({"kind": "core"}, "只有一个核心区"),
        ({"kind": "district"}, "请选择列表中的一项"),
        ({"kind": ""}, "请选择"),
        ({"sectors": ""}, "请选择列表中的一项"),
        ({"sectors": "99999999"}, "请选择列表中的一项"),
        ({"place1": ""}, "请填写所在地"),
        ({"place2": "通州"}, "不能相同"),
        ({"focus": "词" * 31}, "过长"),
    ],
)
def test_a_bad_park_is_refused_at_its_field_and_nothing_is_written(app, as_role, changes, said):
    before = order(app)
    response = as_role(Role.BUREAU_MANAGER).send(f"/parks/layouts/{LAYOUT}/add", new_park(app, **changes))
    assert response.status_code == 422
    assert said in text(response)
    assert order(app) == before


def test_rare_characters_in_a_name_are_kept(app, as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    assert bureau.send(f"/parks/layouts/{LAYOUT}/add", new_park(app, name="㐂𠮷🏭基地")).status_code == 302
    assert "㐂𠮷🏭基地" in text(bureau.get(f"/parks/layouts/{LAYOUT}"))


def test_a_park_added_twice_by_a_double_click_is_there_once(app, as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    facts = new_park(app, once="m" * 24)
    first, second = (bureau.send(f"/parks/layouts/{LAYOUT}/add", facts) for _ in range(2))
    assert (first.status_code, second.status_code, second.location) == (302, 302, first.location)
    assert len(order(app)) == 10


def test_order_changes_by_button_and_is_drawn_so(app, as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    node = node_of(app, "lay-ntit-base-2")
    bureau.send(f"/parks/layouts/{LAYOUT}/nodes/{node}", {"move": "up", "version": version(app)})
    assert order(app)[3:5] == ["lay-ntit-base-2", "lay-ntit-base-1"]
    assert "layout.reordered" in trail(app)
    page = text(bureau.get("/parks/?plan=nantong-it-2018"))
    assert page.index("港闸通信技术") < page.index("崇川智能软件")


def test_order_changes_by_drag(app, as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    codes = order(app)
    wanted = [codes[0], codes[2], codes[1], *codes[3:]]
    nodes = [node_of(app, code) for code in wanted]
    assert bureau.send(f"/parks/layouts/{LAYOUT}/order", {"node": nodes, "version": version(app)}).status_code == 302
    assert order(app) == wanted


@pytest.mark.parametrize("nodes", [[], ["1"], ["x"], ["-1"], ["9" * 30]])
def test_an_order_that_names_other_nodes_changes_nothing(app, as_role, nodes):
    before = order(app)
    answer = as_role(Role.BUREAU_MANAGER).send(
        f"/parks/layouts/{LAYOUT}/order", {"node": nodes, "version": version(app)}
    )
    assert answer.status_code in {409, 422}
    assert order(app) == before


def test_a_stale_layout_page_changes_nothing(app, as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    old, before = version(app), order(app)
    node = node_of(app, "lay-ntit-base-2")
    bureau.send(f"/parks/layouts/{LAYOUT}/nodes/{node}", {"move": "down", "version": old})
    after = order(app)
    assert after != before
    assert bureau.send(f"/parks/layouts/{LAYOUT}/nodes/{node}", {"move": "down", "version": old}).status_code == 409
    assert order(app) == after


def test_a_park_moves_to_another_kind(app, as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    node = node_of(app, "lay-ntit-base-6")
    bureau.send(f"/parks/layouts/{LAYOUT}/nodes/{node}", {"kind": "zone", "version": version(app)})
    page = text(bureau.get("/parks/?plan=nantong-it-2018"))
    assert "三区" in page
    assert "五基地" in page
    assert "layout.kind_changed" in trail(app)


def test_two_cores_are_refused_with_a_sentence(app, as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    node = node_of(app, "lay-ntit-base-6")
    answer = bureau.send(
        f"/parks/layouts/{LAYOUT}/nodes/{node}", {"kind": "core", "version": version(app)}, follow_redirects=True
    )
    assert "只有一个核心区" in text(answer)


def test_a_retired_park_keeps_its_page_and_leaves_picture_picker_and_search(app, as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    assert bureau.send("/parks/lay-ntit-base-6/retire").status_code == 302
    page = text(bureau.get("/parks/?plan=nantong-it-2018"))
    assert "五基地" in page
    assert "已停用" in page
    assert "停用" in text(bureau.get("/parks/lay-ntit-base-6"))
    with app.app_context():
        assert "lay-ntit-base-6" not in {park.code for park in queries.list_visible(bureau.actor)}
        assert queries.search_parks("新能源智能化", to=bureau.actor) == []
        load_bundled_plans()
        assert get(app, Park, "lay-ntit-base-6").retired_at is not None
    assert bureau.send("/parks/lay-ntit-base-6/retire").status_code == 422
    assert bureau.send("/parks/lay-ntit-base-6/bring-back").status_code == 302
    with app.app_context():
        assert [park.code for park in queries.search_parks("新能源智能化", to=bureau.actor)] == ["lay-ntit-base-6"]
    assert {"park.retired", "park.brought_back"} <= set(trail(app))


def test_editing_a_park_is_kept_when_the_file_is_loaded_again(app, as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    fields = park_form(bureau, "lay-ntit-base-4")
    assert (
        bureau.send(
            "/parks/lay-ntit-base-4/edit", fields | {"name": "如皋智能网联汽车基地", "place2": "海安"}
        ).status_code
        == 302
    )
    with app.app_context():
        load_bundled_plans()
        park = db.session.scalars(sa.select(Park).where(Park.code == "lay-ntit-base-4")).one()
        assert (park.name, park.places, park.edited) == ("如皋智能网联汽车基地", ["如皋", "海安"], True)
        assert [found.code for found in queries.search_parks("智能网联", to=bureau.actor)][:1] == ["lay-ntit-base-4"]
    assert "park.edited" in trail(app)


def test_saving_an_unchanged_park_writes_nothing(app, as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    fields, before = park_form(bureau, "lay-ntit-base-4"), trail(app)
    assert bureau.send("/parks/lay-ntit-base-4/edit", fields).status_code == 302
    assert trail(app) == before
    assert get(app, Park, "lay-ntit-base-4").edited is False


def test_who_saves_second_sees_both_versions_and_overwrites_nothing(app, as_role):
    first, second = as_role(Role.BUREAU_MANAGER), as_role(Role.BUREAU_MANAGER)
    fields = park_form(first, "lay-ntit-base-4")
    assert first.send("/parks/lay-ntit-base-4/edit", fields | {"role": "先存的定位"}).status_code == 302
    answer = second.send("/parks/lay-ntit-base-4/edit", fields | {"role": "后存的定位"})
    assert answer.status_code == 409
    assert "先存的定位" in text(answer)
    assert "后存的定位" in text(answer)
    assert get(app, Park, "lay-ntit-base-4").role == "先存的定位"


def test_a_park_manager_changes_the_contact_and_nothing_else(app, as_role):
    manager = as_role(Role.PARK_MANAGER, parks=["lay-ntit-zone-2"])
    fields = park_form(manager, "lay-ntit-zone-2")
    assert "name" not in fields
    answer = manager.send(
        "/parks/lay-ntit-zone-2/edit",
        fields | {"contact_name": "陈一", "contact_phone": "0513-8512 0000", "name": "改名"},
    )
    assert answer.status_code == 302
    park = get(app, Park, "lay-ntit-zone-2")
    assert (park.contact_name, park.contact_phone) == ("陈一", "0513-8512 0000")
    assert "改名" not in park.name
    assert "陈一" in text(manager.get("/parks/lay-ntit-zone-2"))
    assert "park.contact_changed" in trail(app)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"contact_phone": "请打我"}, "电话只能包含数字"),
        ({"contact_email": "nobody"}, "邮箱格式不对"),
        ({"contact_name": "名" * 41}, "最多 40 个字"),
    ],
)
def test_a_bad_contact_is_refused_and_what_was_typed_stays(as_role, changes, said):
    manager = as_role(Role.PARK_MANAGER, parks=["lay-ntit-zone-2"])
    answer = manager.send("/parks/lay-ntit-zone-2/edit", park_form(manager, "lay-ntit-zone-2") | changes)
    assert answer.status_code == 422
    assert said in text(answer)
    assert next(iter(changes.values())) in text(answer)


def test_yearly_targets_are_set_shown_and_taken_away(app, as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    page = "/parks/lay-ntit-zone-2/targets/2026"
    assert bureau.send(page, {"signed": "12", "landed": "8"}).status_code == 302
    assert "/ 12" in text(bureau.get("/parks/lay-ntit-zone-2"))
    seen = {"seen_signed": "12", "seen_landed": "8"}
    assert bureau.send(page, {"signed": "", "landed": "9"} | seen).status_code == 302
    with app.app_context():
        rows = db.session.execute(sa.select(ParkTarget.metric, ParkTarget.value)).all()
    assert [(str(metric), value) for metric, value in rows] == [("landed", 9)]
    assert trail(app).count("park.targets_set") == 2


@pytest.mark.parametrize("typed", ["-1", "1.5", "很多", "99999999999"])
def test_a_target_that_is_no_count_is_refused(app, as_role, typed):
    answer = as_role(Role.BUREAU_MANAGER).send("/parks/lay-ntit-zone-2/targets/2026", {"signed": typed, "landed": ""})
    assert answer.status_code == 422
    assert typed in text(answer)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ParkTarget)) == 0


def test_targets_set_by_another_meanwhile_are_not_overwritten(app, as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    page = "/parks/lay-ntit-zone-2/targets/2026"
    bureau.send(page, {"signed": "12", "landed": "8"})
    answer = bureau.send(page, {"signed": "20", "landed": "8", "seen_signed": "", "seen_landed": ""})
    assert answer.status_code == 409
    with app.app_context():
        assert db.session.scalar(sa.select(ParkTarget.value).where(ParkTarget.metric == "signed")) == 12


@pytest.mark.parametrize("year", ["1999", "2100", "abc", "99999999999999999999"])
def test_years_beyond_use_are_not_found(as_role, year):
    assert as_role(Role.BUREAU_MANAGER).get(f"/parks/lay-ntit-zone-2/targets/{year}").status_code == 404


def check_of(app, code) -> int:
    with app.app_context():
        return db.session.scalars(
            sa.select(ParkCheck.id).join(Park, Park.id == ParkCheck.park_id).where(Park.code == code)
        ).first()


def test_a_checklist_item_is_ticked_with_evidence_and_day(app, as_role):
    manager = as_role(Role.PARK_MANAGER, parks=["lay-ntit-zone-2"])
    page = f"/parks/lay-ntit-zone-2/checks/{check_of(app, 'lay-ntit-zone-2')}"
    facts = {"done": "y", "evidence": "园区批复 3 号", "done_on": "2026.3.15", "seen": "0||"}
    assert manager.send(page, facts | {"evidence": ""}).status_code == 422
    assert manager.send(page, facts | {"done_on": "2099-01-01"}).status_code == 422
    assert manager.send(page, facts | {"done_on": "2026-02-30"}).status_code == 422
    assert manager.send(page, facts).status_code == 302
    shown = text(manager.get("/parks/lay-ntit-zone-2"))
    assert "园区批复 3 号" in shown
    assert "1 / 6" in shown
    assert manager.send(page, facts | {"evidence": "另一份"}).status_code == 409
    assert "park.check_changed" in trail(app)


@pytest.mark.parametrize(
    ("role", "facts"),
    [
        (Role.OFFICER, {"parks": ["lay-ntit-zone-2"]}),
        (Role.PARK_MANAGER, {"parks": ["lay-ntit-zone-1"]}),
        (Role.REVIEWER, {}),
        (Role.LEADER, {}),
        (Role.DEPARTMENT_REVIEWER, {}),
    ],
)
def test_others_may_change_nothing(app, as_role, role, facts):
    client, before = as_role(role, **facts), trail(app)
    check, node = check_of(app, "lay-ntit-zone-2"), node_of(app, "lay-ntit-base-2")
    for url in (
        "/parks/lay-ntit-zone-2/edit",
        "/parks/lay-ntit-zone-2/retire",
        "/parks/lay-ntit-zone-2/bring-back",
        "/parks/lay-ntit-zone-2/targets/2026",
        f"/parks/lay-ntit-zone-2/checks/{check}",
        f"/parks/layouts/{LAYOUT}",
        f"/parks/layouts/{LAYOUT}/add",
        f"/parks/layouts/{LAYOUT}/order",
        f"/parks/layouts/{LAYOUT}/nodes/{node}",
        "/parks/new-plan",
    ):
        assert client.send(url, {"move": "up", "version": version(app)}).status_code == 403, url
    assert trail(app) == before


def test_another_citys_bureau_finds_nothing_to_change(app, as_role):
    tianjin = as_role(Role.BUREAU_MANAGER, cities=["TJ"])
    for url in (
        "/parks/lay-ntit-zone-2/retire",
        "/parks/lay-ntit-zone-2/edit",
        f"/parks/layouts/{LAYOUT}",
        f"/parks/layouts/{LAYOUT}/add",
    ):
        assert tianjin.send(url, {}).status_code == 404, url


def test_a_check_of_another_park_is_not_found(app, as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    assert bureau.get(f"/parks/lay-ntit-zone-1/checks/{check_of(app, 'lay-ntit-zone-2')}").status_code == 404
    assert bureau.get("/parks/lay-ntit-zone-1/checks/99999999999").status_code == 404


def test_a_form_without_its_token_is_refused(app, as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    assert bureau.post("/parks/lay-ntit-zone-2/retire").status_code == 400
    assert get(app, Park, "lay-ntit-zone-2").retired_at is None
