// SPDX-License-Identifier: Apache-2.0
#include "server/api/graphql_sdl.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace schemad::api {
namespace {

bool is_name(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !text.empty() && letter(text.front()) && !text.starts_with("__") &&
           std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

std::string_view scalar_of(const FieldFacts& field) {
    struct Word {
        std::string_view type, scalar;
    };
    static constexpr Word words[] = {{"bigInteger", "GraphQLBigInt"},
                                     {"boolean", "Boolean"},
                                     {"date", "Date"},
                                     {"dateTime", "Date"},
                                     {"decimal", "Float"},
                                     {"float", "Float"},
                                     {"integer", "Int"},
                                     {"json", "JSON"},
                                     {"timestamp", "Date"},
                                     {"csv", "[String]"},
                                     {"hash", "Hash"}};
    for (const auto& word : words)
        if (word.type == field.type) return word.scalar;
    return field.type.starts_with("geometry") ? "JSON" : "String";
}

class Document {
public:
    Document(const std::vector<CollectionFacts>& all, SdlScope scope) {
        for (const auto& one : all)
            if (is_name(one.name))
                types_.emplace(one.name, &one);
            else
                unnamed_.insert(one.name);
        for (const auto& [name, type] : types_)
            if (type->system == (scope == SdlScope::system)) reach(*type);
        for (const auto& [name, type] : types_)
            if (type->system == (scope == SdlScope::system) && has_fields(*type)) roots_.push_back(type);
    }

    std::string text() {
        std::string types;
        for (const auto& [name, type] : types_)
            if (reached_.contains(name)) types += of(*type);
        std::string out =
            "\"\"\"\nThe collections of a project as types. schemad itself answers no GraphQL; a Directus on the "
            "same database does.\n\"\"\"\nschema {\n  query: Query\n}\n\n";
        for (const auto* scalar : {"Date", "GraphQLBigInt", "Hash", "JSON"})
            out += "scalar " + std::string(scalar) + "\n";
        out += "\ntype Query {\n";
        for (const auto* root : roots_) out += query_of(*root);
        if (roots_.empty()) out += "  _empty: Boolean\n";
        out += "}\n" + types + unions_;
        for (const auto& name : unnamed_) out += "# not a name of GraphQL: " + one_line(name) + "\n";
        return out;
    }

private:
    static std::string one_line(std::string text) {
        std::replace_if(
            text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
        return text;
    }

    static bool holds_something(const FieldFacts& field) {
        return is_name(field.name) && (field.type != "alias" || field.leads_to_many);
    }
    static bool has_fields(const CollectionFacts& type) {
        return std::any_of(type.fields.begin(), type.fields.end(), holds_something);
    }

    void reach(const CollectionFacts& type) {
        if (!has_fields(type) || !reached_.insert(type.name).second) return;
        for (const auto& field : type.fields)
            for (const auto& name : field.leads_to)
                if (const auto found = types_.find(name); found != types_.end()) reach(*found->second);
    }

    std::string query_of(const CollectionFacts& type) const {
        if (type.singleton) return "  " + type.name + ": " + type.name + "\n";
        std::string out = "  " + type.name + ": [" + type.name + "!]!\n";
        if (const auto by_id = type.name + "_by_id"; !types_.contains(by_id))
            out += "  " + by_id + "(id: ID!): " + type.name + "\n";
        return out;
    }

    std::string type_of(const CollectionFacts& type, const FieldFacts& field) {
        std::vector<std::string> known;
        for (const auto& name : field.leads_to)
            if (reached_.contains(name)) known.push_back(name);
        if (known.empty()) {
            if (field.leads_to_many) return "[JSON]";
            return field.is_key ? "ID!" : std::string(scalar_of(field)) + (field.nullable ? "" : "!");
        }
        auto name = known.front();
        if (known.size() > 1) {
            name = type.name + "_" + field.name + "_union";
            unions_ += "\nunion " + name + " =";
            for (std::size_t i = 0; i < known.size(); ++i) unions_ += (i ? " | " : " ") + known[i];
            unions_ += "\n";
        }
        return field.leads_to_many ? "[" + name + "]" : name;
    }

    std::string of(const CollectionFacts& type) {
        std::string out = "\ntype " + type.name + " {\n";
        for (const auto& field : type.fields) {
            if (holds_something(field))
                out += "  " + field.name + ": " + type_of(type, field) + "\n";
            else if (field.type != "alias")
                out += "  # not a name of GraphQL: " + one_line(field.name) + "\n";
        }
        return out + "}\n";
    }

    std::map<std::string, const CollectionFacts*> types_;
    std::set<std::string> unnamed_, reached_;
    std::vector<const CollectionFacts*> roots_;
    std::string unions_;
};

} // namespace

std::string graphql_sdl_of(const std::vector<CollectionFacts>& all, SdlScope scope) {
    return Document(all, scope).text();
}

} // namespace schemad::api
