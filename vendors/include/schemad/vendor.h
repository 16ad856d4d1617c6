/* SPDX-License-Identifier: Apache-2.0
 *
 * The vendor boundary of schemad, version 1.2 (C ABI). docs/spec/vendors-5-ddl.md section 10.
 *
 * A vendor plugin is a shared object with hidden visibility that exports one symbol, SCHEMAD_VENDOR_ENTRY.
 * It connects, reads the catalog as plain rows, names types, renders the SQL of one step and runs statements.
 * It never sees a snapshot, a diff or a policy: order, hash, meta rows and refusals are the engine's.
 *
 * Rules of the boundary
 *  - Append only. Every struct starts with struct_size, set by whoever fills it; a reader touches only the members
 *    that lie inside it. Rows of an array are struct_size bytes apart. Major must match, minor is negotiated down.
 *  - Text is UTF-8 as pointer and length, not terminated. data == NULL means SQL NULL or "not stated".
 *  - Whoever allocates offers the release. A result that was not filled (status != OK) needs no release, an error does.
 *  - No exception, no C++ type, no FILE* and no allocator crosses. A plugin catches everything at its edge.
 *  - Threads: the vendor table may be called from any thread at once; one connection from one thread at a time,
 *    but cancel() may be called on it from another thread.
 */
#ifndef SCHEMAD_VENDOR_H
#define SCHEMAD_VENDOR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SCHEMAD_ABI_MAJOR 1
#define SCHEMAD_ABI_MINOR 2
#define SCHEMAD_VENDOR_ENTRY "schemad_vendor_entry_v1"

#if defined(__GNUC__)
#define SCHEMAD_EXPORT __attribute__((visibility("default")))
#else
#define SCHEMAD_EXPORT
#endif

typedef struct schemad_str {
    const char *data; /* NULL: SQL NULL, or not stated */
    size_t size;      /* bytes */
} schemad_str;

/* ---- Status and errors ---------------------------------------------------------------------------------------- */

/* Which status becomes which answer to a client: docs/writing-a-vendor.md, "Statuses". A failure is never read as an
 * empty answer. Say E_CONNECTION, E_CANCELLED, E_TIMEOUT, E_LIMIT or E_INTERNAL where nobody knows whether a statement
 * was done, another one only where it was not. */
typedef int32_t schemad_status;
enum {
    SCHEMAD_OK = 0,
    SCHEMAD_E_INVALID = 1,     /* the caller's arguments, and whatever the server refuses in words of its own */
    SCHEMAD_E_CONNECTION = 2,  /* server unreachable or gone: the connection is to be closed */
    SCHEMAD_E_BUSY = 3,        /* deadlock, lock timeout: the whole transaction may be tried again */
    SCHEMAD_E_UNIQUE = 4,      /* constraint classes, docs/spec/engine-1-http.md section 1.11 */
    SCHEMAD_E_NOT_NULL = 5,
    SCHEMAD_E_FOREIGN_KEY = 6,
    SCHEMAD_E_TOO_LONG = 7,
    SCHEMAD_E_OUT_OF_RANGE = 8,
    SCHEMAD_E_CONTAINS_NULL = 9, /* existing rows hold nulls */
    SCHEMAD_E_LOSES_VALUES = 10, /* existing values would be truncated, rounded or become null */
    SCHEMAD_E_PERMISSION = 11,
    SCHEMAD_E_NOT_FOUND = 12, /* what is named is not there: a table, column, index, schema. Behind a query the host
                                 asks the catalog: without its table the answer is empty, with it this is a failure */
    SCHEMAD_E_EXISTS = 13,    /* what is to be made is there */
    SCHEMAD_E_UNSUPPORTED = 14, /* this vendor cannot do what the step asks */
    SCHEMAD_E_SYNTAX = 15,    /* the statement is ill-formed. A table that is not there is E_NOT_FOUND */
    SCHEMAD_E_CANCELLED = 16,
    SCHEMAD_E_TIMEOUT = 17,
    SCHEMAD_E_LIMIT = 18, /* a bound given by the host was reached */
    SCHEMAD_E_INTERNAL = 19 /* the vendor's own fault, and any status that is none of these */
};

