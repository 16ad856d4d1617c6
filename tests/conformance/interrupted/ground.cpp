// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/interrupted/ground.hpp"

#include <cstdlib>

#include "engine/history/store.hpp"
#include "engine/model/own_tables.hpp"
#include "engine/store/create_tables.hpp"

namespace schemad::test {

bool everything() {
    const char* wanted = std::getenv("SCHEMAD_INTERRUPT");
    return wanted && std::string_view{wanted} == "all";
}

void restore(const TestDatabase& place, const std::string& database) {
    place.clear();
    place.load(slurp(conformance() / "databases" / place.target().vectors / (database + ".sql")));
    // our tables are made by the first apply alone: another count of statements than that of all others
    const auto connection = place.vendor().open(place.settings());
    connection->begin(SCHEMAD_BEGIN_APPLY);
    const auto catalog = connection->inspect();
    if (!place.vendor().has(SCHEMAD_CAP_TRANSACTIONAL_DDL)) {
        store::require(*connection, *catalog, model::journal_table());
        store::require(*connection, *catalog, model::journal_step_table());
        store::require(*connection, *catalog, model::lease_table());
        connection->execute("insert into schemad_lease values ('apply', 0, 0, '', '', '', 0)");
    }
    history::require(*connection, *catalog);
    connection->commit();
}

} // namespace schemad::test
