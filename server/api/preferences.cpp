// SPDX-License-Identifier: Apache-2.0
#include "server/api/preferences.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "server/http/media_type.hpp"
#include "server/http/text.hpp"

namespace schemad::api {
namespace {

// Up to the next separator that is in no quoted string; takes it off `rest`.
std::string_view cut(std::string_view& rest, char separator) {
    bool quoted = false;
    std::size_t at = 0;
    for (; at < rest.size(); ++at) {
        if (quoted && rest[at] == '\\')
            ++at;
        else if (rest[at] == '"')
            quoted = !quoted;
        else if (!quoted && rest[at] == separator)
            break;
    }
    const auto part = rest.substr(0, at);
    rest.remove_prefix(std::min(rest.size(), at + 1));
    return http::trimmed(part);
}

// The elements of a list header, however many lines it came in.
template <class Visit> void each_element(const http::Request& request, std::string_view name, Visit visit) {
    for (const auto& [key, value] : request.headers) {
        if (!http::same_word(key, name)) continue;
        for (std::string_view rest = value; !rest.empty();)
            if (const auto element = cut(rest, ','); !element.empty()) visit(element);
    }
}

// What `Prefer` says under that name, without quotes; of a preference that is repeated the first counts.
std::optional<std::string_view> preference(const http::Request& request, std::string_view wanted) {
    std::optional<std::string_view> found;
    each_element(request, "prefer", [&](std::string_view element) {
        const auto said = cut(element, ';'); // parameters say nothing here
        const auto equals = said.find('=');
        if (found || !http::same_word(http::trimmed(said.substr(0, equals)), wanted)) return;
        auto value = equals == std::string_view::npos ? std::string_view{} : http::trimmed(said.substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
        found = value;
    });
    return found;
}

std::optional<std::chrono::seconds> seconds_of(std::string_view text) {
    if (text.empty() || !std::all_of(text.begin(), text.end(), http::is_digit)) return std::nullopt;
    std::chrono::seconds all{0};
    for (const char digit : text) all = std::min(most_wait, all * 10 + std::chrono::seconds{digit - '0'});
    return all;
}

// In thousandths; what is no weight is the highest.
int weight_of(const http::MediaType& range) {
    const auto found = range.parameters.find("q");
    if (found == range.parameters.end()) return 1000;
    const std::string_view text = found->second;
    if (text.empty() || (text[0] != '0' && text[0] != '1') || (text.size() > 1 && text[1] != '.')) return 1000;
    int weight = (text[0] - '0') * 1000;
    int unit = 100;
    for (std::size_t i = 2; i < text.size() && unit > 0 && http::is_digit(text[i]); ++i, unit /= 10)
        weight += (text[i] - '0') * unit;
    return std::min(weight, 1000);
}

} // namespace

std::optional<AsyncPreference> async_preference(const http::Request& request) {
    const auto async = preference(request, "respond-async");
    if (!async || !async->empty()) return std::nullopt;
    const auto wait = preference(request, "wait");
    return AsyncPreference{wait ? seconds_of(*wait) : std::nullopt};
}

bool prefers_representation(const http::Request& request) {
    const auto wanted = preference(request, "return");
    return wanted && http::same_word(*wanted, "representation");
}

bool prefers_events(const http::Request& request) {
    int events = 0, json = 0, json_named = 0; // how closely JSON is named: */*, application/*, application/json
    each_element(request, "accept", [&](std::string_view element) {
        const auto range = http::parse_media_type(element);
        if (!range) return;
        if (range->type == "text" && range->subtype == "event-stream") events = std::max(events, weight_of(*range));
        int named = 0;
        if (range->type == "*" && range->subtype == "*") named = 1;
        if (range->type == "application" && range->subtype == "*") named = 2;
        if (range->type == "application" && range->subtype == "json") named = 3;
        if (named > json_named) json_named = named, json = weight_of(*range);
    });
    return events > 0 && events >= json;
}

} // namespace schemad::api
