/* SPDX-License-Identifier: Apache-2.0
 *
 * An extension a vendor plugin may offer: what a plan needs to be read and run by people, and how the statements that
 * the host writes itself are spelled. get_extension() answers a schemad_dialect for the name below. Without it,
 * literals are written as in standard SQL, pages as "limit m offset n", inserts have several rows, and nothing is said
 * of locks. Text is static: it lives as long as the plugin. Any thread. Fields are appended only; struct_size tells how
 * far.
 */
#ifndef SCHEMAD_DIALECT_H
#define SCHEMAD_DIALECT_H

#include <schemad/vendor.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SCHEMAD_DIALECT_EXTENSION "schemad.dialect/1"

enum {
    SCHEMAD_DIALECT_BACKSLASH_ESCAPES = 1u << 0, /* a backslash in a text literal has to be doubled; \n, \r, \0 are known */
    SCHEMAD_DIALECT_E_LITERALS = 1u << 1, /* E'a\n': where a text has control characters or backslashes */
    SCHEMAD_DIALECT_CHAR_FUNCTION = 1u << 2, /* char(10): joined by || to what stands around a control character */
    /* Since 1.2: a page of an answer is "offset n rows fetch next m rows only", as in standard SQL, always behind an
     * order; else "limit m offset n" */
    SCHEMAD_DIALECT_OFFSET_FETCH = 1u << 3,
    SCHEMAD_DIALECT_SINGLE_ROWS = 1u << 4 /* since 1.2: an insert has one row behind "values", never several */
};

typedef struct schemad_dialect {
    uint32_t struct_size;
    uint32_t flags;
    schemad_str script_begin; /* statements, each ended by ";\n", that open what apply opens: a transaction, say */
    schemad_str script_end;
    /* What a step of this kind (SCHEMAD_CREATE_TABLE, ...) blocks, for people: one sentence. change_kind and changed
     * (SCHEMAD_CHANGE_*) are those of its one change; 0 for several. */
    schemad_str (*locks)(uint32_t step_kind, uint32_t change_kind, uint32_t changed);
    /* Since 1.2: a query with one parameter, a table's or view's name, answering how many a statement would find under
     * it; NULL: inspect() is asked. */
    schemad_str table_is_there;
} schemad_dialect;

#ifdef __cplusplus
}
#endif
#endif
