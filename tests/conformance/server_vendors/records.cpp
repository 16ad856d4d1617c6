// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/server_vendors/records.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>

#include "engine/js/value.hpp"
#include "engine/model/default_value.hpp"
#include "engine/model/local_type.hpp"

namespace schemad::test {

namespace {

json::value text(schemad_str s) { return stated(s) ? json::value(view(s)) : json::value(nullptr); }
json::value number(std::int64_t n) { return n < 0 ? json::value(nullptr) : json::value(n); }

} // namespace

std::string canonical(const json::value& v) {
    if (v.is_number()) return js::number_text(js::number_of(v));
    std::string out;
    if (const auto* list = v.if_array()) {
        for (const auto& e : *list) out += (out.empty() ? "" : ", ") + canonical(e);
        return "[" + out + "]";
    }
    if (const auto* o = v.if_object()) {
        std::map<std::string, std::string> sorted;
        for (const auto& [key, value] : *o) sorted[std::string(key)] = canonical(value);
        for (const auto& [key, value] : sorted) out += (out.empty() ? "" : ", ") + key + ": " + value;
        return "{" + out + "}";
    }
    return json::serialize(v);
}

json::object projected(const json::object& wide, const json::object& like) {
    json::object out;
    for (const auto& [key, value] : like)
        if (const auto* mine = wide.if_contains(key))
            out[key] = mine->is_object() && value.is_object()
                           ? json::value(projected(mine->as_object(), value.as_object()))
                           : *mine;
    return out;
}

json::object column_record(const schemad_column& c) {
    const auto has = [&](std::uint32_t flag) { return (c.flags & flag) != 0; };
    json::object o;
    o["name"] = text(c.name), o["table"] = text(c.table), o["data_type"] = text(c.data_type);
    o["default_value"] = text(c.default_text);
    o["max_length"] = nullptr; // NaN prints as null
    if (c.max_length_kind == SCHEMAD_LENGTH_NUMBER) o["max_length"] = c.max_length;
    o["numeric_precision"] = number(c.numeric_precision), o["numeric_scale"] = number(c.numeric_scale);
    o["is_generated"] = has(SCHEMAD_COLUMN_GENERATED), o["generation_expression"] = text(c.generation_expression);
    o["is_nullable"] = has(SCHEMAD_COLUMN_NULLABLE), o["is_unique"] = has(SCHEMAD_COLUMN_UNIQUE);
    o["is_indexed"] = has(SCHEMAD_COLUMN_INDEXED), o["is_primary_key"] = has(SCHEMAD_COLUMN_PRIMARY_KEY);
    o["has_auto_increment"] = has(SCHEMAD_COLUMN_AUTO_INCREMENT);
    o["foreign_key_schema"] = text(c.foreign_key_schema);
    o["foreign_key_table"] = text(c.foreign_key_table), o["foreign_key_column"] = text(c.foreign_key_column);
    o["comment"] = text(c.comment);
    return o;
}

std::vector<json::object> foreign_key_records(const schemad_catalog& catalog) {
    std::vector<json::object> all;
    for (const auto& k : foreign_keys(catalog)) {
        if (!(k.flags & SCHEMAD_FK_IN_SNAPSHOT)) continue;
        for (std::size_t i = 0; i < k.column_count; ++i)
            all.push_back({{"table", text(k.table)},
                           {"column", text(k.columns[i])},
                           {"foreign_key_schema", text(k.referenced_schema)},
                           {"foreign_key_table", text(k.referenced_table)},
                           {"foreign_key_column", text(k.referenced_columns[i])},
                           {"on_update", text(k.on_update)},
                           {"on_delete", text(k.on_delete)},
                           {"constraint_name", text(k.reported_name)}});
    }
    return all;
}

json::object snapshot_field(const schemad_column& c) {
    const auto type = model::local_type(&c, nullptr);
    auto schema = column_record(c);
    schema.erase("comment"), schema.erase("foreign_key_schema");
    schema["default_value"] = model::cast_default(c.default_text, type);
    return {{"collection", text(c.table)}, {"field", text(c.name)}, {"type", type}, {"schema", schema}};
}

void compare_sets(const char* what, const std::vector<json::object>& ours, const json::array& recorded) {
    std::multimap<std::string, bool> open; // what the recording has and we have not met yet
    json::object like;
    for (const auto& entry : recorded) {
        open.emplace(canonical(entry), true);
        like = entry.as_object();
    }
    std::vector<std::string> extra;
    for (const auto& record : ours) {
        const auto mine = canonical(recorded.empty() ? record : projected(record, like));
        const auto found = open.find(mine);
        if (found == open.end())
            extra.push_back(mine);
        else
            open.erase(found);
    }
    std::vector<std::string> missing;
    for (const auto& entry : open) missing.push_back(entry.first);
    std::sort(extra.begin(), extra.end()), std::sort(missing.begin(), missing.end());
    std::string lines;
    for (const auto& line : extra) lines += "\n  ours     " + line;
    for (const auto& line : missing) lines += "\n  recorded " + line;
    BOOST_TEST(lines.empty(), what << " differ:" << lines);
}

} // namespace schemad::test
