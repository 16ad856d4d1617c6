// SPDX-License-Identifier: Apache-2.0
#include "engine/project.hpp"

#include <atomic>
#include <chrono>
#include <utility>

#include "engine/database/connection_pool.hpp"
#include "engine/error.hpp"
#include "engine/settings_row.hpp"
#include "engine/spoken.hpp"
#include "engine/store/create_tables.hpp"
#include "engine/use_cases/adopt.hpp"
#include "engine/use_cases/apply.hpp"
#include "engine/use_cases/diff.hpp"
#include "engine/use_cases/history.hpp"
#include "engine/use_cases/items.hpp"
#include "engine/use_cases/plan.hpp"
#include "engine/use_cases/recover.hpp"
#include "engine/use_cases/snapshot.hpp"
#include "engine/use_cases/stored_plans.hpp"
#include "engine/users.hpp"

namespace schemad {

namespace json = boost::json;

struct Project::State {
    State(ProjectOptions o, std::shared_ptr<const Vendor> v)
        : options(std::move(o)), vendor(v),
          pool(std::move(v), options.connection, options.max_connections, options.max_idle_connections),
          language(options, std::string{vendor->vendor_string()}) {}
    const ProjectOptions options;
    const std::shared_ptr<const Vendor> vendor;
    ConnectionPool pool;
    Language language;
    std::atomic<bool> unsettled{false}; // an apply broke off and the database was not there to settle it

    std::shared_ptr<Spoken> spoken() {
        return language.now([this] {
            const auto connection = pool.lease();
            return look_at_version(*connection, options.directus_version);
        });
    }

    void tell_of(const ApplyReport& report, const std::string& by) const {
        if (report.steps > 0 && options.on_changed)
            options.on_changed({by, report.entry, report.steps, report.left_out.size()});
    }

    // On a connection of its own.
    apply::Recovery settle(const apply::RecoverOrder& order) {
        return use_cases::settle(*to_change(), spoken()->context, order);
    }

    // The same, and where it cannot be done now it is before the next model is shown.
    apply::Recovery settle_now_or_later(const apply::RecoverOrder& order) {
        try {
            return settle(order);
        } catch (const RequestError& error) {
            if (!error.extensions.contains("journal")) unsettled = true; // else it waits for a decision
            throw;
        } catch (...) {
            unsettled = true;
            throw;
        }
    }

    // Before a model is shown that would be another one as soon as the journal is settled.
    void settle_what_is_left() noexcept {
        if (!unsettled.exchange(false)) return;
        try {
            settle_now_or_later({});
        } catch (...) { // what is shown then is what is there
        }
    }

    // A database that another process has locked, as SQLite's can be, is what any lock of an apply is.
    ConnectionPool::Lease to_change() {
        try {
            return pool.lease(ConnectionPool::Use::change);
        } catch (const NoFreeConnection&) { throw; } catch (const VendorError& error) {
            if (error.status != SCHEMAD_E_BUSY) throw;
            apply::refuse_as_locked(error.what());
        }
    }

    // What is begun is brought to an end, one or the other, before anybody is told.
    template <class F> auto changing_as(const ApplyRequest& request, F&& change) {
        try {
            return change(*to_change());
        } catch (const use_cases::BrokenOff& broken) {
            use_cases::settle_broken_off(broken, request,
                                         [&](const apply::RecoverOrder& order) { return settle_now_or_later(order); });
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
            }
        }
    }
    use_cases::Reading by_reading() {
        return [this](const std::function<void(Connection&)>& read) { reading(read); };
    }
    // In a database of another version than is stated the tables of users may be others: then nobody is known.
    template <class F> std::optional<User> found_user(const Spoken& spoken, F&& find) {
        try {
            return on_connection(std::forward<F>(find));
        } catch (const VendorError& error) {
            if (error.status == SCHEMAD_E_CONNECTION || error.status == SCHEMAD_E_BUSY || spoken.refusal.empty()) throw;
            return std::nullopt;
        }
    }
    template <class F> auto on_connection(F&& ask) {
        const auto connection = pool.lease();
        return ask(*connection);
    }
};

