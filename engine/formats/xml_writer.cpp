// SPDX-License-Identifier: Apache-2.0
// write_xml: js2xmlparser with its defaults. docs/spec/engine-1-http.md section 1.10.
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/formats/formats.hpp"
#include "engine/formats/xml_text.hpp"
#include "engine/js/value.hpp"

namespace schemad::formats {
namespace {

namespace json = boost::json;

void append_string_of(std::string& out, const json::value& value) { // String(value)
    if (value.is_string()) {
        out += value.get_string();
    } else if (value.is_number()) {
        js::append_number(out, js::number_of(value));
    } else if (value.is_array()) {
        bool first = true;
        for (const auto& item : value.get_array()) {
            if (!std::exchange(first, false)) out += ',';
            if (!item.is_null()) append_string_of(out, item);
        }
    } else {
        out += value.is_object() ? "[object Object]" : value.is_null() ? "null" : value.get_bool() ? "true" : "false";
    }
}

std::string string_of(const json::value& value) {
    std::string out;
    append_string_of(out, value);
    return out;
}

// An element around what is being written; for messages.
struct OpenElement {
    const OpenElement* parent;
    std::string_view name;
};

std::string path_of(const OpenElement* place) {
    return place ? path_of(place->parent) + " > element \"" + std::string(place->name) + '"' : "in XML document";
}

[[noreturn]] void fail(const OpenElement* place, const std::string& what) {
    throw std::runtime_error(path_of(place) + ": " + what);
}

void check_name(const OpenElement* parent, const char* kind, std::string_view name) {
    if (name.empty()) fail(parent, std::string(kind) + " name should not be empty");
    if (!xml::is_name(name))
        fail(parent, std::string(kind) + " name \"" + std::string(name) +
                         "\" should not contain characters not allowed in XML names");
}

// What an element will hold. Members "@" add attributes, "#" text, "=" gives another name, all others are children.
struct Element {
    struct Child {
        std::string_view key;
        const json::value* value; // null: text
        std::string text;         // escaped
    };
    std::string name;
    std::vector<std::pair<std::string_view, std::string>> attributes;
    std::vector<Child> children;
    bool has_elements = false;
};

class Writer {
public:
    explicit Writer(std::string& out) noexcept : out_(out) {}

    void element(const OpenElement* parent, std::string_view key, const json::value* value, int level) {
        if (value && value->is_structured()) return structured(parent, key, *value, level);
        check_name(parent, "element", key);
        const OpenElement place{parent, key};
        std::string text = value ? string_of(*value) : "undefined";
        check_text(&place, text);
        out_.append("<").append(key);
        if (text.empty()) {
            out_ += "/>";
            return;
        }
        out_ += '>';
        xml::append_text(out_, text);
        out_.append("</").append(key).append(">");
    }

private:
    static void check_text(const OpenElement* place, std::string_view text) {
        if (!xml::is_text(text))
            fail(place, "character data\"" + std::string(text) +
                            "\" should not contain characters not allowed in XML"); // the reference has no space there
    }

    void structured(const OpenElement* parent, std::string_view key, const json::value& value, int level) {
        check_name(parent, "element", key);
        Element element;
        element.name = key;
        gather(parent, element, key, value);
        const OpenElement place{parent, element.name};
        out_.append("<").append(element.name);
        for (const auto& [name, text] : element.attributes) {
            out_.append(" ").append(name).append("='");
            xml::append_attribute(out_, text);
            out_ += '\'';
        }
        if (element.children.empty()) {
            out_ += "/>";
            return;
        }
        out_ += '>';
        for (const auto& child : element.children) {
            if (element.has_elements) next_line(level + 1);
            if (child.value)
                this->element(&place, child.key, child.value, level + 1);
            else
                out_ += child.text;
        }
        if (element.has_elements) next_line(level);
        out_.append("</").append(element.name).append(">");
    }

    void gather(const OpenElement* parent, Element& element, std::string_view key, const json::value& value) {
        if (value.is_object()) {
            for (const auto& member : value.get_object()) gather_member(parent, element, member.key(), member.value());
        } else if (value.is_array()) { // an array repeats its name; arrays within run together
            for (const auto& item : value.get_array()) {
                if (item.is_array())
                    gather(parent, element, key, item);
                else
                    add_child(element, key, item);
            }
        } else {
            add_text(parent, element, value);
        }
    }

    void gather_member(const OpenElement* parent, Element& element, std::string_view key, const json::value& value) {
        if (key == "=") {
            auto name = string_of(value);
            if (!xml::is_name(name)) check_children(parent, element);
            check_name(parent, "element", name);
            element.name = std::move(name);
        } else if (!key.empty() && key[0] == '@' && value.is_object()) {
            for (const auto& member : value.get_object()) add_attribute(parent, element, member.key(), member.value());
        } else if ((!key.empty() && key[0] == '#') || value.is_array()) {
            gather(parent, element, key, value);
        } else {
            add_child(element, key, value);
        }
    }

    static void add_child(Element& element, std::string_view key, const json::value& value) {
        element.children.push_back({key, &value, {}});
        element.has_elements = true;
    }

    // What is refused first is what stands first: before one of the element's own parts is refused, see to the children
    // that stand before it.
    static void check_children(const OpenElement* parent, const Element& element) {
        const OpenElement place{parent, element.name};
        std::string scratch;
        Writer writer(scratch);
        for (const auto& child : element.children)
            if (child.value) writer.element(&place, child.key, child.value, 0);
    }

    static void add_text(const OpenElement* parent, Element& element, const json::value& value) {
        const auto text = string_of(value);
        const OpenElement place{parent, element.name};
        if (!xml::is_text(text)) check_children(parent, element);
        check_text(&place, text);
        if (text.empty()) return;
        if (element.children.empty() || element.children.back().value) element.children.push_back({{}, nullptr, {}});
        xml::append_text(element.children.back().text, text);
    }

    static void add_attribute(const OpenElement* parent, Element& element, std::string_view name,
                              const json::value& value) {
        const OpenElement place{parent, element.name};
        auto text = string_of(value);
        if (!xml::is_name(name) || !xml::is_text(text)) check_children(parent, element);
        check_name(&place, "attribute", name);
        for (const auto& present : element.attributes)
            if (present.first == name)
                fail(parent, "element \"" + element.name + "\" already contains an attribute with the name \"" +
                                 std::string(name) + '"');
        if (!xml::is_text(text))
            throw std::runtime_error(path_of(&place) + " > attribute \"" + std::string(name) + "\": attribute text \"" +
                                     text + "\" should not contain characters not allowed in XML");
        element.attributes.emplace_back(name, std::move(text));
    }

    void next_line(int level) {
        out_ += '\n';
        out_.append(4 * static_cast<std::size_t>(level), ' ');
    }

    std::string& out_;
};

} // namespace

std::string write_xml(const json::value* value) {
    std::string out = "<?xml version='1.0'?>\n";
    Writer(out).element(nullptr, "data", value, 0);
    return out;
}

} // namespace schemad::formats
