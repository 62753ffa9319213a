"""The list, the picker of other forms, the live warning, the bin."""

from typing import Any

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.accounts.session import signed_in
from app.companies import queries, rules
from app.companies.enums import ChainPosition, Origin, TagKind
from app.companies.filters import ANY_PLAN, MOST_TEXT, BadFilter, CompanyFilter
from app.core.access import requires
from app.core.db import NAME_LENGTH
from app.core.forms import trim
from app.core.labels import Labelled
from app.core.permissions import Permission

from .blueprint import bp

MOST_TYPED = NAME_LENGTH  # a longer text is no name; the form says so when it is sent
NAME_FIELDS = ("name", "investor", "company_id", "company_name")  # as other forms call the field whose text is checked
PICKED_FIELDS = ("q", "parent", "investor", "company_id", "other")  # as other forms call the field that picks a company


@bp.get("/")
@requires(Permission.COMPANY_READ)
def index() -> ResponseReturnValue:
    """The register, filtered and sorted as the URL says; only the rows when a script asks while somebody types."""
    actor = signed_in()
    criteria = CompanyFilter.from_args(request.args)
    sort = request.args.get("sort") or queries.DEFAULT_SORT
    sectors, plans = queries.sector_choices(), queries.plan_choices(actor)
    _refuse_unknown(criteria, {sector.code for sector in sectors}, {code for code, _ in plans})
    listed = queries.list_page(criteria, to=actor, sort=sort, cursor=request.args.get("cursor"))
    state = criteria.as_args() | ({"sort": sort} if sort != queries.DEFAULT_SORT else {})

    def address(**changed: Any) -> str:
        return url_for("companies.index", **{name: value for name, value in (state | changed).items() if value})

    page = {
        "listed": listed,
        "criteria": criteria,
        "sort": sort,
        "chips": _chips(criteria, {sector.code: sector.name for sector in sectors}, dict(plans), sort),
        "clear_url": url_for("companies.index"),
        "sort_url": lambda key: address(
            sort=None if _next_sort(key, sort) == queries.DEFAULT_SORT else _next_sort(key, sort)
        ),
        "previous_url": address(cursor=listed.page.previous) if listed.page.previous else None,
        "next_url": address(cursor=listed.page.next) if listed.page.next else None,
    }
    if "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers:
        return render_template("companies/_list.html", **page), {"HX-Replace-Url": address()}
    choices = {
        "sector_pairs": [(sector.code, "　" * sector.depth + sector.name) for sector in sectors],
        "tag_pairs": _pairs(TagKind),
        "origin_pairs": _pairs(Origin),
        "position_pairs": _pairs(ChainPosition),
        "plans": plans,
    }
    return render_template("companies/index.html", **page, **choices, any_plan=ANY_PLAN)


@bp.get("/pick")
@requires(Permission.COMPANY_READ)
def pick() -> ResponseReturnValue:
    """Companies for the pickers of other forms: JSON, or options of a datalist when htmx asks."""
    typed = next((request.args[field] for field in PICKED_FIELDS if request.args.get(field)), "")
    text = str(trim(typed))[:MOST_TEXT]
    found = queries.pick(text, to=signed_in())
    if "HX-Request" in request.headers:
        return render_template("companies/_options.html", found=found)
    return jsonify([{"value": one.code, "text": one.name, "hint": one.hint} for one in found])


@bp.get("/check")
@requires(Permission.COMPANY_EDIT)
def check() -> ResponseReturnValue:
    """The live warning under a field: own matches as links, others as one neutral sentence, a doubtful code."""
    name = next((request.args[field] for field in NAME_FIELDS if field in request.args), "")
    name, uscc = str(trim(name))[:MOST_TYPED], rules.tidy_uscc(trim(request.args.get("uscc", "")))
    actor = signed_in()
    found = queries.similar(name, (uscc or "")[:MOST_TYPED], to=actor, besides=_besides())
    usable = "name" not in request.args and not uscc  # the form asks for an existing company or a new one
    merges = Permission.MERGE in actor.permissions and _besides() is not None
    return render_template(
        "companies/_check.html",
        found=found,
        warning=rules.uscc_warning(uscc),
        usable=usable,
        merge_into=request.args["besides"] if merges else "",  # the page of the merge asks whether it may be
    )


@bp.get("/bin")
@requires(Permission.COMPANY_EDIT)
def recycle_bin() -> ResponseReturnValue:
    """What was thrown away and can be taken back."""
    actor = signed_in()
    return render_template("companies/bin.html", companies=queries.removed(to=actor))


def _pairs(members: type[Labelled]) -> list[tuple[str, str]]:
    """An enum as the options of a select."""
    return [(member.value, member.label) for member in members]


def _besides() -> int | None:
    """The company that is being edited, which is of course like itself."""
    try:
        return queries.find(request.args.get("besides", ""), to=signed_in()).id
    except NoResultFound:
        return None


def _refuse_unknown(criteria: CompanyFilter, sectors: set[str], plans: set[str]) -> None:
    """Codes that do not exist are a mistake in the URL, not an empty list."""
    if (criteria.sector and criteria.sector not in sectors) or (criteria.plan not in plans | {"", ANY_PLAN}):
        raise BadFilter("筛选条件中的产业或规划不存在，请清除后重选。")


def _next_sort(key: str, sort: str) -> str:
    """What a click on a header leads to: amounts and times from the top first, names from the start."""
    first, second = (key, f"-{key}") if key == "name" else (f"-{key}", key)
    return second if sort == first else first


def _chips(criteria: CompanyFilter, sectors: dict[str, str], plans: dict[str, str], sort: str) -> list[dict[str, str]]:
    """The filter as chips that go one by one."""
    words = {
        "q": ("搜索", criteria.q),
        "tag": ("标签", criteria.tag.label if criteria.tag else ""),
        "sector": ("产业", sectors.get(criteria.sector, "")),
        "origin": ("内外资", criteria.origin.label if criteria.origin else ""),
        "position": ("产业链位置", criteria.position.label if criteria.position else ""),
        "contacts": ("联系人", {True: "有", False: "无", None: ""}[criteria.contacts]),
        "plan": ("规划点名", "任一规划" if criteria.plan == ANY_PLAN else plans.get(criteria.plan, "")),
    }
    kept: dict[str, Any] = {"sort": sort} if sort != queries.DEFAULT_SORT else {}
    return [
        {
            "label": label,
            "value": value,
            "remove_url": url_for("companies.index", **(kept | criteria.without(name).as_args())),
        }
        for name, (label, value) in words.items()
        if value
    ]
