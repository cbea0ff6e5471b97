/* The text guard: what must not leave in any language, and what is a good apology and passes. */
#include "lib/suite.h"
#include "text/guard.h"

#include <string.h>

#define FIRST STEP_FIRST_CONTACT
#define ASK STEP_SATISFACTION
#define NOTE STEP_REVIEW_NOTE
#define OWN STEP_NONE

/* `rule` is what must be among the findings, "" when there must be none; `refuse` whether it keeps the text back. */
static const struct {
	const char *text;
	Step step;
	const char *rule;
	gboolean refuse;
} TEXTS[] = {
	/* B1: an offer and a review in one text */
	{"删除差评返现10元", FIRST, "B1", TRUE},
	{"亲，把评价改一下，给您发20元红包", OWN, "B1", TRUE},
	{"您的退款已到账。方便的话请更新一下评价", OWN, "B1", TRUE},
	{"给您5块，评价的事麻烦您了", OWN, "B1", TRUE},
	{"您好，補償已寄出，麻煩修改評價", OWN, "B1", TRUE},
	{"We will send you a voucher when you remove your review", OWN, "B1", TRUE},
	{"Your refund is done. Would you update your rating?", OWN, "B1", TRUE},
	{"$10 for you if you edit the review", OWN, "B1", TRUE},
	{"A free sample waits for you. Your review matters to us.", OWN, "B1", TRUE},
	{"Вернём 500 руб., если удалите отзыв", OWN, "B1", TRUE},
	{"Дарим купон. Измените, пожалуйста, оценку", OWN, "B1", TRUE},
	{"Компенсация отправлена, ждём ваш отзыв", OWN, "B1", TRUE},
	/* B2, REFUSE 4: to change or delete one */
	{"请删除评价", FIRST, "B2", TRUE},
	{"问题解决后请撤回差评", OWN, "B2", TRUE},
	{"能帮我们修改一下评价吗", OWN, "B2", TRUE},
	{"麻烦您追加一条评论", OWN, "B2", TRUE},
	{"Please delete your review", OWN, "B2", TRUE},
	{"Could you change the rating you left?", OWN, "B2", TRUE},
	{"We kindly ask you to revise your feedback", OWN, "B2", TRUE},
	{"Удалите отзыв", OWN, "B2", TRUE},
	{"Просим вас исправить оценку", OWN, "B2", TRUE},
	{"Уберите, пожалуйста, плохой отзыв", OWN, "B2", TRUE},
	/* REFUSE 2: wanted praise */
	{"请给个五星好评", ASK, "B2-praise", TRUE},
	{"麻烦您打个5星", ASK, "B2-praise", TRUE},
	{"满意的话请给满分", ASK, "B2-praise", TRUE},
	{"Please leave us a 5-star rating", ASK, "B2-praise", TRUE},
	{"If you are happy, would you write a positive review?", ASK, "B2-praise", TRUE},
	{"Поставьте нам 5 звёзд", ASK, "B2-praise", TRUE},
	{"Оставьте, пожалуйста, хороший отзыв", ASK, "B2-praise", TRUE},
	/* B3: pressure; REFUSE 3: threats */
	{"最后一次提醒，请回复", OWN, "B3", TRUE},
	{"您为什么不回复我们", OWN, "B3", TRUE},
	{"This is our final reminder", OWN, "B3", TRUE},
	{"You still haven't answered", OWN, "B3", TRUE},
	{"Последнее напоминание: ответьте", OWN, "B3", TRUE},
	{"Почему вы не отвечаете?", OWN, "B3", TRUE},
	{"您的差评涉嫌诽谤，我们将起诉", OWN, "B3-threat", TRUE},
	{"评价不属实会追究法律责任", OWN, "B3-threat", TRUE},
	{"Your review is false and our lawyers will take legal action", OWN, "B3-threat", TRUE},
	{"За такой отзыв подадим в суд", OWN, "B3-threat", TRUE},
	{"请尽快回复", OWN, "B3-haste", FALSE},
	{"Please answer immediately", OWN, "B3-haste", FALSE},
	{"Ответьте срочно", OWN, "B3-haste", FALSE},
	/* B4: the way to the review, unasked */
	{"打开我的订单，找到评价", OWN, "B4", TRUE},
	{"Go to your reviews and tap the dots", OWN, "B4", TRUE},
	{"Откройте раздел с отзывами", OWN, "B4", TRUE},
	/* B5: private accounts; B12: off the marketplace */
	{"加我微信聊", OWN, "B5", TRUE},
	{"请打我的手机号", OWN, "B5", TRUE},
	{"Write to my personal number", OWN, "B5", TRUE},
	{"Let us settle this outside the platform", OWN, "B5", TRUE},
	{"Вот мой личный телефон", OWN, "B5", TRUE},
	{"Напишите мне в личку", OWN, "B5", TRUE},
	{"也可以微信联系", OWN, "B12", FALSE},
	{"You can also reach us on WhatsApp", OWN, "B12", FALSE},
	{"Пишите нам в Телеграм", OWN, "B12", FALSE},
	/* B6: pity */
	{"求求您了，我们做点小本生意不容易", OWN, "B6", TRUE},
	{"拜托帮帮我", OWN, "B6", TRUE},
	{"I beg you to answer", OWN, "B6", TRUE},
	{"I will lose my job over this", OWN, "B6", TRUE},
	{"Умоляю, ответьте", OWN, "B6", TRUE},
	{"Войдите в положение, меня уволят", OWN, "B6", TRUE},
	/* B7: posing as the boss */
	{"您好，我是老板，亲自给您道歉", OWN, "B7", TRUE},
	{"Hello, I'm the manager of the store", OWN, "B7", TRUE},
	{"Здравствуйте, я директор магазина", OWN, "B7", TRUE},
	/* B8: empty promises */
	{"下次一定让您满意", OWN, "B8", TRUE},
	{"我们保证不会再发生", OWN, "B8", TRUE},
	{"We promise it will be better next time", OWN, "B8", TRUE},
	{"It will never happen again", OWN, "B8", TRUE},
	{"Гарантируем, что больше не повторится", OWN, "B8", TRUE},
	/* B9: drawing out demands */
	{"您开个价吧", OWN, "B9", TRUE},
	{"How much do you want?", OWN, "B9", TRUE},
	{"Назовите сумму", OWN, "B9", TRUE},
	/* B10, B11 */
	{"您这是不合理要求", OWN, "B10", FALSE},
	{"Please calm down", OWN, "B10", FALSE},
	{"Успокойтесь, всё решим", OWN, "B10", FALSE},
	{"发货员已被罚款", OWN, "B11", TRUE},
	{"The packer was fired", OWN, "B11", TRUE},
	{"Сотрудника оштрафовали", OWN, "B11", TRUE},
	/* B13: coupons and promotion in a service text */
	{"送您一张优惠券", FIRST, "B13", TRUE},
	{"Here is a 10% off coupon for you", FIRST, "B13", TRUE},
	{"Дарим скидку на следующий заказ", FIRST, "B13", TRUE},
	{"店铺新品促销中", FIRST, "B13-promotion", FALSE},
	{"Our summer sale has begun", FIRST, "B13-promotion", FALSE},
	{"Началась распродажа", FIRST, "B13-promotion", FALSE},
	{"补偿收到了吗", ASK, "B13-survey", FALSE},
	{"Did the compensation arrive?", ASK, "B13-survey", FALSE},
	{"Did the compensation arrive?", OWN, "", FALSE},
	/* a review spoken of at all, outside of the note */
	{"看到了您的评价，非常抱歉", FIRST, "B2-mention", FALSE},
	{"We are sorry about what you wrote in your review", FIRST, "B2-mention", FALSE},
	{"您可以在平台上如实评价，回T退订", NOTE, "", FALSE},
	/* slyly written */
	{"送您优 惠 券", FIRST, "B13", TRUE},
	{"给个五*星好*评吧", ASK, "B2-praise", TRUE},
	{"删\u200b除评价", OWN, "B2", TRUE},
	{"ＤＥＬＥＴＥ your ＲＥＶＩＥＷ", OWN, "B2", TRUE},
	/* what is read must be what was checked */
	{"Order \u202e12345", OWN, "hidden", TRUE},
	{"Order 12345\x07", OWN, "hidden", TRUE},
	{"broken \xff", OWN, "hidden", TRUE},
	{"【甲店】您好，【乙店】", OWN, "brackets", FALSE},
	/* good texts pass */
	{"【甲店】您好，您的订单没有让您满意，非常抱歉，退款已原路退回。", FIRST, "", FALSE},
	{"您好，已为您补发商品，请问解决了吗？", OWN, "", FALSE},
	{"我们会改进包装，有问题请直接回复", OWN, "", FALSE},
	{"We are sorry. Your refund was sent today.", OWN, "", FALSE},
	{"A replacement is on its way. Is it solved for you?", ASK, "", FALSE},
	{"Please feel free to answer; our after-sales team reads it.", OWN, "", FALSE},
	{"We will review your case and the refund today.", OWN, "", FALSE},
	{"The police report on the theft helps the courier's claim", OWN, "", FALSE},
	{"You paid by credit card, the money goes back to it", OWN, "", FALSE},
	{"Приносим извинения, деньги вернули на карту", OWN, "", FALSE},
	{"Мы исправим ошибку. Решена ли проблема?", ASK, "", FALSE},
	{"Рассудите сами: посылка в пути", OWN, "", FALSE},
	{"The courthouse shop, Suede Street 5, has it", OWN, "", FALSE},
	{"", OWN, "", FALSE},
};

