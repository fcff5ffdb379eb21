"""The words of `modality`: English hedges and negations, and what may stand for them in Chinese.

Measured on real translators' catalogs; every line is there for something that was found in them.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Hedge(NamedTuple):
    """An English hedge: what `asks` for a counterpart, what `holds` as one, what is `stronger` than it."""

    subject: str
    asks: re.Pattern[str]
    holds: re.Pattern[str]
    stronger: re.Pattern[str]


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def _hedge(block: str) -> Hedge:
    """A hedge from its lines: the subject, then what asks, holds and is stronger; "." goes on with the line before."""
    subject, *lines = re.sub(r"\n\s*\. ", "", block).split("\n")
    return Hedge(subject, *(_pattern(line.strip()) for line in lines))


def _pairs_of(table: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """The two patterns of each line."""
    rows = (line.strip().split("  ") for line in re.sub(r"\n\s*\. ", "", table).strip().split("\n"))
    return tuple((_pattern(one), _pattern(other)) for one, other in rows)


# The traditional characters of the lists below, so that these are written once.
SIMPLIFIED = str.maketrans(
    "無沒別僅單論斷過數來則許潛會約個們幾將總雖儘實驗動臨試階規樣針對擬經頻顯說證觀認為據稱與於應該須絕徹遠癒轉萬確現預測時難範圍檢養級類區識機問獨點適帶"
    "發讓夠開長達給種產這還務議員學協體線連係終險標圖從隱離兩豬處盡勢業職熱專習爭樂優爾幫異棄驚慣條災碼穩脫獲慮覺視評診請調謀謂敗費鏽間麥複復導傳誤興鑒鑑",
    "无没别仅单论断过数来则许潜会约个们几将总虽尽实验动临试阶规样针对拟经频显说证观认为据称与于应该须绝彻远愈转万确现预测时难范围检养级类区识机问独点适带"
    "发让够开长达给种产这还务议员学协体线连系终险标图从隐离两猪处尽势业职热专习争乐优尔帮异弃惊惯条灾码稳脱获虑觉视评诊请调谋谓败费锈间麦复复导传误兴鉴鉴",
)

# --- hedges ---------------------------------------------------------------------------------

_NUMBER = (
    r"(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|half|"
    r"an? (?:third|quarter|week|month|year|day|hour|dozen|hundred|thousand|million))\b)"
)
_STUDY = r"(?:stud(?:y|ies)|trials?|research|evidence|data|results?|findings?|experiments?|tests?|reports?)\b"
_KIND = rf"(?:[ -](?:stage|scale))?(?:(?: [\w-]{{1,20}}){{0,3}}|(?:, [\w-]{{1,20}}){{1,2}}) {_STUDY}"
# "You can" permits, "what can" asks: only what is said of others is a claim.
_CLAIM = r"(?<!\byou )(?<!\bwe )(?<!\bI )(?<!\bone )(?<!\busers )(?<!\bwho )(?<!\bwhat )(?<!\bhow )(?<!\bwhich )"
_PLAIN = r"(?! not\b|n?['’]t\b| (?:have|you|we|I|it|of)\b| be (?:worth|seen|found)\b)"
_MAYBE = (
    "(?<!尽)可能|或许|也许|潜在|有望|恐|大概|未必|不一定|不见得|说不定|没准|疑似|或[将会可]|可望|难免|万一|风险|隐患"
)
_ABLE = "(?<![功性智技机职热效动势潜万本可只才未不])能(?!量|源|耗|级|否)|(?<!尽)可(?!靠|怕|爱|见|能)"
_WILL = "(?<![社机学协大议体只不])会(?![议员诊])"
_OFTEN = "常|往往|一般|有时|偶|大多|多数|频|普遍|平时|屡|多半|大都|时而|惯|很少|多为|反复|基本上|主要|大部分"
_PROVED = "(?<![未没有能法])(?:证明|证实|确证|毫无疑问)"
_ALL = "所有|全部|一切|全都|每[个名位]|任何|总是|始终|一律"
_SIZE = "大型|大规模|确凿"

HEDGES = tuple(
    _hedge(block)
    for block in rf"""
