// SPDX-License-Identifier: Apache-2.0
// The checks that both validators are made of, and what of them no recording shows. docs/spec/engine-2-model.md
// section 5.
#include "tests/unit/plan/project_fixture.hpp"

#include "engine/diff/rules.hpp"
#include "engine/diff/validate.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;
using diff::Place;

std::string refusal_of_snapshot(std::string_view text, bool force = false) {
    return refusal_of([&] { diff::validate_snapshot(read(text), {"12.4.0", "sqlite"}, force); });
}
std::string refusal_of_payload(std::string_view text) {
    return refusal_of([&] { diff::validate_diff(read(text), model::Dialect({}, "sqlite")); });
}
std::string with_change(std::string_view change) {
    return std::string{R"({"hash":"h","diff":{"collections":[{"collection":"a","diff":[)"}.append(change).append(
        R"(]}],"fields":[],"systemFields":[],"relations":[]}})");
}

} // namespace

BOOST_AUTO_TEST_SUITE(rules)

BOOST_AUTO_TEST_CASE(a_label_is_the_path_from_the_root) {
    const Place root;
    BOOST_TEST(root.label() == "value");
    const auto list = root / "collections";
    BOOST_TEST(list.label() == "collections");
    const auto item = list[3];
    BOOST_TEST(item.label() == "collections[3]");
    const auto schema = item / "schema";
    BOOST_TEST((schema / "name").label() == "collections[3].schema.name");
}

// Before 9.22 a snapshot told more of a table than its name, and null of a folder: taken with force.
BOOST_AUTO_TEST_CASE(collections_of_old_snapshots) {
    const auto with = [](const char* schema) {
        return std::string{R"({"version":1,"directus":"9.21.0","collections":[{"collection":"a","schema":)"} + schema +
               R"(}],"fields":[],"relations":[]})";
    };
    for (const auto* schema : {R"({"name":"a","schema":"public","comment":null})", "null"}) {
        BOOST_TEST(refusal_of_snapshot(with(schema), true).empty(), schema);
        BOOST_TEST(has(refusal_of_snapshot(with(schema)), "collections[0].schema"), schema);
    }
    BOOST_TEST(has(refusal_of_snapshot(with("[]"), true), "collections[0].schema"));
    BOOST_TEST(has(refusal_of_snapshot(with(R"({"name":""})"), true), "collections[0].schema.name"));
}

BOOST_AUTO_TEST_CASE(strings_are_there_are_text_and_are_not_empty) {
    const auto check = [](std::string_view text, diff::Presence presence) {
        return refusal_of([&] { diff::check_string(read(text).get_object(), "k", Place{}, presence); });
    };
    BOOST_TEST(check(R"({})", diff::Presence::optional).empty());
    BOOST_TEST(check(R"({"k":"x"})", diff::Presence::required).empty());
    BOOST_TEST(check(R"({})", diff::Presence::required) == "Invalid payload. \"k\" is required.");
    BOOST_TEST(check(R"({"k":1})", diff::Presence::optional) == "Invalid payload. \"k\" must be a string.");
    BOOST_TEST(check(R"({"k":null})", diff::Presence::optional) == "Invalid payload. \"k\" must be a string.");
    BOOST_TEST(check(R"({"k":""})", diff::Presence::optional) == "Invalid payload. \"k\" is not allowed to be empty.");
}

BOOST_AUTO_TEST_CASE(booleans_may_be_words) {
    const auto check = [](std::string_view text) {
        return refusal_of([&] { diff::check_boolean(read(text).get_object(), "k", Place{}); });
    };
    for (const auto* good : {R"({})", R"({"k":true})", R"({"k":"true"})", R"({"k":"FALSE"})"})
        BOOST_TEST(check(good).empty(), good);
    for (const auto* bad : {R"({"k":1})", R"({"k":"yes"})", R"({"k":null})", R"({"k":""})"})
        BOOST_TEST(check(bad) == "Invalid payload. \"k\" must be a boolean.", bad);
}

BOOST_AUTO_TEST_CASE(unknown_members_are_refused_in_their_order) {
    const auto check = [](std::string_view text) {
        return refusal_of([&] { diff::check_known(read(text).get_object(), Place{}, {"a"}); });
    };
    BOOST_TEST(check(R"({"a":1,"__proto__":2})").empty());
    BOOST_TEST(check(R"({"z":1,"b":2})") == "Invalid payload. \"z\" is not allowed.");
}