/* Who looks at many texts keeps what is known of the words; nothing else comes out. */
static void same_with_keys(const char *text, const GuardContext *context, const GArray *found)
{
	g_autoptr(GuardKeys) keys = guard_keys_new();
	GuardContext with = *context;
	g_autoptr(GArray) again = NULL;

	with.keys = keys;
	again = guard_check(text, &with);
	row_int(text, again->len, found->len);
	for (guint i = 0; i < found->len; i++) {
		g_autofree char *one = guard_sentence(&g_array_index(found, GuardFinding, i));
		g_autofree char *other = guard_sentence(&g_array_index(again, GuardFinding, i));

		row_str(text, other, one);
	}
}

START_TEST(finds_what_must_not_leave)
{
	const GuardContext context = {.step = TEXTS[_i].step};
	g_autoptr(GArray) found = guard_check(TEXTS[_i].text, &context);
	g_autoptr(GString) all = g_string_new(NULL);
	const GuardFinding *wanted = NULL;

	same_with_keys(TEXTS[_i].text, &context, found);
	for (guint i = 0; i < found->len; i++) {
		const GuardFinding *finding = &g_array_index(found, GuardFinding, i);
		g_autofree char *sentence = guard_sentence(finding);

		g_string_append_printf(all, "[%s]", sentence);
		if (g_str_equal(finding->rule, TEXTS[_i].rule))
			wanted = finding;
	}
	if (!*TEXTS[_i].rule) {
		row_str(TEXTS[_i].text, all->str, "");
		return;
	}
	ck_assert_msg(wanted, "%s: no %s, but %s", TEXTS[_i].text, TEXTS[_i].rule, all->str);
	row_int(TEXTS[_i].text, wanted->refuse, TEXTS[_i].refuse);
	row_int(TEXTS[_i].text, guard_refusal(found) != NULL, TEXTS[_i].refuse);
}
END_TEST

