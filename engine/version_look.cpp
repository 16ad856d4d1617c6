// SPDX-License-Identifier: Apache-2.0
#include "engine/version_look.hpp"

#include <optional>
#include <unordered_set>

#include "engine/database/cells.hpp"
#include "engine/database/table_there.hpp"
#include "engine/model/migrations.hpp"

namespace schemad {

namespace {

constexpr std::string_view migrations_table = "directus_migrations";

std::unordered_set<std::string> migrations_of(Connection& connection) {
    const auto& vendor = connection.vendor();
    const auto rows = database::answer_or(connection, {migrations_table}, std::optional<Rows>{}, [&] {
        return std::optional<Rows>{
            connection.query("select " + vendor.quoted("version") + " from " + vendor.quoted(migrations_table))};
    });
    std::unordered_set<std::string> found;
    if (!rows) return found;
    for (const auto row : database::CellRows(**rows, 1))
        if (row[0].kind == SCHEMAD_TEXT) found.emplace(view(row[0].as.text));
    return found;
}

} // namespace

VersionLook look_at_version(Connection& connection, const std::string& stated) {
    VersionLook look{stated, {}, {}};
    std::unordered_set<std::string> migrations;
    try {
        migrations = migrations_of(connection);
    } catch (const VendorError& error) {
        if (error.status != SCHEMAD_E_PERMISSION) throw;
        look.doubt = "directus_migrations may not be read, so nothing tells which Directus the database is of";
        return look;
    }
    const auto range = model::range_of(migrations);
    if (!range) return look;

    const auto of_database = range->oldest == range->newest ? range->newest : range->oldest + " to " + range->newest;
    const auto evidence = "the last known migration in directus_migrations is " + range->migration;
    if (!stated.empty() && !range->contains(model::VersionNumber::of(stated)))
        look.refusal = "directus_version is stated as " + stated + ", but the database is of Directus " + of_database +
                       ": " + evidence;
    if (stated.empty() || !look.refusal.empty()) look.version = range->newest;

    const bool by_roles = model::traits_of(model::VersionNumber::of(range->newest)).role_is_admin;
    const bool has_policies = database::answer_or(connection, {"directus_access"}, false, [&] {
        connection.query("select 1 from " + connection.vendor().quoted("directus_access") + " where 1 = 0");
        return true;
    });
    if (by_roles == has_policies)
        look.refusal = "the database is of Directus " + of_database + " (" + evidence + "), but it has " +
                       (has_policies ? "a" : "no") + " table directus_access, which came with 11.0";

    const auto later = !range->before && [&] {
        for (const auto& one : migrations)
            if (one > range->migration) return true;
        return false;
    }();
    if (later)
        look.doubt = "the database may be of a newer Directus than " + range->newest +
                     ", the newest that is known here; it is served as that";
    else if (stated.empty() && range->oldest != range->newest)
        look.doubt = "the database may be of any Directus from " + range->oldest + " to " + range->newest +
                     "; state directus_version to say which";
    return look;
}

} // namespace schemad
