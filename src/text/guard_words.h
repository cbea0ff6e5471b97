/* The words of the guard's rules. Internal to guard.c.
 *
 * As understand_normalise() writes them: lower case, е for ё. A word that begins with a Chinese character is found
 * anywhere; any other as a word of its own, with "*" at the end also as the beginning of one; "#" in front stands for a
 * number. Simplified and traditional characters are different words. */
#pragma once

#include <stddef.h>

typedef const char *const *GuardWords; /* ends with NULL */

#define GUARD_WORDS(name) static const char *const name[]

/* clang-format off: words, not code */

/* Taken out before anything is looked for: harmless phrases with a word of the lists in them. */
GUARD_WORDS(INNOCENT) = {
	"改进", "改善", "改天", "改正", "改派", "改進", "feel free", "toll-free", "toll free", "sugar-free", "gluten-free",
	"after-sales", "after sales", "credit card", "under review", "we will review", "team will review",
	"we are reviewing", "review your case", "review your request", "review your order", "review your claim",
	"review your complaint", "review your message", "review the case", "review the details", "review the matter",
	"reviewed your case", "reviewed your order", "update you", "an update on", "исправим", "исправили",
	"исправляем", "изменим", "изменили", NULL,
};

/* What a customer could gain. */
GUARD_WORDS(GAIN) = {
	"红包", "返现", "现金", "补偿", "赔偿", "赔付", "优惠券", "优惠卷", "代金券", "抵用券", "购物券", "退款", "退钱", "退您", "免单", "礼品", "礼物",
	"赠品", "小礼", "积分", "返利", "转账", "话费", "#元", "#块", /* zh */
	"紅包", "返現", "現金", "補償", "賠償", "優惠券", "折價券", "免單", "禮品", "禮物", "贈品", "積分", "轉帳", /* zh-Hant */
	"refund*", "cash", "cashback", "coupon*", "voucher*", "discount*", "gift*", "credit", "credits", "bonus*",
	"free", "compensat*", "reward*", "money back", "pay you", "% off", "$", "€", "£", "¥", "#yuan", "#rmb",
	/* en */
	"купон*", "скидк*", "скидок", "бонус*", "компенсац*", "компенсир*", "возврат*", "вернем", "подарок",
	"подарк*", "деньг*", "денег", "руб", "рубл*", "₽", "кэшбэк*", "кешбэк*", "промокод*", "сертификат*",
	"бесплатн*", "заплатим", "оплатим", /* ru */
	NULL,
};

GUARD_WORDS(REVIEW) = {
	"评价", "差评", "中评", "好评", "追评", "评论", "评分", "打分", "晒单", "評價", "差評", "好評", "評論", "評分", "review", "reviews",
	"reviewing", "rating*", "stars", "5-star", "five-star", "negative feedback", "positive feedback",
	"seller feedback", "отзыв*", "оценк*", "оценок", "рейтинг*", "звезд", NULL,
};

/* The same and what is one only beside "change". */
GUARD_WORDS(CHANGED) = {
	"评价", "差评", "中评", "好评", "评论", "评分", "打分", "評價", "差評", "評論", "評分", "review", "reviews", "rating*", "stars",
	"feedback", "отзыв*", "оценк*", "оценок", "рейтинг*", NULL,
};

GUARD_WORDS(CHANGE) = {
	"删", "撤", "改", "追加", "更新", "换成", "升级", "取消", "隐藏", "刪", "換成", "隱藏", "delete*", "deleting", "remove*",
	"removing", "change*", "changing", "edit", "editing", "update*", "updating", "revis*", "withdraw*",
	"take down", "taking down", "amend*", "удал*", "измен*", "исправ*", "убр*", "убер*", "поменя*", "отредакт*",
	"сним*", "снять", "скорректир*", "обнов*", NULL,
};

