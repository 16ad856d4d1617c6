// SPDX-License-Identifier: Apache-2.0
// What a command works on, in the words of the wire: a project of this configuration or a server, schemad or Directus.
// One thread. Errors: TargetRefused for an answer that says no; std::runtime_error (client::PeerError) for no answer or
// one that is none.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/json.hpp>

#include "server/cli/refused.hpp"
#include "server/client/peer.hpp"

namespace schemad::cli {

// The target's own words, and what else it says.
class TargetRefused : public Refused {
public:
    TargetRefused(const std::string& what, int answered, std::string named, boost::json::object more)
        : Refused(what), status(answered), code(std::move(named)), extensions(std::move(more)) {}
    int status;
    std::string code;
    boost::json::object extensions;
};

class RouteMissing : public std::runtime_error { // 404
public:
    using std::runtime_error::runtime_error;
};

struct DiffChoice {
    bool merge = false;
    bool force = false;
    bool translate = true; // a Directus does not know it, and compares as it always does
};

struct Compared {
    boost::json::object diff; // {hash, diff, ...}; empty: nothing differs
    std::string translation;  // "same=41, equivalent=11, ..."; empty: not translated
    bool differs() const noexcept { return !diff.empty(); }
};

struct ApplyChoice {
    bool force = false;
    std::string confirm; // the id of a plan; empty: none
    bool try_in_scratch = false;
};

class Target {
public:
    // local: it is asked how far an apply is without sparing a network.
    Target(std::unique_ptr<client::Peer> peer, bool local) : peer_(std::move(peer)), local_(local) {}
    const std::string& name() const noexcept { return peer_->name(); }

    // The document as the target writes it: yaml or json. query: what else is asked, "as=mysql&...".
    std::string written_snapshot(const std::string& format, const std::string& query = {});
    boost::json::value snapshot(const std::string& query = {});
    Compared diff(const boost::json::value& snapshot, const DiffChoice&);
    // nullopt: the target knows no plans, as a Directus.
    std::optional<boost::json::object> plan(const boost::json::object& diff, bool force, bool try_in_scratch);
    std::string script(const boost::json::object& diff, bool force);

    // {entry, done, left_out}; empty where the target does not tell. progress: gets the document of the job whenever it
    // may have changed; a Directus never calls it.
    boost::json::object apply(const boost::json::object& diff, const ApplyChoice&,
                              const std::function<void(const boost::json::object& job)>& progress);

    // An apply is under way there, or broke off and is not settled: the model is between two. False as well where
    // nobody tells: a Directus, or a token without the right.
    bool unsettled();
    // Settles it as its journal says. False: nothing was to be settled, as who had it has ended it meanwhile. Throws
    // TargetRefused where somebody has to decide.
    bool settle();

    boost::json::object history(const std::string& query);
    boost::json::object history_entry(const std::string& id);
    Compared revert(const std::string& id); // diff: {hash, diff, lost, warnings}
    boost::json::object adopt(const std::string& query);

private:
    http::Response send(http::Request);
    http::Response get(const std::string& path, const std::string& query);
    http::Response post(const std::string& path, const std::string& query, std::string body, http::Headers = {});
    boost::json::object object_in(const http::Response&) const;
    bool answers_ping();
    [[noreturn]] void refuse_as_wrong_url() const;
    boost::json::object carried_out(const boost::json::object& diff, const ApplyChoice&,
                                    const std::function<void(const boost::json::object& job)>& progress);
    boost::json::object follow(const std::string& location,
                               const std::function<void(const boost::json::object&)>& progress);

    std::unique_ptr<client::Peer> peer_;
    bool local_;
};

// As it stands in a query or a path.
std::string percent_encoded(std::string_view text);

} // namespace schemad::cli
