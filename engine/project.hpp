// SPDX-License-Identifier: Apache-2.0
// A project: one database behind one vendor, and the three requests it answers. docs/spec/README.md, engine 1 to 6.
//
// Threads: all members may be called from any thread; each call blocks (run it on a worker). Connections are pooled.
// Errors: RequestError for what the client can mend, VendorError when the database cannot be had.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <schemad/host.hpp>

#include "engine/database/kept_text.hpp"
#include "engine/items/request.hpp"
#include "engine/logins.hpp"
#include "engine/model/items.hpp"
#include "engine/model/version.hpp"
#include "engine/project_options.hpp"
#include "engine/requests.hpp"
#include "engine/users.hpp"

namespace schemad {

class Project {
public:
    Project(ProjectOptions, std::shared_ptr<const Vendor>);
    ~Project();
    const ProjectOptions& options() const noexcept;
    const Vendor& vendor() const noexcept;

    boost::json::value snapshot(const SnapshotScope& = {}, boost::json::storage_ptr = {});
    // The whole snapshot as `write` makes a text of it; the same text as before, not written again, where the database
    // tells that nothing has changed. write: of any thread.
    using Writer = std::function<database::WrittenText(const boost::json::value&)>;
    std::shared_ptr<const database::WrittenText> written_snapshot(const Writer& write);
    // Gives back what is kept for requests that did not come for a while.
    void drop_what_is_idle();
    // `uploaded` is not yet validated.
    DiffAnswer diff(const boost::json::value& uploaded, const DiffRequest&);
    ApplyReport apply(const boost::json::value& payload, const ApplyRequest&);
    // Gives what is in the database its meta rows, or takes them away: what would come of it, or what came of it.
    AdoptAnswer adopt(const AdoptRequest&);
    // Undoes or finishes what an apply that broke off left behind; the text says what, empty for nothing. mode:
    // "undo", "resume" or "accept" (as it is) decide about an apply that neither way led out of by itself; else "".
    std::string recover(std::string_view mode = {}, const std::string& by = {});
    // What such applies left, and what each mode would do: {journals}. Changes nothing.
    boost::json::object half_done();
    // What that apply would do; changes nothing.
    PlanAnswer plan(const boost::json::value& payload, const PlanRequest&);
    // Plans that are stored to be agreed to: use_cases/stored_plans.hpp.
    boost::json::object store_plan(const boost::json::value& payload, const PlanRequest&, const StoreOrder&);
    boost::json::value stored_plans();
    std::optional<boost::json::value> stored_plan(std::string_view id);
    std::optional<boost::json::value> decide(std::string_view id, const Decision&);
    // What applies did, newest first; one of them (nullopt: there is none of this number); and what leads back to
    // before it, null when nothing differs. docs/http-api.md, GET /schema/history.
    boost::json::value history(std::size_t limit, std::size_t offset);
    std::optional<boost::json::value> history_entry(std::int64_t id);
    std::optional<boost::json::value> revert(std::int64_t id);
    // The active user with this static token; nullopt when there is none. client_ip decides ip_access of policies.
    std::optional<User> user_of_token(std::string_view token, std::string_view client_ip);
    // The active user a verified token of Directus names; session empty: none is asked for (engine/users.hpp).
    std::optional<User> user_by_id(std::string_view id, std::string_view session, std::string_view client_ip);
    // What policies give an active user, from that address.
    Rights rights_of_user(const std::string& id, std::string_view client_ip);
    // What a log-in reads and writes: engine/logins.hpp.
    std::optional<LoginUser> login_user(std::string_view email);
    std::optional<std::size_t> allowed_login_attempts();
    void suspend_user(const std::string& id);
    void start_session(const SessionStart&);
    std::optional<LoginUser> user_of_session(const std::string& token);
    bool renew_session(const std::string& token, const std::string& next,
                       std::chrono::system_clock::time_point expires);
    void end_session(const std::string& token);
    // Rows of Directus's own collections; nullopt: there is no such table. And what GET /collections, /fields and
    // /relations list. engine/use_cases/items.hpp
    std::optional<items::Answer> items(const items::Request&);
    boost::json::array model_list(model::ItemKind kind);
    // The row of directus_settings, or nullopt; for /server/info.
    std::optional<boost::json::object> settings_row();
    bool has_users();
    // Throws VendorError when the database does not answer.
    void ping();
    // Which database server it is on, "PostgreSQL 15.8"; empty: it does not tell. Asks a connection.
    std::string server();
    // The version it speaks, as it was seen last or is stated; asks nobody.
    std::string directus_version() const;
    model::VersionTraits traits() const;
    // Looks now and then at the database. Throws SERVICE_UNAVAILABLE where that is of another version than is stated.
    void require_version();
    // For the end of the process: what reads ends soon, and nothing begins any more; and whether an apply, or what
    // settles one, is still at work.
    void end_reads() noexcept;
    bool changing() const;
    // Creates the three meta tables in a database that has none (schemad init). False: they were there.
    bool create_meta_tables();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace schemad