GUARD_WORDS(PRAISE) = {
	"好评", "五星", "5星", "满分", "好評", "滿分", "5-star", "5 star", "5 stars", "5★", "five-star", "five star",
	"five stars", "positive review*", "good review*", "great review*", "nice review*", "positive feedback",
	"good rating*", "high rating*", "top rating*", "full marks", "5/5", "10/10", "5 звезд*", "пять звезд*",
	"хороший отзыв", "хорошие отзывы", "положительный отзыв", "положительные отзывы", "хорошую оценку",
	"высокую оценку", "высшую оценку", "отличную оценку", "пятерк*", "5 баллов", NULL,
};

GUARD_WORDS(REQUEST) = {
	"请", "麻烦", "帮忙", "求", "给", "希望您", "辛苦您", "請", "麻煩", "幫忙", "給", "please", "leave us", "leave a", "rate us",
	"give us", "would you", "could you", "help us", "kindly", "we hope", "post a", "write a", "поставьте",
	"оставьте", "напишите", "дайте", "просим", "пожалуйста", "оцените", "поставить", "оставить", "будем рады",
	NULL,
};

GUARD_WORDS(THREAT) = {
	"起诉", "律师", "法律责任", "报警", "追究", "黑名单", "诽谤", "法院", "起訴", "律師", "報警", "黑名單", "誹謗", "lawsuit*", "lawyer*",
	"attorney*", "legal action", "police", "defam*", "libel*", "blacklist*", "sue", "court", "суд", "суде",
	"судом", "юрист*", "адвокат*", "полици*", "ответственност*", "клевет*", "черный список", NULL,
};

GUARD_WORDS(DIRECTIONS) = {
	"点击", "点开", "打开", "进入", "我的订单", "點擊", "打開", "進入", "tap", "click", "go to", "open", "my orders", "нажмите",
	"откройте", "зайдите", "перейдите", "мои заказы", NULL,
};

GUARD_WORDS(PRESSURE) = {
	"最后一次提醒", "最后提醒", "再次提醒", "为什么不回", "怎么不回", "还不回复", "否则后果", "后果自负", "最後提醒", "為什麼不回", "final reminder",
	"last reminder", "second reminder", "last chance", "final warning", "last warning", "final notice",
	"why don't you", "why haven't you", "you still haven't", "still have not replied", "you must reply",
	"or else", "последнее напоминание", "последнее предупреждение", "последний шанс", "почему вы не отвечаете",
	"почему не отвечаете", "почему молчите", "до сих пор не ответили", "вы обязаны", NULL,
};

GUARD_WORDS(HASTE) = {
	"务必", "请尽快", "请立即", "请马上", "立即回复", "马上回复", "赶紧", "務必", "請盡快", "urgent*", "immediately", "asap", "you must",
	"right away", "срочно", "немедленно", "обязательно ответьте", "как можно скорее ответьте", NULL,
};

GUARD_WORDS(PRIVATE) = {
	"加我微信", "我的微信", "私人微信", "加我好友", "加我qq", "我的qq", "私人号码", "私人手机", "私人账号", "我的手机号", "私下联系", "私聊", "私人號碼", "私下聯絡",
	"加我line", "my personal", "my private", "my own number", "my whatsapp", "my telegram", "my wechat",
	"my instagram", "add me on", "text me privately", "off the platform", "off-platform", "outside the platform",
	"личный номер", "личного номера", "мой личный", "мой номер", "мой whatsapp", "мой ватсап", "мой вотсап",
	"мой telegram", "мой телеграм", "в личку", "мимо площадки", "в обход площадки", "вне площадки", NULL,
};

GUARD_WORDS(MESSENGERS) = {
	"微信", "支付宝", "支付寶", "qq", "wechat", "whatsapp", "telegram", "viber", "instagram", "ватсап*", "вотсап*",
	"телеграм*", "вайбер*", "инстаграм*", NULL,
};

GUARD_WORDS(PITY) = {
	"求求", "求您", "求你", "跪求", "拜托", "可怜", "行行好", "别不理", "不要不理", "请体谅", "多体谅", "体谅一下", "不容易", "养家", "小本生意", "生意难做",
	"帮帮我", "饭碗", "丢工作", "丢了工作", "被开除", "拜託", "可憐", "體諒一下", "beg", "begging", "have mercy", "take pity",
	"lose my job", "lose our jobs", "get fired", "be fired", "feed my", "my family", "my children",
	"don't ignore", "do not ignore", "please please", "please, please", "desperate*", "умоля*", "пожалейте",
	"сжальтесь", "войдите в положение", "уволят", "потеряю работу", "лишусь работы", "кормить семью",
	"не игнорируйте", "мои дети", NULL,
};