typedef struct schemad_error {
    uint32_t struct_size;
    schemad_status status;
    int64_t vendor_code; /* the driver's own number */
    char sqlstate[8];    /* five characters and a zero, or empty */
    schemad_str message; /* never holds a password or a connection string */
    schemad_str table;   /* the table and column concerned, where the driver tells */
    schemad_str column;
    void *private_data;
    void (*release)(struct schemad_error *); /* NULL when nothing is owned */
} schemad_error;

/* ---- What the host offers -------------------------------------------------------------------------------------- */

enum { SCHEMAD_LOG_DEBUG = 0, SCHEMAD_LOG_INFO = 1, SCHEMAD_LOG_WARNING = 2, SCHEMAD_LOG_ERROR = 3 };

typedef struct schemad_host {
    uint32_t struct_size;
    uint16_t abi_major;
    uint16_t abi_minor;
    void *context;
    void (*log)(void *context, int32_t level, schemad_str message);
    int64_t (*monotonic_ms)(void *context);
} schemad_host;

/* ---- Values and rows ------------------------------------------------------------------------------------------- */

enum {
    SCHEMAD_NULL = 0,
    SCHEMAD_INT64 = 1,
    SCHEMAD_DOUBLE = 2,
    SCHEMAD_TEXT = 3,
    SCHEMAD_BLOB = 4,
    SCHEMAD_BOOL = 5 /* as.integer is 0 or 1 */
};

typedef struct schemad_value {
    uint32_t kind;
    uint32_t reserved;
    union {
        int64_t integer;
        double real;
        schemad_str text; /* TEXT and BLOB */
    } as;
} schemad_value;

typedef struct schemad_rows {
    uint32_t struct_size;
    uint32_t column_count;
    const schemad_str *column_names;
    size_t row_count;
    const schemad_value *cells; /* row by row, row_count * column_count */
    void *private_data;
    void (*release)(struct schemad_rows *);
} schemad_rows;

typedef struct schemad_setting { /* one connection setting, as in the configuration file */
    schemad_str key;
    schemad_str value;
} schemad_setting;

/* ---- The catalog as plain rows. docs/spec/vendors-1-catalog.md 1.2, 2 and 3 -------------------------------------- */

enum {
    SCHEMAD_TABLE_BASE = 0, /* an ordinary table */
    SCHEMAD_TABLE_VIEW = 1,
    SCHEMAD_TABLE_VIRTUAL = 2,
    SCHEMAD_TABLE_OTHER = 3,
    /* Since 1.2: what OTHER was before. For people, and so that nothing is taken for nothing; flags alone say what shows. */
    SCHEMAD_TABLE_MATERIALIZED_VIEW = 4,
    SCHEMAD_TABLE_PARTITIONED = 5,
    SCHEMAD_TABLE_FOREIGN = 6,
    SCHEMAD_TABLE_SEQUENCE = 7,
    SCHEMAD_TABLE_SYSTEM_VERSIONED = 8,
    SCHEMAD_TABLE_TEMPORARY = 9
};
enum {
    SCHEMAD_TABLE_LISTED = 1u << 0,  /* the reference's table list shows it (base tables; on SQLite virtual ones too) */
    SCHEMAD_TABLE_DESCRIBED = 1u << 1 /* the reference's overview shows it: a candidate for a collection. A base table that
                                         is listed and lacks this has columns that the user may not see */
};
typedef struct schemad_table {
    uint32_t struct_size;
    uint32_t kind;
    uint32_t flags;
    uint32_t reserved;
    schemad_str schema; /* NULL where the vendor has none */
    schemad_str name;
    schemad_str comment;
    schemad_str sql; /* its definition where the catalog keeps one, else NULL */
} schemad_table;