/* What agents honestly write, with words of the lists in it: never refused, warned of at most. */
static const char *const HONEST[] = {
	"您好，您的退款已原路退回，预计1-3个工作日到账，请留意。",
	"您好，商品已补发，快递单号SF123，请查收。",
	"您好，为您换成新品，明天寄出。",
	"很抱歉给您带来不便，我们已联系快递核实，会在今天18点前回复您。",
	"您要求的价格差额已退，请确认是否收到。",
	"我们给您寄了一个新的，旧的不用退回。",
	"您好，请问商品哪里有问题？可以拍照发给我们。",
	"您可以取消订单，我们全额退款。",
	"Your replacement was shipped today, tracking 123.",
	"We have changed the delivery address as you asked.",
	"We can offer you a refund or a new one, whichever you like.",
	"You must not use the kettle any more; please send it back free of charge.",
	"Please open the parcel and tell us if all is there.",
	"Please update the app and try again.",
	"We stopped the sale of this model after your report.",
	"Your warranty: the maker guarantees it for two years.",
	"I am sorry that the gift you ordered came late.",
	"My manager Anna will call you at 15:00 as you asked.",
	"We fixed the rating plate of your lamp.",
	"Здравствуйте, деньги за заказ вернули сегодня, придут за 3 дня.",
	"Мы отправили замену, трек 123.",
	"Можно вернуть товар бесплатно, курьер заберёт.",
	"Напишите, пожалуйста, что случилось с заказом.",
	"Подарок, который вы заказали, приедет завтра.",
	"Ответственность за доставку на нас, просим прощения.",
	"Звезда на ёлку из заказа отправлена заново.",
	"Изменить адрес можно в ответ на это SMS.",
};