BOOST_AUTO_TEST_CASE(a_snapshot_of_another_version_or_vendor_needs_force) {
    const auto snapshot = [](std::string_view directus, std::string_view vendor) {
        return std::string{R"({"version":1,"directus":")"}.append(directus).append("\"").append(vendor) +
               R"(,"collections":[],"fields":[],"relations":[]})";
    };
    BOOST_TEST(refusal_of_snapshot(snapshot("12.4.0", R"(,"vendor":"sqlite")")).empty());
    BOOST_TEST(has(refusal_of_snapshot(snapshot("12.4.1", R"(,"vendor":"sqlite")")),
                   "directus version 12.4.1 does not match"));
    BOOST_TEST(
        has(refusal_of_snapshot(snapshot("12.4.0", R"(,"vendor":"postgres")")), "vendor postgres does not match"));
    BOOST_TEST(has(refusal_of_snapshot(snapshot("12.4.0", "")), "does not contain the \"vendor\" property"));
    BOOST_TEST(refusal_of_snapshot(snapshot("10.0.0", R"(,"vendor":"postgres")"), true).empty());
    BOOST_TEST(
        has(refusal_of_snapshot(snapshot("12.4.0", R"(,"vendor":"db2")"), true), "\"vendor\" must be one of [mysql, "));
}

BOOST_AUTO_TEST_CASE(a_vendor_that_the_reference_does_not_know_knows_itself_and_its_like) {
    const auto refused = [](std::string_view vendor, bool force, const model::VendorNames& vendors) {
        const auto snapshot =
            read(std::string{R"({"version":1,"directus":"12.4.0","vendor":")"}.append(vendor) + "\"}");
        return refusal_of([&] { diff::validate_snapshot(snapshot, {"12.4.0", "firebird"}, force, vendors); });
    };
    const model::VendorNames plugins([](std::string_view name) { return name == "db2"; });
    BOOST_TEST(refused("firebird", false, {}).empty());
    BOOST_TEST(refused("db2", true, plugins).empty());
    BOOST_TEST(has(refused("db2", false, plugins), "vendor db2 does not match the current instance's vendor firebird"));
    for (const auto* unknown : {"db3", "", "Firebird"})
        BOOST_TEST(has(refused(unknown, true, plugins), "\"vendor\" must be one of [mysql, postgres, cockroachdb, "
                                                        "sqlite, oracle, mssql, redshift, firebird]"),
                   unknown);
    const auto form = [](const model::VendorNames& vendors) {
        return refusal_of([&] { diff::validate_form(read(R"({"vendor":"db2"})"), {"12.4.0", "sqlite"}, vendors); });
    };
    BOOST_TEST(has(form({}), "oracle, mssql, redshift]"));
    BOOST_TEST(form(plugins).empty());
}

BOOST_AUTO_TEST_CASE(a_length_is_a_safe_number_or_text) {
    const auto length = [](std::string_view value) {
        return refusal_of_snapshot(
            std::string{R"({"version":1,"directus":"12.4.0","vendor":"sqlite","fields":[{"schema":{"max_length":)"} +
            std::string{value} + "}}]}");
    };
    for (const auto* good : {"255", "null", "\"max\"", "9007199254740991"}) BOOST_TEST(length(good).empty(), good);
    BOOST_TEST(has(length("9007199254740993"), "\"fields[0].schema.max_length\" must be a safe number"));
    BOOST_TEST(has(length("true"), "must be one of [number, string, null]"));
    BOOST_TEST(has(length("\"\""), "is not allowed to be empty"));
}

