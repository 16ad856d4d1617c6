// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/column_facts.hpp"

namespace schemad::postgres {

TypeFacts type_facts(std::string_view type, std::int32_t modifier) noexcept {
    TypeFacts f;
    const auto sized = [&](std::int64_t bits) { f.precision = bits, f.scale = 0; };
    if (type == "smallint") {
        sized(16);
    } else if (type == "integer") {
        sized(32);
    } else if (type == "bigint") {
        sized(64);
    } else if (type == "real") {
        f.precision = 24;
    } else if (type == "double precision") {
        f.precision = 53;
    } else if (type == "numeric") {
        if (modifier >= 4) {
            const auto packed = static_cast<std::uint32_t>(modifier - 4);
            f.precision = packed >> 16;
            // eleven bits of two's complement since version 15; the reference reads them unsigned
            f.scale = packed & 0xffff;
        }
    } else if (type == "character varying" || type == "character") {
        f.max_length = modifier - 4;
    } else if (type == "bit" || type == "bit varying") {
        f.max_length = modifier;
    }
    return f;
}

std::string_view shown_type(std::string_view type, bool has_postgis) noexcept {
    return has_postgis && (type == "point" || type == "polygon") ? "unknown" : type;
}

std::string_view rule_name(char code) noexcept {
    switch (code) {
    case 'r': return "RESTRICT";
    case 'c': return "CASCADE";
    case 'n': return "SET NULL";
    case 'd': return "SET DEFAULT";
    default: return "NO ACTION";
    }
}

} // namespace schemad::postgres
