// What libphonenumber said about the beginnings of numbers; phone.h says why.
#include "util/phone.h"

#include <cstring>
#include <map>
#include <phonenumbers/phonemetadata.pb.h>
#include <string>
#include <unordered_map>
#include <vector>

namespace i18n
{
namespace phonenumbers
{
// The data libphonenumber works by, as its own code gets them; no header of it is installed.
int metadata_size();
const void *metadata_get();
} // namespace phonenumbers
} // namespace i18n

using i18n::phonenumbers::PhoneMetadata;
using i18n::phonenumbers::PhoneMetadataCollection;
using i18n::phonenumbers::PhoneNumberDesc;

#define DIGITS_MIN 8
#define DIGITS_MAX 15
/* Beginnings kept at most; a world's worth of mobile numbers has some tens of thousands. */
#define KEPT_MAX 200000

namespace
{

// Runs a pattern over one number, at all places it may be at once: bit n of a set is the place before digit n.
// `deepest` becomes the last digit that made a difference: whatever stands after it, the pattern says the same.
class Scan
{
      public:
	Scan(const char *digits, int length, int *deepest) : digits(digits), length(length), deepest(deepest)
	{
	}

	// Where it may end when it begins at the first digit; `odd` when there is something in it we do not know.
	unsigned run(const std::string &pattern)
	{
		at = pattern.c_str();
		unsigned ends = alternatives(1u);
		odd = odd || *at;
		return ends;
	}

	bool odd = false;

      private:
	const char *digits, *at = nullptr;
	int length;
	int *deepest;

	unsigned alternatives(unsigned from)
	{
		unsigned ends = sequence(from);

		while (!odd && *at == '|') {
			at++;
			ends |= sequence(from);
		}
		return ends;
	}

	unsigned sequence(unsigned from)
	{
		while (!odd && *at && *at != '|' && *at != ')')
			from = piece(from);
		return from;
	}

	// An atom and how often it may stand: its text is read once for each time.
	unsigned piece(unsigned from)
	{
		const char *begin = at, *end;
		unsigned places = atom(from), ends;
		int least = 1, most = 1;

		end = at;
		if (*at == '?' || *at == '*' || *at == '+') {
			least = *at == '+';
			most = *at == '?' ? 1 : length;
			end = ++at;
		} else if (*at == '{') {
			int used = 0;

			if (sscanf(at, "{%d}%n", &least, &used) == 1 && used > 0)
				most = least;
			else if (sscanf(at, "{%d,%d}%n", &least, &most, &used) != 2 || used == 0)
				odd = true;
			end = at += used;
		}
		odd = odd || *at == '?' || *at == '+'; // lazy, possessive
		ends = least == 0 ? from | places : least == 1 ? places : 0;
		for (int n = 2; !odd && n <= most && places; n++) {
			at = begin;
			places = atom(places);
			ends |= n >= least ? places : 0;
		}
		at = end;
		return ends;
	}

	unsigned atom(unsigned from)
	{
		bool known[10] = {false};

		if (*at == '(')
			return group(from);
		if (*at == '$') {
			at++;
			return from & 1u << length;
		}
		if (*at == '[')
			read_class(known);
		else if (*at == '\\' && at[1] == 'd')
			std::memset(known, 1, sizeof known), at += 2;
		else if (g_ascii_isdigit(*at))
			known[*at++ - '0'] = true;
		else
			odd = true;
		return step(from, known);
	}

	unsigned group(unsigned from)
	{
		unsigned ends;

		at++;
		if (*at == '?') {
			odd = odd || at[1] != ':';
			at += 2;
		}
		ends = odd ? 0 : alternatives(from);
		odd = odd || *at != ')';
		at += !odd;
		return ends;
	}

	void read_class(bool *known)
	{
		at++;
		while (g_ascii_isdigit(*at)) {
			int first = *at - '0', last = first;

			at++;
			if (*at == '-' && g_ascii_isdigit(at[1])) {
				last = at[1] - '0';
				at += 2;
			}
			for (int digit = first; digit <= last; digit++)
				known[digit] = true;
		}
		if (at[0] == '\\' && at[1] == 'd' && at[2] == ']') {
			std::memset(known, 1, 10);
			at += 2;
		}
		odd = odd || *at != ']';
		at += !odd;
	}

	unsigned step(unsigned from, const bool *known)
	{
		bool any = std::memchr(known, 0, 10) == nullptr;
		unsigned to = 0;

		for (int place = 0; !odd && place < length; place++) {
			if (!(from & 1u << place))
				continue;
			if (!any && place > *deepest)
				*deepest = place;
			if (known[digits[place] - '0'])
				to |= 1u << (place + 1);
		}
		return to;
	}
};

struct Answer {
	char region[4];
	PhoneKind kind;
	unsigned char code; // digits of the country code that the number was written without
	char prefix[4];     // and these
};

} // namespace

struct PhoneMemo {
	PhoneMetadataCollection all;
	std::map<int, std::vector<const PhoneMetadata *>> by_code;
	std::unordered_map<std::string, Answer> kept;
	bool used[DIGITS_MAX + 1] = {false}; // of beginnings: their lengths
	guint64 hits = 0;
};

