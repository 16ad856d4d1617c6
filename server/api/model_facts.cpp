// SPDX-License-Identifier: Apache-2.0
#include "server/api/model_facts.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/model/items.hpp"
#include "engine/model/system_specials.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;
using model::text_of;

using Key = std::pair<std::string, std::string>; // collection, field

struct Leads {
    bool many = false;
    std::vector<std::string> to{};
};

std::vector<std::string> texts_of(const json::object& object, std::string_view key) {
    std::vector<std::string> texts;
    const auto* value = object.if_contains(key);
    if (value && value->is_array())
        for (const auto& one : value->get_array())
            if (one.is_string()) texts.emplace_back(one.get_string());
    return texts;
}

std::map<Key, Leads> leads_of(const json::array& relations) {
    std::map<Key, Leads> leads;
    const json::object none;
    for (const auto& relation : relations) {
        const auto& one = relation.get_object();
        const auto* stated = model::object_of(one, "meta");
        const auto& meta = stated ? *stated : none;
        const std::string collection(text_of(one, "collection")), related(text_of(one, "related_collection"));
        auto to = related.empty() ? texts_of(meta, "one_allowed_collections") : std::vector<std::string>{related};
        leads[{collection, std::string(text_of(one, "field"))}] = {false, std::move(to)};
        if (const auto field = text_of(meta, "one_field"); !field.empty() && !related.empty())
            leads[{related, std::string(field)}] = {true, {collection}};
    }
    return leads;
}

FieldFacts field_of(const json::object& item) {
    FieldFacts field{std::string(text_of(item, "field")), std::string(text_of(item, "type"))};
    if (const auto* schema = model::object_of(item, "schema")) {
        field.nullable = model::truthy(*schema, "is_nullable");
        field.is_key = model::truthy(*schema, "is_primary_key");
        const auto* initial = schema->if_contains("default_value");
        field.has_value_by_itself = (initial && !initial->is_null()) || model::truthy(*schema, "is_generated") ||
                                    model::truthy(*schema, "has_auto_increment");
    }
    if (const auto* meta = model::object_of(item, "meta")) field.secret = model::is_secret(texts_of(*meta, "special"));
    return field;
}

} // namespace

const FieldFacts* CollectionFacts::key() const noexcept {
    const auto found = std::find_if(fields.begin(), fields.end(), [](const auto& one) { return one.is_key; });
    return found == fields.end() ? nullptr : &*found;
}

std::vector<CollectionFacts> model_facts(const json::array& collections, const json::array& fields,
                                         const json::array& relations) {
    auto leads = leads_of(relations);
    std::map<std::string, std::vector<FieldFacts>> by_collection;
    for (const auto& item : fields) {
        auto field = field_of(item.get_object());
        std::string collection(text_of(item.get_object(), "collection"));
        if (const auto found = leads.find({collection, field.name}); found != leads.end())
            field.leads_to_many = found->second.many, field.leads_to = found->second.to;
        by_collection[collection].push_back(std::move(field));
    }
    std::vector<CollectionFacts> all;
    for (const auto& item : collections) {
        const auto& object = item.get_object();
        CollectionFacts one{std::string(text_of(object, "collection")), {}};
        const auto found = by_collection.find(one.name);
        if (found == by_collection.end()) continue;
        if (const auto* meta = model::object_of(object, "meta")) {
            one.note = text_of(*meta, "note");
            one.system = model::truthy(*meta, "system");
            one.singleton = model::truthy(*meta, "singleton");
        }
        one.fields = std::move(found->second);
        all.push_back(std::move(one));
    }
    return all;
}

} // namespace schemad::api
