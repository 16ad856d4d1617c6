/* SPDX-License-Identifier: Apache-2.0
 * A plugin in C: it serves no host. */
#include <schemad/vendor.h>

SCHEMAD_EXPORT const schemad_vendor *schemad_vendor_entry_v1(const schemad_host *host);
const schemad_vendor *schemad_vendor_entry_v1(const schemad_host *host) {
    (void)host;
    return NULL;
}