BOOST_AUTO_TEST_CASE(a_change_has_what_its_kind_needs) {
    BOOST_TEST(refusal_of_payload(with_change(R"({"kind":"N","rhs":null})")).empty());
    BOOST_TEST(refusal_of_payload(with_change(R"({"kind":"D","lhs":1,"path":["a",0,1.5]})")).empty());
    // an index may be the text of a number, as the reference's validator takes it
    BOOST_TEST(refusal_of_payload(with_change(R"({"kind":"A","index":"0","item":{"kind":"N","rhs":1}})")).empty());
    const std::string at = "\"diff.collections[0].diff[0].";
    BOOST_TEST(has(refusal_of_payload(with_change(R"({"kind":"N"})")), at + "rhs\" is required"));
    BOOST_TEST(has(refusal_of_payload(with_change(R"({"kind":"E","rhs":1})")), at + "lhs\" is required"));
    BOOST_TEST(has(refusal_of_payload(with_change(R"({"kind":"A","item":{"kind":"N","rhs":1}})")),
                   at + "index\" is required"));
    BOOST_TEST(has(refusal_of_payload(with_change(R"({"kind":"A","index":"x","item":{"kind":"N","rhs":1}})")),
                   at + "index\" must be a number"));
    BOOST_TEST(has(refusal_of_payload(with_change(R"({"kind":"A","index":0})")), at + "item\" is required"));
    BOOST_TEST(has(refusal_of_payload(with_change(R"({"kind":"N","rhs":1,"path":[""]})")),
                   at + "path[0]\" is not allowed to be empty"));
    BOOST_TEST(has(refusal_of_payload(with_change(R"({"kind":"N","rhs":1,"path":[null]})")),
                   at + "path[0]\" must be one of [string, number]"));
    BOOST_TEST(
        has(refusal_of_payload(with_change(R"({"kind":5,"rhs":1})")), at + "kind\" must be one of [N, D, E, A]"));
    BOOST_TEST(has(refusal_of_payload(with_change("7")), "\"diff.collections[0].diff[0]\" must be of type object"));
}

BOOST_AUTO_TEST_CASE(changes_inside_changes_are_bounded) {
    std::string change = R"({"kind":"N","rhs":1})";
    for (int i = 0; i < 20; ++i) change = R"({"kind":"A","index":0,"item":)" + change + "}";
    BOOST_TEST(refusal_of_payload(with_change(change)).empty());
    for (int i = 0; i < 15; ++i) change = R"({"kind":"A","index":0,"item":)" + change + "}";
    BOOST_TEST(has(refusal_of_payload(with_change(change)), "is nested too deeply"));
}

BOOST_AUTO_TEST_CASE(a_stale_diff_is_told_the_most_precise_reason) {
    const auto current = read(R"({"collections":[{"collection":"a"}],"fields":[{"collection":"a","field":"b"}],
        "systemFields":[],"relations":[{"collection":"a","field":"b"}]})");
    const auto reason = [&](std::string_view list, std::string_view entry) {
        auto payload = read(R"({"hash":"h","diff":{"collections":[],"fields":[],"systemFields":[],"relations":[]}})");
        payload.at("diff").at(list) = json::array();
        payload.at("diff").at(list).as_array().push_back(read(entry));
        return refusal_of([&] { diff::explain_stale_diff(payload, current, {"12.4.0", "sqlite"}); });
    };
    BOOST_TEST(has(reason("collections", R"({"collection":"a","diff":[{"kind":"N","rhs":{}}]})"),
                   "trying to create collection \"a\" but it already exists"));
    BOOST_TEST(has(reason("fields", R"({"collection":"a","field":"c","diff":[{"kind":"D","lhs":{}}]})"),
                   "trying to delete field \"a.c\" but it does not exist"));
    BOOST_TEST(has(reason("relations",
                          R"({"collection":"a","field":"b","related_collection":"x","diff":[{"kind":"N","rhs":{}}]})"),
                   "trying to create relation \"a.b-> x\" but it already exists"));
    BOOST_TEST(
        has(reason("systemFields",
                   R"({"collection":"s","field":"f","diff":[{"kind":"E","path":["schema","x"],"lhs":1,"rhs":2}]})"),
            "trying to alter property \"schema.x\" on \"s.f\""));
    BOOST_TEST(
        has(reason("fields", R"({"collection":"a","field":"b","diff":[{"kind":"E","path":["type"],"lhs":1,"rhs":2}]})"),
            "Provided hash does not match the current instance's schema hash"));
}

BOOST_AUTO_TEST_CASE(what_is_answered_beside_a_diff_may_come_back_with_it) {
    const auto with = [](const std::string& more) {
        return refusal_of_payload(
            R"({"hash":"h","diff":{"collections":[],"fields":[],"systemFields":[],"relations":[]})" + more + "}");
    };
    BOOST_TEST(with("").empty());
    BOOST_TEST(with(R"(,"plan":{"id":"x","steps":[]})").empty());
    BOOST_TEST(with(R"(,"lost":[],"warnings":["x"])").empty());
    BOOST_TEST(!with(R"(,"plans":{})").empty());
    BOOST_TEST(!with(R"(,"force":true)").empty());
}

BOOST_AUTO_TEST_SUITE_END()
