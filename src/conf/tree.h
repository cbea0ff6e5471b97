/* A libconfig file as a tree, with what libconfig 1.5 loses: true lines of groups, and numbers too large for it.
 * Internal to src/conf. */
#pragma once

#include <libconfig.h>

#include "conf/faults.h"

typedef struct Tree Tree;

/* Reads a file and what it includes. 0; negative errno when it cannot be read; -EINVAL when it cannot be understood.
 * Either way the fault is in the list, with `path` as the caller wrote it. Names of files go into `files`, which must
 * outlive every Place. */
int tree_read(const char *path, GStringChunk *files, Faults *faults, Tree **tree);
void tree_free(Tree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tree, tree_free)

const config_setting_t *tree_root(const Tree *tree);
Place tree_place(const Tree *tree, const config_setting_t *node);

/* "a number", "a group": what stands there. */
const char *tree_kind(const config_setting_t *node);

/* A scalar's value as text: "50", "true", or the string itself; NULL for the others. Caller frees. */
char *tree_text(const Tree *tree, const config_setting_t *node);

/* The value as a fault shows it, cut when long. Caller frees. */
char *tree_literal(const Tree *tree, const config_setting_t *node);
