// SPDX-License-Identifier: Apache-2.0
#include "server/api/schema_query.hpp"

#include <string>
#include <string_view>

#include "engine/error.hpp"
#include "server/config/vendor_names.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;

std::string_view received(const json::value& value) {
    return value.is_array() ? "array" : "object"; // a query holds nothing else beside texts
}
std::string expected(std::string_view what, const json::value& value, const std::string& where) {
    return "Invalid input: expected " + std::string(what) + ", received " + std::string(received(value)) + " at \"" +
           where + '"';
}

// Several faults are told together.
class Faults {
public:
    void add(const std::string& fault) { text_ += (text_.empty() ? "" : "; ") + fault; }
    void refuse_if_any() const {
        if (!text_.empty()) throw invalid_payload("Validation error: " + text_);
    }

private:
    std::string text_;
};

std::vector<std::string> names_of(const json::value& value, const std::string& key, Faults& faults) {
    std::vector<std::string> names;
    if (value.is_string()) {
        std::string_view text(value.get_string());
        for (;;) {
            const auto comma = text.find(',');
            names.emplace_back(text.substr(0, comma));
            if (comma == std::string_view::npos) return names;
            text.remove_prefix(comma + 1);
        }
    }
    const auto not_text = expected("string", value, key) + " or ";
    if (!value.is_array()) {
        faults.add(not_text + expected("array", value, key));
        return names;
    }
    std::size_t at = 0;
    for (const auto& element : value.get_array()) {
        if (!element.is_string()) {
            faults.add(not_text + expected("string", element, key + '[' + std::to_string(at) + ']'));
            return names;
        }
        names.emplace_back(element.get_string());
        ++at;
    }
    return names;
}

bool is_set(std::string_view flag) {
    return flag.empty() || flag == "true" || flag == "1"; // a bare ?force counts
}

} // namespace

SnapshotScope scope_of(const json::object& query, const model::VersionTraits& traits) {
    if (!traits.partial_snapshots) return {};
    const auto* include = query.if_contains("includeCollections");
    const auto* exclude = query.if_contains("excludeCollections");
    Faults faults;
    SnapshotScope scope;
    if (include) scope = {SnapshotScope::Kind::include, names_of(*include, "includeCollections", faults)};
    if (exclude) scope = {SnapshotScope::Kind::exclude, names_of(*exclude, "excludeCollections", faults)};
    faults.refuse_if_any();
    if (include && exclude)
        faults.add("\"includeCollections\" and \"excludeCollections\" parameters cannot be used together");
    faults.refuse_if_any();
    return scope;
}

DiffRequest diff_query_of(const json::object& query, const model::VersionTraits& traits) {
    Faults faults;
    DiffRequest result;
    if (const auto* translate = query.if_contains("translate"))
        result.translate = translate->is_string() && is_set(std::string_view(translate->get_string()));
    if (!traits.partial_snapshots) result.force = query.contains("force"); // the parameter counts, not its value
    if (!traits.partial_snapshots && !result.translate) return result;
    if (const auto* force = query.if_contains("force")) {
        if (force->is_string())
            result.force = is_set(std::string_view(force->get_string()));
        else
            faults.add(expected("string", *force, "force"));
    }
    if (const auto* mode = query.if_contains("mode")) {
        const bool merge = mode->is_string() && mode->get_string() == "merge";
        if (merge)
            result.mode = DiffMode::merge;
        else if (!mode->is_string() || mode->get_string() != "mirror")
            faults.add("Invalid option: expected one of \"merge\"|\"mirror\" at \"mode\"");
    }
    faults.refuse_if_any();
    return result;
}

DialectName dialect_named(std::string_view text, const std::string& own_version, const std::string& own_vendor) {
    const auto slash = text.find('/');
    auto version = text.substr(0, slash),
         vendor = slash == std::string_view::npos ? std::string_view{} : text.substr(slash + 1);
    if (slash == std::string_view::npos && !version.empty() && !(version[0] >= '0' && version[0] <= '9'))
        std::swap(version, vendor); // "postgres" alone
    if (version.empty() && vendor.empty())
        throw invalid_query("\"as\" must be a version and a vendor, as in \"11.17.4/postgres\", or one of the two");
    if (version.find_first_not_of("0123456789.abcdefghijklmnopqrstuvwxyz+-") != std::string_view::npos ||
        version.find(".-") != std::string_view::npos)
        throw invalid_query("\"as\" must name a version of Directus, as in \"11.17.4/postgres\"");
    if (!version.empty() && model::VersionNumber::of(version) < model::VersionNumber{9, 22, 0})
        throw invalid_query("\"as\" must be of a version of Directus from 9.22 on");
    return {version.empty() ? own_version : std::string{version},
            vendor.empty() ? own_vendor : config::vendor_of(vendor)};
}

std::optional<DialectName> dialect_of(const json::object& query, const std::string& own_version,
                                      const std::string& own_vendor) {
    const auto* as = query.if_contains("as");
    if (!as) return std::nullopt;
    if (!as->is_string()) throw invalid_query("\"as\" must be a text");
    return dialect_named(as->get_string(), own_version, own_vendor);
}

bool flag_in(const json::object& query, std::string_view name) {
    const auto* value = query.if_contains(name);
    if (!value) return false;
    if (value->is_string()) {
        const std::string_view word = value->get_string();
        if (word.empty() || word == "true" || word == "1") return true;
        if (word == "false" || word == "0") return false;
    }
    throw invalid_query('"' + std::string(name) + "\" must be true or false");
}

bool wants_plan(const json::object& query) {
    const auto* plan = query.if_contains("plan");
    return plan && plan->is_string() && is_set(std::string_view(plan->get_string()));
}

bool wants_script(const json::object& query) {
    const auto* format = query.if_contains("export");
    return format && format->is_string() && format->get_string() == "sql";
}

std::string_view recover_mode_of(const json::object& query) {
    const auto* mode = query.if_contains("mode");
    if (!mode) return {};
    if (mode->is_string())
        for (const std::string_view known : {"undo", "resume", "accept"})
            if (mode->get_string() == known) return known;
    throw invalid_query("\"mode\" must be one of [undo, resume, accept]");
}

std::string_view confirmed_plan(const json::object& query) {
    const auto* id = query.if_contains("confirm");
    return id && id->is_string() ? std::string_view(id->get_string()) : std::string_view{};
}

bool verifies_in_scratch(const json::object& query) {
    const auto* how = query.if_contains("verify");
    if (!how) return false;
    if (how->is_string() && how->get_string() == "scratch") return true;
    throw invalid_query("\"verify\" must be \"scratch\"");
}

bool apply_forces(const json::object& query, const model::VersionTraits& traits) {
    if (!traits.forced_apply) return false;
    if (!traits.partial_snapshots) return query.contains("force");
    const auto* force = query.if_contains("force");
    return force && force->is_string() && is_set(std::string_view(force->get_string()));
}

} // namespace schemad::api
