// SPDX-License-Identifier: Apache-2.0
// conformance/vendors: index-names.json, local-types.json, default-cast.json; conformance/engine/index-names.jsonl.
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <vector>

#include <boost/json.hpp>
#include <schemad/host.hpp>

#include "engine/formats/formats.hpp"
#include "engine/js/value.hpp"
#include "engine/model/default_value.hpp"
#include "engine/model/local_type.hpp"
#include "engine/model/names.hpp"
#include "tests/vectors.hpp"

using namespace schemad;
using namespace schemad::model;
namespace json = boost::json;

namespace {

json::value vectors(const std::string& relative) { return json::parse(test::slurp(test::conformance() / relative)); }

std::string_view text(const json::value& v) { return v.as_string(); }

NameKind kind_of(std::string_view name) {
    if (name == "unique") return NameKind::unique;
    BOOST_REQUIRE((name == "index" || name == "foreign"));
    return name == "index" ? NameKind::index : NameKind::foreign;
}

std::int64_t number_or(const json::value& v, std::int64_t otherwise) { return v.is_null() ? otherwise : v.as_int64(); }

} // namespace

BOOST_AUTO_TEST_CASE(vendor_index_names) {
    const std::pair<const char*, std::size_t> limits[] = {{"max60", 60},    {"cockroachdb", 60}, {"redshift", 60},
                                                          {"postgres", 63}, {"mysql", 64},       {"mssql", 128},
                                                          {"sqlite", 0}};
    std::size_t checked = 0;
    const auto file = vectors("vendors/index-names.json");
    for (const auto& item : file.at("cases").as_array()) {
        const auto& c = item.as_object();
        std::vector<std::string_view> fields;
        for (const auto& field : c.at("fields").as_array()) fields.push_back(text(field));
        const auto kind = kind_of(text(c.at("type")));
        const auto name = [&](std::size_t max) { return default_name(kind, text(c.at("collection")), fields, max); };
        for (const auto& [vendor, max] : limits)
            if (const auto* expected = c.if_contains(vendor)) {
                BOOST_TEST(name(max) == text(*expected), vendor << " " << item);
                ++checked;
            }
        if (const auto* expected = c.if_contains("oracle")) {
            BOOST_TEST(hashed_name(name(0), 128) == text(*expected), item);
            ++checked;
        }
    }
    BOOST_TEST(checked >= 8u);
    BOOST_TEST_MESSAGE(checked << " names");
}

BOOST_AUTO_TEST_CASE(engine_index_names) {
    const auto all = test::lines("engine/index-names.jsonl");
    BOOST_TEST(!all.empty());
    for (const auto& line : all) {
        const auto c = json::parse(line);
        const auto limit = text(c.at("maxLength"));
        const std::size_t max = limit == "Infinity" ? 0 : limit == "default(60)" ? 60 : std::stoul(std::string(limit));
        BOOST_TEST(default_name(kind_of(text(c.at("type"))), text(c.at("collection")), text(c.at("field")), max) ==
                       text(c.at("name")),
                   line);
    }
}

// The post-step of one vendor (oracle_post_process) is that vendor's: it states field_type.
BOOST_AUTO_TEST_CASE(local_types) {
    const auto file = vectors("vendors/local-types.json");
    for (const auto& item : file.at("cases").as_array()) {
        const auto& c = item.as_object();
        std::vector<std::string> special;
        const bool has_special = !c.at("special").is_null();
        if (has_special)
            for (const auto& flag : c.at("special").as_array()) special.emplace_back(text(flag));
        schemad_column column{};
        column.struct_size = sizeof column;
        const bool has_column = !c.at("column").is_null();
        if (has_column) {
            const auto& given = c.at("column").as_object();
            column.data_type = str(text(given.at("data_type")));
            // A length that is not there at all is, as NaN, neither null nor -1.
            const auto* length = given.if_contains("max_length");
            column.max_length_kind = length == nullptr   ? SCHEMAD_LENGTH_NAN
                                     : length->is_null() ? SCHEMAD_LENGTH_NULL
                                                         : SCHEMAD_LENGTH_NUMBER;
            column.max_length = length == nullptr ? 0 : static_cast<double>(number_or(*length, 0));
            column.numeric_precision = number_or(given.at("numeric_precision"), -1);
            column.numeric_scale = number_or(given.at("numeric_scale"), -1);
        }
        BOOST_TEST(local_type(has_column ? &column : nullptr, has_special ? &special : nullptr) == text(c.at("type")),
                   item);
    }
    for (const auto& [data_type, type] : file.at("map").as_object()) {
        if (data_type == "dateTime") continue; // the key is lower-cased before it is looked up
        schemad_column column{};
        column.data_type = str(std::string_view(data_type));
        column.max_length_kind = SCHEMAD_LENGTH_NUMBER;
        column.numeric_precision = column.numeric_scale = -1;
        BOOST_TEST(local_type(&column, nullptr) == text(type), std::string_view(data_type));
    }
}

BOOST_AUTO_TEST_CASE(default_casts) {
    const auto file = vectors("vendors/default-cast.json");
    BOOST_TEST(!file.as_array().empty());
    for (const auto& item : file.as_array()) {
        const auto& input = item.at("input");
        const auto got = cast_default(input.is_null() ? no_str : str(text(input)), text(item.at("type")));
        // JSON has no infinity; the vectors spell it.
        if (got.is_double() && std::isinf(got.get_double()))
            BOOST_TEST(js::number_text(got.get_double()) == text(item.at("output")), item);
        else
            BOOST_TEST(formats::write_json(got) == formats::write_json(item.at("output")), item);
    }
}
