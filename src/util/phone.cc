// libphonenumber is C++; this file is the only place that sees it.
#include "util/phone.h"

#include <cerrno>
#include <cstring>
#include <phonenumbers/phonenumberutil.h>
#include <string>

/* ITU-T E.164 allows fifteen digits after the plus. Some plans (Germany's pagers) have longer numbers, which the library
 * knows and no provider takes. */
static const std::size_t E164_LENGTH = 1 + 15;

/* What is shorter or longer is nobody's number, and the library has its say about it in the usual way. */
static const std::size_t DIGITS_MIN = 4, DIGITS_MAX = 20;

using i18n::phonenumbers::PhoneNumberUtil;
typedef i18n::phonenumbers::PhoneNumber LibNumber;

static const char *parse_fault(PhoneNumberUtil::ErrorType error)
{
	switch (error) {
	case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
		return "no country code, and no region to take it from";
	case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
	case PhoneNumberUtil::TOO_SHORT_NSN:
		return "too short";
	case PhoneNumberUtil::TOO_LONG_NSN:
		return "too long";
	default:
		return PHONE_NO_NUMBER;
	}
}

static PhoneKind kind_of(PhoneNumberUtil::PhoneNumberType type)
{
	switch (type) {
	case PhoneNumberUtil::MOBILE:
		return PHONE_MOBILE;
	case PhoneNumberUtil::FIXED_LINE:
		return PHONE_FIXED;
	case PhoneNumberUtil::FIXED_LINE_OR_MOBILE:
		return PHONE_FIXED_OR_MOBILE;
	default:
		return PHONE_OTHER;
	}
}

/* What is given to the library. In anything written it first looks, by patterns, for where a number begins and ends, a
 * third of its work; in the form of RFC 3966, "LOCAL;phone-context=BEGINNING", it takes context and number as they are,
 * and a context that is the name of a place, which says nothing. Of digits alone both ways come to the same number. */
static std::string to_parse(const char *raw)
{
	static const char DIGITS[] = "0123456789", CONTEXT[] = ";phone-context=";
	const std::size_t plus = raw[0] == '+', digits = std::strspn(raw + plus, DIGITS);

	if (raw[plus + digits] != '\0' || digits < DIGITS_MIN || digits > DIGITS_MAX)
		return raw;
	return plus ? std::string(raw + 2) + CONTEXT + std::string(raw, 2) : std::string(raw) + CONTEXT + "local";
}

extern "C" int phone_parse(const char *raw, const char *region, PhoneNumber *out, const char **why)
{
	const PhoneNumberUtil *util = PhoneNumberUtil::GetInstance();
	std::string e164, code;
	LibNumber number;
	PhoneNumberUtil::ErrorType error;
	PhoneNumberUtil::PhoneNumberType type;

	error = util->Parse(to_parse(raw), region && *region ? region : "ZZ", &number);
	if (error != PhoneNumberUtil::NO_PARSING_ERROR) {
		*why = parse_fault(error);
		return -EINVAL;
	}
	/* Valid is what has a kind in its region: IsValidNumber() would look for both once more, which is half of the time. */
	type = util->GetNumberType(number);
	if (type == PhoneNumberUtil::UNKNOWN) {
		*why = "no such number in the numbering plan of its country";
		return -EINVAL;
	}
	util->Format(number, PhoneNumberUtil::E164, &e164);
	util->GetRegionCodeForNumber(number, &code);
	if (e164.size() > E164_LENGTH || code.size() >= sizeof out->region) {
		*why = "longer than the fifteen digits of an international number";
		return -EINVAL;
	}
	g_strlcpy(out->e164, e164.c_str(), sizeof out->e164);
	g_strlcpy(out->region, code.c_str(), sizeof out->region);
	out->kind = kind_of(type);
	return 0;
}

extern "C" const char *phone_kind_name(PhoneKind kind)
{
	static const char *const NAMES[] = {"mobile", "fixed", "fixed-or-mobile", "other"};

	return NAMES[kind];
}
