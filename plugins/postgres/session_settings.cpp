// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/session_settings.hpp"

namespace schemad::postgres {

sql::SqlText session_settings(int server_version) {
    sql::SqlText all(
        // rows that a policy hides would be missing in silence: with this the server refuses, naming the table
        "set row_security = off; "
        // how names, lists and bytes are spelled
        "set quote_all_identifiers = off; set array_nulls = on; set xmloption = content; set xmlbinary = base64; "
        // what a text and a condition mean
        "set backslash_quote = safe_encoding; set transform_null_equals = off; "
        // which rows are found, and in which order where none is asked for
        "set gin_fuzzy_search_limit = 0; set synchronize_seqscans = off; "
        // transactions that do not say what they are; an error ends a statement, not the session
        "set default_transaction_isolation = 'read committed'; set default_transaction_read_only = off; "
        "set default_transaction_deferrable = off; set exit_on_error = off; "
        // triggers and foreign keys work; few may set it, and it is seldom anything else
        "select pg_catalog.set_config('session_replication_role', 'origin', false) where "
        "pg_catalog.current_setting('session_replication_role') <> 'origin'; ");
    if (server_version < 120000) all += "set default_with_oids = off; "; // newer ones know no such tables
    return all;
}

} // namespace schemad::postgres
