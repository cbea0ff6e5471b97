/* Language tags, as cases, texts and agents' accounts name them. */
#pragma once

/* A tag in the case that RFC 5646 recommends, so that "ZH-cn" finds the texts of "zh-CN": subtags after its section 2.1,
 * letters and digits joined by "-", the first 2 or 3 letters. NULL: these words are none. Caller frees. */
char *language_tag(const char *words);
