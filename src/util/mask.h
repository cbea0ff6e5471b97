/* The functions through which a phone number reaches a log or an unclaimed screen. */
#pragma once

/* "+8613812341234" -> "+86 138****1234"; short or foreign shapes keep at most the first three and last two
 * characters, and what is not printable ASCII is "?". NULL gives "-". The caller frees the string. */
char *mask_number(const char *e164);

/* Words that may hold a number: each run of digits as long as a phone number's is "****". The caller frees. */
char *mask_numbers(const char *words);
