// SPDX-License-Identifier: Apache-2.0
// The columns of a model as this vendor would make and report them: asked of the vendor's own preview, so of any vendor
// there is. Source: docs/http-api.md, "translate". Threads: one. Errors: RequestError naming the field; VendorError of
// a plugin that fails.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "engine/translate/expressions.hpp"
#include "engine/translate/foreign_keys.hpp"
#include "engine/translate/notes.hpp"
#include "engine/translate/origin.hpp"

namespace schemad::translate {

struct Column {
    std::string type;    // of the field
    json::object schema; // as this project's snapshot says it
};

class Columns {
public:
    Columns(const Items& stated, const Here&, const Origin&, Notes&, json::storage_ptr);
    // nullptr: this database cannot hold it, and the notes say why. Requires a field with a column.
    const Column* of(const json::object& field);

private:
    std::optional<Column> make(const json::object& field);
    bool is_told_truly(const json::object& wanted, const Column&, const schemad_column&) const;
    void see_uuid(json::object& wanted, const Pointing*) const;
    bool is_made_by_type(const json::object& field) const;
    std::optional<Column> as_stated(const json::object& field) const;
    std::optional<Column> previewed(const json::object& wanted, bool own_spelling);
    json::object wanted_of(const json::object& field, const Pointing*, bool& own_spelling);
    const json::object* schema_of_key(const Pointing&);
    bool goes_with(const Column&, const json::object& key, const Pointing&) const;
    std::string type_of_key(const Pointing&);
    bool is_told_as_one(const json::object& field, const json::object& there) const;
    void note(const json::object& field, std::string property, std::string why);

    const Items& stated_;
    const Here& here_;
    const Origin& origin_;
    Notes& notes_;
    json::storage_ptr storage_;
    const model::FieldMap<Pointing> keys_;
    const Expressions expressions_;
    model::FieldMap<std::optional<Column>> made_;
    std::deque<json::object> system_schemas_;
    model::FieldSet in_work_; // a key that points in a circle
};

} // namespace schemad::translate
