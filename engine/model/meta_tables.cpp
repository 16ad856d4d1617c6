// SPDX-License-Identifier: Apache-2.0
#include "engine/model/meta_tables.hpp"

namespace schemad::model {

namespace {

constexpr bool not_null = false;

constexpr MetaColumn collections[] = {
    {"collection", "string", 64, Cast::none, not_null},
    {"icon", "string", 64},
    {"note", "text"},
    {"display_template", "string", 255},
    {"hidden", "boolean", 0, Cast::boolean, not_null, "false"},
    {"singleton", "boolean", 0, Cast::boolean, not_null, "false"},
    {"translations", "json", 0, Cast::json},
    {"archive_field", "string", 64},
    {"archive_app_filter", "boolean", 0, Cast::boolean, not_null, "true"},
    {"archive_value", "string", 255},
    {"unarchive_value", "string", 255},
    {"sort_field", "string", 64},
    {"accountability", "string", 255, Cast::none, true, "all"},
    {"color", "string", 255},
    {"item_duplication_fields", "json", 0, Cast::json},
    {"sort", "integer"},
    {"group", "string", 64},
    {"collapse", "string", 255, Cast::none, not_null, "open"},
    {"preview_url", "string", 255},
    {"versioning", "boolean", 0, Cast::boolean, not_null, "false"},
    {"status", "string", 255, Cast::none, not_null, "active"},
    {"autosave_revision_interval", "float"},
};

constexpr MetaColumn fields[] = {
    {"id", "integer", 0, Cast::none, not_null},
    {"collection", "string", 64, Cast::none, not_null},
    {"field", "string", 64, Cast::none, not_null},
    {"special", "string", 64, Cast::csv},
    {"interface", "string", 64},
    {"options", "json", 0, Cast::json},
    {"display", "string", 64},
    {"display_options", "json", 0, Cast::json},
    {"readonly", "boolean", 0, Cast::boolean, not_null, "false"},
    {"hidden", "boolean", 0, Cast::boolean, not_null, "false"},
    {"sort", "integer"},
    {"width", "string", 30, Cast::none, true, "full"},
    {"translations", "json", 0, Cast::json},
    {"note", "text"},
    {"conditions", "json", 0, Cast::json},
    {"required", "boolean", 0, Cast::boolean, true, "false"},
    {"group", "string", 64},
    {"validation", "json", 0, Cast::json},
    {"validation_message", "text"},
    {"searchable", "boolean", 0, Cast::boolean, not_null, "true"},
};

constexpr MetaColumn relations[] = {
    {"id", "integer", 0, Cast::none, not_null},
    {"many_collection", "string", 64, Cast::none, not_null},
    {"many_field", "string", 64, Cast::none, not_null},
    {"one_collection", "string", 64},
    {"one_field", "string", 64},
    {"one_collection_field", "string", 64},
    {"one_allowed_collections", "text", 0, Cast::csv},
    {"junction_field", "string", 64},
    {"sort_field", "string", 64},
    {"one_deselect_action", "string", 255, Cast::none, not_null, "nullify"},
};

constexpr MetaTable tables[] = {
    {"directus_collections", "collection", collections},
    {"directus_fields", "id", fields},
    {"directus_relations", "id", relations},
};

} // namespace

const MetaTable& meta_table(ItemKind kind) noexcept {
    return tables[kind == ItemKind::collection ? 0 : kind == ItemKind::field ? 1 : 2];
}

Cast cast_of(const MetaTable& table, std::string_view column) noexcept {
    for (const auto& known : table.columns)
        if (known.name == column) return known.cast;
    return Cast::none;
}

} // namespace schemad::model
