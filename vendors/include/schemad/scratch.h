/* SPDX-License-Identifier: Apache-2.0
 *
 * An extension a vendor plugin may offer: a scratch, a copy of the connected database's structure in which a plan is
 * tried before the database itself is touched. get_extension() answers a schemad_scratch for the name below. Without it
 * verify=scratch is refused. Fields are appended only; struct_size tells how far.
 */
#ifndef SCHEMAD_SCRATCH_H
#define SCHEMAD_SCRATCH_H

#include <schemad/vendor.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SCHEMAD_SCRATCH_EXTENSION "schemad.scratch/1"

typedef struct schemad_scratch {
    uint32_t struct_size;
    uint32_t reserved;
    /* A new connection whose database is a copy of what `from` is connected to, as it is now: every table with its
     * columns, keys, checks and indexes under their real names; rows only of the tables named. It is the caller's, behaves as any other
     * connection of this vendor, and nothing done over it touches the database of `from`, nor shows in its inspect().
     * close() destroys the copy, whatever happened to it. What a process that was killed left behind is removed by a later
     * call, an hour later at the soonest. `from` may be inside a transaction, in which it has only read; it is used by
     * this thread as long as the call runs, and may be used as before afterwards.
     * E_PERMISSION: the text says which privilege a scratch needs. E_UNSUPPORTED: what cannot be copied. */
    schemad_status (*open_scratch)(schemad_connection *from, const schemad_str *tables, size_t table_count,
                                   schemad_connection **out, schemad_error *);
} schemad_scratch;

#ifdef __cplusplus
}
#endif
#endif
