/* SPDX-License-Identifier: Apache-2.0
 *
 * An extension a vendor plugin may offer: whether anything has changed, cheaply and exactly. get_extension() answers a
 * schemad_fingerprint for the name below. Without it every snapshot is read anew. Fields are appended only; struct_size
 * tells how far.
 */
#ifndef SCHEMAD_FINGERPRINT_H
#define SCHEMAD_FINGERPRINT_H

#include <schemad/vendor.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SCHEMAD_FINGERPRINT_EXTENSION "schemad.fingerprint/1"
#define SCHEMAD_FINGERPRINT_MAX 4096 /* bytes of a text */

typedef struct schemad_fingerprint {
    uint32_t struct_size;
    uint32_t reserved;
    /* Inside a transaction of begin(READ): a text that says what this transaction sees of the catalog and of these tables.
     * Two transactions of one connection that get the same text see the same: inspect() and whatever can be asked of those
     * tables answer the same, byte by byte, in both. Texts of two connections say nothing of each other. Nothing can be said,
     * as where one of them is a view whose rows come from elsewhere: *length is 0. A text longer than `size` is cut, and
     * *length tells its whole length. */
    schemad_status (*read)(schemad_connection *, const schemad_str *tables, size_t count, char *text, size_t size,
                           size_t *length, schemad_error *);
} schemad_fingerprint;

#ifdef __cplusplus
}
#endif
#endif