possibility
    {_CLAIM}(?:(?-i:\bmay\b)|(?<!the )(?<!all )(?<!his )(?<!their )\bmight\b){_PLAIN}
    . |\A\W{{0,9}}(?-i:May (?!is |was |and |to |of |or |the )[a-z])|\b(?:possibly|potentially|perhaps|maybe)\b
    {_MAYBE}|不妨|值得
    {_ABLE}|{_WILL}|必|一定

possibility
    {_CLAIM}\bcould\b{_PLAIN}
    {_MAYBE}|可以|本可|能否|如果|若|假如|假设|要是|可|试图|不能|无法
    {_ABLE}|{_WILL}|必|一定

possibility
    \b(?:you|we|I|one|users) (?:also |then )?(?-i:may|might)\b(?! not\b)
    {_MAYBE}|可|能|会|不妨|最好|想|请|允许|需要|希望|如果|若|比如|建议|得|尽管|虽|应
    必|一定

ability
    {_CLAIM}(?<!\ba )(?<!\bthe )(?<!\bper )(?<!\beach )(?<!\bof )\bcan\b{_PLAIN}
    {_MAYBE}|可|(?<![功性智技机职热效动势潜万本])能(?!量|源|耗|级)|{_WILL}|得以|足以|允许|有助|有所帮助|用于|
    . 用来|便于|以便|方便|支持|让|够|无法|不了|有机会|容易|使
    必将|必定|一定

suggestion
    \b(?:suggest(?:s|ed|ing)?|indicat(?:es?|ed|ing)) that\b
    . |\b{_STUDY} (?:also |strongly )?(?:suggest|indicate)(?:s|d|ed)?\b
    . |\b(?:appear|seem)(?:s|ed|ing)? (?:to|that|likely)\b
    . |(?<!than )\bit (?:appear|seem)s\b|\b(?:seemingly|apparently)\b
    . |\b(?:is|are|was|were) (?:thought|believed|considered|said) to\b
    {_MAYBE}|提示|表明|显示|看来|看似|看起来|看上去|似|暗示|意味|说明|建议|指出|指示|表示|像|仿佛|据说|据称|认为|视为|被称|相信|
    . 显得|推测|推断|反映|预示|估计|显然|感觉|觉得|给人|考虑|标|所说|所谓|中医所
    {_PROVED}

early-study
    \b(?:early|earliest|preliminary|initial|pilot|exploratory){_KIND}
    . |\b{_STUDY} (?:is|are|was|were) (?:very |still )?(?:early|preliminary)\b
    早期|初|前期|探索|试点|预试验|先导|先行|最早|首次
    {_SIZE}

early-study
    \bsmall{_KIND}|\b{_STUDY} (?:is|are|was|were) (?:very |still )?small\b
    小(?!时|鼠|儿|心|组|肠|脑|麦)|少|规模有限
    {_SIZE}

early-study
    \b(?:lab|laboratory|in vitro|test-tube){_KIND}
    实验室|体外|试管|离体|细胞实验|化验|检验
    临床

early-study
    \b(?:animal|mouse|mice|rat|monkey|preclinical|pre-clinical){_KIND}
    . |\bin (?:\w{{1,12}} )?(?:mice|rats|animals|monkeys|rodents|vitro)\b
    动物|鼠|猴|临床前|猪|兔|犬|体外|试管|离体|实验室
    临床|人体|患者|病人

amount
    (?<!learn )(?<!talk )(?<!know )(?<!more )(?<!tell )(?<!think )(?<!what )(?<!how )(?<!information )
    . \b(?:about|around|approximately|roughly|nearly|almost|an estimated|close to) {_NUMBER}
    约|大概|左右|近|几|差不多|上下|大致|估计|[多余来许]|不到|不足|超过|~|～|≈
    正好|恰好|整整|刚好

