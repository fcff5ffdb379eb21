"""A realistic manuscript by value, as `compose` makes it: for the tests of the writers.

The English is the article's; the Chinese was written for these tests. Small marks keep it
readable: `[id|words]` is a link to a term, `{pinyin}` a pinyin run, `^[…]` a footnote, `[https:…|words]` a link outwards.
"""

# ruff: noqa: E501  a text stands whole in its line

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import date
from html import escape

from diglot.model import (
    Cell,
    Chapter,
    Contents,
    GlossaryEntry,
    Job,
    Manuscript,
    Output,
    Row,
)

LANGUAGES = ("en", "zh-Hans")
HAN = re.compile(r"[\u3400-\u9fff]+")
ICON = re.compile(r"^([\U0001f300-\U0001faff\u2600-\u27bf])\ufe0f? ")
List = list[tuple[str, "List"]]


class _Ids:
    """Numbers that make ids unique, and the first links to each term."""

    def __init__(self) -> None:
        self.rows = 0
        self.refs: dict[str, list[str]] = {}

    def row(self) -> str:
        self.rows += 1
        return f"r-{self.rows:03}"

    def link(self, concept: str, language: str) -> str:
        ref = f"ref-{concept}-{language}"
        known = self.refs.setdefault(concept, [])
        if ref in known:
            return ""
        known.append(ref)
        return ref


def _inline(text: str, language: str, ids: _Ids) -> str:
    icon = ICON.match(text)
    body = escape(text[icon.end() :] if icon else text, quote=False)
    body = re.sub(r"\{(.+?)\}", r'<span lang="zh-Latn-pinyin" xml:lang="zh-Latn-pinyin">\1</span>', body)
    body = re.sub(r"\[(https:[^|]+)\|(.+?)\]", r'<a href="\1">\2</a>', body)
    body = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", body)
    body = re.sub(r"\^\[(.+?)\]", r'<span class="footnote">\1</span>', body)
    if language == "en":
        body = HAN.sub(r'<span lang="zh-Hans" xml:lang="zh-Hans">\g<0></span>', body)
    body = re.sub(r"\[([a-z0-9-]+)\|(.+?)\]", lambda m: _link(m[1], m[2], language, ids), body)
    return f'<span class="icon" aria-hidden="true">{icon[1]}</span> {body}' if icon else body


def _link(concept: str, words: str, language: str, ids: _Ids) -> str:
    ref = ids.link(concept, language)
    return f'<a class="term" id="{ref}" href="#term-{concept}">{words}</a>' if ref else words


def plain(html: str) -> str:
    """The text that a reader meets: no tags, no icons, entities resolved, no footnotes."""
    html = re.sub(r'<span class="icon"[^>]*>.*?</span> ?', "", html)
    html = re.sub(r"<[^>]+>", "", html)
    return html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _cell(language: str, html: str) -> Cell:
    parts = re.split(r"</?(?:p|li|ul|ol|blockquote|td|th|tr|table|div)\b[^>]*>", html)
    return Cell(language, html, tuple(t for t in (plain(p) for p in parts) if t))


def _items(items: List, language: str, ids: _Ids) -> str:
    rows = "".join(
        f"<li>{_inline(text, language, ids)}{_items(inner, language, ids) if inner else ''}</li>"
        for text, inner in items
    )
    return f"<ul>{rows}</ul>"


def _row(ids: _Ids, kind: str, htmls: tuple[str, ...], **more: object) -> Row:
    cells = tuple(_cell(tag, html) for tag, html in zip(LANGUAGES, htmls, strict=True))
    short = len(plain(htmls[0])) < 330
    return Row(ids.row(), kind, cells, short=short, **more)  # type: ignore[arg-type]


def _both(ids: _Ids, *texts: str) -> tuple[str, ...]:
    return tuple(_inline(text, tag, ids) for tag, text in zip(LANGUAGES, texts, strict=True))


def heading(ids: _Ids, level: int, *texts: str) -> Row:
    """A heading row: inline content."""
    return _row(ids, "heading", _both(ids, *texts), level=level)


def paragraph(ids: _Ids, *texts: str, kind: str = "text", classes: tuple[str, ...] = ()) -> Row:
    """A row of paragraphs: a blank line parts them."""
    htmls = tuple(
        "".join(f"<p>{_inline(p, tag, ids)}</p>" for p in text.split("\n\n"))
        for tag, text in zip(LANGUAGES, texts, strict=True)
    )
    return _row(ids, kind, htmls, classes=classes)


def bullets(ids: _Ids, *lists: List) -> Row:
    """A row that holds one (nested) list in each language."""
    return _row(ids, "text", tuple(_items(items, tag, ids) for tag, items in zip(LANGUAGES, lists, strict=True)))


def table(ids: _Ids, *rows: tuple[tuple[str, str], ...]) -> Row:
    """One merged table; the first of `rows` is its head."""
    merged: list[tuple[str, str]] = []

    def cell(tag: str, pair: tuple[str, str]) -> str:
        inner = ""
        for language, text in zip(LANGUAGES, pair, strict=True):
            html = _inline(text, language, ids)
            merged.append((language, plain(html)))
            name = "span" if tag == "th" else "div"
            inner += f'<{name} lang="{language}" xml:lang="{language}">{html}</{name}>'
        return f'<th scope="col">{inner}</th>' if tag == "th" else f"<td>{inner}</td>"

    head = "".join(cell("th", pair) for pair in rows[0])
    body = "".join("<tr>" + "".join(cell("td", pair) for pair in row) + "</tr>" for row in rows[1:])
    html = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return Row(ids.row(), "table", (Cell("", html, merged=tuple(merged)),), short=len(rows) < 9)


