// SPDX-License-Identifier: Apache-2.0
#include "engine/adopt/unfit.hpp"

#include "engine/model/own_tables.hpp"
#include "engine/model/system_fields.hpp"
#include "engine/plan/name_spaces.hpp"
#include "engine/plan/unfit_names.hpp"
#include "engine/snapshot/clean_text.hpp"

namespace schemad::adopt {

namespace {

bool is_text(std::string_view name) { return std::string_view{snapshot::CleanText(name)} == name; }

std::string fault_of_key(std::string_view table, const snapshot::CatalogIndex& index) {
    if (const auto* key = index.primary_key(table)) {
        const auto fault = why_no_field(*key);
        return fault.empty() ? fault : "of its primary key " + std::string{view(key->name)} + " " + fault;
    }
    std::string names;
    std::size_t count = 0;
    for (const auto* key : index.indexes(table))
        if (key->flags & SCHEMAD_INDEX_PRIMARY_KEY)
            for (std::size_t i = 0; i < key->column_count; ++i)
                names +=
                    (count++ ? ", " : "") + std::string{std::string_view{snapshot::CleanText(view(key->columns[i]))}};
    if (count < 2) return "it has no primary key, and the items of a collection are told apart by one";
    return "its primary key has " + std::to_string(count) + " columns (" + names + "), and a collection's has one";
}

} // namespace

std::string why_no_collection(const schemad_table& table, const snapshot::CatalogIndex& index) {
    const auto name = view(table.name);
    if (model::is_own_table(name)) return "it is a table of schemad itself";
    if (model::is_system_name(name)) return "it is a table of Directus itself";
    if (snapshot::is_kept_out(name)) return "it is a table of the database's own, which Directus does not show";
    if (table.kind != SCHEMAD_TABLE_BASE)
        return "it is a " + std::string{plan::kind_word(table.kind)} + ", and a collection is a table";
    if (!(table.flags & SCHEMAD_TABLE_LISTED))
        return "it is a table of the database's own, which Directus does not list";
    if (!(table.flags & SCHEMAD_TABLE_DESCRIBED)) return "the project's database user may not see all of its columns";
    if (!is_text(name)) return "its name is no UTF-8";
    if (snapshot::hides_fields(name)) return "its name holds a blank, and of such a collection no fields are shown";
    if (name.find('/') != std::string_view::npos) return "its name holds \"/\", at which paths are taken apart";
    if (const auto fault = plan::fault_of_table_name(name); !fault.empty()) return "its name " + fault;
    return fault_of_key(name, index);
}

std::string why_no_field(const schemad_column& column) {
    if (!is_text(view(column.name))) return "the name is no UTF-8";
    const auto fault = plan::fault_of_column_name(view(column.name));
    return fault.empty() ? fault : "the name " + fault;
}

} // namespace schemad::adopt
