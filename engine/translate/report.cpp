// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/report.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/translate/judgement.hpp"

namespace schemad::translate {

namespace {

constexpr std::pair<Outcome, std::string_view> words[] = {{Outcome::same, "same"},
                                                          {Outcome::equivalent, "equivalent"},
                                                          {Outcome::lossy, "lossy"},
                                                          {Outcome::left_out, "left out"},
                                                          {Outcome::added, "added"}};
std::string_view word_of(Outcome outcome) {
    return std::find_if(std::begin(words), std::end(words), [&](const auto& w) { return w.first == outcome; })->second;
}

constexpr std::pair<ItemKind, std::string_view> nouns[] = {{ItemKind::collection, "collection"},
                                                           {ItemKind::field, "field"},
                                                           {ItemKind::system_field, "system field"},
                                                           {ItemKind::relation, "relation"}};

} // namespace

std::string sentence_of(const Detail& detail) {
    return detail.property.empty() ? detail.what : detail.property + ": " + detail.what;
}

std::size_t Report::count(Outcome outcome) const {
    return static_cast<std::size_t>(std::count_if(entities.begin(), entities.end(),
                                                  [&](const Entity& entity) { return entity.outcome == outcome; }));
}

json::object Report::document() const {
    json::object summary;
    for (const auto& [outcome, word] : words)
        summary.emplace(outcome == Outcome::left_out ? "leftOut" : word, count(outcome));
    json::array list;
    list.reserve(entities.size());
    for (const auto& entity : entities) {
        json::object one{{"kind", std::find_if(std::begin(nouns), std::end(nouns),
                                               [&](const auto& n) { return n.first == entity.kind; })
                                      ->second},
                         {"collection", entity.collection}};
        if (entity.kind != ItemKind::collection) one.emplace("field", entity.field);
        one.emplace("outcome", word_of(entity.outcome));
        if (!entity.details.empty()) {
            json::array details;
            for (const auto& detail : entity.details) details.emplace_back(sentence_of(detail));
            one.emplace("details", std::move(details));
        }
        list.push_back(std::move(one));
    }
    return {{"from", {{"directus", from_version}, {"vendor", from_vendor}}},
            {"to", {{"directus", to_version}, {"vendor", to_vendor}}},
            {"summary", std::move(summary)},
            {"entities", std::move(list)}};
}

std::string Report::summary() const {
    std::string text;
    for (const auto& [outcome, word] : words) {
        if (!text.empty()) text += ", ";
        text += outcome == Outcome::left_out ? "left-out" : std::string{word};
        text += "=" + std::to_string(count(outcome));
    }
    return text;
}

namespace {

Report empty_report(const Here& here, const Origin& origin) {
    return {origin.dialect.version(), origin.dialect.vendor(), here.dialect.version(), here.dialect.vendor(), {}};
}

} // namespace

Report report_of_same(const json::object& uploaded, const Here& here, const Origin& origin) {
    auto report = empty_report(here, origin);
    for (const auto kind : model::all_kinds)
        for (const auto& item : model::list_of(uploaded, kind)) {
            const auto name = key_of(kind, item.get_object());
            report.entities.push_back({kind, std::string{name.collection}, std::string{name.field}, Outcome::same, {}});
        }
    return report;
}

Report report_of(const Items& stated, const Items& made, const Here& here, const Origin& origin, const Notes& notes) {
    auto report = empty_report(here, origin);
    for (const auto kind : model::all_kinds)
        for (const auto* item : stated.list(kind)) {
            const auto name = key_of(kind, *item);
            Entity entity{kind, std::string{name.collection}, std::string{name.field}, Outcome::same, {}};
            const auto* found = made.find(kind, name.collection, name.field);
            const auto& why = notes.of(kind, name.collection, name.field);
            if (stated.is_added(*item)) {
                if (here.items.find(kind, name.collection, name.field)) continue; // it was there, and stays
                entity.outcome = Outcome::added;
                entity.details.push_back({{}, "nobody stated it, and what is stated needs it"});
            }
            if (!found && kind == ItemKind::system_field && why.empty()) continue; // Directus's own business
            if (!found) {
                entity.outcome = Outcome::left_out;
                for (const auto& note : why) entity.details.push_back({{}, note.why});
            } else if (kind != ItemKind::system_field) {
                judge(entity, *item, *found, {here, origin, why});
            }
            report.entities.push_back(std::move(entity));
        }
    return report;
}

} // namespace schemad::translate