def notice(ids: _Ids, kind: str, *texts: str) -> Row:
    """A disclaimer's row."""
    return paragraph(ids, *texts, kind="notice", classes=("notice", kind))


# --- the book -----------------------------------------------------------------------------


def _modern(ids: _Ids) -> Iterator[Row]:
    yield heading(
        ids, 1, "🧬 Modern science view: stem cell therapy for diabetes", "🧬 现代科学视角：干细胞疗法与糖尿病"
    )
    yield paragraph(
        ids,
        "[stem-cell|Stem cell] therapy aims to repair and regenerate damaged tissues responsible for [insulin|insulin] "
        "production and glucose regulation — mainly the pancreas, liver, and blood vessels.",
        "[stem-cell|干细胞]疗法旨在修复和再生负责[insulin|胰岛素]生成与血糖调节的受损组织——主要是胰腺、肝脏和血管。",
    )
    yield notice(
        ids,
        "evidence",
        "**Level of evidence.** Most statements in this chapter come from laboratory and animal work or from small early "
        "trials in people.",
        "**证据等级。**本章多数说法来自实验室和动物研究，或来自小规模的早期人体试验。",
    )
    yield heading(ids, 2, "⚙️ 1. Pancreas regeneration", "⚙️ 1. 胰腺再生")
    yield bullets(
        ids,
        [
            ("Main target: the [beta-cell|β-cells] (beta cells) in the islets of Langerhans of the pancreas.", []),
            (
                "Stem cells (especially [msc|mesenchymal] and pancreatic progenitor types) can:",
                [
                    ("Differentiate into insulin-producing β-cells", []),
                    ("Stimulate the pancreas to regrow functional islets", []),
                    ("Restore normal insulin secretion and glucose sensing", []),
                ],
            ),
        ],
        [
            ("主要靶点：胰腺朗格汉斯岛（胰岛）中的[beta-cell|β细胞]。", []),
            (
                "干细胞（尤其是[msc|间充质干细胞]和胰腺祖细胞）可以：",
                [
                    ("分化为能分泌胰岛素的β细胞", []),
                    ("刺激胰腺重新长出有功能的胰岛", []),
                    ("恢复正常的胰岛素分泌和血糖感知", []),
                ],
            ),
        ],
    )
    yield paragraph(
        ids,
        "**Result:** More natural insulin production → lower blood sugar without full dependency on injections.",
        "**结果：**自身胰岛素分泌增多 → 血糖下降，不再完全依赖注射。",
    )
    yield heading(ids, 2, "💧 2. Immune system modulation (for type 1 diabetes)", "💧 2. 调节免疫系统（针对1型糖尿病）")
    yield bullets(
        ids,
        [
            ("Type 1 diabetes is autoimmune — the immune system destroys pancreatic β-cells.", []),
            (
                "Stem cells calm immune overreaction by:",
                [
                    ("Reprogramming immune cells to tolerate the pancreas", []),
                    ("Reducing inflammation and autoantibodies", []),
                    ("Promoting T-cell balance (Treg vs Th17)", []),
                ],
            ),
        ],
        [
            ("1型糖尿病是自身免疫性疾病——免疫系统会破坏胰腺的β细胞。", []),
            (
                "干细胞通过以下方式平息过度的免疫反应：",
                [
                    ("重新编程免疫细胞，使其耐受胰腺", []),
                    ("减少炎症和自身抗体", []),
                    ("促进T细胞平衡（Treg与Th17）", []),
                ],
            ),
        ],
    )
    yield paragraph(
        ids,
        "**Result:** Prevents further β-cell destruction and preserves remaining insulin production.",
        "**结果：**防止β细胞进一步遭到破坏，保留残存的胰岛素分泌。",
    )
    yield heading(
        ids, 2, "🔋 3. Improves insulin sensitivity (for type 2 diabetes)", "🔋 3. 改善胰岛素敏感性（针对2型糖尿病）"
    )
    yield bullets(
        ids,
        [
            ("Type 2 diabetes often involves [insulin-resistance|insulin resistance] in liver, muscles, and fat.", []),
            (
                "Stem cells:",
                [
                    ("Reduce chronic inflammation that blocks insulin signaling", []),
                    ("Restore mitochondrial energy in cells", []),
                    ("Improve glucose uptake in muscle and adipose tissue", []),
                ],
            ),
        ],
        [
            ("2型糖尿病常伴有肝脏、肌肉和脂肪组织的[insulin-resistance|胰岛素抵抗]。", []),
            (
                "干细胞可以：",
                [
                    ("减轻阻断胰岛素信号的慢性炎症", []),
                    ("恢复细胞内线粒体的能量", []),
                    ("促进肌肉和脂肪组织摄取葡萄糖", []),
                ],
            ),
        ],
    )
    yield paragraph(
        ids,
        "**Result:** Body cells respond better to insulin → lower blood sugar naturally.",
        "**结果：**身体细胞对胰岛素的反应更好 → 血糖自然下降。",
    )
    yield heading(ids, 2, "💉 4. Restores microcirculation & repairs blood vessels", "💉 4. 恢复微循环并修复血管")
    yield bullets(
        ids,
        [
            ("Diabetes damages microvessels in eyes, kidneys, and nerves.", []),
            (
                "Stem cells release growth factors (VEGF, IGF, HGF) that:",
                [
                    ("Regrow capillaries and enhance blood flow", []),
                    ("Reduce oxidative stress and tissue death", []),
                    ("Heal diabetic ulcers and neuropathic pain", []),
                ],
            ),
        ],
        [
            ("糖尿病会损害眼、肾和神经的微血管。", []),
            (
                "干细胞释放生长因子（VEGF、IGF、HGF），它们能够：",
                [
                    ("使毛细血管再生，增强血流", []),
                    ("减轻氧化应激和组织死亡", []),
                    ("促进糖尿病溃疡愈合，缓解神经性疼痛", []),
                ],
            ),
        ],
    )
    yield heading(ids, 2, "🧠 5. Regulates hormones & inflammation", "🧠 5. 调节激素与炎症")
    yield paragraph(
        ids,
        "Chronic high blood sugar triggers inflammation and hormonal imbalance. Stem cells reset the endocrine system: "
        "they decrease CRP and TNF-α,^[CRP and TNF-α are inflammatory markers measured in blood.] improve adiponectin, "
        "leptin, and cortisol balance, and stabilize metabolism and appetite. The result is a healthier energy balance "
        "and a reduced risk of obesity-related diabetes, as described by the author from the point of view of modern "
        "medical science; each of these statements needs evidence from trials in people before a patient may rely on it.",
        "长期高血糖会引发炎症和激素失衡。干细胞可重置内分泌系统：降低CRP和TNF-α，^[CRP和TNF-α是在血液中测得的炎症标志物。]"
        "改善脂联素、瘦素和皮质醇的平衡，并稳定代谢和食欲。结果是能量平衡更健康，与肥胖相关的糖尿病风险降低——"
        "这是作者从现代医学角度所作的描述；患者可以依靠其中任何一条说法之前，都需要人体试验的证据。",
    )
    yield heading(ids, 2, "🌿 6. Overall systemic effects", "🌿 6. 整体的全身作用")
    yield table(
        ids,
        (("Function", "部位"), ("Stem cell effect", "干细胞的作用")),
        (("Pancreas", "胰腺"), ("Regenerates β-cells and boosts insulin secretion", "再生β细胞，促进胰岛素分泌")),
        (("Immune system", "免疫系统"), ("Suppresses autoimmune attack", "抑制自身免疫攻击")),
        (("Liver", "肝脏"), ("Improves glucose metabolism and detox", "改善糖代谢和解毒功能")),
        (("Muscle", "肌肉"), ("Increases insulin sensitivity", "提高胰岛素敏感性")),
        (("Blood vessels", "血管"), ("Repairs endothelial lining and microcirculation", "修复血管内皮和微循环")),
        (("Nerves", "神经"), ("Restores nerve conductivity and sensation", "恢复神经传导和感觉")),
        (("Kidney", "肾脏"), ("Reduces protein leakage and inflammation", "减少蛋白漏出和炎症")),
    )