amount
    \bup to (?:about |an? )?{_NUMBER}
    最|至|达|不超过|以内|之内|以下|上限|截止|可|到|限|≤|内
    不少于|超过

amount
    \bsome (?:of (?:the |these |those )?)?(?:[\w-]{{1,15}} ){{0,2}}
    . (?:patients?|people|persons|adults|children|women|
    . men|participants|volunteers|cases|studies|trials|evidence|clinics|products|doctors|researchers|experts|medicines|
    . drugs|herbs|treatments|tumou?rs|risks|improvement|benefits?)\b|\bin some\b|\bsome of (?:the|these|those)\b
    些|部分|某|若干|(?<!所)有[的人过]|个别|少数|其中|几|有一|一定|少许|少量|稍|有时|一点|段时间|多少|数[个名种]|局部|多[个种]|一[个种]
    {_ALL}

amount
    (?<!\bthe )(?<!\bat )(?<!\ba )(?<!'s )\bmost
    . [ ](?:(?:of|people|patients|children|women|men)\b|(?-i:[a-z]{{2,20}}(?<!ou)(?<!es)(?<!s)s\b))
    {_OFTEN}|大多|大半|大量|最|很多|许多|绝大
    {_ALL}

amount
    (?<!\bhow )(?<!\btoo )(?<!\bas )(?<!\bmore )(?<!\bthan )
    . \b(?:often|usually|sometimes|generally|typically|commonly|occasionally)\b
    {_OFTEN}|可能|可以|会|多|大致|习惯|典型|标准|通用|泛|有些|更
    {_ALL}

limit
    (?<!not )(?<!n't )(?<!n’t )(?<!the )\bonly (?:as|if|when|in|within|with|under|unless|where)\b
    只(?!要)|仅|才|唯|除非|必须|须|限|单|独
    除[^，。]*之?外|再

aim
    \baim(?:s|ed|ing)? to\b|\bseeks? to\b|\battempts? to\b|\bhopes? (?:to|that)\b
    . |\b(?:is|are) (?:intended|designed|meant) to\b
    旨|力求|力图|意在|希望|目[标的]|致力|试|以期|争取|盼|想|拟|为了|用于|用来|期|谋求|意图|针对|设计|专为|用以|打算|
    . 以便|本意|尽[量力]|应|要
    {_ABLE}|{_WILL}|必

aim
    \bbeing (?:studied|tested|investigated|researched|evaluated)\b|\bunder (?:study|research|investigation|evaluation)\b
    研究|试验|实验|检验|测试|探索|评估|调查|考察
    证明|证实|获批|批准

aim
    \bpromising\b
    前景|希望|有望|潜力|看好|可期|曙光|前途|鼓舞|乐观
    显著|确切|卓越|神奇|惊人|肯定|优异
""".strip().split("\n\n")
)
"""A word with two senses (may, could) stands in two rows, by what is spoken of."""

_SURE = r"must|always|certain|sure|inevitab|necess|defin|bound|doubt|will|ha(?:ve|s) to|need|guarant|should|require"
_WHOLE = (
    r"complet|full|total|entire|whole|\ball\b|absolut|perfect|exact|\bany\b|every|at all|quite|utter|thorough|"
    r"identical|same|pure|\bjust\b|radical|strict|altogether|\bno|only|very|solely|right|never|fundamental"
)
# What claims too much, and what in English bears it out.
STRONG = _pairs_of(rf"""
(?<!不)一定(?![程的量数要在有期范条]|会)|必定|必然|必将|势必|肯定[会能是可]  {_SURE}
保证  {_SURE}|ensur|assur|promis|warrant|secur|insur|certif|enforc|sound|safe|keep|invariant|rely
不少(?!于|於)|很多|许多|大多数?|绝大|众多  \bm(?:any|uch|ost|ore|ajor|ult)|\blots?\b|numer|plenty|number
    . |several|various|large|great|often|wide|common|typical|general|usual|heav|lot of|extensive|vast|all|every
很可能|极可能|极有可能|十有八九  likely|probab|chance|presum|expect|\bmost
完全|彻底  {_WHOLE}
绝对(?!值)  {_WHOLE}|{_SURE}|don't|not
永久|永远  perman|forever|last|always|never|etern|life|indefinit|ever\b|for good|perpet|persist|infinit|long
根治|治愈|痊愈|治好|包治  \bcur(?:e|ing|able|ative)|heal|recover|remission|eradicat|resolv|g[eo]t well|clear
逆转  revers|invert|inversion|undo|regress|turn|roll|back
万无一失|百分之?百(?![\d分])|十全十美  100|hundred|fool|infallib|fail|risk|sure|guarant
{_PROVED}  {_SURE}|prov|proof|confirm|demonstr|establish|show|verif|certif|attest|evid|ensur|valid|identif|clear
""")

IN_ANIMALS = _pattern(r"\bin (?:\w{1,12} )?(?:mice|rats|animals|monkeys|rodents|vitro|cells|the lab\w*)\b")
IN_PEOPLE = _pattern(r"\b(?:people|persons?|humans?|patients?|men|women|adults?|children|you|your|we|us|body)\b")
PEOPLE = _pattern("人[身体类群们]|人也|患者|病人|您|你")

# --- negations ------------------------------------------------------------------------------

NO = _pattern(
    r"\b(?:not|never|nobody|no[ -]one|nothing|none|nowhere|neither|nor|without|unless|cannot|no(?![-\w]))\b"
    r"|\b\w{1,9}n['’]t\b"
)
NO_NEGATION = _pattern(
    r"\bnot (?:only|just|merely|simply|solely|to mention|least|until)\b|\bno (?:matter|doubt|problem|wonder|sooner)\b"
    r"|(?-i:\bNo\.? ?)(?=\d)|\bno\.(?= ?[=%#\d]|\s*\Z)|\b(?:or not|with or without)\b|\b(?:if|why) not\b"
    r"|\b(?:never|not|don['’]t) (?:forget|hesitate|worry|miss|fail)\b"
    r"|\b\w{2,6}n['’]t (?:it|you|they|we|there|this|that)\b|\bnone (?:other|the less)\b|\bnothing but\b"
    r"|\b(?:cannot|can['’]t|can not) (?:help|wait)\b"
)
NEGATED = _pattern(
    "[不没无未非勿莫禁否毋休免缺戒忌拒甭]|别|避|难|失[败去效]|相反|反而|除[外了]|[以之]外|脱离|取消|排除|杜绝|以防|省[去略]|"
    r"忽略|跳过|放弃|有待|尚待|仍需|停|≠|!=|[×❌✗]"
    # Left in English.
    r"|\b(?:no|not|none|never|nothing|without|cannot)(?![a-z])"
)
# Words that are no negation for all their characters.
AFFIRMED = _pattern(
    "非常|不[仅但只止单光]|[无不]论|不管|不断|不过(?![敏量度早多分滤期于])|不少(?!于)|不久|不妨|不免|不禁|不得不|差不多|"
    "无数|未来|未免|非洲|[是能可与]否|否则|除非|莫非|不如|约莫|莫[桑斯耳尔]|[特个分区类级性识鉴差告辨派]别|别[人的处名墅称]|"
    "免[疫费]|失禁|不锈|沉没|没收|出没|淹没|无线|毫?无疑问?|不愧|了不起|对不起|是非|非典|灾难|难[民过]"
)
# A negation in Chinese that another word of the source explains, so that it is not the one looked for.
EXPLAINED = _pairs_of(r"""
停|戒  \b(?:stop|ceas|halt|quit|discontinu|interrupt|suspen|paus|withdraw)
避|以防  \b(?:avoid|prevent|escap|refrain|keep away)
禁  \b(?:ban|prohibit|forbid|fast|contraindic|abstin)
缺  \b(?:lack|defici|miss|absen|short|defect)
失[败去效]  \b(?:los[est]|fail|invalid|expir)
拒  \b(?:refus|reject|declin|den[iy])
难  \b(?:difficult|hard|refractory|tough|trouble)
取消|排除|省[去略]|忽略|跳过|放弃  \b(?:cancel|exclu|rule|skip|ignor|omit|abandon|give)
不良|不利  \b(?:adverse|unwanted|side|undesir|bad|poor|harm|unfavo)
不同  differ|vari|divers|distinct|several|\beach\b
不适|不舒服  discomfort|unwell|uncomfort|malaise|\bill|sick
不足|不够|不全  insufficien|deficien|\black|short|inadequa|too (?:little|few)|under|less than|fewer|failure|incomplete
不安  anxi|restless|uneas|agitat
不[孕育]|无菌  infertil|steril|asept
未知|不明|不清  un(?:known|clear|explain|certain)|confus|blur
不稳  unstab|instab|labile
[无失]效  invalid|ineffect|useless
非(?=[一-鿿])  \bnon-?[a-z]
[除以之]外|除了|相反|反而  \b(?:except|other|apart|beside|addition|outside|beyond|instead|contrary|oppos)
""")
# What says a negation in other words: "not until" 才, "not more than" 最多, "nothing" 空.
REWORDED = _pairs_of(r"""
\bunless\b  除非|否则|只有|只能|如果|若|才
\bif\b.{0,80}\b(?:not|\w{1,9}n['’]t)\b  否则
\b(?:not|cannot|never|no|\w{1,9}n['’]t)\b.{0,80}\b(?:until|unless|without|before|only|if)\b  才|再|只|必须|需|先
\b(?:no|not|never|nothing|none|\w{1,9}n['’]t)\b.{0,60}\b(?:but|except|other than|beyond|else|more)\b  只|除|唯|仅|就是
\b(?:not?|cannot|\w{1,9}n['’]t)\b.{0,40}\b(?:more|higher|over) than\b  最|至多|以[内下前]|之[内前]|≤|小于|低于|少于
\b(?:not?|cannot|\w{1,9}n['’]t)\b.{0,40}\b(?:greater|longer|later|larger) than\b  最|至多|以[内下前]|之[内前]|≤|小于
\bnot? (?:less|fewer|lower|earlier|under) than\b  至少|最[少低早]|以[上后]|≥|起码
\b(?:nothing|none|no|\w{1,9}n['’]t (?:have|know any\w*))\b  空|零|毫|仅|皆|均|罕|少
\bno longer\b|\bany ?more\b|\bany longer\b  再|停|已|失去|摆脱|消失
\b(?:not|never|\w{1,9}n['’]t)\b.{0,30}\b(?:same|alike|equal)\b  不同|异|区别|差别|有别|区分|[两二]码事|两回事|另
\b(?:not|without|\w{1,9}n['’]t) (?:\w{1,12} ){0,3}(?:stop|interrupt|paus)  继续|坚持|持续|照常|保持
\b(?:not|\w{1,9}n['’]t) (?:\w{1,12} ){0,2}(?:many|much|often|well|good|great|enough|easy|clear)  少|罕|偶|差|欠|弱
\bwithout\b  独立
\bnot (?:\w{1,12} ){0,2}(?:valid|correct|right|proper|recogni|normal|accurate|true)  错|异常|假
\b(?:no|\w{1,9}n['’]t)\b.{0,30}\bleft\b  完|尽|光
\bwhether\b.{0,80}\bnot\b  [是能可]否
""")
