// SPDX-License-Identifier: Apache-2.0
// Two tables say how Directus holds its own fields: flags as it tells them (system_specials.hpp), and what an import
// has to know of them (system_tables.hpp). They say the same.
#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "engine/model/system_specials.hpp"
#include "engine/model/system_tables.hpp"

using namespace schemad::model;

namespace {

Cast cast_of_flags(const std::vector<std::string>& flags) {
    const auto has = [&](std::string_view flag) { return std::find(flags.begin(), flags.end(), flag) != flags.end(); };
    if (has("cast-json")) return Cast::json;
    if (has("cast-csv")) return Cast::csv;
    return has("cast-boolean") ? Cast::boolean : Cast::none;
}

} // namespace

BOOST_AUTO_TEST_SUITE(system_specials_of_directus)

BOOST_AUTO_TEST_CASE(flags_say_what_an_import_is_told) {
    for (const auto& table : system_tables())
        for (const auto& column : table.columns) {
            const auto name = std::string(table.name) + "." + std::string(column.name);
            const auto flags = system_specials(table.name, column.name);
            BOOST_TEST_CONTEXT(name) {
                if (flags) BOOST_TEST((cast_of_flags(*flags) == column.cast));
                if (flags && is_secret(*flags)) BOOST_TEST((column.secrecy != Secrecy::none));
            }
        }
}

BOOST_AUTO_TEST_CASE(lists_are_the_same) {
    const auto lists = system_lists();
    for (const auto& table : system_tables())
        for (const auto& alias : table.aliases)
            BOOST_TEST(std::any_of(lists.begin(), lists.end(),
                                   [&](const auto& list) {
                                       return list.related == table.name && list.name == alias.name &&
                                              list.collection == alias.table && list.field == alias.by;
                                   }),
                       std::string(table.name) + "." + std::string(alias.name));
}

BOOST_AUTO_TEST_SUITE_END()