def _tcm(ids: _Ids) -> Iterator[Row]:
    yield heading(
        ids, 1, "🌸 TCM view: stem cells and diabetes (消渴症 {Xiāo Kě Zhèng})", "🌸 中医视角：干细胞与糖尿病（消渴症）"
    )
    yield notice(
        ids,
        "tcm-framework",
        "**About the words of Chinese medicine.** This chapter uses the concepts of traditional Chinese medicine. They "
        "describe patterns in their own terms; they are not laboratory findings and do not replace a diagnosis.",
        "**关于中医用语。**本章使用中医学的概念。这些概念用其自身的语言描述证候，不是化验结果，也不能代替诊断。",
    )
    yield paragraph(
        ids,
        "In Traditional Chinese Medicine, diabetes is called [xiaoke|Xiao Ke] (wasting-thirst syndrome) — caused by "
        "[yin-def|Yin deficiency] with internal heat, [qi|Qi] depletion, and Essence loss in the Lung, Stomach, and "
        "Kidney systems.",
        "在中医里，糖尿病被称为[xiaoke|消渴]——由[yin-def|阴虚]内热、[qi|气]的耗损以及肺、胃、肾三系精的亏耗所致。",
    )
    yield paragraph(
        ids,
        "Stem cell therapy is seen as [jing|Jing] (Essence) replenishment, which revives Yin, Qi, and Blood across all organs.",
        "干细胞疗法被看作是补[jing|精]之法，使全身脏腑的阴、气、血得以复苏。",
    )
    three = (
        (
            "🔥 1. Upper Xiao (Lung Yin deficiency) – excess thirst",
            "🔥 1. 上消（肺阴虚）——多饮",
            "**Symptoms:** Thirst, dry mouth, cough, heat in chest.\n\n**Stem cell action:** Restores Yin fluids, nourishes "
            "Lung Qi → clears dryness and thirst.",
            "**症状：**口渴、口干、咳嗽、胸中烦热。\n\n**干细胞的作用：**恢复阴液，滋养肺气 → 消除干燥和口渴。",
        ),
        (
            "🍚 2. Middle Xiao (Stomach Yin deficiency) – excess hunger",
            "🍚 2. 中消（胃阴虚）——多食",
            "**Symptoms:** Excessive hunger, heat in stomach, irritability.\n\n**Stem cell action:** Nourishes Stomach Yin, "
            "harmonizes digestion and metabolism → balances appetite and energy.",
            "**症状：**易饥多食、胃中灼热、烦躁。\n\n**干细胞的作用：**滋养胃阴，调和消化与代谢 → 平衡食欲和精力。",
        ),
        (
            "💧 3. Lower Xiao (Kidney Yin deficiency) – excess urination",
            "💧 3. 下消（肾阴虚）——多尿",
            "**Symptoms:** Frequent urination, fatigue, sexual weakness, dry tongue.\n\n**Stem cell action:** Replenishes "
            "Kidney Jing (Essence) → restores root energy, balances water metabolism, and strengthens reproductive vitality.",
            "**症状：**小便频数、乏力、性功能减退、舌干。\n\n**干细胞的作用：**补益肾精 → 恢复根本之气，平衡水液代谢，增强生殖活力。",
        ),
    )
    for en_head, zh_head, en, zh in three:
        yield heading(ids, 2, en_head, zh_head)
        yield paragraph(ids, en, zh)
    yield heading(ids, 2, "🩸 4. Replenishes Qi and Blood", "🩸 4. 补益气血")
    yield bullets(
        ids,
        [
            ("Stem cells boost Spleen Qi, helping transform food into usable energy.", []),
            ("Strengthen Heart Blood to nourish tissues and calm Shen (mind).", []),
        ],
        [("干细胞可补脾气，帮助把食物化为可用的能量。", []), ("充养心血，以濡养组织、安神定志。", [])],
    )
    yield heading(ids, 2, "⚖️ 5. Balances Yin and Yang", "⚖️ 5. 平衡阴阳")
    yield bullets(
        ids,
        [
            ("Yin deficiency causes internal heat and dryness (main cause of diabetes symptoms).", []),
            (
                "Stem cells restore Yin, cooling internal fire, while strengthening Yang to improve metabolism and energy.",
                [],
            ),
        ],
        [
            ("阴虚则生内热和干燥（糖尿病症状的主要原因）。", []),
            ("干细胞滋阴降火，同时补阳，以改善代谢、充实精力。", []),
        ],
    )
    yield heading(ids, 2, "🌿 6. Revitalizes the Five Organs", "🌿 6. 振奋五脏")
    yield table(
        ids,
        (
            ("Organ (Zang)", "脏"),
            ("TCM function in diabetes", "在糖尿病中的中医功能"),
            ("Stem cell effect", "干细胞的作用"),
        ),
        (("Lung", "肺"), ("Governs Qi and fluids", "主气，通调水道"), ("Restores Yin, relieves thirst", "滋阴止渴")),
        (
            ("Spleen", "脾"),
            ("Transforms food to Qi", "运化水谷，化生为气"),
            ("Enhances insulin sensitivity", "提高胰岛素敏感性"),
        ),
        (
            ("Stomach", "胃"),
            ("Source of fluids and food essence", "津液与水谷精微之源"),
            ("Improves digestion and glucose balance", "改善消化和血糖平衡"),
        ),
        (
            ("Liver", "肝"),
            ("Stores Blood and regulates Qi", "藏血，调畅气机"),
            ("Detoxifies and improves insulin function", "解毒并改善胰岛素功能"),
        ),
        (
            ("Kidney", "肾"),
            ("Root of Yin and Essence", "阴与精之本"),
            ("Regrows pancreatic function, stabilizes metabolism", "恢复胰腺功能，稳定代谢"),
        ),
    )


