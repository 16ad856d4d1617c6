// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/yaml_mapping.hpp"

#include <unordered_set>
#include <utility>

#include "engine/js/value.hpp"

namespace schemad::formats::yaml {

namespace {

bool is_index(std::string_view name) {
    return !name.empty() && name[0] >= '0' && name[0] <= '9' && js::array_index(name).has_value();
}

// Calls give(name, value) for what a source of "<<" has.
template <class F> void each_member(json::value& source, F&& give) {
    if (source.is_object()) {
        for (auto& member : source.get_object()) give(member.key(), member.value());
    } else if (source.is_array()) {
        std::size_t i = 0;
        for (auto& item : source.get_array()) give(std::to_string(i++), item);
    }
}

} // namespace

void Mapping::add(std::string_view name, json::value&& value, const Mark& mark) {
    if (!in_.holds(name)) name = names_.emplace_back(name);
    entries_.push_back({name, std::move(value), mark, false});
}

void Mapping::merge(json::value&& source) {
    const auto is_source = [](const json::value& one) { return one.is_object() || one.is_array(); };
    const auto take = [&](json::value&& one) {
        if (!is_source(one)) in_.fail("cannot merge mappings; the provided source object is unacceptable");
        entries_.push_back({{}, std::move(one), {in_.at, in_.line, in_.line_start}, true});
    };
    if (!source.is_array()) return take(std::move(source));
    auto& sources = source.get_array();
    if (sources.size() > 100) in_.fail("abnormal merge sequence size"); // js-yaml's own bound
    for (auto& one : sources) take(std::move(one));
}

json::object Mapping::finish(bool& index_keys) {
    std::size_t count = 0;
    for (const auto& entry : entries_)
        count += !entry.merges             ? 1
                 : entry.value.is_object() ? entry.value.get_object().size()
                                           : entry.value.get_array().size();
    json::object members(storage_);
    members.reserve(count);
    std::unordered_set<std::string_view> merged; // keys that came by "<<" and may be given again
    for (auto& entry : entries_) {
        if (entry.merges) {
            each_member(entry.value, [&](std::string_view name, json::value& value) {
                const auto [member, inserted] = members.emplace(name, nullptr);
                if (!inserted) return; // what is there wins
                member->value() = std::move(value);
                merged.insert(member->key());
                index_keys = index_keys || is_index(name);
            });
            continue;
        }
        const auto [member, inserted] = members.emplace(entry.name, nullptr);
        if (!inserted && merged.erase(entry.name) == 0) {
            in_.at = entry.mark.at, in_.line = entry.mark.line, in_.line_start = entry.mark.line_start;
            in_.fail("duplicated mapping key");
        }
        member->value() = std::move(entry.value);
        index_keys = index_keys || is_index(entry.name);
    }
    return members;
}

} // namespace schemad::formats::yaml
