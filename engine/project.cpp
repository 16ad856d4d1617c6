// SPDX-License-Identifier: Apache-2.0
#include "engine/project.hpp"

#include <atomic>
#include <chrono>
#include <utility>

#include "engine/apply/apply.hpp"
#include "engine/apply/lease.hpp"
#include "engine/apply/preview.hpp"
#include "engine/database/cells.hpp"
#include "engine/database/connection_pool.hpp"
#include "engine/database/table_there.hpp"
#include "engine/diff/entity_hashes.hpp"
#include "engine/diff/snapshot_diff.hpp"
#include "engine/diff/validate.hpp"
#include "engine/error.hpp"
#include "engine/guard/ignored.hpp"
#include "engine/history/answers.hpp"
#include "engine/js/object_hash.hpp"
#include "engine/model/own_tables.hpp"
#include "engine/model/system_fields.hpp"
#include "engine/snapshot/model_reader.hpp"
#include "engine/store/create_tables.hpp"
#include "engine/users.hpp"

namespace schemad {

namespace json = boost::json;

struct Project::State {
    State(ProjectOptions o, std::shared_ptr<const Vendor> v)
        : options(std::move(o)), vendor(v), system(options.directus_version),
          pool(std::move(v), options.connection, options.max_connections, options.max_idle_connections) {}
    ProjectOptions options;
    std::shared_ptr<const Vendor> vendor;
    model::SystemFields system;
    ConnectionPool pool;

    diff::ModelMemory remembered; // what diffs were made against
    database::KeptText written;   // the whole snapshot, as it is sent
    apply::LeaseTerms terms() const { return apply::lease_terms(options.connection); }
    apply::Context context() const {
        return {system,
                options.directus_version,
                &remembered,
                options.destructive,
                terms(),
                &options.protected_names,
                &options.ignored_names,
                options.history,
                options.on_settled};
    }
    std::atomic<bool> unsettled{false}; // an apply broke off and the database was not there to settle it

    // On a connection of its own.
    apply::Recovery settle(const apply::RecoverOrder& order) {
        auto settled = apply::recover_project(*to_change(), terms(), order);
        if (!settled.what.empty() && options.on_settled) options.on_settled(settled.what, order.by);
        return settled;
    }

    // Before a model is shown that would be another one as soon as the journal is settled.
    void settle_what_is_left() noexcept {
        if (!unsettled.exchange(false)) return;
        try {
            settle({});
        } catch (const RequestError& error) {
            if (!error.extensions.contains("journal")) unsettled = true; // else it waits for a decision
        } catch (...) { unsettled = true; }
    }

    // A database that another process has locked, as SQLite's can be, is what any lock of an apply is.
    ConnectionPool::Lease to_change() {
        try {
            return pool.lease(ConnectionPool::Use::change);
        } catch (const NoPlace&) { throw; } catch (const VendorError& error) {
            if (error.status != SCHEMAD_E_BUSY) throw;
            apply::refuse_as_locked(error.what());
        }
    }

    // A view that somebody's schema change made useless (SCHEMAD_E_BUSY) is taken anew; the third time it is told.
    template <class F> auto reading(F&& read) {
        settle_what_is_left();
        return as_it_is(std::forward<F>(read));
    }
    // The same, of what an apply left as it stands.
    template <class F> auto as_it_is(F&& read) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{2};
        for (int tries = 1;; ++tries) {
            const auto connection = pool.lease();
            try {
                return read(*connection);
            } catch (const VendorError& error) {
                const bool waited = std::chrono::steady_clock::now() >= end; // for a lock: long enough
                if (error.status != SCHEMAD_E_BUSY || tries == 3 || waited) throw;
                connection->rollback();
            }
        }
    }

