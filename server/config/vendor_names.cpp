// SPDX-License-Identifier: Apache-2.0
#include "server/config/vendor_names.hpp"

#include <algorithm>
#include <array>

namespace schemad::config {
namespace {

struct Alias {
    std::string_view written, vendor;
};
constexpr std::array aliases{
    Alias{"sqlite", "sqlite"},         Alias{"sqlite3", "sqlite"},   Alias{"better-sqlite3", "sqlite"},
    Alias{"postgres", "postgres"},     Alias{"pg", "postgres"},      Alias{"postgresql", "postgres"},
    Alias{"pgsql", "postgres"},        Alias{"psql", "postgres"},    Alias{"mysql", "mysql"},
    Alias{"mysql2", "mysql"},          Alias{"mariadb", "mysql"},    Alias{"cockroachdb", "cockroachdb"},
    Alias{"cockroach", "cockroachdb"}, Alias{"crdb", "cockroachdb"}, Alias{"oracledb", "oracle"},
};

// Other databases of Directus, and one more.
constexpr std::array<std::string_view, 5> without_plugin{"mssql", "sqlserver", "tedious", "oracle", "redshift"};

} // namespace

std::string known_vendor_of(std::string_view written) {
    for (const auto& alias : aliases)
        if (alias.written == written) return std::string(alias.vendor);
    return {};
}

std::string vendor_of(std::string_view written) {
    auto known = known_vendor_of(written);
    return known.empty() ? std::string(written) : known;
}

bool is_without_plugin(std::string_view vendor) {
    return std::find(without_plugin.begin(), without_plugin.end(), vendor) != without_plugin.end();
}

} // namespace schemad::config