START_TEST(lets_honest_texts_pass)
{
	g_autoptr(GArray) found = guard_check(HONEST[_i], &(GuardContext){.step = STEP_NONE});
	const GuardFinding *refusal = guard_refusal(found);
	g_autofree char *sentence = refusal ? guard_sentence(refusal) : g_strdup("");

	row_str(HONEST[_i], sentence, "");
}
END_TEST

/* What a person reads of a finding. */
static const struct {
	const char *text, *sentence;
} SENTENCES[] = {
	{"Coupons, for reviews",
	 "B1: \"coupons\" and \"reviews\": an offer in one text with a review or rating; make the offer on its own, and say "
	 "nothing of reviews"},
	{"给您20元，删评价",
	 "B1: \"20元\" and \"评价\": an offer in one text with a review or rating; make the offer on its own, and say nothing of "
	 "reviews"},
	{"\u2066x", "hidden: U+2066: a character that shows nothing or turns the text around; type it anew without"},
};

START_TEST(says_what_it_found)
{
	g_autoptr(GArray) found = guard_check(SENTENCES[_i].text, &(GuardContext){.step = STEP_NONE});
	g_autofree char *sentence = guard_sentence(guard_refusal(found));

	row_str(SENTENCES[_i].text, sentence, SENTENCES[_i].sentence);
}
END_TEST

/* What is missing: the way out by class and region, the shop's name; and links, which only China minds. */
static const struct {
	const char *row, *text;
	Step step;
	const char *region, *language, *shop, *rule;
	gboolean refuse;
} LACKS[] = {
	{"first contact, no way out", "My shop: sorry", FIRST, "GB", "en", NULL, "way-out", FALSE},
	{"first contact, English way out", "Sorry. Reply STOP to opt out", FIRST, "GB", "en", NULL, "", FALSE},
	{"first contact, Chinese way out", "抱歉，回T退订", FIRST, "CN", "zh-CN", NULL, "", FALSE},
	{"first contact, Russian way out", "Извините. Отписка: СТОП", FIRST, "RU", "ru", NULL, "", FALSE},
	{"Canada: any text", "Sorry", FIRST, "CA", "en", NULL, "way-out", TRUE},
	{"Canada: progress too", "Still at it", STEP_PROGRESS, "CA", "en", NULL, "way-out", TRUE},
	{"progress elsewhere", "Still at it", STEP_PROGRESS, "GB", "en", NULL, "", FALSE},
	{"Canada: a province", "Sorry", FIRST, "CA-QC", "en", NULL, "way-out", TRUE},
	{"a state of that name", "Sorry", FIRST, "US-CA", "en", NULL, "way-out", FALSE},
	{"Germany: the survey", "Ist es geloest?", ASK, "DE", "de", NULL, "way-out", TRUE},
	{"Germany: the first contact", "Entschuldigung", FIRST, "DE", "de", NULL, "way-out", FALSE},
	{"review note anywhere", "You may say what you think", NOTE, NULL, "en", NULL, "way-out", TRUE},
	{"region not known", "Is it solved?", ASK, NULL, "en", NULL, "way-out", FALSE},
	{"opt-out confirmation", "No more texts", STEP_OPTOUT_CONFIRM, "CA", "en", NULL, "", FALSE},
	{"an agent's own words", "Sorry", OWN, "CA", "en", NULL, "", FALSE},
	{"shop in a template", "{shop}: sorry", OWN, NULL, "en", "{shop}", "", FALSE},
	{"no shop in a template", "Sorry", OWN, NULL, "en", "{shop}", "B5-shop", FALSE},
	{"link in Chinese", "查看 https://a.example", OWN, NULL, "zh-CN", NULL, "link", FALSE},
	{"link in English", "See https://a.example", OWN, NULL, "en", NULL, "", FALSE},
};

