/* SPDX-License-Identifier: Apache-2.0
 *
 * An extension a vendor plugin may offer: says whether settings are good before anybody connects. get_extension() answers a
 * schemad_settings for the name below. Without it the first open() tells. Nothing here connects, opens or makes a file. Any
 * thread. Text is static: it lives as long as the plugin. Fields are appended only; struct_size tells how far.
 */
#ifndef SCHEMAD_SETTINGS_H
#define SCHEMAD_SETTINGS_H

#include <schemad/vendor.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SCHEMAD_SETTINGS_EXTENSION "schemad.settings/1"

typedef struct schemad_settings {
    uint32_t struct_size;
    uint32_t reserved;
    schemad_str known; /* the keys that open() takes, with blanks between */
    /* What open() would say of these settings by themselves: E_INVALID with the key at fault, and never its value. */
    schemad_status (*check)(const schemad_setting *settings, size_t count, schemad_error *);
    /* Which database they lead to, in words that are equal for two ways of writing the same one, and hold no secret. Writes
     * at most `size` bytes and answers how long the text is; 0: it cannot be told. Settings that check() takes. */
    size_t (*target)(const schemad_setting *settings, size_t count, char *text, size_t size);
} schemad_settings;

#ifdef __cplusplus
}
#endif
#endif
