/* Whether a text is a name of its kind. Each gives 0, or -EINVAL with *fault `what is wrong; what to write instead`
 * (caller frees). Internal to src/conf. */
#pragma once

int names_check_path(const char *text, char **fault);     /* absolute */
int names_check_listen(const char *text, char **fault);   /* "127.0.0.1:8080", "[::1]:0", "" */
int names_check_url(const char *text, char **fault);      /* http or https, with a host, without a password */
int names_check_zone(const char *text, char **fault);     /* of the tz database */
int names_check_region(const char *text, char **fault);   /* ISO 3166-1 alpha-2 */
int names_check_language(const char *text, char **fault); /* RFC 5646 by form: "zh-CN" */

/* The fault of a zone that is none, where it stands beside that region (NULL: none). Caller frees. */
char *names_zone_fault(const char *text, const char *region);