START_TEST(finds_what_is_missing)
{
	const GuardContext context = {.step = LACKS[_i].step, .way_out = guard_way_out(LACKS[_i].step, LACKS[_i].region),
	                              .language = LACKS[_i].language, .shop = LACKS[_i].shop};
	g_autoptr(GArray) found = guard_check(LACKS[_i].text, &context);

	row_int(LACKS[_i].row, found->len, *LACKS[_i].rule ? 1 : 0);
	row_str(LACKS[_i].row, found->len ? g_array_index(found, GuardFinding, 0).rule : "", LACKS[_i].rule);
	row_int(LACKS[_i].row, guard_refusal(found) != NULL, LACKS[_i].refuse);
}
END_TEST

/* An offer and a review must not meet across the texts of a case either. */
static const struct {
	const char *row, *earlier[3], *text;
	Step step;
	const char *rule;
	gboolean refuse;
} SEQUENCES[] = {
	{"an offer, then a review word", {"We sent you $10"}, "What about your review?", OWN, "B1-earlier", TRUE},
	{"in Chinese", {"补偿已发放"}, "您的评价我们看到了", OWN, "B1-earlier", TRUE},
	{"in Russian", {"Деньги вернули"}, "Ждём ваш отзыв", OWN, "B1-earlier", TRUE},
	{"across languages", {"给您5元"}, "How is the rating going?", OWN, "B1-earlier", TRUE},
	{"slyly written before", {"红 包已发"}, "关于评*价", OWN, "B1-earlier", TRUE},
	{"not the last one", {"Your refund is done", "Thank you"}, "Your review...", OWN, "B1-earlier", TRUE},
	{"the review note after an offer", {"Your refund is done"}, "You may write a review. Reply STOP to opt out", NOTE,
	 "B1-earlier", TRUE},
	{"the review note after an apology", {"We are sorry"}, "You may write a review. Reply STOP to opt out", NOTE, "",
	 FALSE},
	{"a review word, then an offer", {"We saw your review"}, "We can offer a refund", OWN, "B1-later", FALSE},
	{"an offer, then no review", {"Your refund is done"}, "Did it arrive?", OWN, "", FALSE},
	{"two offers", {"Your refund is done"}, "The refund takes 3 days", OWN, "", FALSE},
	{"the shop's name hidden by the caller", {"{shop}: sorry"}, "您可以在平台上如实评价，回T退订", NOTE, "", FALSE},
	{"an innocent word before", {"You paid by credit card"}, "You may write a review. Reply STOP to opt out", NOTE, "",
	 FALSE},
	{"an earlier text that is not UTF-8", {"\xff $10"}, "Sorry", OWN, "", FALSE},
};

START_TEST(looks_at_earlier_texts)
{
	const GuardContext context = {.step = SEQUENCES[_i].step, .earlier = SEQUENCES[_i].earlier};
	g_autoptr(GArray) found = guard_check(SEQUENCES[_i].text, &context);
	g_autoptr(GArray) alone = guard_check(SEQUENCES[_i].text, &(GuardContext){.step = SEQUENCES[_i].step});
	gboolean has = FALSE;

	same_with_keys(SEQUENCES[_i].text, &context, found);
	for (guint i = 0; i < found->len; i++) {
		const GuardFinding *finding = &g_array_index(found, GuardFinding, i);

		if (!g_str_equal(finding->rule, SEQUENCES[_i].rule))
			continue;
		has = TRUE;
		row_int(SEQUENCES[_i].row, finding->refuse, SEQUENCES[_i].refuse);
		row_int(SEQUENCES[_i].row, strstr(finding->words, "in an earlier text") != NULL, TRUE);
	}
	row_int(SEQUENCES[_i].row, has, *SEQUENCES[_i].rule != '\0');
	row_int(SEQUENCES[_i].row, found->len, alone->len + (*SEQUENCES[_i].rule != '\0'));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("guard");
	TCase *tc = tcase_create("guard");

	tcase_add_loop_test(tc, finds_what_must_not_leave, 0, G_N_ELEMENTS(TEXTS));
	tcase_add_loop_test(tc, lets_honest_texts_pass, 0, G_N_ELEMENTS(HONEST));
	tcase_add_loop_test(tc, says_what_it_found, 0, G_N_ELEMENTS(SENTENCES));
	tcase_add_loop_test(tc, finds_what_is_missing, 0, G_N_ELEMENTS(LACKS));
	tcase_add_loop_test(tc, looks_at_earlier_texts, 0, G_N_ELEMENTS(SEQUENCES));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "guard");
}
