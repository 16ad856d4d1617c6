// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/scratch.hpp"

#include <array>
#include <chrono>
#include <map>
#include <set>

#include "engine/apply/concern.hpp"
#include "engine/apply/run_plan.hpp"
#include "engine/apply/verify.hpp"
#include "engine/database/transaction.hpp"
#include "engine/diff/snapshot_diff.hpp"
#include "engine/error.hpp"
#include "engine/model/items.hpp"
#include "engine/model/meta_tables.hpp"

namespace schemad::apply {

namespace {

namespace json = boost::json;

RequestError unavailable(const std::string& why) {
    const auto reason = why + ", so nothing was tried and nothing was changed";
    return {ErrorCode::service_unavailable,
            "Service \"scratch\" is unavailable. " + reason + ".",
            {{"service", "scratch"}, {"reason", reason}}};
}
RequestError unfaithful(const std::string& what) {
    return unavailable("A scratch of this project cannot be made faithfully: " + what);
}

// The first entity that the copy shows in another way.
void require_same_model(const json::object& copy, const json::object& project) {
    const auto difference = diff::snapshot_diff(copy, project, diff::Options::by_member());
    if (!difference) return;
    for (const auto kind : model::all_kinds)
        for (const auto& value : model::list_of(*difference, kind)) {
            const auto& entry = value.get_object();
            std::string what{model::list_name(kind)};
            what += " " + plan::name_of(model::text_of(entry, "collection"), model::text_of(entry, "field"));
            if (const auto& first = entry.at("diff").at(0).get_object(); first.contains("path"))
                for (const auto& part : first.at("path").get_array())
                    what += (&part == &first.at("path").get_array().front() ? ": " : ".") +
                            (part.is_string() ? std::string(part.get_string()) : json::serialize(part));
            throw unfaithful(what + " is another one there");
        }
    throw unfaithful("its model is another one");
}

// What is there, also as far as no snapshot shows it: a plan drops keys and indexes by their real names.
std::map<std::string, std::string> structure_of(const schemad_catalog& catalog) {
    std::map<std::string, std::string> all; // what it is -> how it is
    const auto text = [](schemad_str s) { return stated(s) ? std::string(view(s)) : std::string("(none)"); };
    const auto list = [&](const schemad_str* names, std::size_t count) {
        std::string names_in_order;
        for (std::size_t i = 0; i < count; ++i) names_in_order += text(names[i]) + ",";
        return names_in_order;
    };
    std::set<std::string> base;
    for (const auto& table : tables(catalog))
        if (table.kind == SCHEMAD_TABLE_BASE) base.insert(text(table.name)), all["table " + text(table.name)];
    const auto of = [&](schemad_str table, const char* what, const std::string& name) -> std::string* {
        return base.contains(text(table)) ? &all[what + text(table) + "." + name] : nullptr;
    };
    for (const auto& one : columns(catalog))
        if (auto* how = of(one.table, "column ", text(one.name)))
            *how = std::to_string(one.flags) + " " + text(one.declared_type) + " " + text(one.default_sql);
    for (const auto& one : indexes(catalog))
        if (auto* how = of(one.table, "index ", text(one.name)))
            *how = std::to_string(one.flags) + " " + list(one.columns, one.column_count);
    for (const auto& one : foreign_keys(catalog))
        if (auto* how = of(one.table, "foreign key ", text(one.name) + " of " + list(one.columns, one.column_count)))
            *how += text(one.referenced_table) + " " + list(one.referenced_columns, one.column_count) +
                    text(one.on_update) + " " + text(one.on_delete) + ";";
    for (const auto& one : checks(catalog))
        if (auto* how = of(one.table, "check ", text(one.name))) *how += "1"; // unnamed ones are counted
    return all;
}
void require_same_structure(const schemad_catalog& copy, const schemad_catalog& project) {
    const auto here = structure_of(copy), there = structure_of(project);
    for (const auto& [what, how] : there)
        if (const auto found = here.find(what); found == here.end() || found->second != how)
            throw unfaithful(what + (found == here.end() ? " is not there" : " is another one there"));
    for (const auto& [what, how] : here)
        if (!there.contains(what)) throw unfaithful(what + " is there alone");
}

// Statements of a vendor with schemas name them where a bare name would not do; the copy is a schema of its own.
std::string without_schemas(std::string sql, const Vendor& vendor, const schemad_catalog& catalog) {
    std::set<std::string> prefixes;
    for (const auto& table : tables(catalog))
        if (stated(table.schema)) prefixes.insert((vendor.quoted(view(table.schema)) + ".").str());
    for (const auto& prefix : prefixes)
        for (auto at = sql.find(prefix); at != std::string::npos; at = sql.find(prefix, at))
            sql.erase(at, prefix.size());
    return sql;
}

std::string number_of(std::size_t at, const plan::Plan& plan) {
    return "step " + std::to_string(at + 1) + " of " + std::to_string(plan.steps.size());
}

// The plan that was made for the copy has to be the project's, statement by statement.
void require_same_plan(const plan::Plan& copy, const schemad_catalog& of_copy, const plan::Plan& whole,
                       const schemad_catalog& of_project, const Vendor& vendor) {
    auto project = whole; // records of configuration have no rows there to be tried on
    std::erase_if(project.steps, [](const plan::Step& step) { return step.what == plan::Step::What::records; });
    if (copy.steps.size() != project.steps.size()) throw unfaithful("its plan has another number of steps");
    for (std::size_t i = 0; i < copy.steps.size(); ++i) {
        const auto &one = copy.steps[i], &other = project.steps[i];
        bool same = one.entity == other.entity && one.table == other.table && one.action == other.action &&
                    one.statements.size() == other.statements.size();
        for (std::size_t k = 0; same && k < one.statements.size(); ++k) {
            const auto &a = one.statements[k], &b = other.statements[k];
            same = a.params == b.params && (a.sql == b.sql || without_schemas(a.sql.str(), vendor, of_copy) ==
                                                                  without_schemas(b.sql.str(), vendor, of_project));
        }
        if (!same)
            throw unfaithful(number_of(i, project) + " (" + other.action + " " + other.entity +
                             ") would be another one there");
    }
}

// The database could not be had: that says nothing about the plan.
bool is_about_the_connection(schemad_status status) noexcept {
    return status == SCHEMAD_E_CONNECTION || status == SCHEMAD_E_BUSY || status == SCHEMAD_E_CANCELLED ||
           status == SCHEMAD_E_TIMEOUT;
}

class Trial final : ApplyProgress {
public:
    Trial(Connection& project, Connection& scratch, const plan::Plan& plan)
        : project_(project), scratch_(scratch), plan_(plan) {}

