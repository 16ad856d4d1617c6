// SPDX-License-Identifier: Apache-2.0
#include "engine/use_cases/diff.hpp"

#include "engine/diff/entity_hashes.hpp"
#include "engine/diff/snapshot_diff.hpp"
#include "engine/diff/validate.hpp"
#include "engine/model/model_hash.hpp"

namespace schemad::use_cases {

namespace json = boost::json;

std::optional<json::value> make_diff(const Reading& read, const json::value& uploaded, DiffMode mode, bool force,
                                     const apply::Context& context) {
    diff::validate_snapshot(uploaded, context.dialect, force);
    json::monotonic_resource memory;
    std::optional<json::value> whole;
    read([&](Connection& connection) { whole.emplace(whole_snapshot(connection, context, {}, &memory)); });
    const diff::Options options(mode == DiffMode::merge ? diff::Mode::merge : diff::Mode::mirror, context.dialect);
    auto found = context.view.compared(*whole, uploaded, &memory, [&](const auto& current, const auto& wanted) {
        return diff::snapshot_diff(current, wanted, options);
    });
    if (!found) return std::nullopt;
    const auto current = context.view.of(*whole, &memory);
    auto hash = model::model_hash(*current, context.dialect);
    if (context.remembered) context.remembered->remember(hash, *current);
    json::object answer;
    answer.emplace("hash", std::move(hash));
    answer.emplace("diff", std::move(*found));
    return answer;
}

} // namespace schemad::use_cases
