// SPDX-License-Identifier: Apache-2.0
#include "engine/model/local_type.hpp"

#include <algorithm>
#include <unordered_map>

#include <boost/json.hpp>

#include <schemad/host.hpp>

#include "engine/model/items.hpp"

namespace schemad::model {
namespace {

using TypeMap = std::unordered_map<std::string_view, std::string_view>;

const TypeMap& common_table() {
    static const TypeMap table = [] {
        TypeMap types;
        const auto add = [&](std::string_view field_type, std::initializer_list<std::string_view> spellings) {
            for (const auto spelling : spellings) types.emplace(spelling, field_type);
        };
        add("boolean", {"boolean", "bool", "bit"});
        add("integer", {"tinyint", "smallint", "mediumint", "int", "integer", "serial", "year", "int2", "serial4",
                        "int4", "number", "numeric", "integerfirst", "int unsigned", "tinyint unsigned",
                        "smallint unsigned", "mediumint unsigned", "bigint unsigned"});
        add("bigInteger", {"bigint", "bigserial", "serial8", "int8"});
        add("float", {"float", "double", "double precision", "real", "float4", "float8", "money", "smallmoney"});
        add("decimal", {"decimal"});
        add("string", {"varchar", "longvarchar", "varchar2", "nvarchar", "char", "character varying", "character",
                       "interval", "_varchar", "bpchar"});
        add("text", {"text", "tinytext", "mediumtext", "longtext", "clob", "ntext", "nchar", "string", "citext"});
        add("date", {"date"});
        add("time", {"time", "timetz", "time with time zone", "time without time zone"});
        add("dateTime", {"datetime", "datetime2", "smalldatetime", "timestamp without time zone",
                         "timestamp without local time zone"});
        add("timestamp", {"timestamp", "datetimeoffset", "timestamptz", "timestamp with time zone",
                          "timestamp with local time zone"});
        add("json", {"json", "jsonb"});
        add("uuid", {"uuid", "uniqueidentifier"});
        add("binary", {"image", "blob", "mediumblob", "binary", "varbinary"});
        add("geometry", {"geometry", "sdo_geometry"});
        add("geometry.Point", {"point"});
        add("geometry.LineString", {"linestring"});
        add("geometry.Polygon", {"polygon"});
        add("geometry.MultiPoint", {"multipoint"});
        add("geometry.MultiLineString", {"multilinestring"});
        add("geometry.MultiPolygon", {"multipolygon"});
        return types;
    }();
    return table;
}

// Every spelling of the table is ASCII, and no other letter's lower case is: ASCII suffices here.
std::string ascii_lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

// What the flags of a field say of its type; empty where they say nothing. In this order, wherever they stand in the
// list.
std::string_view by_special(const std::vector<std::string>& special, std::string_view by_column) {
    const auto has = [&](std::string_view flag) {
        return std::find(special.begin(), special.end(), flag) != special.end();
    };
    if (has("cast-json")) return "json";
    if (has("hash")) return "hash";
    if (has("cast-csv")) return "csv";
    if (has("uuid") || has("file")) return "uuid";
    if (has("cast-timestamp")) return "timestamp";
    if (has("cast-datetime")) return "dateTime";
    if (by_column.starts_with("geometry"))
        return special.empty() || special.front().empty() ? std::string_view("geometry") : special.front();
    return {};
}

} // namespace

std::string local_type(const schemad_column* column, const std::vector<std::string>* special) {
    if (column == nullptr) return "alias";
    const auto data_type = view(column->data_type);
    const auto lower = ascii_lower(data_type);
    const bool vendor_knows = stated(column->field_type);

    std::string_view by_column; // empty: unknown
    if (vendor_knows) {
        by_column = view(column->field_type);
    } else {
        const auto found = common_table().find(std::string_view(lower).substr(0, lower.find('(')));
        if (found != common_table().end()) by_column = found->second;
    }
    if (special != nullptr)
        if (const auto type = by_special(*special, by_column); !type.empty()) return std::string(type);

    if (!vendor_knows) {
        if (lower == "numeric" && column->numeric_precision >= 0 && column->numeric_scale >= 0) return "decimal";
        const bool unbounded = column->max_length_kind == SCHEMAD_LENGTH_NULL ||
                               (column->max_length_kind == SCHEMAD_LENGTH_NUMBER && column->max_length == -1);
        if ((data_type == "nvarchar" || data_type == "varchar") && unbounded) return "text"; // upper case is not meant
        if ((lower == "integer" || lower == "int") && column->numeric_precision == 64) return "bigInteger";
    }
    return std::string(by_column.empty() ? "unknown" : by_column);
}

std::string local_type(const schemad_column& column, const boost::json::object& field) {
    const auto* meta = object_of(field, "meta");
    const auto* special = meta ? meta->if_contains("special") : nullptr;
    if (!special || !special->is_array()) return local_type(&column, nullptr); // null: the row says nothing
    std::vector<std::string> flags;
    for (const auto& flag : special->get_array())
        if (flag.is_string()) flags.emplace_back(flag.get_string());
    return local_type(&column, &flags);
}

} // namespace schemad::model
