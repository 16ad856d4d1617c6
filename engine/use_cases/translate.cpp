// SPDX-License-Identifier: Apache-2.0
#include "engine/use_cases/translate.hpp"

#include "engine/model/system_indexes.hpp"
#include "engine/plan/offline_model.hpp"

namespace schemad::use_cases {

namespace json = boost::json;

namespace {

json::object empty_project(const model::Dialect& dialect, const Vendor& vendor) {
    json::array indexes;
    for (const auto& name : model::system_indexes(dialect, vendor.has(SCHEMAD_CAP_FOREIGN_KEY_INDEX)))
        indexes.push_back({{"collection", name.collection}, {"field", name.field}, {"schema", {{"is_indexed", true}}}});
    json::object snapshot{{"version", 1},
                          {"directus", dialect.version_in_snapshots()},
                          {"vendor", dialect.vendor()},
                          {"collections", json::array{}},
                          {"fields", json::array{}},
                          {"relations", json::array{}}};
    if (dialect->lists_system_fields) snapshot.emplace("systemFields", std::move(indexes));
    return snapshot;
}

} // namespace

translate::Translation in_dialect(const json::value& snapshot, const model::Dialect& dialect, const Vendor& vendor,
                                  json::storage_ptr storage, const model::VendorNames& vendors) {
    std::vector<std::string> taken_for_granted;
    const auto model = plan::offline_model(empty_project(dialect, vendor), vendor, dialect.system(), taken_for_granted,
                                           plan::DirectusTables::stand);
    const translate::Here here(dialect, vendor, model, translate::Maker::directus);
    return translate::translate(snapshot, here, translate::origin_of(snapshot, dialect, vendors), DiffMode::mirror,
                                std::move(storage));
}

} // namespace schemad::use_cases
