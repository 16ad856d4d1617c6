/* SPDX-License-Identifier: Apache-2.0
 *
 * An extension a vendor plugin may offer: the lock of an apply as a row, for databases whose own locks hold on one server
 * only (a Galera cluster). get_extension() answers a schemad_lease for the name below. Without it the lock that
 * begin(APPLY) takes is all there is. With it, inside begin(APPLY),
 *  - execute("commit") makes what was written so far lasting, and the transaction goes on;
 *  - begin(APPLY) itself takes a lock that holds on this server and is free as soon as its owner's session has ended;
 *  - the server ends a session that is silent for longer than the setting apply_idle_timeout_ms.
 * Text is static: it lives as long as the plugin. Any thread. Fields are appended only; struct_size tells how far.
 */
#ifndef SCHEMAD_LEASE_H
#define SCHEMAD_LEASE_H

#include <schemad/vendor.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SCHEMAD_LEASE_EXTENSION "schemad.lease/1"

typedef struct schemad_lease {
    uint32_t struct_size;
    uint32_t reserved;
    schemad_str now;         /* SQL expression: the server's clock in whole seconds */
    schemad_str server_name; /* SQL expression: a text of at most 255 characters that tells this server from all others */
} schemad_lease;

#ifdef __cplusplus
}
#endif
#endif