enum {
    SCHEMAD_COLUMN_NULLABLE = 1u << 0,
    SCHEMAD_COLUMN_UNIQUE = 1u << 1,
    SCHEMAD_COLUMN_INDEXED = 1u << 2,
    SCHEMAD_COLUMN_PRIMARY_KEY = 1u << 3,    /* as the snapshot reports it */
    SCHEMAD_COLUMN_AUTO_INCREMENT = 1u << 4, /* as the snapshot reports it */
    SCHEMAD_COLUMN_GENERATED = 1u << 5,      /* as the snapshot reports it */
    SCHEMAD_COLUMN_REALLY_GENERATED = 1u << 6,
    SCHEMAD_COLUMN_UNSIGNED = 1u << 7,
    SCHEMAD_COLUMN_SOLE_PRIMARY_KEY = 1u << 8, /* the one column of the table's primary key: makes it a collection */
    SCHEMAD_COLUMN_IDENTITY = 1u << 9
};
enum { SCHEMAD_LENGTH_NULL = 0, SCHEMAD_LENGTH_NUMBER = 1, SCHEMAD_LENGTH_NAN = 2 };
typedef struct schemad_column {
    uint32_t struct_size;
    uint32_t flags;
    schemad_str table;
    schemad_str name;
    schemad_str data_type;      /* normalised spelling, as in the snapshot */
    schemad_str declared_type;  /* complete, as the database would take it back */
    schemad_str default_text;   /* before the cast by type, docs/spec/vendors-1-catalog.md 1.6, 3; NULL = null */
    schemad_str default_sql;    /* the expression itself, fit to be written back; NULL = none */
    schemad_str generation_expression;
    schemad_str foreign_key_schema;
    schemad_str foreign_key_table;
    schemad_str foreign_key_column;
    schemad_str comment;
    schemad_str collation;
    schemad_str on_update;  /* MySQL's ON UPDATE clause */
    schemad_str field_type; /* the field type where the vendor knows better than the common table (1.4), else NULL */
    double max_length;      /* characters; read with max_length_kind */
    uint32_t max_length_kind;
    uint32_t ordinal;          /* position in the table, from 1 */
    int64_t numeric_precision; /* negative: null */
    int64_t numeric_scale;     /* negative: null */
} schemad_column;

enum {
    SCHEMAD_INDEX_UNIQUE = 1u << 0,
    SCHEMAD_INDEX_PRIMARY_KEY = 1u << 1,
    SCHEMAD_INDEX_CONSTRAINT = 1u << 2, /* belongs to a constraint of the same name */
    SCHEMAD_INDEX_PARTIAL = 1u << 3,
    SCHEMAD_INDEX_EXPRESSION = 1u << 4, /* at least one key part is an expression */
    SCHEMAD_INDEX_IMPLICIT = 1u << 5,   /* made by the database itself (SQLite autoindex, InnoDB foreign key) */
    /* since 1.2: more than a plain index of its columns (another method, a prefix, an order, an operator class, a
     * collation, hidden, ...): no flag of a field stands for it, so it neither goes nor comes with one */
    SCHEMAD_INDEX_SPECIAL = 1u << 6,
    /* since 1.2: the snapshot says "indexed", or "unique", of the column it begins with, or of each of its columns. Of a
     * plain index over one column the host knows */
    SCHEMAD_INDEX_MARKS_FIRST = 1u << 7,
    SCHEMAD_INDEX_MARKS_ALL = 1u << 8,
    /* since 1.2, of an index to be made: its column takes another type first, which can be indexed, so the catalog's
     * does not count */
    SCHEMAD_INDEX_OF_NEW_TYPE = 1u << 9
};
typedef struct schemad_index {
    uint32_t struct_size;
    uint32_t flags;
    schemad_str table;
    schemad_str name; /* the real one */
    const schemad_str *columns; /* data NULL for an expression */
    size_t column_count;
    schemad_str sql; /* its definition where the catalog keeps one */
} schemad_index;

enum { SCHEMAD_FK_IN_SNAPSHOT = 1u << 0 /* the reference reports it (PostgreSQL hides composite ones) */ };
typedef struct schemad_foreign_key {
    uint32_t struct_size;
    uint32_t flags;
    schemad_str table;
    schemad_str name;     /* the real one, NULL when unnamed */
    schemad_str reported_name; /* constraint_name of the snapshot; NULL = null (always on SQLite) */
    const schemad_str *columns;
    const schemad_str *referenced_columns; /* data NULL when the declaration leaves them out */
    size_t column_count;
    schemad_str referenced_schema;
    schemad_str referenced_table;
    schemad_str on_update; /* upper case, as the snapshot reports it */
    schemad_str on_delete;
} schemad_foreign_key;

