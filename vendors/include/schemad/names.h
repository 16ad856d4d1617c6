/* SPDX-License-Identifier: Apache-2.0
 *
 * An extension a vendor plugin may offer: when two names are one to the database, which things share a name space, and
 * what no name may be. With it the engine refuses a name that is taken before the first statement, and chooses another
 * for an index or a foreign key. get_extension() answers a schemad_names for the name below. Without it names are
 * compared byte by byte. Text is static: it lives as long as the plugin. Any thread. Fields are appended only;
 * struct_size tells how far.
 */
#ifndef SCHEMAD_NAMES_H
#define SCHEMAD_NAMES_H

#include <schemad/vendor.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SCHEMAD_NAMES_EXTENSION "schemad.names/1"

enum { /* how two names compare */
    SCHEMAD_NAMES_EXACT = 0,
    SCHEMAD_NAMES_ASCII_CASE = 1, /* A is a */
    SCHEMAD_NAMES_CASE = 2        /* and so is every other letter of the basic plane; accents count */
};
enum {
    SCHEMAD_NAMES_INDEXES_ARE_RELATIONS = 1u << 0,    /* indexes have their names among the tables', not in their table */
    SCHEMAD_NAMES_FOREIGN_KEYS_IN_DATABASE = 1u << 1, /* a foreign key's name is the only one in the database, not in its table */
    SCHEMAD_NAMES_FOREIGN_KEY_IS_INDEX = 1u << 2,     /* and is that of an index of its table at the same time */
    SCHEMAD_NAMES_LENGTH_IN_BYTES = 1u << 3,          /* longest counts bytes, else characters */
    SCHEMAD_NAMES_BASIC_PLANE = 1u << 4               /* no character beyond U+FFFF */
};

typedef struct schemad_names {
    uint32_t struct_size;
    uint32_t flags;
    uint32_t tables; /* SCHEMAD_NAMES_EXACT, ...; where the reference's own comparison is coarser, that one */
    uint32_t columns;
    uint32_t indexes;
    uint32_t foreign_keys;
    uint32_t rows;    /* names in the rows of the meta tables, by their usual collation */
    uint32_t longest; /* of a table's or column's name; 0: no limit */
    schemad_str reserved_columns; /* "ctid,xmin": no column may be called so; compared as columns are */
    schemad_str reserved_prefix;  /* of tables, "sqlite_"; NULL: none */
    /* A query for what has a name among the tables and inspect() does not give: kind for people ("sequence"), name.
     * NULL: there is nothing of the kind. */
    schemad_str more_relations;
} schemad_names;

#ifdef __cplusplus
}
#endif
#endif
