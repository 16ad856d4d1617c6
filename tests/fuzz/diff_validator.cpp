// SPDX-License-Identifier: Apache-2.0
// Both validators and what follows them, on any JSON: a snapshot that is accepted can be compared, and applying the
// answer leads to it; a diff that is accepted becomes a change set. Anything else is a RequestError.
#include <cstdint>
#include <cstdlib>

#include "engine/diff/snapshot_diff.hpp"
#include "engine/diff/validate.hpp"
#include "engine/error.hpp"
#include "engine/formats/formats.hpp"
#include "engine/plan/change_set.hpp"

namespace {

namespace json = boost::json;
using namespace schemad;

const json::value& current() {
    static const auto snapshot = json::parse(R"({"version":1,"directus":"12.4.0","vendor":"sqlite",
        "collections":[{"collection":"a","meta":{"collection":"a","note":null,"translations":[{"k":1}]},"schema":{"name":"a"}},
                       {"collection":"folder","meta":{"collection":"folder","group":null}}],
        "fields":[{"collection":"a","field":"id","type":"integer","meta":{"special":null},
                   "schema":{"name":"id","table":"a","is_primary_key":true,"has_auto_increment":true}},
                  {"collection":"a","field":"b","type":"string","meta":{"special":["x","y"],"options":{"c":[1,2]}},
                   "schema":{"name":"b","table":"a","data_type":"varchar","max_length":255}},
                  {"collection":"a","field":"o","type":"alias","meta":{"special":["o2m"]}}],
        "systemFields":[{"collection":"directus_activity","field":"timestamp","schema":{"is_indexed":true}}],
        "relations":[{"collection":"a","field":"b","related_collection":"a","meta":{"one_field":"o"},
                      "schema":{"table":"a","column":"b","foreign_key_table":"a","on_delete":"SET NULL"}}]})");
    return snapshot;
}

void compare(const json::value& value, bool force) {
    diff::validate_snapshot(value, {"12.4.0", "sqlite"}, force);
    for (const auto mode : {diff::Mode::mirror, diff::Mode::merge})
        for (const bool collapse : {true, false}) {
            diff::Options options(mode);
            options.traits.collapses_meta = collapse;
            const auto found = diff::snapshot_diff(current().get_object(), value.get_object(), options);
            if (found && found->size() != 4) std::abort();
            if (found) plan::ChangeSet(*found, current().get_object()).wanted_snapshot();
        }
}

} // namespace

static const model::Dialect dialect({}, "sqlite");

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    json::value value;
    try {
        value = formats::read_json({reinterpret_cast<const char*>(data), size}, {});
    } catch (const formats::ParseError&) { return 0; }
    for (const bool force : {false, true}) {
        try {
            compare(value, force);
        } catch (const RequestError&) {}
    }
    try {
        diff::validate_diff(value, dialect);
        if (!diff::is_empty_diff(value))
            plan::ChangeSet(value.at("diff").get_object(), current().get_object()).wanted_snapshot();
    } catch (const RequestError&) {}
    try {
        diff::validate_diff(value, dialect);
        diff::explain_stale_diff(value, current(), dialect);
    } catch (const RequestError&) {}
    return 0;
}
