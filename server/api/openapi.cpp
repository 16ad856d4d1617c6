// SPDX-License-Identifier: Apache-2.0
#include "server/api/openapi.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace schemad::api {
namespace {

namespace json = boost::json;

struct TypeWords {
    std::string_view field_type, type, format;
};
constexpr TypeWords words[] = {{"bigInteger", "integer", "int64"},
                               {"boolean", "boolean", {}},
                               {"date", "string", "date"},
                               {"dateTime", "string", "date-time"},
                               {"decimal", "number", {}},
                               {"float", "number", "float"},
                               {"integer", "integer", {}},
                               {"string", "string", {}},
                               {"text", "string", {}},
                               {"time", "string", "time"},
                               {"timestamp", "string", "date-time"},
                               {"binary", "string", "binary"},
                               {"uuid", "string", "uuid"},
                               {"hash", "string", {}}};

json::object plain_schema(std::string_view type) {
    const auto* found =
        std::find_if(std::begin(words), std::end(words), [&](const auto& one) { return one.field_type == type; });
    if (found != std::end(words)) {
        json::object schema{{"type", found->type}};
        if (!found->format.empty()) schema["format"] = found->format;
        return schema;
    }
    if (type == "csv") return {{"type", "array"}, {"items", json::object{{"type", "string"}}}};
    if (type.starts_with("geometry")) return {{"type", "object"}};
    return {}; // JSON and what nobody knows: anything
}

// A name of components: letters, digits, ".", "_" and "-"; every other byte as ".xx".
std::string component_name(std::string_view name) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : name) {
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        const auto byte = static_cast<unsigned char>(c);
        if (plain)
            out += c;
        else
            out.append({'.', digits[byte >> 4], digits[byte & 15]});
    }
    return out;
}

json::object reference(std::string_view collection) {
    return {{"$ref", "#/components/schemas/" + component_name(collection)}};
}

class Schemas {
public:
    explicit Schemas(const std::vector<CollectionFacts>& all) : all_(all) {}

    json::object all() const {
        json::object schemas;
        for (const auto& collection : all_) schemas[component_name(collection.name)] = of(collection);
        return schemas;
    }

private:
    const CollectionFacts* find(std::string_view name) const {
        const auto found = std::find_if(all_.begin(), all_.end(), [&](const auto& one) { return one.name == name; });
        return found == all_.end() ? nullptr : &*found;
    }

    // A row is told by its key, or as an item where that was asked for.
    json::object related(const FieldFacts& field) const {
        json::array either;
        for (const auto& name : field.leads_to) {
            const auto* other = find(name);
            if (!other) continue;
            const auto* key = other->key();
            auto by_key = plain_schema(key ? std::string_view(key->type) : "string");
            if (std::find(either.begin(), either.end(), json::value(by_key)) == either.end())
                either.push_back(std::move(by_key));
            either.push_back(reference(name));
        }
        if (either.empty()) return field.leads_to_many ? json::object{} : plain_schema(field.type);
        return {{"oneOf", std::move(either)}};
    }

    json::object of_field(const FieldFacts& field) const {
        auto schema = field.leads_to.empty() ? plain_schema(field.type) : related(field);
        if (field.leads_to_many) return {{"type", "array"}, {"items", std::move(schema)}};
        if (field.nullable) schema["nullable"] = true;
        return schema;
    }

    json::object of(const CollectionFacts& collection) const {
        json::object properties;
        json::array required;
        for (const auto& field : collection.fields) {
            if (field.type == "alias" && !field.leads_to_many) continue; // it holds nothing
            properties[field.name] = of_field(field);
            if (!field.nullable && !field.has_value_by_itself) required.emplace_back(field.name);
        }
        json::object schema{{"type", "object"}, {"x-collection", collection.name}};
        if (!collection.note.empty()) schema["description"] = collection.note;
        schema["properties"] = std::move(properties);
        if (!required.empty()) schema["required"] = std::move(required);
        return schema;
    }

    const std::vector<CollectionFacts>& all_;
};

json::object parameter(std::string_view name) {
    return {{"name", name}, {"in", "path"}, {"required", true}, {"schema", json::object{{"type", "string"}}}};
}

json::object operation(const Endpoint& endpoint, const std::string& path) {
    json::array parameters;
    for (auto at = path.find('{'); at != std::string::npos; at = path.find('{', at + 1))
        parameters.push_back(parameter(std::string_view(path).substr(at + 1, path.find('}', at) - at - 1)));
    const auto described = [](std::string_view text) { return json::object{{"description", text}}; };
    json::object responses{{"200", described("what was asked for")}};
    if (endpoint.method != "GET") responses["204"] = described("done, or nothing to tell");
    responses["default"] = described("{errors: [{message, extensions: {code}}]}");
    json::object told;
    if (!parameters.empty()) told["parameters"] = std::move(parameters);
    told["responses"] = std::move(responses);
    if (endpoint.access != Access::everybody) told["security"] = json::array{json::object{{"token", json::array{}}}};
    return told;
}

std::string lower(std::string_view method) {
    std::string text(method);
    for (char& c : text) c = static_cast<char>(c - 'A' + 'a');
    return text;
}

json::object paths_of(std::span<const std::span<const Endpoint>> resources) {
    json::object paths;
    for (const auto resource : resources)
        for (const auto& endpoint : resource) {
            const auto path = std::string(endpoint.mount) + std::string(endpoint.path);
            auto& entry = paths.emplace(path, json::object{}).first->value().get_object();
            entry[lower(endpoint.method)] = operation(endpoint, path);
        }
    return paths;
}

} // namespace

json::object openapi_of(const std::vector<CollectionFacts>& collections,
                        std::span<const std::span<const Endpoint>> resources, const std::string& directus_version,
                        const std::string& server_url) {
    const std::string about =
        "What schemad answers for this project, and the items of its collections as schemas. Items of "
        "the project's own collections are answered by a Directus on the same database.";
    return {
        {"openapi", "3.0.1"},
        {"info", json::object{{"title", "schemad"}, {"description", about}, {"version", directus_version}}},
        {"servers", json::array{json::object{{"url", server_url}}}},
        {"paths", paths_of(resources)},
        {"components", json::object{{"schemas", Schemas(collections).all()},
                                    {"securitySchemes",
                                     json::object{{"token", json::object{{"type", "http"}, {"scheme", "bearer"}}}}}}}};
}

} // namespace schemad::api
