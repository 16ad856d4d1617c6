// SPDX-License-Identifier: Apache-2.0
// New fields that this very database cannot hold, found before anything is planned: of a type that its vendor cannot
// write, or generated of such a one, or of a collection that hides its fields. They are left out and named.
#include <algorithm>

#include "engine/plan/planner.hpp"

namespace schemad::plan {

namespace {

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The name occurs as a whole, quoted or not; one too many only leaves more out.
bool mentions(std::string_view expression, std::string_view name) {
    if (name.empty() || expression.size() < name.size()) return false;
    for (std::size_t at = 0; at + name.size() <= expression.size(); ++at) {
        const auto here = expression.substr(at, name.size());
        if (!std::equal(here.begin(), here.end(), name.begin(), [](char a, char b) { return lower(a) == lower(b); }))
            continue;
        const bool begins = at == 0 || !is_word(expression[at - 1]);
        const auto end = at + name.size();
        if (begins && (end == expression.size() || !is_word(expression[end]))) return true;
    }
    return false;
}

} // namespace

// What the vendor says against a table with this one column alone; of its expression only where that is asked. Defaults
// and indexes are judged elsewhere. nullopt: it can write it down.
std::optional<std::string> Planner::unfit_column(const json::object& field, bool own, bool with_expression) const {
    TableWork scratch("schemad", SCHEMAD_CREATE_TABLE);
    auto spec = column_spec(scratch, field, own);
    if (!with_expression) spec.name = str("c"); // asked once for all fields of the type
    spec.default_kind = SCHEMAD_DEFAULT_UNSTATED;
    spec.default_text = no_str;
    if (!with_expression) spec.generation_expression = no_str;
    spec.flags &= ~std::uint32_t{SCHEMAD_SPEC_UNIQUE | SCHEMAD_SPEC_INDEXED};
    scratch.add_column(spec);
    try {
        vendor_.render(&*model_.catalog, step_of_one(scratch));
        return std::nullopt;
    } catch (const VendorError& error) {
        if (error.status != SCHEMAD_E_UNSUPPORTED && error.status != SCHEMAD_E_INVALID) throw;
        return error.what();
    }
}

// A table that is there and whose fields no snapshot shows: every diff would make them anew.
bool Planner::has_hidden_fields(const std::string& collection) const {
    return snapshot::hides_fields(collection) && index_.any_table(collection) && kind_of_table(collection).empty() &&
           !is_removed(collection);
}

// New fields that no snapshot would show, new columns that this database cannot have: a type it lacks, an expression it
// does not take, and then what is generated of those.
void Planner::find_left_out_fields() {
    std::vector<const EntityChange*> generated;
    for (const auto& change : set_.changes()) {
        if (change.kind != ItemKind::field || change.action != Action::create) continue;
        if (has_hidden_fields(change.collection)) {
            leave_field_out(change, "a snapshot shows no fields of a collection whose name holds a blank, "
                                    "so those that are there stay as they are");
            continue;
        }
        if (!has_column(change.after)) continue;
        if (untracked_column(change)) continue;
        if (has_foreign_type(change.after)) {
            leave_field_out(change, "type " + std::string{model::text_of(change.after, "type")} + " (" +
                                        std::string{nested_text(change.after, "schema", "data_type")} +
                                        "): this database has no such type");
        } else if (!nested_text(change.after, "schema", "generation_expression").empty()) {
            // a fault in this vendor's own words is its author's to mend, another vendor's words are nobody's fault
            // here
            const bool own = own_spelling(change.after);
            const auto unfit = own ? std::nullopt : unfit_column(change.after, own, true);
            if (unfit)
                leave_field_out(change, *unfit);
            else
                generated.push_back(&change);
        }
    }
    for (bool found = !left_out_fields_.empty() && !generated.empty(); found;) {
        found = false;
        for (const auto*& change : generated) {
            if (!change) continue;
            const auto gone = left_out_in_.find(change->collection);
            if (gone == left_out_in_.end()) continue;
            const auto expression = nested_text(change->after, "schema", "generation_expression");
            const auto missing = std::find_if(gone->second.begin(), gone->second.end(),
                                              [&](const std::string& field) { return mentions(expression, field); });
            if (missing == gone->second.end()) continue;
            leave_field_out(*change, "it is generated of " + *missing + ", which is left out");
            change = nullptr;
            found = true;
        }
    }
}

void Planner::leave_field_out(const EntityChange& change, std::string reason) {
    leave_out({change.collection, change.field}, {}, std::move(reason));
    plan_.unshowable.push_back(name_of(change.collection, change.field));
    left_out_fields_.insert(name_of(change.collection, change.field));
    left_out_in_[change.collection].push_back(change.field);
}

} // namespace schemad::plan