typedef struct schemad_check {
    uint32_t struct_size;
    uint32_t reserved;
    schemad_str table;
    schemad_str name;
    schemad_str expression;
} schemad_check;

typedef struct schemad_catalog {
    uint32_t struct_size;
    uint32_t reserved;
    const schemad_table *tables; /* in the reference's order; so are the columns and foreign keys */
    size_t table_count;
    const schemad_column *columns;
    size_t column_count;
    const schemad_index *indexes;
    size_t index_count;
    const schemad_foreign_key *foreign_keys;
    size_t foreign_key_count;
    const schemad_check *checks;
    size_t check_count;
    void *private_data; /* the plugin's own: views, triggers, look-up tables for render() */
    void (*release)(struct schemad_catalog *);
} schemad_catalog;

/* ---- Steps and their SQL. docs/spec/vendors-5-ddl.md 5 ----------------------------------------------------------- */

enum {
    SCHEMAD_DEFAULT_UNSTATED = 0, /* none on a new column; kept as it is on an existing one */
    SCHEMAD_DEFAULT_NULL = 1,
    SCHEMAD_DEFAULT_BOOLEAN = 2, /* default_text: "true" or "false" */
    SCHEMAD_DEFAULT_NUMBER = 3,  /* default_text: exact decimal digits */
    SCHEMAD_DEFAULT_TEXT = 4,    /* text as a snapshot gives it: a literal's content, or one of the known functions */
    SCHEMAD_DEFAULT_JSON = 5     /* compact JSON text of an object or array */
};
enum {
    SCHEMAD_SPEC_NULLABLE = 1u << 0,
    SCHEMAD_SPEC_UNIQUE = 1u << 1,
    SCHEMAD_SPEC_INDEXED = 1u << 2,
    SCHEMAD_SPEC_PRIMARY_KEY = 1u << 3,
    SCHEMAD_SPEC_AUTO_INCREMENT = 1u << 4,
    /* data_type, default and length were spelled by this very vendor: the spelling may be trusted */
    SCHEMAD_SPEC_OWN_SPELLING = 1u << 5
};
enum { /* what of an existing column an alteration changes; the rest stays exactly as it is */
    SCHEMAD_CHANGE_TYPE = 1u << 0, /* field_type, length, precision or scale */
    SCHEMAD_CHANGE_NULLABLE = 1u << 1,
    SCHEMAD_CHANGE_DEFAULT = 1u << 2
};
#define SCHEMAD_UNSTATED (-1) /* for length, precision and scale: not stated, or null */

/* A column as it is to be. Unique and index flags only inform; indexes are made by changes of their own. */
typedef struct schemad_column_spec {
    uint32_t struct_size;
    uint32_t flags;
    schemad_str name;
    schemad_str field_type; /* string, text, ... (docs/spec/engine-2-model.md 5.1); "unknown" uses data_type */
    schemad_str data_type;  /* the snapshot's spelling, a hint (see OWN_SPELLING) */
    int64_t max_length;
    int64_t numeric_precision;
    int64_t numeric_scale;
    uint32_t default_kind;
    uint32_t changed; /* SCHEMAD_CHANGE_*, for an alteration */
    schemad_str default_text;
    schemad_str references_table; /* what it points to, where a type has to match (unsigned keys); NULL = nothing */
    schemad_str references_column;
    schemad_str generation_expression; /* for a generated column that is to be created */
    const schemad_column *existing; /* the column as it is now, for an alteration; else NULL */
} schemad_column_spec;

typedef struct schemad_foreign_key_spec {
    uint32_t struct_size;
    uint32_t reserved;
    schemad_str name;
    schemad_str column;
    schemad_str referenced_table;
    schemad_str referenced_column;
    schemad_str on_update; /* NULL = not stated */
    schemad_str on_delete;
} schemad_foreign_key_spec;

typedef struct schemad_index_spec {
    uint32_t struct_size;
    uint32_t flags; /* SCHEMAD_INDEX_UNIQUE, SCHEMAD_INDEX_CONSTRAINT */
    schemad_str name;
    schemad_str column;
} schemad_index_spec;

