/* SPDX-License-Identifier: Apache-2.0
 *
 * An extension a vendor plugin may offer: which database server a connection leads to, for people. get_extension()
 * answers a schemad_server for the name below. Without it GET /vendors and `schemad vendors` say that the server tells
 * no version. Nothing is decided by it. Fields are appended only; struct_size tells how far.
 */
#ifndef SCHEMAD_SERVER_H
#define SCHEMAD_SERVER_H

#include <schemad/vendor.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SCHEMAD_SERVER_EXTENSION "schemad.server/1"
#define SCHEMAD_SERVER_MAX 256 /* bytes of a text */

typedef struct schemad_server {
    uint32_t struct_size;
    uint32_t reserved;
    /* Its product and version on one line, "PostgreSQL 15.8"; never an address, a user or a password. *length is 0 where
     * it tells none. A text longer than `size` is cut, and *length tells its whole length. As any call of a connection:
     * one thread at a time, and it ends within what the settings allow. */
    schemad_status (*told)(schemad_connection *, char *text, size_t size, size_t *length, schemad_error *);
} schemad_server;

#ifdef __cplusplus
}
#endif
#endif
