// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>

#include <schemad/host.hpp>

namespace {
struct Quoting : schemad::Vendor {
    schemad_vendor own{};
    explicit Quoting(char quote) {
        own.struct_size = sizeof own;
        own.identifier_quote = quote;
        table_ = &own;
    }
};
} // namespace

BOOST_AUTO_TEST_CASE(a_quote_inside_a_name_is_doubled) {
    BOOST_TEST(Quoting('`').quoted("a`b\"c").str() == "`a``b\"c`");
    BOOST_TEST(Quoting('"').quoted("a`b\"c").str() == "\"a`b\"\"c\"");
    BOOST_TEST(Quoting('`').quoted("``").str() == "``````");
}

BOOST_AUTO_TEST_CASE(a_bracket_is_closed_by_its_counterpart) {
    BOOST_TEST(Quoting('[').quoted("a[b]c").str() == "[a[b]]c]");
}