enum {
    SCHEMAD_ADD_COLUMN = 1,
    SCHEMAD_ALTER_COLUMN = 2,
    SCHEMAD_DROP_COLUMN = 3,
    SCHEMAD_ADD_FOREIGN_KEY = 4,
    SCHEMAD_DROP_FOREIGN_KEY = 5, /* by name where it has one, else by its column */
    SCHEMAD_ADD_INDEX = 6,
    SCHEMAD_DROP_INDEX = 7 /* by its real name; CONSTRAINT tells how it was made */
};
typedef struct schemad_change {
    uint32_t struct_size;
    uint32_t kind;
    const schemad_column_spec *column;           /* ADD, ALTER, DROP_COLUMN (name only) */
    const schemad_foreign_key_spec *foreign_key; /* ADD, DROP_FOREIGN_KEY */
    const schemad_index_spec *index;             /* ADD, DROP_INDEX */
} schemad_change;

enum { SCHEMAD_CREATE_TABLE = 1, SCHEMAD_ALTER_TABLE = 2, SCHEMAD_DROP_TABLE = 3 };
/* One step on one table. Changes apply in order. A table is created by ADD_COLUMN, ADD_INDEX and, where the vendor
 * has SCHEMAD_CAP_INLINE_FOREIGN_KEYS, ADD_FOREIGN_KEY changes. */
typedef struct schemad_step {
    uint32_t struct_size;
    uint32_t kind;
    schemad_str table;
    const schemad_change *changes;
    size_t change_count;
} schemad_step;

enum {
    SCHEMAD_RUN = 0,
    /* a query answering one number: how many rows stand in the way. Asked under the lock before anything runs, so it
     * may name nothing that the plan makes; a number above 0 refuses the apply with `refusal` as the error class. */
    SCHEMAD_CHECK = 1
};
typedef struct schemad_statement {
    uint32_t struct_size;
    uint32_t role;
    schemad_str sql;
    schemad_status refusal; /* CHECK: E_CONTAINS_NULL, E_UNIQUE, E_LOSES_VALUES, E_TOO_LONG, ... */
    uint32_t reserved;
    schemad_str column; /* CHECK: the column concerned */
    schemad_str reason; /* CHECK: what the counted rows are ("hold a null"). RUN: what else goes along ("index ab") */
    /* CHECK, since 1.1: a query answering the primary keys of at most five of the counted rows, a column for each column
     * of the key; NULL: it cannot be told. Asked where the count is above 0. */
    schemad_str sample_sql;
} schemad_statement;

typedef struct schemad_script {
    uint32_t struct_size;
    uint32_t reserved;
    const schemad_statement *statements;
    size_t statement_count;
    void *private_data;
    void (*release)(struct schemad_script *);
} schemad_script;

/* What the catalog will say of a column once it is there: lets the engine name beforehand what cannot be held. */
typedef struct schemad_column_preview {
    uint32_t struct_size;
    uint32_t reserved;
    schemad_column column; /* table, ordinal and foreign key are not filled */
    void *private_data;
    void (*release)(struct schemad_column_preview *);
} schemad_column_preview;

/* ---- The vendor ------------------------------------------------------------------------------------------------- */

enum {
    SCHEMAD_CAP_TRANSACTIONAL_DDL = 1ull << 0,
    SCHEMAD_CAP_INLINE_FOREIGN_KEYS = 1ull << 1,  /* CREATE TABLE may reference tables that do not exist yet */
    SCHEMAD_CAP_GROUP_ALTERATIONS = 1ull << 2,    /* all changes of a table belong in one step (rebuilding vendors) */
    SCHEMAD_CAP_FOREIGN_KEY_NAMES = 1ull << 3,    /* the catalog reports constraint names */
    SCHEMAD_CAP_FOREIGN_KEY_INDEX = 1ull << 4,    /* a foreign key makes an index of its own */
    SCHEMAD_CAP_SCHEMAS = 1ull << 5,
    SCHEMAD_CAP_INTROSPECTION = 1ull << 6,
    SCHEMAD_CAP_UNIQUE_IS_CONSTRAINT = 1ull << 7, /* a unique field is a constraint, not a bare index */
    SCHEMAD_CAP_PRIMARY_KEY_IS_UNIQUE = 1ull << 8, /* a primary key that does not count up is reported unique */
    SCHEMAD_CAP_NO_SET_DEFAULT = 1ull << 9         /* foreign keys have no rule SET DEFAULT: it would be RESTRICT */
};
enum { /* begin() */
    SCHEMAD_BEGIN_READ = 0,    /* one consistent view for catalog and meta rows */
    SCHEMAD_BEGIN_APPLY = 1    /* takes the write lock first; foreign keys may be suspended until commit or rollback,
                                  which put every session setting back, also on failure. The lock keeps out every other
                                  BEGIN_APPLY, of any process, until commit() or rollback(): where a schema change ends
                                  the transaction it has to outlive that (a lock of the session, not of a row). Who
                                  waits for it longer than the settings allow gets E_BUSY */
};