    // One consistent view of the history; `none` where the database has none.
    template <class T, class F> T reading_history(T none, F&& read) {
        bool first = true;
        return reading([&](Connection& connection) {
            connection.begin(SCHEMAD_BEGIN_READ);
            const auto tables = {std::string_view{model::history_table().name},
                                 std::string_view{model::history_part_table().name}};
            try {
                return database::answer_or(connection, tables, std::move(none), [&] {
                    history::Store store(connection);
                    auto answer = read(connection, store);
                    connection.commit();
                    return answer;
                });
            } catch (const VendorError& error) { // there, and not as we made it: never an empty history
                if (error.status != SCHEMAD_E_NOT_FOUND && error.status != SCHEMAD_E_SYNTAX) throw;
                // an apply may have made it between the question and the look at the catalog
                if (std::exchange(first, false)) throw VendorError(SCHEMAD_E_BUSY, error.what());
                const auto reason = "The history of this project cannot be read: " + std::string{error.what()};
                throw RequestError(ErrorCode::service_unavailable,
                                   "Service \"project\" is unavailable. " + reason + ".",
                                   {{"service", "project"}, {"reason", reason}});
            }
        });
    }

    // One consistent view of catalog and meta rows.
    json::value snapshot(const SnapshotScope& scope, const json::storage_ptr& storage) {
        return reading([&](Connection& connection) {
            connection.begin(SCHEMAD_BEGIN_READ);
            auto model = snapshot::read_model(connection, system, options.directus_version, scope, storage);
            connection.commit();
            return std::move(model.snapshot);
        });
    }
};

Project::Project(ProjectOptions options, std::shared_ptr<const Vendor> vendor)
    : state_(std::make_unique<State>(std::move(options), std::move(vendor))) {}
Project::~Project() = default;

const ProjectOptions& Project::options() const noexcept { return state_->options; }
const Vendor& Project::vendor() const noexcept { return *state_->vendor; }

json::value Project::snapshot(const SnapshotScope& scope, json::storage_ptr storage) {
    auto whole = state_->snapshot(scope, storage);
    const auto& ignored = state_->options.ignored_names;
    if (ignored.empty()) return whole;
    return guard::shown(whole.get_object(), ignored, storage);
}

std::shared_ptr<const database::WrittenText> Project::written_snapshot(const Writer& write) {
    const std::string_view read[] = {model::meta_table(model::ItemKind::collection).name,
                                     model::meta_table(model::ItemKind::field).name,
                                     model::meta_table(model::ItemKind::relation).name};
    struct Found {
        std::shared_ptr<const database::WrittenText> kept{};
        std::uint64_t connection = 0;
        std::string fingerprint{};
        std::optional<json::value> snapshot{}; // none where a text is kept
    };
    auto& state = *state_;
    const auto storage = json::make_shared_resource<json::monotonic_resource>();
    auto found = state.reading([&](Connection& connection) {
        Found one;
        one.connection = connection.id();
        connection.begin(SCHEMAD_BEGIN_READ);
        one.fingerprint = connection.fingerprint(read);
        one.kept = state.written.find(one.connection, one.fingerprint);
        if (!one.kept) {
            const auto& o = state.options;
            auto model = snapshot::read_model(connection, state.system, o.directus_version, {}, storage);
            one.snapshot.emplace(std::move(model.snapshot));
        }
        connection.commit();
        return one;
    });
    if (found.kept) return found.kept;
    const auto& ignored = state.options.ignored_names;
    if (!ignored.empty()) found.snapshot.emplace(guard::shown(found.snapshot->get_object(), ignored, storage));
    return state.written.keep(found.connection, std::move(found.fingerprint), write(*found.snapshot));
}

void Project::drop_what_is_idle() { state_->written.drop_if_idle(std::chrono::seconds{30}); }

