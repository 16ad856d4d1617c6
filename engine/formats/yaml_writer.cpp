// SPDX-License-Identifier: Apache-2.0
// write_yaml: js-yaml's dump with its defaults. docs/spec/engine-1-http.md section 1.10.
#include <cmath>

#include "engine/formats/formats.hpp"
#include "engine/formats/yaml_style.hpp"
#include "engine/js/value.hpp"

namespace schemad::formats {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_key = 1024; // of an implicit key, in UTF-16 units

void append_number(std::string& out, double value) {
    if (std::isnan(value)) {
        out += ".nan";
    } else if (std::isinf(value)) {
        out += value < 0 ? "-.inf" : ".inf";
    } else if (value == 0 && std::signbit(value)) {
        out += "-0.0";
    } else {
        const auto from = out.size();
        js::append_number(out, value);
        if (value == std::trunc(value)) return;
        // Without a dot YAML 1.1 takes 1e-7 for a string.
        const auto e = out.find('e', from);
        if (e != std::string::npos && out.find('.', from) == std::string::npos) out.insert(e, 1, '.');
    }
}

bool is_nested(const json::value& value) noexcept {
    return value.is_object() ? !value.get_object().empty() : value.is_array() && !value.get_array().empty();
}

class Writer {
public:
    explicit Writer(std::string& out) noexcept : out_(out) {}

    // compact: the first line of a collection continues the line that is being written.
    void node(const json::value& value, int level, bool compact) {
        switch (value.kind()) {
        case json::kind::object: mapping(value.get_object(), level, compact); break;
        case json::kind::array: sequence(value.get_array(), level, compact); break;
        case json::kind::string: yaml::append_string(out_, value.get_string(), level, false); break;
        case json::kind::bool_: out_ += value.get_bool() ? "true" : "false"; break;
        case json::kind::null: out_ += "null"; break;
        default: append_number(out_, js::number_of(value));
        }
    }

private:
    void next_line(int level) {
        out_ += '\n';
        out_.append(static_cast<std::size_t>(2 * level), ' ');
    }

    void sequence(const json::array& items, int level, bool compact) {
        if (items.empty()) out_ += "[]";
        bool first = true;
        for (const auto& item : items) {
            if (!compact || !first) next_line(level);
            first = false;
            out_ += "- ";
            node(item, level + 1, true);
        }
    }

    void mapping(const json::object& members, int level, bool compact) {
        if (members.empty()) out_ += "{}";
        bool first = true;
        for (const auto& member : members) {
            if (!compact || !first) next_line(level);
            first = false;
            const auto from = out_.size();
            yaml::append_string(out_, member.key(), level + 1, true);
            const bool explicit_key =
                out_.size() - from > longest_key && js::length(std::string_view(out_).substr(from)) > longest_key;
            if (explicit_key) {
                out_.insert(from, "? ");
                next_line(level);
            }
            out_ += ':';
            if (explicit_key || !is_nested(member.value())) out_ += ' ';
            node(member.value(), level + 1, explicit_key);
        }
    }

    std::string& out_;
};

} // namespace

std::string write_yaml(const json::value* value) {
    std::string out;
    if (!value) return out;
    Writer(out).node(*value, 0, true);
    out += '\n';
    return out;
}

} // namespace schemad::formats
