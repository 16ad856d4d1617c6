/* SPDX-License-Identifier: Apache-2.0
 *
 * An extension a vendor plugin may offer: many statements in few round trips. get_extension() answers a schemad_batch for
 * the name below; the kit does so for every vendor. Without it the host calls execute() for each. Fields are appended only;
 * struct_size tells how far, and the statements of an array stand as far apart as the first one's says.
 */
#ifndef SCHEMAD_BATCH_H
#define SCHEMAD_BATCH_H

#include <schemad/vendor.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SCHEMAD_BATCH_EXTENSION "schemad.batch/1"

typedef struct schemad_batch_statement {
    uint32_t struct_size;
    uint32_t reserved;
    schemad_str sql;
    const schemad_value *params;
    size_t param_count;
} schemad_batch_statement;

typedef struct schemad_batch {
    uint32_t struct_size;
    uint32_t reserved;
    /* Inside a transaction of begin(): the statements in their order, each as execute() would run it, to the end of each
     * before the next begins. The first that fails is the error of the call, and nothing behind it has run. `ran` is
     * called on this thread with the index of each that ran to its end, in their order, and before the call returns: so
     * the one that failed is the first it was not called for. Where the connection is lost, some of those may have run. */
    schemad_status (*execute_all)(schemad_connection *, const schemad_batch_statement *statements, size_t count,
                                  void (*ran)(void *context, size_t index), void *context, schemad_error *);
    /* How many bytes of words and parameters one statement may have, so that the server takes it. 0: not told, and a
     * host sends no statement of more than 1 MiB that it could send as several. */
    size_t (*most_bytes)(schemad_connection *);
} schemad_batch;

#ifdef __cplusplus
}
#endif
#endif