Project::Project(ProjectOptions options, std::shared_ptr<const Vendor> vendor)
    : state_(std::make_unique<State>(std::move(options), std::move(vendor))) {}
Project::~Project() = default;

const ProjectOptions& Project::options() const noexcept { return state_->options; }
const Vendor& Project::vendor() const noexcept { return *state_->vendor; }

json::value Project::snapshot(const SnapshotScope& scope, json::storage_ptr storage) {
    const auto spoken = state_->spoken();
    const auto& context = spoken->or_refuse().context;
    auto whole = state_->reading([&](Connection& c) { return use_cases::whole_snapshot(c, context, scope, storage); });
    return context.view.of(std::move(whole.get_object()));
}

std::shared_ptr<const database::WrittenText> Project::written_snapshot(const Writer& write) {
    const auto spoken = state_->spoken();
    return use_cases::written_snapshot(state_->by_reading(), spoken->written, spoken->or_refuse().context, write);
}

void Project::drop_what_is_idle() { state_->language.last()->written.drop_if_idle(std::chrono::seconds{30}); }

DiffAnswer Project::diff(const json::value& uploaded, const DiffRequest& request) {
    const auto spoken = state_->spoken();
    return use_cases::make_diff(state_->by_reading(), uploaded, request, vendor(), spoken->or_refuse().context);
}

ApplyReport Project::apply(const json::value& payload, const ApplyRequest& request) {
    request.entered(ApplyProgress::Phase::waiting);
    const auto spoken = state_->spoken();
    auto report = state_->changing_as(request, [&](Connection& connection) {
        return use_cases::apply_or_store(connection, payload, request, spoken->or_refuse().context);
    });
    if (!request.dry) state_->tell_of(report, request.by);
    return report;
}

AdoptAnswer Project::adopt(const AdoptRequest& request) {
    const auto spoken = state_->spoken();
    use_cases::Adopting adopting(request, spoken->or_refuse().context);
    if (!request.apply) return {state_->reading([&](Connection& c) { return adopting.look(c); }), {}};
    auto document =
        state_->changing_as(request.order, [&](Connection& connection) { return adopting.apply(connection); });
    state_->tell_of(adopting.report(), request.order.by);
    return {std::move(document), adopting.report()};
}

std::string Project::recover(std::string_view mode, const std::string& by) {
    const auto spoken = state_->spoken();
    return use_cases::in_words(state_->settle(use_cases::recover_order(mode, by, spoken->context)));
}

json::object Project::half_done() {
    if (vendor().has(SCHEMAD_CAP_TRANSACTIONAL_DDL)) return {{"journals", json::array{}}};
    return state_->as_it_is([](Connection& c) { return use_cases::half_done(c); });
}

PlanAnswer Project::plan(const json::value& payload, const PlanRequest& request) {
    const auto spoken = state_->spoken();
    const auto& context = spoken->or_refuse().context;
    auto preview =
        state_->reading([&](Connection& c) { return use_cases::preview_diff(c, payload, request, context); });
    return {std::move(preview.document), std::move(preview.script.text), std::move(preview.script.fault)};
}

json::object Project::store_plan(const json::value& payload, const PlanRequest& request, const StoreOrder& order) {
    const auto spoken = state_->spoken();
    state_->settle_what_is_left();
    return use_cases::store_plan(*state_->to_change(), payload, request, order, spoken->or_refuse().context);
}

json::value Project::stored_plans() { return state_->reading(use_cases::stored_plans); }

std::optional<json::value> Project::stored_plan(std::string_view id) {
    return state_->reading([&](Connection& c) { return use_cases::stored_plan_document(c, id); });
}

std::optional<json::value> Project::decide(std::string_view id, const Decision& decision) {
    const auto spoken = state_->spoken();
    return use_cases::decide(*state_->to_change(), id, decision, spoken->or_refuse().context);
}

