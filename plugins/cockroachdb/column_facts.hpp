// SPDX-License-Identifier: Apache-2.0
// From information_schema.columns to the snapshot's values: stage 1 of docs/spec/vendors-1-catalog.md 3.4,
// docs/spec/vendors-a-types.md A.7. Pure; throws only bad_alloc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace schemad::cockroachdb {

struct TypeFacts {
    std::string data_type;                   // the snapshot's spelling
    std::optional<std::int64_t> max_length;  // characters
    std::int64_t precision = -1, scale = -1; // negative: null
};
// data_type as information_schema says it, sql_type as its column crdb_sql_type does.
TypeFacts type_facts(std::string_view data_type, std::string_view sql_type);

// The complete type in the spelling that vendors/pq reads: "character varying(255)", "string(36)", "numeric(10,5)". A
// type that it has no name for stays as CockroachDB writes it.
std::string declared_type(std::string_view data_type, std::string_view sql_type);

// A default that counts: such a column is reported as auto increment, key or not.
bool counts_up(std::string_view default_text) noexcept;

// confupdtype, confdeltype
std::string_view rule_name(char code) noexcept;

} // namespace schemad::cockroachdb