extern "C" PhoneMemo *phone_memo_new(void)
{
	PhoneMemo *memo = new PhoneMemo;

	if (memo->all.ParseFromArray(i18n::phonenumbers::metadata_get(), i18n::phonenumbers::metadata_size()))
		for (const PhoneMetadata &one : memo->all.metadata())
			memo->by_code[one.country_code()].push_back(&one);
	return memo;
}

extern "C" void phone_memo_free(PhoneMemo *memo)
{
	delete memo;
}

extern "C" guint64 phone_memo_hits(const PhoneMemo *memo)
{
	return memo->hits;
}

// "+" and digits, or digits alone; how many. 0: not so plain.
static int plain_digits(const char *raw)
{
	size_t plus = raw[0] == '+', count = strspn(raw + plus, "0123456789");

	return raw[plus + count] || count < DIGITS_MIN || count > DIGITS_MAX ? 0 : (int)count;
}

// What the answer depends on beside the digits: how it is written, from where, and how long it is.
static std::string key_of(const char *raw, int digits, const char *region, int kept)
{
	size_t plus = raw[0] == '+';
	std::string key(raw, plus + (size_t)kept);

	key += (char)('A' + digits);
	if (!plus && region)
		key += region;
	return key;
}

static bool looks_at(const PhoneNumberDesc &desc, const char *national, int length, int *deepest)
{
	Scan scan(national, length, deepest);

	scan.run(desc.national_number_pattern());
	return !scan.odd;
}

// The same for all numbers of this beginning? *deepest becomes the last digit of `national` that says so.
static bool read_patterns(const PhoneMetadata &one, const char *national, int length, int *deepest)
{
	const PhoneNumberDesc *const descs[] = {&one.general_desc(), &one.fixed_line(),      &one.mobile(),
	                                        &one.toll_free(),    &one.premium_rate(),    &one.shared_cost(),
	                                        &one.voip(),         &one.personal_number(), &one.pager(),
	                                        &one.uan(),          &one.voicemail()};
	Scan leading(national, length, deepest), prefix(national, length, deepest);

	for (const PhoneNumberDesc *desc : descs)
		if (!looks_at(*desc, national, length, deepest))
			return false;
	leading.run(one.leading_digits());
	// Something that may be taken off the front: not for us.
	return !leading.odd && (one.national_prefix_for_parsing().empty() ||
	                        (prefix.run(one.national_prefix_for_parsing()) == 0 && !prefix.odd));
}

// A number that is dialled within its country could also begin with a way out of it, or be written with its code.
static bool may_be_foreign(const PhoneMetadata &one, const char *national, int length, int *deepest)
{
	std::string code = std::to_string(one.country_code());
	Scan out(national, length, deepest);

	return strncmp(national, code.c_str(), code.size()) == 0 || out.run(one.international_prefix()) != 0 || out.odd;
}

static void keep(PhoneMemo *memo, const char *raw, int digits, const char *region, const PhoneNumber &number)
{
	const char *written = raw + (raw[0] == '+');
	int code_length = 0, deepest = 3;
	Answer answer = {};

	// What libphonenumber made of it must be these very digits.
	if (raw[0] != '+')
		code_length = (int)strlen(number.e164) - 1 - digits;
	if (code_length < 0 || code_length > 3 || strcmp(number.e164 + 1 + code_length, written) != 0)
		return;
	for (int code = 1; code <= 3; code++) {
		auto found = memo->by_code.find(atoi(std::string(number.e164 + 1, (size_t)code).c_str()));
		const char *national = number.e164 + 1 + code;
		int length = (int)strlen(national);

		if (found == memo->by_code.end() || (code_length && code != code_length))
			continue;
		if (*national == '0' || length < DIGITS_MIN - 2)
			return;
		for (const PhoneMetadata *one : found->second)
			if (!read_patterns(*one, national, length, &deepest) ||
			    (code_length && may_be_foreign(*one, national, length, &deepest)))
				return;
		deepest += code_length ? 0 : code;
		if (deepest + 1 >= digits || memo->kept.size() >= KEPT_MAX)
			return;
		memcpy(answer.region, number.region, sizeof answer.region);
		memcpy(answer.prefix, number.e164 + 1, (size_t)code_length);
		answer.kind = number.kind;
		answer.code = (unsigned char)code_length;
		memo->used[deepest + 1] = true;
		memo->kept[key_of(raw, digits, region, deepest + 1)] = answer;
		return;
	}
}

static bool recall(PhoneMemo *memo, const char *raw, int digits, const char *region, PhoneNumber *out)
{
	for (int kept = 1; kept < digits; kept++) {
		if (!memo->used[kept])
			continue;
		auto found = memo->kept.find(key_of(raw, digits, region, kept));
		if (found == memo->kept.end())
			continue;
		out->e164[0] = '+';
		memcpy(out->e164 + 1, found->second.prefix, found->second.code);
		memcpy(out->e164 + 1 + found->second.code, raw + (raw[0] == '+'), (size_t)digits + 1);
		memcpy(out->region, found->second.region, sizeof out->region);
		out->kind = found->second.kind;
		memo->hits++;
		return true;
	}
	return false;
}

extern "C" int phone_memo_parse(PhoneMemo *memo, const char *raw, const char *region, PhoneNumber *out,
                                const char **why)
{
	int digits = plain_digits(raw), r;

	if (digits && recall(memo, raw, digits, region, out))
		return 0;
	r = phone_parse(raw, region, out, why);
	if (r == 0 && digits)
		keep(memo, raw, digits, region, *out);
	return r;
}