    template <class F> void run(F&& work) {
        try {
            work();
        } catch (const RequestError& error) {
            fail(error.code, error.what(), error.extensions);
        } catch (const VendorError& error) {
            if (is_about_the_connection(error.status)) throw;
            fail(ErrorCode::internal, error.what(), {});
        }
    }
    void run_steps() {
        apply::run_steps(scratch_, plan_, nullptr, this);
        at_ = SIZE_MAX;
    }

private:
    void entered(Phase) noexcept override {}
    void reached(std::size_t at, std::size_t, std::string_view, std::string_view) noexcept override {
        at_ = at;
        try {
            keep_awake();
        } catch (const VendorError&) { // the apply finds out itself
        }
    }

    // A server ends an apply whose connection is silent for long, as the project's is meanwhile.
    void keep_awake() {
        const auto now = std::chrono::steady_clock::now();
        if (now - woken_ < std::chrono::seconds(2)) return;
        woken_ = now;
        project_.ping();
    }

    [[noreturn]] void fail(ErrorCode code, const std::string& reason, json::object extensions) const {
        std::string where = "the result";
        extensions["verify"] = "scratch";
        if (at_ < plan_.steps.size()) {
            const auto& step = plan_.steps[at_];
            where = number_of(at_, plan_) + ", " + step.action + " " + step.entity;
            extensions["step"] = at_ + 1;
            extensions["entity"] = step.entity;
        }
        extensions["reason"] = reason;
        throw RequestError(code,
                           "The plan was tried in a scratch schema and failed there, so nothing was changed: " + where +
                               ": " + reason,
                           std::move(extensions));
    }

    Connection &project_, &scratch_;
    const plan::Plan& plan_;
    std::size_t at_ = SIZE_MAX;
    std::chrono::steady_clock::time_point woken_ = std::chrono::steady_clock::now();
};

std::unique_ptr<Connection> open_scratch(Connection& connection) {
    using model::ItemKind;
    const std::array<std::string_view, 3> with_rows{model::meta_table(ItemKind::collection).name,
                                                    model::meta_table(ItemKind::field).name,
                                                    model::meta_table(ItemKind::relation).name};
    try {
        return connection.open_scratch(with_rows);
    } catch (const VendorError& error) {
        if (is_about_the_connection(error.status)) throw;
        throw unavailable("A scratch of this project cannot be made: " + std::string(error.what()));
    }
}

} // namespace

void try_in_scratch(Connection& connection, const json::value& payload, const Judged& judged, const Context& context) {
    const auto& before = judged.model;
    if (!connection.vendor().has_scratch())
        throw invalid_query("\"verify\" cannot be \"scratch\": the vendor \"" +
                            std::string(connection.vendor().name()) + "\" has no scratch");
    const auto scratch = open_scratch(connection);
    json::monotonic_resource memory;
    database::Transaction trying(*scratch, SCHEMAD_BEGIN_APPLY);
    auto copy = read_model(*scratch, context, &memory);
    require_same_model(copy.snapshot.get_object(), before.snapshot.get_object());
    require_same_structure(*copy.catalog, *before.catalog);
    copy.permissions = before.permissions; // what is done about them is part of the plan
    const auto planned = plan_diff(*scratch, payload, copy, context, {});
    const auto& plan = planned.plan;
    require_same_plan(plan, *copy.catalog, judged.plan(), *before.catalog, scratch->vendor());

    Trial trial(connection, *scratch, plan);
    trial.run([&] {
        trial.run_steps();
        const auto after = read_model(*scratch, context, &memory);
        auto left_out = plan.left_out;
        verify(after.snapshot.get_object(), planned.changes.wanted_snapshot(&memory), plan.unshowable,
               scratch->vendor(), left_out, plan.losing);
        translating_errors([&] { trying.commit(); });
    });
}

} // namespace schemad::apply
