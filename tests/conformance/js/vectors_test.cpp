// SPDX-License-Identifier: Apache-2.0
// The recorded hashes, diffs, re-applications, sorts and JSON exports. docs/spec/engine-6-apply.md section 10.
#include <stdexcept>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "engine/formats/formats.hpp"
#include "engine/js/deep_diff.hpp"
#include "engine/js/object_hash.hpp"
#include "engine/js/text.hpp"
#include "engine/js/value.hpp"
#include "tests/vectors.hpp"

namespace json = boost::json;
using namespace schemad;
using formats::read_json;
using formats::write_json;

namespace {

std::vector<json::value> vectors(const std::string& file) {
    std::vector<json::value> all;
    for (const auto& line : test::lines("engine/" + file)) all.push_back(read_json(line, {}));
    BOOST_TEST(!all.empty());
    return all;
}

std::string text_of(const json::object& vector, std::string_view key) {
    const auto* v = vector.if_contains(key);
    return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

// What the recorder wrote as \udxxx goes into the hash as U+FFFD.
std::string well_formed(std::string_view wtf8) {
    std::string out;
    js::append_well_formed(out, wtf8);
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(hashes) {
    for (const auto& v : vectors("hash.jsonl")) {
        const auto& vector = v.as_object();
        BOOST_TEST_CONTEXT(text_of(vector, "name")) {
            const auto& input = vector.at("input");
            BOOST_TEST(js::object_hash_text(input) == well_formed(text_of(vector, "serialized")));
            BOOST_TEST(js::object_hash(input) == text_of(vector, "sha1"));
            // {item, version} by the other way in
            const auto* o = input.if_object();
            if (!o || o->size() != 2 || !o->contains("item") || !o->contains("version")) continue;
            BOOST_TEST(js::versioned_hash(o->at("item"), text_of(*o, "version")) == text_of(vector, "sha1"));
        }
    }
}

BOOST_AUTO_TEST_CASE(hash_of_what_json_cannot_say) {
    bool seen = false;
    for (const auto& v : vectors("hash-js-only.jsonl")) {
        const auto& vector = v.as_object();
        if (text_of(vector, "name") != "infinity") continue; // the others are no values of ours
        seen = true;
        const json::value input = {{"a", std::numeric_limits<double>::infinity()}};
        BOOST_TEST(js::object_hash_text(input) == text_of(vector, "serialized"));
        BOOST_TEST(js::object_hash(input) == text_of(vector, "sha1"));
    }
    BOOST_TEST(seen);
}

BOOST_AUTO_TEST_CASE(diffs_and_their_application) {
    std::size_t applied = 0;
    for (const auto& v : vectors("diff.jsonl")) {
        const auto& vector = v.as_object();
        BOOST_TEST_CONTEXT(text_of(vector, "name")) {
            const auto *lhs = vector.if_contains("lhs"), *rhs = vector.if_contains("rhs");
            const auto changes = js::deep_diff(lhs, rhs);
            const auto& expected = vector.at("expected");
            BOOST_TEST(write_json(changes) == (expected.is_null() ? "[]" : write_json(expected)));
            // the other way round does not hold: a new key "" is no change
            if (lhs && rhs && js::equal(*lhs, *rhs)) BOOST_TEST(changes.empty());
            if (lhs && rhs && !changes.empty()) BOOST_TEST(!js::equal(*lhs, *rhs));

            const auto* after = vector.if_contains("applied");
            if (!after) continue;
            ++applied;
            json::value target = *lhs;
            const auto apply = [&] {
                for (const auto& change : changes) js::apply_change(target, change.as_object());
            };
            if (after->is_object() && after->get_object().contains("$error")) {
                BOOST_CHECK_THROW(apply(), std::invalid_argument);
            } else {
                apply();
                BOOST_TEST(write_json(target) == write_json(*after));
            }
        }
    }
    BOOST_TEST(applied > 0);
}

BOOST_AUTO_TEST_CASE(deep_sorts) {
    for (const auto& v : vectors("sort-deep.jsonl")) {
        const auto& vector = v.as_object();
        json::value sorted = vector.at("input");
        js::sort_deep(sorted);
        BOOST_TEST(write_json(sorted) == write_json(vector.at("expected")));
        js::sort_deep(sorted); // a second time changes nothing
        BOOST_TEST(write_json(sorted) == write_json(vector.at("expected")));
    }
}

BOOST_AUTO_TEST_CASE(exports_as_json) {
    std::size_t seen = 0;
    for (const auto& line : test::lines("engine/export/cases.jsonl")) {
        const auto vector = read_json(line, {}).as_object();
        const auto* input = vector.if_contains("input"); // absent is undefined, which the export makes null
        BOOST_TEST_CONTEXT(text_of(vector, "name")) {
            ++seen;
            BOOST_TEST(formats::write_json_indented(input ? *input : json::value()) ==
                       text_of(vector.at("output").as_object(), "json"));
        }
    }
    BOOST_TEST(seen > 0);
    for (const std::string name : {"snapshot-folder", "snapshot-one", "snapshot-rel"}) {
        const auto folder = test::conformance() / "engine" / "export";
        const auto input = read_json(test::slurp(folder / (name + ".input.json")), {});
        BOOST_TEST(formats::write_json_indented(input) == test::slurp(folder / (name + ".json")));
    }
}
