/* From the tree of a file to sections of checked values. Internal to src/conf. */
#pragma once

#include "conf/private.h"
#include "conf/tree.h"

/* Takes every setting of the file into the sections of `whole`, each value checked by itself; what is wrong goes into
 * the list, and the value is then as if it were not there. */
void read_tree(const Tree *tree, ConfWhole *whole, Faults *faults);

/* Takes "STEP: { CATEGORY = "text"; }" groups below `group` into `texts` (of Text). `key` is the name of that group.
 * `skip` is a member that is none of them, NULL: none. */
void read_steps(const Tree *tree, const config_setting_t *group, const char *key, const char *skip,
                const char *language, GPtrArray *texts, Faults *faults);

/* read_text.c: takes one text of a category, or several to choose from, "any = [ "...", "..." ];". What the text guard
 * refuses is a fault and what it warns of a warning, at the line where it stands. */
void read_text(const Tree *tree, const config_setting_t *node, const char *key, const char *language, Step step,
               GPtrArray *texts, Faults *faults);