def _summary(ids: _Ids) -> Iterator[Row]:
    yield heading(ids, 1, "🌈 TCM + science: integrated summary", "🌈 中医与科学：综合小结")
    yield table(
        ids,
        (("Modern benefit", "现代医学的益处"), ("TCM interpretation", "中医的解释"), ("Result", "结果")),
        (
            ("β-cell regeneration", "β细胞再生"),
            ("Restores Kidney Jing", "补益肾精"),
            ("Stronger life essence and insulin function", "精气更充足，胰岛素功能更强"),
        ),
        (
            ("Immune modulation", "免疫调节"),
            ("Clears Liver Heat and Fire", "清泻肝热肝火"),
            ("Calmer system, less autoimmune attack", "机体更平和，自身免疫攻击减少"),
        ),
        (
            ("Improved insulin sensitivity", "胰岛素敏感性改善"),
            ("Strengthens Spleen Qi", "健脾益气"),
            ("Balanced energy and metabolism", "能量与代谢平衡"),
        ),
        (
            ("Better circulation", "循环改善"),
            ("Moves Blood and Qi", "行气活血"),
            ("Protects organs and limbs", "保护脏器和四肢"),
        ),
        (
            ("Reduced inflammation", "炎症减轻"),
            ("Clears internal Heat", "清内热"),
            ("Lowers sugar and fatigue", "降低血糖，减轻疲劳"),
        ),
        (
            ("Tissue repair", "组织修复"),
            ("Nourishes Yin and Blood", "滋阴养血"),
            ("Restores vitality and longevity", "恢复活力，延年益寿"),
        ),
    )
    yield heading(ids, 2, "🌟 Conclusion", "🌟 结语")
    yield paragraph(
        ids, "Stem cell therapy offers a dual healing pathway for diabetes:", "干细胞疗法为糖尿病提供了双重的疗愈途径："
    )
    yield bullets(
        ids,
        [
            (
                "**Scientific side:** regenerates insulin-producing cells, calms the immune system, and repairs blood vessels.",
                [],
            ),
            (
                "**TCM side:** replenishes Jing, Yin, Qi, and Blood, harmonizing the organ systems and addressing the root "
                "causes of Xiao Ke.",
                [],
            ),
        ],
        [
            ("**科学方面：**再生分泌胰岛素的细胞，平息免疫系统，修复血管。", []),
            ("**中医方面：**补益精、阴、气、血，调和脏腑，从根本上治疗消渴。", []),
        ],
    )
    yield paragraph(
        ids,
        "It represents the merging of modern regeneration and ancient vitality — restoring both the body’s biochemical "
        "balance and its life essence.",
        "它代表着现代“再生”与古老“生命力”的融合——既恢复身体的生化平衡，也恢复其生命之精。",
    )


