"""News in Chinese, always the same: words that are frequent, words that are rare, Latin ones among the Chinese."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "articles"
# What the benchmark searches for: in a large part of all articles, in some, in a small part.
FREQUENT, MIXED = "发展", "AI芯片"
RARE_CHARACTERS = [chr(code) for code in range(0x4E00, 0x9000)]

_words = str.split
PLACES = _words(
    "北京 上海 广州 深圳 杭州 成都 武汉 西安 南京 重庆 苏州 天津 青岛 长沙 合肥 厦门 昆明 哈尔滨 乌鲁木齐 呼和浩特"
)
SUBJECTS = _words(
    "城市更新 轨道交通 新能源汽车 乡村旅游 AI芯片 人工智能 医保结算 职业教育 5G网络 量子计算 "
    "老旧小区改造 高速铁路 水稻育种 碳排放交易 iPhone供应链 养老服务 海上风电 大模型应用 社区图书馆 "
    "跨境电商 卫星遥感 USB-C接口 智慧农业 文物修复 自动驾驶 冰雪运动 电子病历 储能电站 Linux内核 "
    "非遗传承 无人机配送 海水淡化 基因测序 冷链物流 垃圾分类 区块链存证 稀土回收 古籍数字化 钙钛矿电池 "
    "深海探测"
)
KINDS = _words("科技 集团 研究院 实验室 大学 物流 能源 医院 银行 生物 汽车 出版社")
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任"
NEWS = _words("启动 公布 完成 扩大 试点 推进 升级 暂停 恢复 披露 规划 签约 验收 调整")
RESULTS = _words("首批成果 三年计划 二期工程 最新标准 年度报告 试运行方案 合作项目 服务网点 收费办法 安全评估")
COMMENTS = (
    "{who}说得对，{subject}确实需要时间。",
    "在{place}住了{number}年，{subject}的变化是看得见的。",
    "**数据**从哪里来？希望能给出链接。",
    "转给家里人看了，他们正好在{place}做{subject}。",
    "写得清楚，终于明白{subject}是怎么回事了。\n\n不过第{number}段的说法我有点疑问。",
    "> {subject}\n\n这一句最重要，其余的都是{result}。",
    "同意楼上。{place}去年就有{number}家试过，效果一般。",
    "有没有人知道{kind}那边的进展？等了{number}天还没有消息。",
    "Thanks for the write-up. {subject}在国外也在讨论。",
    "感谢作者，收藏了。",
)
TITLES = (
    "{place}{org}{news}{subject}{result}",
    "{subject}{news}一年：{place}的{number}个变化",
    "{org}{news}{result}，{subject}再提速",
    "记者观察｜{place}为什么要做{subject}",
    "{who}：{subject}要先过“{result}”这一关",
    "{number}家企业在{place}{news}{subject}{result}",
)
SENTENCES = (
    "{place}市有关部门介绍，{subject}的{result}已经{news}，预计{number}个月内见效。",
    "业内人士认为，{subject}的发展离不开稳定的投入和清楚的规则。",
    "记者在{place}看到，与{subject}有关的窗口排起了队，平均等候{number}分钟。",
    "按照计划，{place}将在明年上半年把{subject}扩大到{number}个区县。",
    "不过也有{number}%的受访者表示，{subject}的{result}还不够透明。",
    "一位从事{subject}{number}年的工程师说，最难的不是技术，而是让各方坐到一起。",
    "专家提醒，{subject}涉及个人信息，应当坚持最小必要的原则。",
    "与去年同期相比，{place}的相关支出增长了{number}.{number}%，增速有所放缓。",
)


class Prose:
    """Words for articles and comments; the same ``seed`` gives the same words."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - data, not a secret
        # Not what Markdown would take for the beginning of a list.
        self.sentences = [one for one in map(str.strip, sentences()) if "一" <= one[0] <= "鿿"]
        # The first subjects and places are the talk of the day, the last ones are rarely heard of.
        self.weights = [1 / (rank + 2) for rank in range(len(SUBJECTS))]
        self.firms = [self._rare(2) + self.chance.choice(KINDS) for _ in range(20_000)]
        self.people = [self.chance.choice(SURNAMES) + self._rare(2) for _ in range(50_000)]

    def title(self) -> str:
        return self._filled(TITLES)

    def lead(self) -> str:
        """The first paragraph of an article, which no other one has."""
        chance = self.chance
        when = f"{chance.randrange(1, 13)}月{chance.randrange(1, 29)}日"
        return f"本报{chance.choice(PLACES)}{when}电，" + self._filled(
            ("{org}{news}{subject}{result}，负责人{who}表示，{place}将是第一站，首期投入{number}.{number}亿元。",)
        )

    def block(self, number: int) -> str:
        """A paragraph or two in Markdown, some with a list, a quote or a heading that has the ``number``."""
        chance = self.chance
        said = [self._filled(SENTENCES), chance.choice(self.sentences), self._filled(SENTENCES)]
        text = "".join(chance.sample(said, chance.choice((1, 2, 2, 3))))
        kind = chance.random()
        if kind < 0.12:
            return f"## 第{number}问：{chance.choice(SUBJECTS)}\n\n{text}"
        if kind < 0.18:
            return f"{text}\n\n" + "\n".join(f"- {self._filled(SENTENCES)}" for _ in range(2))
        return f"> {text}" if kind < 0.22 else text

    def comment(self) -> str:
        return self._filled(COMMENTS)

    def _filled(self, patterns: tuple[str, ...]) -> str:
        chance = self.chance
        return chance.choice(patterns).format(
            place=chance.choice(PLACES),
            subject=chance.choices(SUBJECTS, self.weights)[0],
            org=chance.choice(self.firms),
            who=chance.choice(self.people),
            kind=chance.choice(KINDS),
            news=chance.choice(NEWS),
            result=chance.choice(RESULTS),
            number=chance.randrange(2, 100),
        )

    def _rare(self, length: int) -> str:
        return "".join(self.chance.choices(RARE_CHARACTERS, k=length))


def sentences() -> Iterator[str]:
    """The sentences of the demo content, without their marks."""
    for path in sorted(SEEDS.glob("*.md")):
        body = path.read_text().split("\n---\n", 1)[1]
        plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)|[#*`>|_]", r"\1", body)
        yield from (sentence for sentence in re.findall(r"[^。！？\n]{6,80}[。！？]", plain))
