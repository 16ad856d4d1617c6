/* SPDX-License-Identifier: Apache-2.0
 *
 * An extension a vendor plugin may offer: expressions of other vendors in its own words. get_extension() answers a
 * schemad_expressions for the name below. Without it an expression of another vendor goes through preview_column as it
 * came. Fields are appended only; struct_size tells how far.
 */
#ifndef SCHEMAD_EXPRESSIONS_H
#define SCHEMAD_EXPRESSIONS_H

#include <schemad/vendor.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SCHEMAD_EXPRESSIONS_EXTENSION "schemad.expressions/1"
#define SCHEMAD_EXPRESSION_MAX 65536 /* bytes of an expression that is told */

enum { /* of a column that an expression may name */
    SCHEMAD_NAMED_GENERATED = 1u << 0, /* it is a generated one itself */
    SCHEMAD_NAMED_AUTO_INCREMENT = 1u << 1
};
typedef struct schemad_named_column {
    uint32_t struct_size;
    uint32_t flags;
    schemad_str name;
    schemad_str field_type; /* string, integer, ... */
} schemad_named_column;

/* The expression of a generated column. */
typedef struct schemad_expression {
    uint32_t struct_size;
    uint32_t column_count;
    schemad_str text;
    schemad_str spelled_by; /* the vendor whose words these are, as snapshots name it: "mysql" */
    schemad_str field_type; /* of the column that it is of */
    const schemad_named_column *columns; /* of its table */
} schemad_expression;

typedef struct schemad_expressions {
    uint32_t struct_size;
    uint32_t reserved;
    /* The same expression in this vendor's words, as its catalog will report it once the column is there. It computes the
     * same value for every row, or it is not told: SCHEMAD_E_UNSUPPORTED, with a message that says what has no counterpart.
     * Spelled by this vendor itself: the one text that stands for all ways to write it. A text longer than `size` is cut,
     * and *length tells its whole length. */
    schemad_status (*carry)(const schemad_expression *, char *text, size_t size, size_t *length, schemad_error *);
} schemad_expressions;

#ifdef __cplusplus
}
#endif
#endif