def _overview(ids: _Ids) -> Iterator[Row]:
    yield heading(ids, 1, "Benefits and how it works", "益处与作用原理")
    yield paragraph(
        ids,
        "Stem cell therapy has shown promising results in managing and potentially reversing diabetes, especially Type 1 "
        "and, to a lesser extent, Type 2 diabetes. Below is a comprehensive breakdown of its benefits and how it works:",
        "干细胞疗法在控制乃至可能逆转糖尿病方面显示出有希望的结果，尤其是1型糖尿病，其次是2型糖尿病。下面全面分述其益处与作用原理：",
    )
    yield heading(ids, 2, "🌿 1. Mechanism of action", "🌿 1. 作用机制")
    yield paragraph(
        ids,
        "Stem cell therapy aims to repair, regenerate, or replace damaged pancreatic β-cells — the insulin-producing cells "
        "in the pancreas. It uses pluripotent stem cells, mesenchymal stem cells (MSCs), or induced pluripotent stem cells "
        "(iPSCs) that can differentiate into insulin-producing cells or support pancreatic tissue repair.",
        "干细胞疗法旨在修复、再生或替换受损的胰腺β细胞——胰腺中分泌胰岛素的细胞。"
        "它使用多能干细胞、间充质干细胞（MSC）或诱导多能干细胞（iPSC），它们能够分化为分泌胰岛素的细胞，或支持胰腺组织的修复。",
    )
    yield heading(
        ids, 2, "🩸 2. Major benefits of stem cell therapy for diabetes", "🩸 2. 干细胞疗法对糖尿病的主要益处"
    )
    lists = (
        (
            "A. Restoration of insulin production",
            "A. 恢复胰岛素分泌",
            ("Replaces damaged β-cells with healthy new ones.", "以健康的新β细胞替换受损的β细胞。"),
            ("Improves the body’s natural insulin secretion.", "改善人体自身的胰岛素分泌。"),
            (
                "Reduces or even eliminates dependence on external insulin injections.",
                "减少乃至消除对外源性胰岛素注射的依赖。",
            ),
        ),
        (
            "B. Regeneration of pancreatic function",
            "B. 胰腺功能的再生",
            ("Repairs the pancreatic islets (islets of Langerhans).", "修复胰岛（朗格汉斯岛）。"),
            ("Enhances insulin sensitivity.", "提高胰岛素敏感性。"),
            ("Supports long-term pancreatic health.", "维护胰腺的长期健康。"),
        ),
        (
            "C. Stabilizes blood glucose levels",
            "C. 稳定血糖水平",
            ("Reduces frequent blood sugar fluctuations.", "减少血糖的频繁波动。"),
            ("Helps maintain stable fasting and post-meal glucose levels.", "帮助维持空腹和餐后血糖稳定。"),
            ("Prevents hyperglycemia and hypoglycemia.", "预防高血糖和低血糖。"),
        ),
        (
            "D. Reduces diabetic complications",
            "D. 减少糖尿病并发症",
            ("**Eyes:** Prevents or improves diabetic retinopathy.", "**眼：**预防或改善糖尿病视网膜病变。"),
            ("**Kidneys:** Slows diabetic nephropathy progression.", "**肾：**延缓糖尿病肾病的进展。"),
            (
                "**Nerves:** Regenerates peripheral nerves and reduces neuropathy.",
                "**神经：**再生周围神经，减轻神经病变。",
            ),
            (
                "**Heart & blood vessels:** Improves circulation and reduces cardiovascular risks.",
                "**心脏与血管：**改善循环，降低心血管风险。",
            ),
            (
                "**Skin & wound healing:** Enhances healing of diabetic ulcers.",
                "**皮肤与伤口愈合：**促进糖尿病溃疡愈合。",
            ),
        ),
    )
    for en, zh, *items in lists:
        yield heading(ids, 3, en, zh)
        yield bullets(ids, [(a, []) for a, _ in items], [(b, []) for _, b in items])
    yield heading(ids, 2, "🌿 3. Research evidence", "🌿 3. 研究证据")
    yield bullets(
        ids,
        [
            (
                "**Type 1 diabetes:** Clinical trials show that MSCs can reprogram immune cells to stop attacking β-cells and "
                "help regenerate new ones.",
                [],
            ),
            (
                "**Type 2 diabetes:** Studies report improved insulin sensitivity, [hba1c|HbA1c] reduction, and decreased "
                "medication dependency.",
                [],
            ),
            (
                "**Autologous stem cell transplant:** In some patients, insulin independence lasts for years post-treatment.",
                [],
            ),
        ],
        [
            ("**1型糖尿病：**临床试验显示，MSC可以重新编程免疫细胞，使其停止攻击β细胞，并帮助再生新的β细胞。", []),
            ("**2型糖尿病：**研究报告了胰岛素敏感性改善、[hba1c|糖化血红蛋白]（HbA1c）下降以及用药依赖减少。", []),
            ("**自体干细胞移植：**部分患者在治疗后可连续数年不依赖胰岛素。", []),
        ],
    )
    yield heading(ids, 2, "⚠️ 4. Limitations", "⚠️ 4. 局限")
    yield bullets(
        ids,
        [
            ("Still under research — not a permanent cure yet.", []),
            ("Results vary by age, diabetes type, and disease duration.", []),
            ("Requires high-quality, ethically sourced stem cells and proper medical supervision.", []),
        ],
        [
            ("仍在研究之中——目前还不是永久性的治愈方法。", []),
            ("效果因年龄、糖尿病类型和病程而异。", []),
            ("需要高质量、来源合乎伦理的干细胞和适当的医疗监督。", []),
        ],
    )
    yield paragraph(
        ids,
        "Read more at the [https://www.who.int/health-topics/diabetes|World Health Organization].",
        "更多内容请见[https://www.who.int/health-topics/diabetes|世界卫生组织]的网页。",
    )