typedef struct schemad_connection schemad_connection; /* the plugin's own */

typedef struct schemad_vendor {
    uint32_t struct_size;
    uint16_t abi_major;
    uint16_t abi_minor;
    schemad_str name;          /* "sqlite": what the configuration calls it */
    schemad_str vendor_string; /* "sqlite", "postgres", "mysql", ...: what the snapshot says */
    schemad_str version;
    schemad_str licence;
    uint64_t capabilities;
    uint32_t index_name_max;   /* of the names the host makes up for indexes, in UTF-16 units; 0 = no limit. Longer ones
                                  are shortened, docs/spec/vendors-1-catalog.md 1.7. Those of foreign keys have at most
                                  60 on every vendor. Longest names of tables and columns, and their unit: names.h */
    uint32_t meta_name_length; /* of collection and field name columns in the meta tables, in characters; not read */
    char identifier_quote;     /* doubled inside a name */
    char reserved[7];
    /* special flags the field types need on this vendor, "timestamp=cast-timestamp,json=cast-json";
       docs/spec/vendors-5-ddl.md 10.4 */
    schemad_str cast_flags;

    /* Every call ends by itself, within what the settings allow: a server that is silent is E_TIMEOUT or E_CONNECTION.
     * The host waits for as long as a call takes. */
    schemad_status (*open)(const schemad_setting *settings, size_t count, schemad_connection **out, schemad_error *);
    void (*close)(schemad_connection *); /* never fails; rolls back what is open */
    schemad_status (*ping)(schemad_connection *, schemad_error *);
    /* `?` stands for a parameter outside quotes; the plugin rewrites it. max_bytes bounds the answer (E_LIMIT). One statement a call. */
    schemad_status (*query)(schemad_connection *, schemad_str sql, const schemad_value *params, size_t param_count,
                            size_t max_bytes, schemad_rows *out, schemad_error *);
    schemad_status (*execute)(schemad_connection *, schemad_str sql, const schemad_value *params, size_t param_count,
                              int64_t *affected, schemad_error *);
    schemad_status (*begin)(schemad_connection *, uint32_t mode, schemad_error *);
    /* after BEGIN_APPLY, commit first checks that no new foreign key violation was made: E_FOREIGN_KEY, still open. An
     * error that was deferred until here is told of no step: fill table and column, and fail early where you can */
    schemad_status (*commit)(schemad_connection *, schemad_error *);
    void (*rollback)(schemad_connection *); /* never fails; a no-op without a transaction */
    void (*cancel)(schemad_connection *);   /* from any thread: what runs ends with E_CANCELLED soon. Called when the
                                               host stops, of who reads; an apply is finished */
    schemad_status (*inspect)(schemad_connection *, schemad_catalog *out, schemad_error *);
    /* Pure. catalog is what inspect() gave, before any step of the plan ran; or, for a plan without a database, NULL or
     * one that the host made of a snapshot: its release is not the plugin's, its private_data means nothing to it. */
    schemad_status (*render)(const schemad_catalog *catalog, const schemad_step *, schemad_script *out,
                             schemad_error *);
    schemad_status (*preview_column)(const schemad_column_spec *, schemad_column_preview *out, schemad_error *);
    const void *(*get_extension)(schemad_str name); /* NULL: not offered */
} schemad_vendor;

/* Returns the table, alive until the object is unloaded, or NULL when the host's version cannot be served. */
typedef const schemad_vendor *(*schemad_vendor_entry)(const schemad_host *host);

#ifdef __cplusplus
}
#endif
#endif
