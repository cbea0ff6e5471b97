/* Reads the words that replies are understood by (replies/README.md). Internal to src/conf. */
#pragma once

#include "conf/private.h"
#include "conf/tree.h"
#include "text/lexicon.h"

/* The packs of a directory, in the order of their names. What is wrong goes into the list and is left out. *lexicon is always
 * made. -ENOENT: the directory cannot be read. */
int lexicons_read(const char *directory, GStringChunk *files, Faults *faults, Lexicon **lexicon);

/* Takes "LABEL = [ "...", ... ]" of a group into `items`, "LABEL: WORDS" each; what is wrong goes into the list. */
void lexicons_read_words(const Tree *tree, const config_setting_t *group, const char *key, GPtrArray *items, Faults *faults);

/* The packs with what the section and the general part add. */
Lexicon *lexicons_of(const ConfWhole *whole, const Section *section);
