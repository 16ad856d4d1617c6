// SPDX-License-Identifier: Apache-2.0
#include "engine/diff/entity_hashes.hpp"

#include <boost/test/unit_test.hpp>

#include "engine/diff/validate.hpp"
#include "engine/error.hpp"

using namespace schemad;
namespace json = boost::json;

namespace {

json::value snapshot(const char* lists) {
    auto value = json::parse(lists).as_object();
    for (const char* list : {"collections", "fields", "systemFields", "relations"})
        if (!value.contains(list)) value[list] = json::array{};
    return value;
}
const auto before = [] {
    return snapshot(R"({"collections":[{"collection":"a"},{"collection":"b"}],
                        "fields":[{"collection":"a","field":"x","type":"string"}],
                        "relations":[{"collection":"a","field":"x"}]})");
};
const auto after = [] {
    return snapshot(R"({"collections":[{"collection":"a"},{"collection":"c"}],
                        "fields":[{"collection":"a","field":"x","type":"text"}],
                        "relations":[{"collection":"a","field":"x"}]})");
};

std::string refused(const json::value& payload, const diff::ModelMemory* memory, json::object* extensions = nullptr) {
    try {
        diff::explain_stale_diff(payload, after(), {"12.4.0", "sqlite"}, memory);
    } catch (const RequestError& error) {
        if (extensions) *extensions = error.extensions;
        return error.what();
    }
}
json::value payload(const char* hash) {
    return json::object{{"hash", hash},
                        {"diff",
                         {{"collections", json::array{}},
                          {"fields", json::array{}},
                          {"systemFields", json::array{}},
                          {"relations", json::array{}}}}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(entity_hashes)

BOOST_AUTO_TEST_CASE(what_came_what_changed_what_went) {
    const auto changes = diff::changes_between(diff::entity_hashes_of(before()), diff::entity_hashes_of(after()));
    BOOST_TEST(changes.added == std::vector<std::string>{"c"}, boost::test_tools::per_element());
    BOOST_TEST(changes.changed == std::vector<std::string>{"a.x"}, boost::test_tools::per_element());
    BOOST_TEST(changes.removed == std::vector<std::string>{"b"}, boost::test_tools::per_element());
    const auto none = diff::changes_between(diff::entity_hashes_of(after()), diff::entity_hashes_of(after()));
    BOOST_TEST((none.added.empty() && none.changed.empty() && none.removed.empty()));
}

BOOST_AUTO_TEST_CASE(a_stale_hash_is_explained_where_its_model_is_remembered) {
    diff::ModelMemory memory;
    memory.remember("old", before());
    json::object extensions;
    const auto told = refused(payload("old"), &memory, &extensions);
    BOOST_TEST(told.find("hash") != std::string::npos);
    BOOST_TEST(told.find("Since then, added: c, changed: a.x, removed: b") != std::string::npos);
    BOOST_TEST(json::serialize(extensions.at("changes")) == R"({"added":["c"],"changed":["a.x"],"removed":["b"]})");
    BOOST_TEST(refused(payload("unknown"), &memory).find("Since then") == std::string::npos);
    BOOST_TEST(refused(payload("old"), nullptr).find("Since then") == std::string::npos);
    memory.remember("same", after()); // the hash is another one for what is no entity: its version, say
    BOOST_TEST(refused(payload("same"), &memory).find("Since then") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_the_last_models_are_kept) {
    diff::ModelMemory memory;
    for (int i = 0; i < 17; ++i) memory.remember(std::to_string(i), before());
    BOOST_TEST(!memory.recall("0"));
    BOOST_TEST(memory.recall("1").has_value());
    memory.remember("1", before()); // asked for again: the latest
    memory.remember("17", before());
    BOOST_TEST(memory.recall("1").has_value());
    BOOST_TEST(!memory.recall("2"));
}

BOOST_AUTO_TEST_SUITE_END()