std::optional<json::value> Project::diff(const json::value& uploaded, DiffMode mode, bool force) {
    const auto& version = state_->options.directus_version;
    diff::validate_snapshot(uploaded, {version, vendor().vendor_string()}, force);
    json::monotonic_resource memory;
    const auto whole = state_->snapshot({}, &memory);
    const auto& ignored = state_->options.ignored_names;
    json::value without_ignored(&memory);
    if (!ignored.empty()) without_ignored = guard::shown(whole.get_object(), ignored, &memory);
    const auto& current = ignored.empty() ? whole : without_ignored;
    const diff::Options options{mode == DiffMode::merge ? diff::Mode::merge : diff::Mode::mirror,
                                diff::collapses_meta(version)};
    auto found = ignored.empty() ? diff::snapshot_diff(current.get_object(), uploaded.get_object(), options) : [&] {
        const auto both = guard::comparable(whole.get_object(), uploaded.get_object(), ignored, &memory);
        return diff::snapshot_diff(both.current, both.uploaded, options);
    }();
    if (!found) return std::nullopt;
    json::object answer;
    auto hash = js::versioned_hash(current, version);
    state_->remembered.remember(hash, current);
    answer.emplace("hash", std::move(hash));
    answer.emplace("diff", std::move(*found));
    return answer;
}

ApplyReport Project::apply(const json::value& payload, const ApplyRequest& request) {
    request.entered(ApplyProgress::Phase::waiting);
    try {
        const auto connection = state_->to_change();
        return apply::apply_diff(*connection, payload, request, state_->context());
    } catch (const apply::BrokenOff& broken) {
        request.entered(ApplyProgress::Phase::recovering);
        apply::Recovery settled;
        try {
            apply::RecoverOrder order;
            order.known = broken.known;
            order.by = request.by;
            settled = state_->settle(order);
        } catch (const VendorError& error) { // the database is gone: settled when it is back
            state_->unsettled = true;
            apply::rethrow_unsettled(broken.cause, error.what());
        } catch (const RequestError& error) { // nobody can, or somebody else has the lease now
            state_->unsettled = true;
            if (error.extensions.contains("journal")) apply::rethrow_half_done(broken.cause, error);
            apply::rethrow_unsettled(broken.cause, error.what());
        }
        if (settled.outcome != apply::Recovery::Outcome::finished) std::rethrow_exception(broken.cause);
        bool lost = false;
        try {
            std::rethrow_exception(broken.cause);
        } catch (const VendorError& error) { lost = error.status == SCHEMAD_E_CONNECTION; } catch (...) {
        }
        if (lost) {
            const std::string reason =
                "The connection was lost after data was gone already, so the apply was carried on "
                "to its end; diff again to see that nothing is left";
            throw RequestError(ErrorCode::service_unavailable, "Service \"database\" is unavailable. " + reason + ".",
                               {{"service", "database"}, {"reason", reason}});
        }
        throw RequestError(ErrorCode::internal,
                           "The apply was interrupted after it had destroyed data, so it was carried "
                           "on to its end; what interrupted it is in the log.");
    }
}

std::string Project::recover(std::string_view mode, const std::string& by) {
    using apply::RecoverMode;
    using Outcome = apply::Recovery::Outcome;
    apply::RecoverOrder order;
    order.mode = mode == "undo"     ? RecoverMode::undo
                 : mode == "resume" ? RecoverMode::resume
                 : mode == "accept" ? RecoverMode::accept
                                    : RecoverMode::automatic;
    order.by = by;
    order.history = state_->options.history;
    const auto context = state_->context();
    order.hash = [&](Connection& connection) {
        const auto model = snapshot::read_model(connection, context.system, context.directus_version, {}, {});
        json::value without_ignored;
        return js::versioned_hash(apply::shown_snapshot(model, context, without_ignored), context.directus_version);
    };
    const auto settled = state_->settle(order);
    if (settled.what.empty()) return {};
    return (settled.outcome == Outcome::undone     ? "undone: "
            : settled.outcome == Outcome::accepted ? "accepted as it is: "
                                                   : "finished: ") +
           settled.what;
}