_TERMS = (
    (
        "stem-cell",
        "stem cell",
        "干细胞",
        "gàn xì bāo",
        "A cell that can make more of itself and can become other cell types.",
        "能够自我更新并能变成其他类型细胞的细胞。",
    ),
    (
        "insulin",
        "insulin",
        "胰岛素",
        "yí dǎo sù",
        "The hormone that lets the body use and store sugar.",
        "使身体能够利用和储存糖分的激素。",
    ),
    (
        "beta-cell",
        "beta cell",
        "β细胞",
        "bèi tǎ xì bāo",
        "The cell in the pancreas that makes insulin.",
        "胰腺中制造胰岛素的细胞。",
    ),
    (
        "msc",
        "mesenchymal stem cell",
        "间充质干细胞",
        "jiān chōng zhì gàn xì bāo",
        "A stem cell from bone marrow, fat or umbilical cord, studied because it calms immune reactions.",
        "来自骨髓、脂肪或脐带的干细胞，因能平息免疫反应而受到研究。",
    ),
    (
        "insulin-resistance",
        "insulin resistance",
        "胰岛素抵抗",
        "yí dǎo sù dǐ kàng",
        "When the body’s cells answer poorly to insulin.",
        "身体细胞对胰岛素反应不佳的状态。",
    ),
    (
        "xiaoke",
        "wasting-thirst",
        "消渴",
        "xiāo kě",
        "A disease name of traditional Chinese medicine for great thirst, hunger, urination and weight loss; it overlaps with diabetes but is not the same diagnosis.",
        "中医病名，指多饮、多食、多尿、消瘦；与糖尿病有重叠，但不是同一诊断。",
    ),
    (
        "yin-def",
        "yin deficiency",
        "阴虚",
        "yīn xū",
        "In TCM, too little of the cooling, moistening side, with dryness and heat.",
        "中医指身体清凉、滋润的一面不足，出现干燥与热象。",
    ),
    ("qi", "qi", "气", "qì", "In TCM, the force thought to move and warm the body.", "中医认为推动和温煦人体的力量。"),
    (
        "jing",
        "essence",
        "精",
        "jīng",
        "In TCM, the stored basic substance of the body, linked to growth and reproduction.",
        "中医指人体所藏的基本物质，与生长和生殖有关。",
    ),
    (
        "hba1c",
        "glycated haemoglobin (HbA1c)",
        "糖化血红蛋白",
        "táng huà xuè hóng dàn bái",
        "A blood test that shows the average blood sugar of the last two to three months.",
        "反映最近两到三个月平均血糖水平的血液检查。",
    ),
)


def _glossary(ids: _Ids) -> tuple[GlossaryEntry, ...]:
    return tuple(
        GlossaryEntry(
            f"term-{concept}",
            concept,
            (("en", en), ("zh-Hans", zh)),
            pinyin,
            (("en", en_definition), ("zh-Hans", zh_definition)),
            (("en", tuple(ids.refs[concept])),),
        )
        for concept, en, zh, pinyin, en_definition, zh_definition in sorted(_TERMS, key=lambda t: t[1])
        if concept in ids.refs
    )


def _chapter(number: int, document: str, rows: tuple[Row, ...]) -> Chapter:
    return Chapter(f"c-{document}-{number}", document, rows)


def _contents(chapters: tuple[Chapter, ...]) -> tuple[Contents, ...]:
    return tuple(
        Contents(row.id, row.level, tuple((cell.language, plain(cell.html)) for cell in row.cells))
        for chapter in chapters
        for row in chapter.rows
        if row.kind == "heading" and row.level <= 2
    )


_FRONT = (
    (
        "medical-advice",
        "**This is not medical advice.** Ask your doctor or diabetes team before you change any treatment. Keep your eye, "
        "kidney and foot checks.",
        "**本文不是医疗建议。**更改任何治疗之前，请先询问医生或糖尿病诊疗团队。请按时做眼、肾和足部检查。",
    ),
    (
        "evidence",
        "**This treatment is experimental.** Stem cell therapy for diabetes is still being tested. We read sources dated up "
        "to 2025. In them we found no stem cell product approved for diabetes in the United States.",
        "**这种治疗是试验性的。**用于糖尿病的干细胞疗法仍在试验之中。我们查阅了截至2025年的资料，"
        "其中没有发现任何在美国获批用于糖尿病的干细胞产品。",
    ),
    (
        "tcm-framework",
        "**Two systems of ideas.** Terms of traditional Chinese medicine (TCM) and terms of biomedicine do not mean the same, "
        "even when the words look alike. The link between stem cells and TCM is the author's own comparison. It has not been "
        "tested.",
        "**两种不同的理论体系。**中医的术语与现代医学的术语含义不同，即使字面相似。干细胞与中医之间的联系是作者自己的比较，未经检验。",
    ),
    (
        "emergency",
        "**Never stop or cut insulin unless your diabetes team tells you.** Without enough insulin, harmful acids can build up "
        "in your blood (ketoacidosis). Too much insulin can make your blood sugar far too low. Both need help at once: call "
        "your local emergency number.",
        "**除非糖尿病诊疗团队告诉您，切勿停用或减少胰岛素。**胰岛素不足时，有害的酸会在血液中积聚（酮症酸中毒）。"
        "胰岛素过多会使血糖过低。两种情况都需要立即求助：请拨打当地急救电话。",
    ),
    (
        "translation",
        "**This is a machine translation.** A machine translated the Chinese text from English and read it a second time. No "
        "clinician has reviewed either text. Do not use it alone to decide about your care.",
        "**本文为机器翻译。**中文由机器从英文译出并通读第二遍。两种文本均未经临床医生审阅。请勿仅凭本文决定您的治疗。",
    ),
)


