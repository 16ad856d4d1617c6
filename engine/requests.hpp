// SPDX-License-Identifier: Apache-2.0
// What a project is asked and what it answers, as plain values: docs/spec/README.md, engine 1 to 6. They own what they
// hold, but for the progress of an apply, which the caller keeps alive. Source: docs/http-api.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "engine/model/left_out.hpp"
#include "engine/progress.hpp"

namespace schemad {

struct SnapshotScope { // includeCollections / excludeCollections, docs/spec/engine-1-http.md 1.6
    enum class Kind { everything, include, exclude } kind = Kind::everything;
    std::vector<std::string> names;
};
enum class DiffMode { mirror, merge };

// How a diff is asked for.
struct DiffRequest {
    DiffMode mode = DiffMode::mirror;
    bool force = false;        // the version and vendor may be others
    bool report_alone = false; // of a translation: what became of each entity is wanted, and no diff
    bool translate = false; // the upload is brought into this project's dialect first: engine/translate/translate.hpp
};
// What differs, and what became of a translated upload.
struct DiffAnswer {
    std::optional<boost::json::value> diff;           // {hash, diff}; nullopt: nothing differs
    std::optional<boost::json::object> translation{}; // the report; only where it alone is wanted
    std::string summary{};                            // of it, for a header
};

// How an apply is asked for.
struct ApplyRequest {
    bool force = false;                // the hash may be another one
    std::string confirmed{};           // the id of the plan whose destruction is agreed to; empty: none
    std::string by{};                  // by whose token, for what is written down
    bool try_in_scratch = false;       // run the plan in a scratch first: engine/apply/scratch.hpp
    bool may_approve = true;           // `confirmed` counts: whoever asks may agree to what goes
    std::string plans_at{};            // where stored plans are found, "/schema/plans"; empty: a refusal stores none
    bool keeps_structure = false;      // a plan that would change more than the three meta tables is refused
    bool dry = false;                  // all is done and rolled back; of configuration alone
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

// How a plan is put aside to be agreed to: docs/http-api.md, POST /schema/plan?store=true.
struct StoreOrder {
    std::string by{};         // by whose token
    std::int64_t seconds = 0; // how long it waits
};
// How one that is stored is decided about.
struct Decision {
    enum class What { approve, withdraw } what = What::approve;
    std::string by{};
    std::int64_t seconds = 0; // how long an approval holds
};

// How an adoption is asked for: docs/http-api.md, POST /schema/adopt.
struct AdoptRequest {
    std::vector<std::string> tables{}; // patterns; none: all
    bool forget = false;               // the way back: the meta rows go
    bool aliases = false;              // relations get a field on the other side as well
    bool apply = false;                // else nothing is changed
    ApplyRequest order{};              // by, confirmed, try_in_scratch, where it is applied
};

struct DoneStep { // of an apply
    std::string entity, action, table;
    bool destroys = false;
    std::string along{}; // what went with it unsaid
};

// What an apply did, and what it could not hold on this target: logged, counted in a header, and told whoever asks.
struct ApplyReport {
    LeftOuts left_out;
    std::size_t steps = 0;
    std::vector<DoneStep> done{};                       // the steps
    std::optional<std::int64_t> entry{};                // of the history; none without a step, or without a history
    std::optional<boost::json::object> configuration{}; // what became of its records: docs/spec/configuration.md 1.3
};

// What an apply would do: engine/apply/preview.hpp.
struct PlanAnswer {
    boost::json::object document;
    std::string script;
    std::string script_fault; // why the script must not be given to a shell; empty: it may
};

struct AdoptAnswer {
    boost::json::object document; // {hash, diff, adopted or forgotten, left_out, applied, ...}
    ApplyReport report;           // empty where nothing was applied
};

struct User { // a row of directus_users found by its static token: docs/spec/README.md, engine 1.4, 7.5
    std::string id;
    bool admin = false;
};

} // namespace schemad
