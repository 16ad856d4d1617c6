// SPDX-License-Identifier: Apache-2.0
// The journals of a project as a document, with what each way out of them would do.
#include "engine/apply/recover.hpp"
#include "engine/apply/settler.hpp"
#include "engine/model/system_fields.hpp"
#include "engine/plan/sql_text.hpp"

namespace schemad::apply {

namespace json = boost::json;

namespace {

// Values of configuration may be secrets; the journal knows such a step by its entity alone, "directus_roles/...".
std::string told(const std::string& entity, const plan::Statement& statement, const plan::SqlDialect& dialect) {
    const bool of_records = model::is_system_name(entity) && entity.find('.') == std::string::npos;
    return of_records ? statement.sql.str() : plan::sql_text(statement, dialect);
}

json::array shown(const std::vector<Act>& acts, const Settler& settler, const plan::SqlDialect& dialect) {
    json::array list;
    for (const auto& act : acts) {
        json::array sql;
        if (!act.blocked)
            for (const auto* statement : act.statements) sql.emplace_back(told(act.entity, *statement, dialect));
        json::object one{{"step", act.step + 1}, {"entity", act.entity}, {"in_doubt", settler.in_doubt(act.step)}};
        one["does"] = act.blocked ? "stands in the way" : sql.empty() ? "nothing" : "runs";
        one["why"] = act.why.empty() ? json::value(nullptr) : json::value(act.why);
        one["sql"] = std::move(sql);
        list.emplace_back(std::move(one));
    }
    return list;
}

std::string words_of(std::exception_ptr cause) {
    try {
        std::rethrow_exception(std::move(cause));
    } catch (const std::exception& error) { return error.what(); } catch (...) {
        return "an internal error";
    }
}

std::string sentence(const std::string& words) { return words + (words.ends_with('.') ? "" : "."); }

} // namespace

void rethrow_half_done(std::exception_ptr cause, const RequestError& half_done) {
    const auto why = words_of(std::move(cause));
    auto extensions = half_done.extensions;
    extensions["cause"] = why;
    throw RequestError(half_done.code,
                       "The apply was refused, and what it had begun could not be taken back. " + sentence(why) + " " +
                           half_done.what(),
                       std::move(extensions));
}

void rethrow_unsettled(std::exception_ptr cause, const std::string& in_the_way) {
    const auto why = words_of(std::move(cause));
    const auto reason = "An apply broke off, and what it had begun is not settled yet. " + sentence(why) +
                        " Then, while settling it: " + sentence(in_the_way) +
                        " It is settled before the next snapshot, diff or apply that can, or by POST /schema/recover; "
                        "GET /schema/recover shows it";
    throw RequestError(ErrorCode::service_unavailable, "Service \"project\" is unavailable. " + reason + ".",
                       {{"service", "project"}, {"reason", reason}, {"cause", why}});
}

json::object half_done(Connection& connection, const schemad_catalog& catalog) {
    json::array journals;
    const plan::SqlDialect dialect(connection.vendor());
    for (const auto& row : JournalStore(connection).all(catalog)) {
        json::object one{{"journal", row.name},      {"owner", row.owner},
                         {"started", row.started},   {"state", row.stuck() ? "stuck" : "running"},
                         {"position", row.position}, {"steps", row.steps}};
        if (row.lost) one["owner"] = one["started"] = nullptr;
        one["problem"] = row.problem.empty() ? json::value(nullptr) : json::value(row.problem);
        try {
            Settler settler(connection, catalog, row);
            one["destroyed"] = settler.destroyed();
            one["undo"] = shown(settler.way_back(), settler, dialect);
            one["resume"] = shown(settler.way_on(), settler, dialect);
        } catch (const std::runtime_error& error) {
            if (dynamic_cast<const VendorError*>(&error)) throw;
            one["destroyed"] = nullptr, one["undo"] = nullptr, one["resume"] = nullptr;
            one["problem"] = error.what();
        }
        one["accept"] = "closes the journal and leaves everything as it is";
        journals.emplace_back(std::move(one));
    }
    return {{"journals", std::move(journals)}};
}

} // namespace schemad::apply
