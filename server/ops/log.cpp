// SPDX-License-Identifier: Apache-2.0
#include "server/ops/log.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "server/ops/redact.hpp"

namespace schemad::ops {
namespace {

constexpr std::size_t max_text_bytes = 4096; // of a message or a value: a driver's text may hold a whole statement

constexpr std::array<std::pair<std::string_view, Level>, 5> names{{{"debug", Level::debug},
                                                                   {"info", Level::info},
                                                                   {"warning", Level::warning},
                                                                   {"error", Level::error},
                                                                   {"off", Level::off}}};
std::atomic<Level> current{Level::info};

spdlog::level::level_enum spelled(Level level) noexcept {
    switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warning: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
    case Level::off: break;
    }
    return spdlog::level::off;
}

// Never destroyed: threads may log while the process ends.
spdlog::logger& logger() {
    static auto& it = *[] {
        auto* made = new spdlog::logger("schemad", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
        made->set_level(spdlog::level::trace);
        return made;
    }();
    return it;
}

// Cut between characters, not inside one.
std::string_view bounded(std::string_view text) noexcept {
    if (text.size() <= max_text_bytes) return text;
    std::size_t end = max_text_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end);
}

void append_escaped(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n')
            out += "\\n";
        else if (c == '\r')
            out += "\\r";
        else if (c == '\t')
            out += "\\t";
        else if (byte < 0x20 || byte == 0x7f)
            out.append("\\x").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
        else
            out += c;
    }
}

void append_safely(std::string& out, std::string_view text) {
    append_escaped(out, redacted(bounded(text)));
    if (text.size() > max_text_bytes) out += "...";
}

bool needs_quotes(std::string_view text) noexcept {
    return text.empty() || std::any_of(text.begin(), text.end(), [](char c) {
               return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '=' || c == '\\';
           });
}

void append_value(std::string& out, std::string_view text) {
    if (!needs_quotes(text)) return append_safely(out, text);
    std::string safe, quoted = "\"";
    append_safely(safe, text);
    for (const char c : safe) {
        if (c == '"') quoted += '\\';
        quoted += c;
    }
    out += quoted + '"';
}

} // namespace

std::optional<Level> level_of(std::string_view name) noexcept {
    for (const auto& [spelling, level] : names)
        if (spelling == name) return level;
    return std::nullopt;
}

void set_level(Level level) noexcept { current.store(level, std::memory_order_relaxed); }

bool logs(Level level) noexcept { return level != Level::off && level >= current.load(std::memory_order_relaxed); }

std::string line_of(std::string_view message, std::initializer_list<Field> fields) {
    std::string line;
    append_safely(line, message);
    for (const auto& field : fields) {
        line.append(" ").append(field.key).append("=");
        append_value(line, field.value);
    }
    return line;
}

void log(Level level, std::string_view message, std::initializer_list<Field> fields) {
    if (!logs(level)) return;
    logger().log(spelled(level), line_of(message, fields));
}

} // namespace schemad::ops
