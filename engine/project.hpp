// SPDX-License-Identifier: Apache-2.0
// A project: one database behind one vendor, and the three requests it answers. spec/engine.md sections 1 to 6.
//
// Threads: all members may be called from any thread; each call blocks (run it on a worker). Connections are pooled.
// Errors: RequestError for what the client can mend, VendorError when the database cannot be had.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <schemad/host.hpp>

#include "engine/guard/name_patterns.hpp"
#include "engine/model/left_out.hpp"
#include "engine/progress.hpp"

namespace schemad {

struct SnapshotScope { // includeCollections / excludeCollections, spec 1.6
    enum class Kind { everything, include, exclude } kind = Kind::everything;
    std::vector<std::string> names;
};
enum class DiffMode { mirror, merge };

// What an apply that destroys data needs: nothing, the id of its plan as a confirmation, or it is refused.
enum class Destructive { allow, confirm, deny };

struct ProjectOptions {
    std::string name;
    Settings connection;
    std::string directus_version = "12.4.0";
    std::size_t max_connections = 4;      // to the database, bounded
    std::size_t max_idle_connections = 4; // kept open between requests
    Destructive destructive = Destructive::allow;
    guard::NamePatterns protected_names; // what no apply touches
    guard::NamePatterns ignored_names;   // what snapshots, diffs and applies leave out
    bool history = true;                 // each apply is written down in the project's database
};

// How an apply is asked for.
struct ApplyRequest {
    bool force = false;                // the hash may be another one
    std::string confirmed{};           // the id of the plan whose destruction is agreed to; empty: none
    std::string by{};                  // by whose token, for what is written down
    bool try_in_scratch = false;       // run the plan in a scratch first: engine/apply/scratch.hpp
    ApplyProgress* progress = nullptr; // told how far it is; may be null
    void entered(ApplyProgress::Phase phase) const noexcept {
        if (progress) progress->entered(phase);
    }
};

// How a plan is asked for.
struct PlanRequest {
    bool force = false;          // as in ApplyRequest
    bool try_in_scratch = false; // as in ApplyRequest
};

struct DoneStep { // of an apply
    std::string entity, action, table;
    bool destroys = false;
};

// What an apply did, and what it could not hold on this target: logged, counted in a header, and told whoever asks.
struct ApplyReport {
    LeftOuts left_out;
    std::size_t steps = 0;
    std::string recovered;               // what of an earlier apply had to be settled first; for the log
    std::vector<DoneStep> done{};        // the steps
    std::optional<std::int64_t> entry{}; // of the history; none without a step, or without a history
};

// What an apply would do: engine/apply/preview.hpp.
struct PlanAnswer {
    boost::json::object document;
    std::string script;
    std::string script_fault; // why the script must not be given to a shell; empty: it may
};

struct User { // a row of directus_users found by its static token, spec 1.4 and 7.5
    std::string id;
    bool admin = false;
};

class Project {
public:
    Project(ProjectOptions, std::shared_ptr<const Vendor>);
    ~Project();
    const ProjectOptions& options() const noexcept;
    const Vendor& vendor() const noexcept;

    boost::json::value snapshot(const SnapshotScope& = {}, boost::json::storage_ptr = {});
    // {hash, diff}; nullopt when nothing differs. `uploaded` is not yet validated.
    std::optional<boost::json::value> diff(const boost::json::value& uploaded, DiffMode, bool force);
    ApplyReport apply(const boost::json::value& payload, const ApplyRequest&);
    // Undoes or finishes what an apply that broke off left behind; the text says what, empty for nothing. mode:
    // "undo", "resume" or "accept" (as it is) decide about an apply that neither way led out of by itself; else "".
    std::string recover(std::string_view mode = {}, const std::string& by = {});
    // What such applies left, and what each mode would do: {journals}. Changes nothing.
    boost::json::object half_done();
    // What that apply would do; changes nothing.
    PlanAnswer plan(const boost::json::value& payload, const PlanRequest&);
    // What applies did, newest first; one of them (nullopt: there is none of this number); and what leads back to
    // before it, null when nothing differs. docs/http-api.md, GET /schema/history.
    boost::json::value history(std::size_t limit, std::size_t offset);
    std::optional<boost::json::value> history_entry(std::int64_t id);
    std::optional<boost::json::value> revert(std::int64_t id);
    // The active user with this static token; nullopt when there is none. client_ip decides ip_access of policies.
    std::optional<User> user_of_token(std::string_view token, std::string_view client_ip);
    // The active user a verified token of Directus names; session empty: none is asked for (engine/users.hpp).
    std::optional<User> user_by_id(std::string_view id, std::string_view session, std::string_view client_ip);
    // The row of directus_settings, or nullopt; for /server/info.
    std::optional<boost::json::object> settings_row();
    bool has_users();
    // Throws VendorError when the database does not answer.
    void ping();
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
