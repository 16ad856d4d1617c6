// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>

#include "engine/database/cells.hpp"

using namespace schemad;
using database::CellRows;

namespace {

schemad_rows rows_of(const schemad_value* cells, std::uint32_t columns, std::size_t count) {
    schemad_rows rows{};
    rows.struct_size = sizeof rows;
    rows.cells = cells, rows.column_count = columns, rows.row_count = count;
    return rows;
}

} // namespace

BOOST_AUTO_TEST_SUITE(cells)

BOOST_AUTO_TEST_CASE(rows_are_what_was_asked_for_or_the_plugin_is_told) {
    const schemad_value cells[] = {value_of(std::int64_t{1}), value_of(std::int64_t{2}), value_of(std::int64_t{3}),
                                   value_of(std::int64_t{4})};
    for (std::uint32_t given = 0; given <= 4; ++given)
        for (std::size_t asked = 1; asked <= 4; ++asked) {
            const auto rows = rows_of(cells, given, given ? 4 / given : 5); // no column at all, and five rows
            if (given < asked) {
                BOOST_CHECK_EXCEPTION(CellRows(rows, asked), VendorError,
                                      [](const VendorError& error) { return error.status == SCHEMAD_E_INTERNAL; });
                continue;
            }
            std::int64_t sum = 0, count = 0;
            for (const auto row : CellRows(rows, asked)) {
                BOOST_TEST(row.size() == given);
                ++count;
                for (const auto& cell : row) sum += database::number_at(cell);
            }
            BOOST_TEST(count == static_cast<std::int64_t>(rows.row_count));
            BOOST_TEST(sum == (given == 3 ? 6 : 10));
        }
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_told_with_what_came) {
    const schemad_value cells[] = {value_of(std::int64_t{1}), value_of(std::int64_t{2})};
    const schemad_str names[] = {str("entry"), str("happened")};
    const auto said = [](const schemad_rows& rows, std::size_t asked) {
        try {
            const CellRows all(rows, asked);
        } catch (const VendorError& error) { return std::string{error.what()}; }
        return std::string{};
    };
    auto rows = rows_of(cells, 2, 1);
    BOOST_TEST(said(rows, 3) ==
               "query() of the vendor gave rows of 2 columns, asked for 3 columns: column 3 is missing");
    rows.column_names = names;
    BOOST_TEST(said(rows, 10) ==
               "query() of the vendor gave rows of 2 columns (entry, happened), asked for 10 columns: "
               "column 3 is missing");
    rows.column_count = 1;
    BOOST_TEST(said(rows, 2) == "query() of the vendor gave rows of 1 column (entry), asked for 2 columns: column 2 is "
                                "missing");
    BOOST_TEST(said(rows, 1).empty());
}

BOOST_AUTO_TEST_CASE(an_empty_answer_may_have_any_columns) {
    const auto rows = rows_of(nullptr, 0, 0);
    BOOST_TEST(CellRows(rows, 3).empty());
    for (const auto row : CellRows(rows, 3)) BOOST_TEST(row.empty(), "there is none");
}

BOOST_AUTO_TEST_SUITE_END()