json::value Project::history(std::size_t limit, std::size_t offset) {
    const auto spoken = state_->spoken();
    return state_->reading([&, history = use_cases::History(spoken->context)](Connection& c) mutable {
        return history.list(c, limit, offset);
    });
}

std::optional<json::value> Project::history_entry(std::int64_t id) {
    const auto spoken = state_->spoken();
    return state_->reading(
        [&, history = use_cases::History(spoken->context)](Connection& c) mutable { return history.entry(c, id); });
}

std::optional<json::value> Project::revert(std::int64_t id) {
    const auto spoken = state_->spoken();
    return state_->reading([&, history = use_cases::History(spoken->or_refuse().context)](Connection& c) mutable {
        return history.revert(c, id);
    });
}

std::optional<User> Project::user_of_token(std::string_view token, std::string_view client_ip) {
    const auto spoken = state_->spoken();
    return state_->found_user(*spoken, [&](Connection& c) { return find_user(c, token, client_ip, spoken->dialect); });
}

std::optional<User> Project::user_by_id(std::string_view id, std::string_view session, std::string_view client_ip) {
    const auto spoken = state_->spoken();
    return state_->found_user(
        *spoken, [&](Connection& c) { return find_user_by_id(c, id, session, client_ip, spoken->dialect); });
}

Rights Project::rights_of_user(const std::string& id, std::string_view client_ip) {
    const auto spoken = state_->spoken();
    return state_->on_connection([&](Connection& c) { return find_rights(c, id, client_ip, spoken->dialect); });
}

std::optional<LoginUser> Project::login_user(std::string_view email) {
    return state_->on_connection([&](Connection& c) { return find_login_user(c, email); });
}
std::optional<std::size_t> Project::allowed_login_attempts() {
    return state_->on_connection(schemad::allowed_login_attempts);
}
void Project::suspend_user(const std::string& id) {
    state_->on_connection([&](Connection& c) { schemad::suspend_user(c, id); });
}
void Project::start_session(const SessionStart& session) {
    const auto spoken = state_->spoken();
    state_->on_connection([&](Connection& c) { schemad::start_session(c, session, spoken->dialect); });
}
std::optional<LoginUser> Project::user_of_session(const std::string& token) {
    return state_->on_connection([&](Connection& c) { return schemad::user_of_session(c, token); });
}
bool Project::renew_session(const std::string& token, const std::string& next,
                            std::chrono::system_clock::time_point expires) {
    const auto spoken = state_->spoken();
    return state_->on_connection(
        [&](Connection& c) { return schemad::renew_session(c, token, next, expires, spoken->dialect); });
}
void Project::end_session(const std::string& token) {
    state_->on_connection([&](Connection& c) { schemad::end_session(c, token); });
}

std::optional<items::Answer> Project::items(const items::Request& request) {
    return state_->reading([&](Connection& c) { return use_cases::read_items(c, request); });
}

json::array Project::model_list(model::ItemKind kind) {
    const auto spoken = state_->spoken();
    const auto& context = spoken->or_refuse().context;
    return state_->reading([&](Connection& c) { return use_cases::list_model(c, context, kind); });
}

std::string Project::directus_version() const { return state_->language.last()->dialect.version(); }
model::VersionTraits Project::traits() const { return state_->language.last()->dialect.traits(); }
void Project::require_version() { state_->spoken()->or_refuse(); }
std::optional<json::object> Project::settings_row() { return state_->on_connection(find_settings_row); }
bool Project::has_users() { return state_->on_connection(schemad::has_users); }
void Project::ping() { state_->pool.lease()->ping(); }
std::string Project::server() { return state_->pool.lease()->server(); }
void Project::end_reads() noexcept { state_->pool.end_reads(); }
bool Project::changing() const { return state_->pool.changing(); }
bool Project::create_meta_tables() { return state_->on_connection(store::create_meta_tables); }

} // namespace schemad