def _front(ids: _Ids) -> tuple[Row, ...]:
    return tuple(notice(ids, *each) for each in _FRONT)


def _back(ids: _Ids) -> tuple[Row, ...]:
    return (
        notice(
            ids,
            "medical-advice",
            "**Medical advice.** The statements in this publication are those of the source article. They have not been "
            "evaluated by a regulator. Talk to a qualified clinician before you make any decision about treatment.\n\n"
            "Never stop insulin without medical supervision: stopping can be fatal within days.",
            "**医疗建议。**本出版物中的说法均出自原文，未经监管机构评估。在作出任何治疗决定之前，请咨询有资质的临床医生。\n\n"
            "切勿在没有医疗监督的情况下停用胰岛素：停用可在数日内致命。",
        ),
        notice(
            ids,
            "translation",
            "**About the translation.** The Chinese text was translated from the English of the version named in the "
            "colophon. If the two differ, ask a clinician.",
            "**关于译文。**中文译自版本说明所列的英文版本。如两者有出入，请咨询临床医生。",
        ),
    )


_LINE = (
    "Experimental treatment. Not medical advice: talk to your doctor.",
    "试验性治疗。本文不是医疗建议：请咨询医生。",
)


STRINGS = (
    ("Version {version}, {published}", "版本 {version}，{published}"),
    ("The translation was made by a machine. No clinician has reviewed it.", "译文由机器完成，未经临床医生审阅。"),
    ("The translation was made by a machine. A clinician has reviewed it.", "译文由机器完成，已经临床医生审阅。"),
    ("Contents", "目录"),
    ("Glossary", "术语表"),
    ("Words used here", "本单用语"),
    (
        "Published {published}, checked {reviewed}, next check {next}",
        "出版 {published}，核对 {reviewed}，下次核对 {next}",
    ),
    ("Important notices", "重要声明"),
    ("About this edition", "关于本版"),
    (
        "The numbers after each entry are the pages where a chapter first uses the term.",
        "每条后面的数字是各章首次使用该术语的页码。",
    ),
    ("Version {version}, published {published}.", "版本 {version}，出版于{published}。"),
    ("Last checked {reviewed}; to be checked again by {next}.", "最近核对：{reviewed}；下次核对不晚于{next}。"),
    (
        "Made from the source text with the fingerprint (SHA-256) {digest}.",
        "由指纹（SHA-256）为 {digest} 的源文本制作。",
    ),
    ("Rights, fonts and tools", "权利、字体与工具"),
    ("Set in {fonts}, all under the SIL Open Font License 1.1.", "所用字体：{fonts}，均采用 SIL 开放字体许可证 1.1。"),
    ("Made with diglot, pandoc, WeasyPrint and HarfBuzz.", "用 diglot、pandoc、WeasyPrint 和 HarfBuzz 制作。"),
)


MADE = (
    ("en", ("This is the original text. No clinician has reviewed it.", "这是原文。未经临床医生审阅。")),
    ("zh-Hans", ("Translated by a machine. No clinician has reviewed it.", "由机器翻译。未经临床医生审阅。")),
)


def _line() -> tuple[Cell, ...]:
    return tuple(Cell(tag, text, (text,)) for tag, text in zip(LANGUAGES, _LINE, strict=True))


def _manuscript(
    name: str, ids: _Ids, chapters: tuple[Chapter, ...], title: tuple[str, str], subtitle: tuple[str, str], paper: str
) -> Manuscript:
    return Manuscript(
        identifier="stem-cells-diabetes",
        edition=name,
        design=name,
        output=Output("pdf", "parallel", paper),
        languages=LANGUAGES,
        title=tuple(zip(LANGUAGES, title, strict=True)),
        subtitle=tuple(zip(LANGUAGES, subtitle, strict=True)),
        author="A. N. Author",
        rights="CC BY 4.0",
        version="1.0",
        published=date(2025, 11, 13),
        reviewed=date(2026, 1, 15),
        next_review=date(2028, 1, 15),
        source_digest="3f9ac2e1b07d5a44" * 4,
        made=tuple((tag, tuple(zip(LANGUAGES, words, strict=True))) for tag, words in MADE),
        front=_front(ids),
        chapters=chapters,
        glossary_notices=(),
        back=_back(ids),
        line=_line(),
        glossary=_glossary(ids),
        contents=_contents(chapters) if name == "book" else (),
        strings=tuple((msgid, (("en", msgid), ("zh-Hans", zh))) for msgid, zh in STRINGS),
    )


def book(paper: str = "A4") -> Manuscript:
    """The book in English and Simplified Chinese: about 60 rows in four chapters."""
    ids = _Ids()
    parts = (_modern, _tcm, _summary, _overview)
    chapters = tuple(_chapter(n, "article", tuple(part(ids))) for n, part in enumerate(parts, 1))
    title = ("Stem cell therapy benefits on diabetes", "干细胞疗法对糖尿病的益处")
    subtitle = ("Modern science and traditional Chinese medicine", "现代科学与中医的视角")
    return _manuscript("book", ids, chapters, title, subtitle, paper)


# --- the handout --------------------------------------------------------------------------

