// SPDX-License-Identifier: Apache-2.0
#include "engine/history/answers.hpp"

#include "engine/error.hpp"
#include "engine/formats/formats.hpp"
#include "engine/history/revert.hpp"
#include "engine/model/model_hash.hpp"

namespace schemad::history {

namespace json = boost::json;

namespace {

constexpr std::size_t max_passed = 1000; // entries of one way back, each as much work as a diff

json::object shown(const Entry& entry) {
    return {{"id", entry.id},
            {"when", entry.happened},
            {"by", entry.by},
            {"outcome", entry.outcome},
            {"hash_before", entry.hash_before},
            {"hash_after", entry.hash_after},
            {"steps", entry.steps},
            {"digest", entry.digest},
            {"previous", entry.previous.empty() ? json::value(nullptr) : json::value(entry.previous)},
            {"seal", entry.seal}};
}

json::value shown(const std::optional<std::string>& text) {
    if (!text) return nullptr;
    formats::Limits limits;
    limits.max_depth = 1000;
    limits.max_bytes = text->size();
    try {
        return formats::read_json(*text, limits);
    } catch (const formats::ParseError&) { return json::value(*text); } // altered; `chain` says so
}

} // namespace

json::value empty_list() { return {{"chain", "intact"}, {"entries", json::array{}}}; }

json::value list_document(Store& store, std::size_t limit, std::size_t offset) {
    const auto chain = store.check([](const Entry&) {});
    json::array entries;
    for (const auto& entry : store.newest(limit, offset)) entries.push_back(shown(entry));
    return {{"chain", chain.verdict()}, {"entries", std::move(entries)}};
}

std::optional<json::value> entry_document(Store& store, std::int64_t id) {
    const auto entry = store.find(id);
    if (!entry) return std::nullopt;
    auto verdict = store.check([](const Entry&) {}).verdict();
    const auto texts = store.texts(id);
    if (verdict == "intact" && digest_of(texts) != entry->digest)
        verdict = "the texts of entry " + std::to_string(id) + " were altered";
    auto document = shown(*entry);
    for (const auto kind : all_text_kinds) document[name_of(kind)] = shown(texts[kind]);
    document["chain"] = verdict;
    return document;
}

std::optional<json::value> revert_document(Store& store, std::int64_t id, const snapshot::Model& now,
                                           const model::Dialect& dialect) {
    if (!store.find(id)) return std::nullopt;
    std::vector<Entry> passed;
    const auto chain = store.check([&](const Entry& entry) {
        if (entry.id < id) return;
        if (passed.size() == max_passed)
            throw RequestError(ErrorCode::conflict, "History entry " + std::to_string(id) + " has more than " +
                                                        std::to_string(max_passed) + " entries after it.");
        passed.push_back(entry);
    });
    const auto& current = now.snapshot.get_object();
    const auto hash = model::model_hash(now.snapshot, dialect);
    WayBack way(json::object(current, json::storage_ptr{}), row_ids_of(now), hash);
    for (auto entry = passed.rbegin(); entry != passed.rend(); ++entry) way.pass(*entry, store.texts(entry->id));
    auto result = way.result(current, dialect);
    if (!result.diff && !result.configuration && result.warnings.empty()) return json::value(nullptr);
    if (!result.diff)
        result.diff = {{"collections", json::array{}},
                       {"fields", json::array{}},
                       {"systemFields", json::array{}},
                       {"relations", json::array{}}};
    if (!dialect->lists_system_fields) result.diff->erase("systemFields"); // an apply would refuse it
    json::array warnings;
    if (!chain.intact()) warnings.emplace_back("The history is not as it was written: " + chain.verdict() + ".");
    for (const auto& line : result.warnings) warnings.emplace_back(line);
    json::object document{{"hash", hash},
                          {"diff", std::move(*result.diff)},
                          {"lost", std::move(result.lost)},
                          {"warnings", std::move(warnings)}};
    if (result.configuration) document["configuration"] = std::move(*result.configuration);
    return json::value(std::move(document));
}

} // namespace schemad::history
