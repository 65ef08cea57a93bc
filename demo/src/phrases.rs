//! What staff, handlers and residents say along the way, whatever the matter.

/// Replies that answer anything.
pub(crate) const SETTLED: &[&str] = &[
    "这件弄好了,我自己去看过,有啥不对直接打给我。",
    "按您说的办好了,麻烦您等了这几天。",
    "这件办妥了,您有空的时候来看看,行不行跟我说。",
    "已经处理好,过一个礼拜我再来问一声。",
];

/// Why a party hands a case back.
pub(crate) const RETURNS: &[&str] = &[
    "地址写得不清楚,到现场没找到,请补门牌",
    "漏水点在住户家里,要先约好业主开门",
    "同一处上礼拜已经报过,请核对是不是一件事",
    "要先停水停电,请居委帮忙贴通知",
    "现场看不是我们的管线,请再核实归谁管",
];

/// What the requester is told at the first call.
pub(crate) const CONTACTS: &[&str] = &[
    "电话打过了,约明天上午上门看",
    "联系上了,他说下午都在家",
    "当面听了一遍,跟原话对得上",
    "打过电话,先道了歉,讲了什么时候来人",
    "家里座机打通了,女儿接的,约了礼拜六",
    "已回电,问清楚了是哪一层哪一边",
    "现场碰头看过了,材料要去拿一下",
];

/// On whom one waits, and for how many days.
pub(crate) const WAITS: &[(&str, i64)] = &[
    ("等配件到货", 4),
    ("等业主回来开门", 3),
    ("等天晴再做防水", 5),
    ("等维修资金审核", 7),
    ("等供电公司排期", 6),
    ("等楼上住户约时间", 3),
    ("等街道协调会定下来", 5),
];

/// Why more time is needed.
pub(crate) const EXTENSIONS: &[&str] = &[
    "要两家一起在场才能做,时间约不拢",
    "材料要定做",
    "连着下雨,屋面没法施工",
    "牵涉三个部门,要开一次协调会",
];

/// Talking someone out of an unlawful act.
pub(crate) const DISSUASIONS: &[&str] = &[
    "当面劝过,讲了条例第二十九条,对方答应马上收掉",
    "第一次敲门没人,第二次见到人,看了火灾片子,答应下去充",
    "对方说车库太远,介绍了空位和优惠卡,同意试试",
];

/// What a second person saw.
pub(crate) const CHECKS: &[&str] =
    &["去看过了,确实弄好了", "隔天又转了一圈,没有再犯", "现场拍了照,和报的一样"];

/// What remains after a part was done.
pub(crate) const LEFTOVERS: &[&str] = &[
    "整栋更换要等维修资金表决",
    "还有一户没联系上,联系上了再补做",
    "剩下一段归市政,已经报上去了",
    "根子上的问题要等旧改一起做",
];

/// The requester's words when it is not fixed.
pub(crate) const NOT_FIXED: &[&str] = &[
    "没修好呀,用了一天又坏了",
    "人来是来过了,弄了两下就走,还是老样子",
    "好了三天,昨天又开始了",
    "只修了一半,后头那段没弄",
    "你们说好了,我看没好,再来看看",
    "一落雨又漏了,白弄",
];

/// Content.
pub(crate) const PRAISE: &[&str] = &[
    "蛮好蛮好,谢谢倷",
    "弄得清清爽爽,师傅人也和气",
    "没想到这么快,表扬表扬",
    "好了,夜里睡得着了",
    "修好了,我特为下楼看过",
    "谢谢小陈,还专门打电话来问",
];

/// Half content.
pub(crate) const SO_SO: &[&str] =
    &["好是好了,就是慢了点", "将就吧,总比以前好", "道理我懂,希望后头继续弄", "蛮客气的,先这样"];

/// Not content.
pub(crate) const GRUMBLE: &[&str] =
    &["等于没办嘛", "讲了半天还是不行", "我晓得你们也难,但我还是不开心", "下趟还要找倷的"];

/// Lawful refusals: reason and law.
pub(crate) const DECLINES: &[(&str, &str)] = &[
    ("这件不在居委会办理的事项清单里,已经把能办的地方告诉您", "《上海市居民委员会工作条例》第二十七条"),
    ("居委会没有权力要求别人这样做,可以帮您们坐下来谈", "《上海市居民委员会工作条例》第二十七条"),
    ("同一件事已经办结答复过,没有新情况", "参照《北京市接诉即办工作条例》第十一条"),
];
