// SPDX-License-Identifier: Apache-2.0
#include "engine/use_cases/snapshot.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "engine/database/transaction.hpp"
#include "engine/model/meta_tables.hpp"
#include "engine/snapshot/model_reader.hpp"

namespace schemad::use_cases {

namespace json = boost::json;

json::value whole_snapshot(Connection& connection, const apply::Context& context, const SnapshotScope& scope,
                           json::storage_ptr storage) {
    database::Transaction reading(connection, SCHEMAD_BEGIN_READ);
    auto model = snapshot::read_model(connection, context.dialect, scope, std::move(storage));
    reading.commit();
    return std::move(model.snapshot);
}

std::shared_ptr<const database::WrittenText> written_snapshot(const Reading& read, database::KeptText& kept,
                                                              const apply::Context& context, const Writer& write) {
    using model::ItemKind;
    const std::array<std::string_view, 3> tables{model::meta_table(ItemKind::collection).name,
                                                 model::meta_table(ItemKind::field).name,
                                                 model::meta_table(ItemKind::relation).name};
    const auto storage = json::make_shared_resource<json::monotonic_resource>();
    std::shared_ptr<const database::WrittenText> found;
    std::uint64_t asked = 0; // which connection said so
    std::string fingerprint;
    std::optional<json::value> whole;
    const auto look = [&](bool at_the_whole) {
        read([&](Connection& connection) {
            database::Transaction reading(connection, SCHEMAD_BEGIN_READ);
            asked = connection.id();
            fingerprint = connection.fingerprint(tables);
            found = kept.find(asked, fingerprint);
            if (!found && (at_the_whole || fingerprint.empty())) {
                auto model = snapshot::read_model(connection, context.dialect, {}, storage);
                whole.emplace(std::move(model.snapshot));
            }
            reading.commit();
        });
    };
    look(false);
    database::KeptText::Turn turn;
    if (!found && !whole) { // the model takes ten times what is kept of it, so one at a time makes a text
        turn = kept.turn_to_make(std::chrono::seconds{5});
        look(true);
    }
    if (found) return found;
    return kept.keep(asked, std::move(fingerprint), write(*context.view.of(*whole, storage)));
}

} // namespace schemad::use_cases
