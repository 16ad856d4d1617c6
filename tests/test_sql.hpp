// SPDX-License-Identifier: Apache-2.0
// SQL that a test makes at run time: the tests' own door, so that the product needs none for them.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include <schemad/sql_text.hpp>

namespace schemad::test {

struct TestSql : private sql::SqlWriter {
    static sql::SqlText of(std::string_view text) { return made(std::string(text)); }
};
inline sql::SqlText sql_of(std::string_view text) { return TestSql::of(text); }

} // namespace schemad::test

namespace schemad::sql {
inline std::ostream& boost_test_print_type(std::ostream& out, const SqlText& text) { return out << text.view(); }
} // namespace schemad::sql
