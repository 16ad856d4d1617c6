// SPDX-License-Identifier: Apache-2.0
#include "server/config/vendor_names.hpp"

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

} // namespace

std::string vendor_of(std::string_view written) {
    for (const auto& alias : aliases)
        if (alias.written == written) return std::string(alias.vendor);
    return std::string(written);
}

} // namespace schemad::config
