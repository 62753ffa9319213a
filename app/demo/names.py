"""Invented names of firms and people. A firm's name says that it is one: every one carries （示例）."""

from collections.abc import Sequence

from app.companies.enums import Origin

from .dice import Dice

MARK = "（示例）"
_PLACES: dict[str, Sequence[str]] = {
    "江苏省": (
        "南京",
        "苏州",
        "无锡",
        "常州",
        "南通",
        "扬州",
        "镇江",
        "泰州",
        "盐城",
        "徐州",
        "昆山",
        "江阴",
        "太仓",
        "张家港",
    ),
    "浙江省": ("杭州", "宁波", "温州", "嘉兴", "湖州", "绍兴", "金华", "台州", "余姚", "慈溪"),
    "广东省": ("广州", "深圳", "东莞", "佛山", "珠海", "惠州", "中山", "江门", "汕头"),
    "山东省": ("济南", "青岛", "烟台", "潍坊", "威海", "淄博"),
    "安徽省": ("合肥", "芜湖", "滁州", "马鞍山", "蚌埠"),
    "福建省": ("福州", "厦门", "泉州", "漳州"),
    "湖北省": ("武汉", "襄阳", "宜昌"),
    "四川省": ("成都", "绵阳", "德阳"),
    "湖南省": ("长沙", "株洲", "湘潭"),
    "河南省": ("郑州", "洛阳", "新乡"),
    "陕西省": ("西安", "宝鸡"),
    "辽宁省": ("沈阳", "大连"),
    "河北省": ("石家庄", "唐山", "保定", "廊坊"),
    "江西省": ("南昌", "赣州", "九江"),
    "吉林省": ("长春",),
    "黑龙江省": ("哈尔滨",),
    "北京市": ("北京",),
    "上海市": ("上海",),
    "天津市": ("天津",),
    "重庆市": ("重庆",),
}
_PROVINCES = tuple(_PLACES)
_WEIGHTS = (20, 12, 14, 5, 5, 4, 3, 3, 2, 2, 2, 2, 2, 1, 1, 1, 9, 14, 5, 2)
_ABROAD = (
    "德国",
    "日本",
    "韩国",
    "新加坡",
    "美国",
    "法国",
    "瑞士",
    "意大利",
    "荷兰",
    "奥地利",
    "以色列",
    "芬兰",
    "瑞典",
)
_NEAR = ("香港", "台湾", "澳门")
_FIRST = (
    "澜昱珩翎岚堃烁铄峤泓霁曜屿栎沐澄朔衡钧楷弘瀚骁翊煜璟昕昊芃岑琮瑾禾砺弈渡穹汐屹迈骐骅锵铎锴镕钜铨潼浔淏涵沣洺祺祎彧"
)
_SECOND = "川野原序元启拓维域境潮阔临知见微芯算象图途达创源成远新合科智远景方圆光曦辰宇航能动驰越腾联信通汇擎基石恒益润泰谱策量衍"
_THIRD = "华兴嘉博森凌奥柏德"
_ABROAD_PARTS = "诺维尔克森泰伯林曼特赛罗凯普费格利雅默卡斯洛恩迪埃"
_SUFFIXES = ("有限公司", "股份有限公司", "有限责任公司")
_FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
_GIVEN = (
    *"伟敏静磊洋勇艳杰涛明超秀霞平刚玉萍红娟鹏飞辉",
    *(
        "子轩",
        "雨桐",
        "浩宇",
        "欣怡",
        "志强",
        "建国",
        "晓东",
        "丽华",
        "文博",
        "思远",
        "佳琪",
        "立群",
        "海燕",
        "春生",
        "宏伟",
    ),
    *("敬之", "若兰", "广平", "永昌", "锦程", "望舒", "清和", "知行", "砚秋", "云舟"),
)
_TITLES = ("总经理", "副总经理", "董事长助理", "投资总监", "战略发展部经理", "项目负责人", "财务总监", "工程总监")


class Names:
    """Names of firms, each given once, and none that sounds like a firm the plans name."""

    def __init__(self, spoken_for: Sequence[str]) -> None:
        self._real = "\n".join(spoken_for)
        self._given: set[str] = set()

    def firm(self, dice: Dice, words: Sequence[str]) -> tuple[str, str, Origin, str]:
        """Name, brand, origin and place of a firm in this trade."""
        origin = dice.weighted((Origin.DOMESTIC, Origin.FOREIGN, Origin.GREATER_CHINA), (86, 9, 5))
        while True:
            place, town = self._place(dice, origin)
            brand = self._brand(dice, origin)
            word = dice.pick(words)
            suffix = dice.weighted(_SUFFIXES, (84, 12, 4)) if origin is Origin.DOMESTIC else _SUFFIXES[0]
            if origin is Origin.DOMESTIC and dice.chance(0.85):
                name = f"{town}{brand}{word}{MARK}{suffix}"
            else:
                name = f"{brand}{word}{MARK}{suffix}"
            if brand not in self._real and name not in self._given:
                self._given.add(name)
                return name, brand, origin, place

    def group(self, dice: Dice) -> tuple[str, str, Origin, str]:
        """The same for the holding company of a group."""
        while True:
            place, town = self._place(dice, Origin.DOMESTIC)
            brand = self._brand(dice, Origin.DOMESTIC)
            name = f"{dice.pick((town, ''))}{brand}{dice.pick(('控股', '实业', '科技', '产业投资'))}集团{MARK}有限公司"
            if brand not in self._real and name not in self._given:
                self._given.add(name)
                return name, brand, Origin.DOMESTIC, place

    @staticmethod
    def _brand(dice: Dice, origin: Origin) -> str:
        if origin is Origin.FOREIGN:
            return "".join(dice.pick(_ABROAD_PARTS) for _ in range(dice.between(3, 4)))
        two = dice.pick(_FIRST) + dice.pick(_SECOND)
        return dice.pick(_THIRD) + two if dice.chance(0.3) else two

    @staticmethod
    def _place(dice: Dice, origin: Origin) -> tuple[str, str]:
        """Where it comes from as the register says it, and the town at the head of its name."""
        if origin is Origin.FOREIGN:
            return dice.pick(_ABROAD), ""
        if origin is Origin.GREATER_CHINA:
            return dice.pick(_NEAR), ""
        province = dice.weighted(_PROVINCES, _WEIGHTS)
        town = dice.pick(_PLACES[province])
        return (f"{town}市" if province == f"{town}市" else f"{province}{town}市"), town


def person(dice: Dice) -> str:
    """An invented person."""
    return f"{dice.pick(_FAMILY)}{dice.pick(_GIVEN)}"


def job_title(dice: Dice) -> str:
    """What that person does at the firm."""
    return dice.pick(_TITLES)


def polite(name: str, title: str) -> str:
    """How one speaks of a person in a note: 沈总, 陶经理, 章工."""
    rank = "总" if title.startswith(("总", "副总", "董事")) or title.endswith("总监") else "经理"
    return name[0] + rank


def phone(dice: Dice) -> str:
    """A mobile number of a block that is given to nobody."""
    return f"138 0000 {dice.between(0, 9999):04d}"