_HANDOUT = (
    ("h", "The main message", "最重要的一点"),
    (
        "p",
        "[stem-cell|Stem cell] treatment for diabetes is still research. It is not a proven cure. Keep taking your [insulin|insulin] and your other medicines.",
        "用[stem-cell|干细胞]治疗糖尿病仍处于研究阶段，不是已经证实的治愈方法。请继续使用[insulin|胰岛素]和其他药物。",
    ),
    ("h", "What are stem cells?", "什么是干细胞？"),
    (
        "p",
        "Stem cells can make more of themselves. They can also turn into other kinds of cells. Scientists hope to use them to make new [beta-cell|beta cells]. Beta cells are the cells in the pancreas that make insulin.",
        "干细胞能够自我更新，也能变成其他种类的细胞。科学家希望用它们制造新的[beta-cell|β细胞]。β细胞是胰腺中制造胰岛素的细胞。",
    ),
    ("h", "What we know", "目前知道什么"),
    (
        "l",
        (
            "In small early trials, some people with type 1 diabetes made their own insulin again.",
            "在小规模的早期试验中，一些1型糖尿病患者重新能够自己产生胰岛素。",
        ),
        (
            "Most of them had to take strong medicines that weaken the immune system.",
            "其中多数人必须服用强效的免疫抑制药物。",
        ),
        ("For type 2 diabetes the studies are few and small.", "针对2型糖尿病的研究很少，规模也小。"),
    ),
    ("h", "What we do not know", "目前还不知道什么"),
    (
        "l",
        ("How long the effect lasts.", "效果能维持多久。"),
        ("Who will benefit and who will not.", "谁会受益，谁不会受益。"),
        ("Whether it is safe over many years.", "多年以后是否安全。"),
    ),
    ("h", "The risks", "有哪些风险"),
    (
        "l",
        (
            "**Infection.** Cells can carry germs, and medicines that calm the immune system make infections worse.",
            "**感染。**细胞可能带有病菌，抑制免疫系统的药物会使感染加重。",
        ),
        ("**Tumours.** Some cells may grow in a way that nobody wants.", "**肿瘤。**有些细胞可能会异常生长。"),
        (
            "**Stopping insulin.** This can make you very ill within days.",
            "**停用胰岛素。**这可能使您在几天内病情危重。",
        ),
        (
            "**Cost.** Clinics that sell unproven treatment may charge large sums.",
            "**费用。**出售未经证实疗法的诊所可能收取高额费用。",
        ),
    ),
    ("h", "What about traditional Chinese medicine?", "中医怎么看？"),
    (
        "p",
        "The article uses words such as qi, yin and [xiaoke|wasting-thirst] (消渴 {xiāo kě}). These words belong to traditional Chinese medicine. They overlap with diabetes, but they are not the same as a test result. No trial has shown that stem cells “replenish” qi or essence.",
        "文章用到了气、阴和[xiaoke|消渴]等词。这些是中医的用语，与糖尿病有重叠，但不等于检查结果。没有试验证明干细胞能“补”气或“补”精。",
    ),
    ("h", "What to do next", "接下来怎么做"),
    (
        "l",
        (
            "Take your medicines as before. Check your blood sugar as agreed with your care team.",
            "照常用药。按照与医护人员商定的方式监测血糖。",
        ),
        (
            "Bring this sheet to your next visit. Ask: “Is there a registered trial for me?”",
            "下次就诊时带上这张单子，并问：“有没有适合我的已注册试验？”",
        ),
        (
            "Ask who pays. In a real trial you should not have to pay for the treatment.",
            "问清由谁付费。在真正的试验中，您不应为治疗付费。",
        ),
        (
            "Tell your doctor about herbs and other remedies that you use. Some of them change your blood sugar.",
            "把您使用的中草药和其他疗法告诉医生，其中一些会影响血糖。",
        ),
    ),
    ("h", "Get help at once if", "出现以下情况请立即求助"),
    (
        "l",
        ("you are very thirsty, pass much urine, feel sick or breathe fast;", "非常口渴、尿量很多、恶心或呼吸急促；"),
        ("you are confused, shaky or cannot be woken;", "神志不清、发抖或无法唤醒；"),
        ("you have fever, swelling or pain after any injection of cells.", "在任何细胞注射之后出现发热、肿胀或疼痛。"),
    ),
    ("h", "Where this comes from", "资料来源"),
    (
        "p",
        "We wrote this sheet to go with the article named in the footer. It was translated by machine and has not been reviewed by a clinician. Ask your care team before you act on it.",
        "本单与页脚所列文章配套，由机器翻译，未经临床医生审阅。依其行事之前，请先询问您的医护人员。",
    ),
)


def handout(paper: str = "A4") -> Manuscript:
    """The patient handout: about 400 English words."""
    ids = _Ids()
    rows: list[Row] = []
    for kind, *texts in _HANDOUT:
        if kind == "h":
            rows.append(heading(ids, 1, *texts))  # type: ignore[arg-type]
        elif kind == "p":
            rows.append(paragraph(ids, *texts))  # type: ignore[arg-type]
        else:
            rows.append(bullets(ids, [(en, []) for en, _ in texts], [(zh, []) for _, zh in texts]))  # type: ignore[misc]
    starts = [n for n, row in enumerate(rows) if row.kind == "heading"] + [len(rows)]
    chapters = tuple(_chapter(n, "handout", tuple(rows[a:b])) for n, (a, b) in enumerate(itertools.pairwise(starts), 1))
    title = ("Stem cells and diabetes", "干细胞与糖尿病")
    return _manuscript(
        "handout", ids, chapters, title, ("A sheet for patients and families", "给患者和家属的说明"), paper
    )


def job(manuscript: Manuscript, templates: tuple[tuple[str, str], ...], fonts: tuple = ()) -> Job:  # type: ignore[type-arg]
    """A job of this manuscript without images."""
    return Job(manuscript, templates, (), fonts)
