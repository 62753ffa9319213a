"""Tags, origins and kinds of companies (domain.md section 4)."""

from app.core.labels import Labelled


class TagKind(Labelled):
    """A title that a company holds, as the field speaks of it."""

    GLOBAL_500 = "global_500", "世界500强"
    CHINA_500 = "china_500", "中国500强"
    PRIVATE_500 = "private_500", "民营500强"
    LISTED = "listed", "上市"
    CHAIN_LEADER = "chain_leader", "链主"
    UNICORN = "unicorn", "独角兽/潜在独角兽"
    SPECIALISED = "specialised", "专精特新/小巨人"
    CHAMPION = "champion", "单项冠军"
    HIGH_TECH = "high_tech", "高新技术企业"
    TWO_HIGH_FOUR_NEW = "two_high_four_new", "两高四新"
    ABOVE_SCALE = "above_scale", "规上"
    HEADQUARTERS = "headquarters", "总部"


class TagLevel(Labelled):
    """Who awarded it."""

    NATIONAL = "national", "国家级"
    PROVINCIAL = "provincial", "省级"
    MUNICIPAL = "municipal", "市级"
    OTHER = "other", "其他"


class Origin(Labelled):
    """Where the capital comes from."""

    DOMESTIC = "domestic", "内资"
    FOREIGN = "foreign", "外资"
    GREATER_CHINA = "greater_china", "港澳台资"


class AliasKind(Labelled):
    """Why a company is also known by another name."""

    ALIAS = "alias", "别名"
    FORMER = "former", "曾用名"
    ENGLISH = "english", "英文名"


class ChainPosition(Labelled):
    """Where in the chain of its sector a company stands."""

    UPSTREAM = "upstream", "上游"
    MIDSTREAM = "midstream", "中游"
    DOWNSTREAM = "downstream", "下游"
    SERVICE = "service", "配套服务"
