// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/unfit_names.hpp"

#include <algorithm>
#include <array>

#include "engine/js/text.hpp"
#include "engine/model/system_fields.hpp"
#include "engine/plan/change_set.hpp"
#include "engine/plan/refused.hpp"
#include "engine/plan/table_work.hpp"
#include "engine/snapshot/catalog_index.hpp"

namespace schemad::plan {

namespace {

// Everything that JavaScript's Object.prototype has: `name in object` is true for these, so Directus says that such a
// field or collection "already exists", and reading its schema into a plain object ends in errors.
constexpr std::array<std::string_view, 12> object_properties{
    "constructor", "hasOwnProperty",   "isPrototypeOf",    "propertyIsEnumerable", "toLocaleString",   "toString",
    "valueOf",     "__defineGetter__", "__defineSetter__", "__lookupGetter__",     "__lookupSetter__", "__proto__"};

// What String.prototype.trim takes away.
constexpr std::array<std::string_view, 25> blanks{" ",
                                                  "\t",
                                                  "\n",
                                                  "\v",
                                                  "\f",
                                                  "\r",
                                                  "\xC2\xA0",
                                                  "\xE1\x9A\x80",
                                                  "\xE2\x80\x80",
                                                  "\xE2\x80\x81",
                                                  "\xE2\x80\x82",
                                                  "\xE2\x80\x83",
                                                  "\xE2\x80\x84",
                                                  "\xE2\x80\x85",
                                                  "\xE2\x80\x86",
                                                  "\xE2\x80\x87",
                                                  "\xE2\x80\x88",
                                                  "\xE2\x80\x89",
                                                  "\xE2\x80\x8A",
                                                  "\xE2\x80\xA8",
                                                  "\xE2\x80\xA9",
                                                  "\xE2\x80\xAF",
                                                  "\xE2\x81\x9F",
                                                  "\xE3\x80\x80",
                                                  "\xEF\xBB\xBF"};

bool has_blank_end(std::string_view name) {
    return std::any_of(blanks.begin(), blanks.end(),
                       [&](std::string_view blank) { return name.starts_with(blank) || name.ends_with(blank); });
}
std::size_t blank_at(std::string_view text) { // the length of the blank it starts with
    for (const auto blank : blanks)
        if (text.starts_with(blank)) return blank.size();
    return 0;
}

// "a as b": an alias for the query builder. It asks for one space on each side; any blank is refused, as what it asks
// for is no promise.
bool has_as(std::string_view name) {
    for (std::size_t at = 0; at < name.size(); ++at) {
        const auto before = blank_at(name.substr(at));
        if (before == 0) continue;
        const auto word = name.substr(at + before);
        if (word.size() > 2 && (word[0] == 'a' || word[0] == 'A') && (word[1] == 's' || word[1] == 'S') &&
            blank_at(word.substr(2)))
            return true;
    }
    return false;
}

bool has_lone_surrogate(std::string_view name) {
    for (const char *at = name.data(), *end = at + name.size(); at != end; ++at)
        if (js::surrogate_at(at, end)) return true;
    return false;
}

// What no name can be, with or without a column or table.
std::string common_fault(std::string_view name) {
    if (name.empty()) return "is empty";
    if (name.find('\0') != std::string_view::npos) return "holds a zero byte";
    if (has_lone_surrogate(name)) return "holds half a character (a lone surrogate)";
    if (std::find(object_properties.begin(), object_properties.end(), name) != object_properties.end())
        return "is a property of every JavaScript object, which Directus takes for something that is there";
    return {};
}

// What the query builder does with the name of a table or column.
std::string query_fault(std::string_view name) {
    if (auto fault = common_fault(name); !fault.empty()) return fault;
    if (has_blank_end(name)) return "starts or ends with a blank, which Directus's queries leave out";
    if (name.find('.') != std::string_view::npos) return "holds \".\", at which Directus's queries take a name apart";
    if (name.find('*') != std::string_view::npos) return "holds \"*\", which means all columns in Directus's queries";
    if (name.find('?') != std::string_view::npos) return "holds \"?\", a parameter in Directus's queries";
    if (has_as(name)) return "holds \" as \", at which Directus's queries take a name apart";
    return {};
}

[[noreturn]] void refuse(const EntityChange& change, const std::string& fault) {
    auto name = name_of(change.collection, change.field);
    for (std::size_t at = 0; (at = name.find('\0', at)) != std::string::npos;)
        name.replace(at, 1, "\\0"); // ends a text
    const bool collection = change.kind == model::ItemKind::collection;
    throw refused({collection ? name : change.collection, collection ? std::string{} : change.field},
                  std::string{collection ? "Collection" : "Field"} + " \"" + name + "\" cannot be created: the name " +
                      fault);
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// The reference's own refusals of a new collection, in its words.
void refuse_as_reference(const std::string& name) {
    if (name.empty()) return;
    if (is_blank(name.front()) || is_blank(name.back()))
        throw refused({name, {}}, "\"collection\" can't start or end with whitespace");
    if (model::is_system_name(name)) throw refused({name, {}}, "\"collection\" can't start with \"directus_\"");
    if (name.find('/') != std::string::npos) throw refused({name, {}}, "\"collection\" can't contain \"/\"");
    if (name.find('\0') != std::string::npos) throw refused({name, {}}, "\"collection\" can't contain a zero byte");
}

} // namespace

std::string fault_of_table_name(std::string_view name) { return query_fault(name); }
std::string fault_of_folder_name(std::string_view name) { return common_fault(name); }

std::string fault_of_column_name(std::string_view name) {
    if (auto fault = query_fault(name); !fault.empty()) return fault;
    if (name.find('(') != std::string_view::npos && name.find(')') != std::string_view::npos)
        return "holds \"(\" and \")\", which Directus takes for the call of a function";
    return {};
}

std::string fault_of_alias_name(std::string_view name) {
    if (auto fault = common_fault(name); !fault.empty()) return fault;
    // "*" among the fields of a collection is replaced by all of them, the alias included, without end
    if (name.find('*') != std::string_view::npos) return "holds \"*\", which means all fields in Directus's queries";
    return {};
}

void refuse_unfit_names(const ChangeSet& set, const snapshot::CatalogIndex& catalog) {
    for (const auto& change : set.changes()) {
        if (change.action == Action::remove) continue;
        std::string fault;
        if (change.kind == model::ItemKind::collection) {
            if (change.action == Action::create) refuse_as_reference(change.collection);
            const bool table = change.after.contains("schema"), had_table = catalog.any_table(change.collection);
            if (had_table || (!table && change.action == Action::update)) continue;
            fault = table ? fault_of_table_name(change.collection) : fault_of_folder_name(change.collection);
        } else if (change.kind == model::ItemKind::field && change.action == Action::create) {
            if (catalog.column(change.collection, change.field)) continue; // there already, or made again
            fault = has_column(change.after) ? fault_of_column_name(change.field) : fault_of_alias_name(change.field);
        }
        if (!fault.empty()) refuse(change, fault);
    }
}

} // namespace schemad::plan
