// SPDX-License-Identifier: Apache-2.0
#include "engine/model/app_defaults.hpp"

#include <algorithm>
#include <iterator>

namespace schemad::model {
namespace {

namespace json = boost::json;

struct Typical {
    std::string_view type, interface, special; // special empty: none
};
constexpr Typical columns[] = {
    {"string", "input", {}},      {"text", "input-multiline", {}}, {"boolean", "boolean", "cast-boolean"},
    {"integer", "input", {}},     {"bigInteger", "input", {}},     {"float", "input", {}},
    {"decimal", "input", {}},     {"date", "datetime", {}},        {"time", "datetime", {}},
    {"dateTime", "datetime", {}}, {"timestamp", "datetime", {}},   {"json", "input-code", "cast-json"},
    {"csv", "tags", "cast-csv"},  {"uuid", "input", "uuid"},       {"hash", "input-hash", "hash"},
};
constexpr Typical aliases[] = {
    {"o2m", "list-o2m", "o2m"},
    {"m2m", "list-m2m", "m2m"},
    {"m2a", "list-m2a", "m2a"},
    {"files", "files", "files"},
    {"translations", "translations", "translations"},
};

json::object of(std::string_view interface, std::string_view special) {
    json::object meta{{"interface", interface}};
    if (!special.empty()) meta.emplace("special", json::array{special});
    return meta;
}

template <class List> const Typical* typical(const List& list, std::string_view type) {
    const auto found = std::find_if(std::begin(list), std::end(list), [&](const auto& t) { return t.type == type; });
    return found == std::end(list) ? nullptr : &*found;
}

json::object of_relation(std::string_view points_to) {
    if (points_to == "directus_files") return of("file", "file");
    return of("select-dropdown-m2o", "m2o");
}

} // namespace

json::object app_meta_of_column(const ColumnRole& role) {
    json::object meta;
    if (!role.points_to.empty() && !role.is_key)
        meta = of_relation(role.points_to);
    else if (role.type.starts_with("geometry"))
        meta = of("map", role.type == "geometry" ? std::string_view{} : role.type);
    else if (const auto* known = typical(columns, role.type))
        meta = of(known->interface, known->special);
    if (role.is_key && (role.counts_up || role.type == "uuid"))
        meta["readonly"] = true, meta["hidden"] = true;
    else if (role.is_key)
        meta["required"] = true;
    return meta;
}

json::object app_meta_of_alias(std::string_view kind) {
    if (const auto* known = typical(aliases, kind)) return of(known->interface, known->special);
    if (kind == "group") return {{"interface", "group-detail"}, {"special", json::array{"alias", "no-data", "group"}}};
    return {{"interface", "presentation-divider"}, {"special", json::array{"alias", "no-data"}}};
}

json::object app_meta_of_collection(bool junction) {
    if (junction) return {{"hidden", true}, {"icon", "import_export"}};
    return {};
}

} // namespace schemad::model
