// SPDX-License-Identifier: Apache-2.0
#include "server/api/filter_validation.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>
#include <string_view>

#include "engine/error.hpp"
#include "engine/formats/formats.hpp"
#include "engine/items/query_value.hpp"
#include "engine/js/value.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;

constexpr double max_safe_integer = 9007199254740991.0;

[[noreturn]] void refuse(std::string reason) { throw invalid_query(std::move(reason)); }
[[noreturn]] void refuse_whole() { refuse("Invalid filter object"); }

bool one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}
bool joins(std::string_view name) { return one_of(name, {"_and", "_or"}); }

using items::meant;

void check_single(const json::value& stated, std::string_view name) {
    const auto value = meant(stated);
    const auto said = "The filter value for \"" + std::string(name) + '"';
    if (value.is_object() || value.is_array()) refuse(said + " has to be a string, number, or boolean");
    if (value.is_number())
        if (const auto number = js::number_of(value); !(std::fabs(number) <= max_safe_integer))
            refuse(said + " is not a valid number");
    if (value.is_string() && value.get_string().empty())
        refuse("You can't filter for an empty string in \"" + std::string(name) +
               "\". Use \"_empty\" or \"_nempty\" instead");
}

void check_boolean(const json::value& stated, std::string_view name) {
    const auto value = meant(stated);
    if (value.is_null() || value.is_bool() || (value.is_string() && value.get_string().empty())) return;
    refuse('"' + std::string(name) + "\" has to be a boolean");
}

// A text is a list of its parts between commas, and so never empty.
void check_list(const json::value& value, std::string_view name) {
    const auto* array = value.if_array();
    const auto* object = value.if_object();
    if ((array && array->empty()) || (object && object->empty()))
        refuse('"' + std::string(name) + "\" has to be an array of values");
}

bool is_geometry(const json::value& value) {
    const auto* object = value.if_object();
    const auto* type = object ? object->if_contains("type") : nullptr;
    if (!type || !type->is_string()) return false;
    const std::string_view name(type->get_string());
    const auto is_list = [&](std::string_view key) {
        const auto* list = object->if_contains(key);
        return list && list->is_array();
    };
    if (name == "Feature") {
        const auto* inner = object->if_contains("geometry");
        return inner && is_geometry(*inner);
    }
    if (name == "GeometryCollection") return is_list("geometries");
    return one_of(name, {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}) &&
           is_list("coordinates");
}

void check_geometry(const json::value& stated, std::string_view name) {
    json::value value = stated;
    if (stated.is_string()) try {
            value = formats::read_json(std::string_view(stated.get_string()), {});
        } catch (const formats::ParseError&) { refuse_whole(); }
    if (!value.is_null() && !is_geometry(value))
        refuse('"' + std::string(name) + "\" has to be a valid GeoJSON object");
}

template <class Visit> void each_member(const json::value& value, Visit visit) {
    if (const auto* array = value.if_array())
        for (std::size_t i = 0; i < array->size(); ++i) visit(std::to_string(i), (*array)[i]);
    else
        for (const auto& [name, nested] : value.get_object()) visit(std::string(name), nested);
}

void check_part(const json::value& part);

void check_member(std::string_view name, const json::value& value) {
    if (joins(name)) {
        const auto* parts = value.if_array();
        const json::array alone{value};
        for (const auto& part : parts ? *parts : alone) {
            if (part.is_null()) refuse_whole();
            check_part(part);
        }
    } else if (one_of(name, {"_in", "_nin", "_between", "_nbetween"})) {
        check_list(value, name);
    } else if (one_of(name, {"_null", "_nnull", "_empty", "_nempty"})) {
        check_boolean(value, name);
    } else if (one_of(name, {"_intersects", "_nintersects", "_intersects_bbox", "_nintersects_bbox"})) {
        check_geometry(value, name);
    } else if (name.starts_with('_') && !one_of(name, {"_some", "_none"})) {
        check_single(value, name);
    } else {
        check_part(value);
    }
}

// A field's or a group's part; a bare value is compared with.
void check_part(const json::value& part) {
    if (part.is_object() || part.is_array())
        each_member(part, check_member);
    else
        check_single(part, "_eq");
}

std::size_t longest_path(const json::value& value) {
    std::size_t longest = 0;
    const auto look = [&](const json::value& one) {
        if (!one.is_string()) return;
        std::size_t dots = 0;
        for (const char c : one.get_string()) {
            if (c == '.') ++dots;
            if (c == ',') dots = 0;
            longest = std::max(longest, dots + 1);
        }
    };
    if (const auto* list = value.if_array())
        for (const auto& one : *list) look(one);
    else
        look(value);
    return longest;
}

} // namespace

void validate_filter(const json::value& filter) {
    if (filter.is_null()) return; // told with the types
    check_part(filter);
}

std::size_t relational_depth(const json::value& value, Walk walk) {
    const auto* object = value.if_object();
    if (!object) return 0;
    std::size_t deepest = 0;
    for (const auto& [name, nested] : *object) {
        std::size_t depth = name.starts_with('_') ? 0 : 1;
        if (walk == Walk::deep && name == "_sort")
            depth = longest_path(nested);
        else if (joins(name) && nested.is_array())
            for (const auto& part : nested.get_array()) depth = std::max(depth, relational_depth(part, walk));
        else
            depth += relational_depth(nested, walk);
        deepest = std::max(deepest, depth);
    }
    return deepest;
}

} // namespace schemad::api