json::object Project::half_done() {
    if (vendor().has(SCHEMAD_CAP_TRANSACTIONAL_DDL)) return {{"journals", json::array{}}};
    return state_->as_it_is([](Connection& connection) {
        connection.begin(SCHEMAD_BEGIN_READ);
        try {
            auto document = apply::half_done(connection, *connection.inspect());
            connection.commit();
            return document;
        } catch (const VendorError& error) {
            connection.rollback();
            // it is being settled at this moment, and what it names is going
            if (error.status == SCHEMAD_E_NOT_FOUND) throw VendorError(SCHEMAD_E_BUSY, error.what());
            throw;
        } catch (...) {
            connection.rollback();
            throw;
        }
    });
}

PlanAnswer Project::plan(const json::value& payload, const PlanRequest& request) {
    auto preview = state_->reading(
        [&](Connection& connection) { return apply::preview_diff(connection, payload, request, state_->context()); });
    return {std::move(preview.document), std::move(preview.script.text), std::move(preview.script.fault)};
}

json::value Project::history(std::size_t limit, std::size_t offset) {
    return state_->reading_history(history::empty_list(), [&](Connection&, history::Store& store) {
        return history::list_document(store, limit, offset);
    });
}

std::optional<json::value> Project::history_entry(std::int64_t id) {
    return state_->reading_history(std::optional<json::value>{}, [&](Connection&, history::Store& store) {
        return history::entry_document(store, id);
    });
}

std::optional<json::value> Project::revert(std::int64_t id) {
    const auto& version = state_->options.directus_version;
    return state_->reading_history(
        std::optional<json::value>{}, [&](Connection& connection, history::Store& store) -> std::optional<json::value> {
            if (!store.find(id)) return std::nullopt;
            auto model = snapshot::read_model(connection, state_->system, version, {}, {});
            if (const auto& ignored = state_->options.ignored_names; !ignored.empty())
                model.snapshot = guard::shown(model.snapshot.get_object(), ignored);
            auto answer = history::revert_document(store, id, model, version);
            if (answer && answer->is_object())
                state_->remembered.remember(std::string{answer->at("hash").as_string()}, model.snapshot);
            return answer;
        });
}

std::optional<User> Project::user_of_token(std::string_view token, std::string_view client_ip) {
    const auto connection = state_->pool.lease();
    return find_user(*connection, token, client_ip, state_->options.directus_version);
}

std::optional<User> Project::user_by_id(std::string_view id, std::string_view session, std::string_view client_ip) {
    const auto connection = state_->pool.lease();
    return find_user_by_id(*connection, id, session, client_ip, state_->options.directus_version);
}

std::optional<json::object> Project::settings_row() {
    const auto connection = state_->pool.lease();
    return database::answer_or(*connection, {"directus_settings"}, std::optional<json::object>{}, [&] {
        std::optional<json::object> row;
        const auto rows = connection->query("select * from " + vendor().quoted("directus_settings"));
        const database::CellRows found(*rows, 1);
        if (found.empty()) return row;
        row.emplace();
        for (std::size_t i = 0; i < rows->column_count; ++i) {
            const auto& cell = found[0][i];
            auto& value = (*row)[view(rows->column_names[i])];
            if (cell.kind == SCHEMAD_INT64)
                value = cell.as.integer;
            else if (cell.kind == SCHEMAD_DOUBLE)
                value = cell.as.real;
            else if (cell.kind == SCHEMAD_BOOL)
                value = cell.as.integer != 0;
            else if (cell.kind == SCHEMAD_TEXT)
                value = view(cell.as.text);
        }
        return row;
    });
}

bool Project::has_users() {
    const auto connection = state_->pool.lease();
    return database::answer_or(*connection, {"directus_users"}, false, [&] {
        return connection->query("select 1 from " + vendor().quoted("directus_users") + " limit 1")->row_count > 0;
    });
}

void Project::ping() { state_->pool.lease()->ping(); }

void Project::end_reads() noexcept { state_->pool.end_reads(); }
bool Project::changing() const { return state_->pool.changing(); }

bool Project::create_meta_tables() {
    const auto connection = state_->pool.lease();
    return store::create_meta_tables(*connection);
}

} // namespace schemad
