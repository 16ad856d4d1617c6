// SPDX-License-Identifier: Apache-2.0
#include "engine/items/wanted_fields.hpp"

#include <algorithm>
#include <string_view>

#include "engine/error.hpp"

namespace schemad::items {

namespace {

constexpr unsigned max_depth = 5; // of relations

class Builder {
public:
    explicit Builder(Shapes& shapes) : shapes_(shapes) {}

    void add(WantedFields& wanted, std::string_view path, unsigned depth) {
        const auto dot = path.find('.');
        const auto head = path.substr(0, dot);
        const auto rest = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
        if (head == "*") return add_all(wanted, rest, depth);
        auto& member = member_of(wanted, head);
        if (!rest.empty() && !enter(member, rest, depth))
            throw invalid_query("\"fields\": \"" + std::string(head) + "\" of " + wanted.shape->collection +
                                " leads to none of Directus's own collections");
    }

private:
    void add_all(WantedFields& wanted, std::string_view rest, unsigned depth) {
        for (const auto& field : wanted.shape->fields) enter_if_related(member_of(wanted, field.name), rest, depth);
        for (const auto& list : wanted.shape->lists) enter_if_related(member_of(wanted, list.name), rest, depth);
    }

    void enter_if_related(WantedFields::Member& member, std::string_view rest, unsigned depth) {
        if (!rest.empty()) enter(member, rest, depth);
    }

    // False: it leads nowhere.
    bool enter(WantedFields::Member& member, std::string_view rest, unsigned depth) {
        const auto* other = shapes_.find(member.leads_to());
        if (!other) return false;
        if (depth == max_depth)
            throw invalid_query("\"fields\": more than " + std::to_string(max_depth) + " relations deep");
        if (!member.inside) member.inside = std::make_unique<WantedFields>(WantedFields{other});
        add(*member.inside, rest, depth + 1);
        return true;
    }

    static WantedFields::Member& member_of(WantedFields& wanted, std::string_view name) {
        const auto found = std::find_if(wanted.members.begin(), wanted.members.end(),
                                        [&](const auto& one) { return one.name() == name; });
        if (found != wanted.members.end()) return *found;
        const auto* field = wanted.shape->field(name);
        const auto* list = field ? nullptr : wanted.shape->list(name);
        if (!field && !list)
            throw invalid_query("\"fields\": there is no field \"" + std::string(name) + "\" in " +
                                wanted.shape->collection);
        wanted.members.push_back({field, list});
        return wanted.members.back();
    }

    Shapes& shapes_;
};

} // namespace

WantedFields wanted_fields(const Shape& shape, const std::vector<std::string>& paths, Shapes& shapes) {
    WantedFields wanted{&shape};
    Builder builder(shapes);
    for (const auto& path : paths) builder.add(wanted, path, 0);
    if (paths.empty()) builder.add(wanted, "*", 0);
    return wanted;
}

} // namespace schemad::items
