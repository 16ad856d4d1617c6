// SPDX-License-Identifier: Apache-2.0
#include "server/cli/target.hpp"

#include <chrono>
#include <thread>

#include "engine/formats/formats.hpp"
#include "server/auth/random_token.hpp"
#include "server/http/text.hpp"

namespace schemad::cli {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr std::size_t long_body = 900'000; // a Directus reads no longer JSON, but files
constexpr formats::Limits answers{std::size_t{512} * 1024 * 1024, 64, 10'000, 20'000'000};
constexpr auto patience = 30s; // with a server that does not say how far an apply is

std::string header_of(const http::Response& answer, std::string_view name) {
    for (const auto& [key, value] : answer.headers)
        if (http::same_word(key, name)) return value;
    return {};
}

json::value document_in(const http::Response& answer) { return formats::read_json(answer.body, answers, true); }

// The members of the first error of an envelope, where it is one.
json::object first_error(const json::value& body) {
    const auto* object = body.if_object();
    const auto* errors = object ? object->if_contains("errors") : nullptr;
    const auto* list = errors ? errors->if_array() : nullptr;
    return list && !list->empty() && list->front().is_object() ? list->front().get_object() : json::object();
}

std::string text_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string advice_for(const std::string& message, const std::string& code, bool local) {
    const auto has = [&](const char* part) { return message.find(part) != std::string::npos; };
    if (code == "ROUTE_NOT_FOUND" && !local) return " Is the URL that of a project?";
    if (code == "INVALID_CREDENTIALS" || code == "INVALID_TOKEN" || code == "TOKEN_EXPIRED")
        return " The token comes from --token-file or SCHEMAD_TOKEN.";
    if (has("hash does not match") || has("has changed since") || has("Provided hash"))
        return " The model has changed since that diff was made: make a new one, or --force applies it all the same.";
    if (has("does not match")) return " --force compares it all the same.";
    return {};
}

[[noreturn]] void refuse(const std::string& who, bool local, int status, const json::value& body) {
    auto error = first_error(body);
    const auto* more = error.if_contains("extensions");
    auto extensions = more && more->is_object() ? more->get_object() : json::object();
    const auto code = text_in(extensions, "code");
    auto message = text_in(error, "message");
    if (message.empty()) message = "it answers " + std::to_string(status);
    message = who + ": " + message + advice_for(message, code, local);
    if (status == 404) throw RouteMissing(message);
    if (status >= 500 || status == 401 || status == 429 || code.empty()) throw std::runtime_error(message);
    throw TargetRefused(message, status, code, std::move(extensions));
}

std::runtime_error no_entry(const std::string& who, const std::string& id) {
    return std::runtime_error(who + " has no entry " + id + " in its history; `schemad history` lists those there are");
}

json::object payload_of(const json::object& diff) {
    json::object payload{{"hash", diff.at("hash")}, {"diff", diff.at("diff")}};
    if (const auto* records = diff.if_contains("configuration")) payload["configuration"] = *records;
    return payload;
}

std::string joined(std::initializer_list<std::pair<bool, std::string>> parts) {
    std::string query;
    for (const auto& [wanted, part] : parts)
        if (wanted) query += (query.empty() ? "" : "&") + part;
    return query;
}

} // namespace

std::string percent_encoded(std::string_view text) {
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (http::is_alpha(c) || http::is_digit(c) || std::string_view("-_.~").find(c) != std::string_view::npos) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            (out += '%') += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

http::Response Target::send(http::Request request) {
    auto answer = peer_->ask(std::move(request));
    if (answer.status < 400) return answer;
    json::value body;
    try {
        body = document_in(answer);
    } catch (const formats::ParseError&) {} // a proxy's page, say
    refuse(name(), local_, answer.status, body);
}

http::Response Target::get(const std::string& path, const std::string& query) {
    http::Request request;
    request.method = "GET", request.path = path, request.query = query;
    return send(std::move(request));
}

http::Response Target::post(const std::string& path, const std::string& query, std::string body,
                            http::Headers headers) {
    http::Request request;
    request.method = "POST", request.path = path, request.query = query, request.headers = std::move(headers);
    if (body.size() > long_body) {
        const auto boundary = "schemad-" + auth::random_token();
        body.insert(0, "--" + boundary +
                           "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"body.json\"\r\n"
                           "Content-Type: application/json\r\n\r\n");
        body += "\r\n--" + boundary + "--\r\n";
        request.headers.emplace_back("Content-Type", "multipart/form-data; boundary=" + boundary);
    } else if (!body.empty()) {
        request.headers.emplace_back("Content-Type", "application/json");
    }
    request.body = std::move(body);
    return send(std::move(request));
}

json::object Target::object_in(const http::Response& answer) const {
    try {
        auto whole = document_in(answer);
        if (auto* object = whole.if_object())
            if (auto* data = object->if_contains("data"); data && data->is_object())
                return std::move(data->get_object());
    } catch (const formats::ParseError&) {} // said below
    refuse_as_wrong_url();
}

void Target::refuse_as_wrong_url() const {
    throw client::PeerError(name() + ": the answer is none of a schemad or Directus; is the URL right?");
}

// What both say, and nothing else on the way.
bool Target::answers_ping() {
    if (local_) return true;
    try {
        return get("/server/ping", {}).body == "pong";
    } catch (const RouteMissing&) { return false; }
}

std::string Target::written_snapshot(const std::string& format, const std::string& query) {
    auto answer = get("/schema/snapshot", "export=" + format + (query.empty() ? "" : "&" + query));
    const auto type = header_of(answer, "content-type");
    if (type.find(format == "yaml" ? "yaml" : "json") == std::string::npos)
        throw client::PeerError(name() + ": the answer is no snapshot; is the URL that of a Directus or schemad?");
    return std::move(answer.body);
}

json::value Target::snapshot(const std::string& query) { return object_in(get("/schema/snapshot", query)); }

Compared Target::diff(const json::value& snapshot, const DiffChoice& choice) {
    const auto query =
        joined({{choice.translate, "translate=true"}, {choice.merge, "mode=merge"}, {choice.force, "force=true"}});
    const auto answer = post("/schema/diff", query, formats::write_json(snapshot));
    Compared compared;
    compared.translation = header_of(answer, "schemad-translation");
    if (answer.status == 204 && !answers_ping()) refuse_as_wrong_url(); // anything may answer 204 to everything
    if (answer.status != 204) compared.diff = object_in(answer);
    if (answer.status != 204 && (!compared.diff.contains("diff") || !compared.diff.contains("hash")))
        throw client::PeerError(name() + ": the answer is no diff");
    return compared;
}

std::optional<json::object> Target::plan(const json::object& diff, bool force, bool try_in_scratch) {
    const auto query = joined({{force, "force=true"}, {try_in_scratch, "verify=scratch"}});
    try {
        return object_in(post("/schema/plan", query, formats::write_json(payload_of(diff))));
    } catch (const RouteMissing&) { return std::nullopt; } // what tells one from the other on every version of both
}

std::string Target::script(const json::object& diff, bool force) {
    return post("/schema/plan", joined({{true, "export=sql"}, {force, "force=true"}}),
                formats::write_json(payload_of(diff)))
        .body;
}

json::object Target::apply(const json::object& diff, const ApplyChoice& choice,
                           const std::function<void(const json::object&)>& progress) {
    try {
        return carried_out(diff, choice, progress);
    } catch (const TargetRefused& refused) {
        if (refused.extensions.contains("journal")) throw std::runtime_error(refused.what()); // something was changed
        throw;
    } catch (const client::PeerError& error) {
        throw client::PeerError(std::string(error.what()) +
                                " What was asked may have been done; `schemad history` tells what became of it.");
    }
}

json::object Target::carried_out(const json::object& diff, const ApplyChoice& choice,
                                 const std::function<void(const json::object&)>& progress) {
    const auto query = joined({{choice.force, "force=true"},
                               {!choice.confirm.empty(), "confirm=" + percent_encoded(choice.confirm)},
                               {choice.try_in_scratch, "verify=scratch"}});
    const auto answer = post("/schema/apply", query, formats::write_json(payload_of(diff)),
                             {{"Prefer", "respond-async, return=representation"}});
    if (answer.status != 202) return answer.status == 204 || answer.body.empty() ? json::object() : object_in(answer);
    const auto job = object_in(answer);
    progress(job);
    const auto id = text_in(job, "id");
    if (id.empty()) throw client::PeerError(name() + ": the answer names no apply");
    return follow("/schema/apply/" + percent_encoded(id), progress);
}

// Asked again and again: a stream would be cut by many a proxy, and an answer is small.
json::object Target::follow(const std::string& location, const std::function<void(const json::object&)>& progress) {
    auto heard = std::chrono::steady_clock::now();
    for (;;) {
        std::this_thread::sleep_for(local_ ? 20ms : 300ms);
        json::object job;
        try {
            job = object_in(get(location, {}));
            heard = std::chrono::steady_clock::now();
        } catch (const RouteMissing&) { // it was restarted, or many applies were made since
            throw std::runtime_error(name() +
                                     " does not know the apply any more; `schemad history` tells what became of it");
        } catch (const std::exception& error) {
            if (std::chrono::steady_clock::now() - heard < patience) continue;
            throw std::runtime_error(std::string(error.what()) +
                                     " The apply may go on there; `schemad history` tells what became of it.");
        }
        progress(job);
        const auto state = text_in(job, "state");
        if (state != "done" && state != "failed") continue;
        const auto* result = job.if_contains("result");
        if (!result || !result->is_object()) return {};
        const auto* body = result->get_object().if_contains("body");
        const auto* status = result->get_object().if_contains("status");
        if (state == "failed")
            refuse(name(), local_, status && status->is_int64() ? static_cast<int>(status->get_int64()) : 500,
                   body ? *body : json::value());
        const auto* object = body ? body->if_object() : nullptr;
        const auto* data = object ? object->if_contains("data") : nullptr;
        return data && data->is_object() ? data->get_object() : json::object();
    }
}

json::object Target::history(const std::string& query) {
    try {
        return object_in(get("/schema/history", query));
    } catch (const RouteMissing& missing) {
        if (!answers_ping()) throw std::runtime_error(missing.what());
        throw std::runtime_error(name() + " keeps no history, as a Directus");
    }
}

bool Target::unsettled() {
    try {
        const auto state = object_in(get("/schema/recover", {}));
        const auto* journals = state.if_contains("journals");
        const auto* list = journals ? journals->if_array() : nullptr;
        return list && !list->empty();
    } catch (const RouteMissing&) { return false; } catch (const TargetRefused&) {
        return false;
    }
}

bool Target::settle() { return post("/schema/recover", {}, {}).status != 204; }

json::object Target::history_entry(const std::string& id) {
    try {
        return object_in(get("/schema/history/" + percent_encoded(id), {}));
    } catch (const RouteMissing&) { throw no_entry(name(), id); }
}

Compared Target::revert(const std::string& id) {
    Compared compared;
    try {
        const auto answer = post("/schema/history/" + percent_encoded(id) + "/revert", {}, {});
        if (answer.status != 204) compared.diff = object_in(answer);
    } catch (const RouteMissing&) { throw no_entry(name(), id); }
    return compared;
}

json::object Target::adopt(const std::string& query) { return object_in(post("/schema/adopt", query, {})); }

} // namespace schemad::cli