GUARD_WORDS(BOSS) = {
	"我是老板", "我是店长", "我是经理", "我是总经理", "我是主管", "我是领导", "我是负责人", "老板本人", "店长本人", "我是老闆", "我是店長", "i am the owner",
	"i'm the owner", "i am the manager", "i'm the manager", "i am the boss", "i'm the boss",
	"i am the supervisor", "i'm the supervisor", "i am the director", "i am the ceo", "this is the owner",
	"this is the manager", "this is the boss", "this is the ceo", "я директор", "я владелец", "я начальник",
	"я руководитель", "я хозяин", "это директор", "это владелец", "с вами директор", NULL,
};

GUARD_WORDS(PROMISE) = {
	"我们保证", "保证解决", "保证不", "保证让", "向您保证", "一定会", "下次一定", "绝不再", "绝对不会", "不会再发生", "我們保證", "we promise",
	"i promise", "we guarantee", "i guarantee", "guaranteed", "never again", "never happen again",
	"will not happen again", "won't happen again", "better next time", "обещаем", "обещаю", "гарантируем",
	"гарантирую", "больше не повторится", "никогда не повторится", "в следующий раз", NULL,
};

GUARD_WORDS(HAGGLE) = {
	"要多少钱", "多少钱才", "要多少才", "开个价", "出个价", "開個價", "要多少錢", "how much do you want", "name your price",
	"what would it take", "how much would it take", "сколько вы хотите", "назовите сумму", "назовите цену",
	"за какую сумму", NULL,
};

GUARD_WORDS(DISMISSIVE) = {
	"无理取闹", "不合理要求", "不合理的要求", "您想多了", "無理取鬧", "unreasonable", "calm down", "overreacting", "необоснованн*",
	"успокойтесь", "не преувеличивайте", NULL,
};

GUARD_WORDS(SHAMING) = {
	"已被罚款", "已罚款", "扣工资", "扣了工资", "扣奖金", "已经开除", "已被开除", "已开除", "公开道歉", "已被罰款", "扣薪", "was fined", "been fined",
	"was fired", "been fired", "docked", "been punished", "was punished", "оштраф*", "уволен*", "уволили",
	"лишили премии", "лишен премии", "наказали", NULL,
};

GUARD_WORDS(COUPON) = {
	"优惠券", "优惠卷", "优惠码", "代金券", "抵用券", "购物券", "红包", "返现", "免单", "折扣", "打折", "满减", "抽奖", "返利", "優惠券", "折價券", "紅包",
	"返現", "免單", "coupon*", "voucher*", "discount*", "promo code*", "% off", "cashback", "giveaway*", "купон*",
	"скидк*", "скидок", "промокод*", "кэшбэк*", "кешбэк*", NULL,
};

GUARD_WORDS(PROMOTION) = {
	"优惠", "促销", "新品", "秒杀", "特价", "上新", "大促", "礼品", "礼物", "赠品", "积分", "優惠", "促銷", "特價", "sale", "special offer*",
	"our offers", "new arrivals", "bonus*", "gift*", "loyalty points", "акция", "акции", "акций", "распродаж*",
	"новинк*", "бонус*", "подарок", "подарк*", NULL,
};

GUARD_WORDS(SURVEY_GAIN) = {
	"现金", "补偿", "赔偿", "現金", "補償", "cash", "compensat*", "reward*", "компенсац*", "деньг*", "вознагражд*", NULL,
};

GUARD_WORDS(LINK) = {"http", "https", "www", NULL};

GUARD_WORDS(WAY_OUT) = {
	"退订", "拒收", "取消订阅", "退訂", "取消訂閱", "stop", "opt out", "opt-out", "unsubscribe", "стоп", "отписк*", "отписать*",
	"arret", "arrêt", "baja", "sair", "alto", "abmelden", "수신거부", "配信停止", NULL,
};
