// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/plan_indexes.hpp"

#include "engine/model/names.hpp"
#include "engine/plan/plan_foreign_keys.hpp"
#include "engine/plan/stated.hpp"

namespace schemad::plan {

namespace {

struct Flag {
    bool unique;
    std::uint32_t bit;
    const char *key, *path;
};
constexpr Flag flags[] = {{true, SCHEMAD_SPEC_UNIQUE, "is_unique", "schema.is_unique"},
                          {false, SCHEMAD_SPEC_INDEXED, "is_indexed", "schema.is_indexed"}};

constexpr std::uint32_t special = SCHEMAD_INDEX_SPECIAL | SCHEMAD_INDEX_PARTIAL | SCHEMAD_INDEX_EXPRESSION;

bool is_plain(const schemad_index& index) { return index.column_count == 1 && !(index.flags & special); }

// Whether the snapshot has the flag of this field because of this index.
bool marks(const schemad_index& index, std::string_view field, bool unique) {
    if (index.column_count == 0 || (index.flags & SCHEMAD_INDEX_PRIMARY_KEY) ||
        ((index.flags & SCHEMAD_INDEX_UNIQUE) != 0) != unique)
        return false;
    const auto is_field = [&](std::size_t i) { return stated(index.columns[i]) && view(index.columns[i]) == field; };
    if (index.flags & SCHEMAD_INDEX_MARKS_ALL)
        for (std::size_t i = 1; i < index.column_count; ++i)
            if (is_field(i)) return true;
    const bool first = is_plain(index) || (index.flags & (SCHEMAD_INDEX_MARKS_FIRST | SCHEMAD_INDEX_MARKS_ALL));
    return first && is_field(0);
}

void drop_indexes(const Input& in, Draft& draft, TableWork& work, std::string_view collection, std::string_view field,
                  bool unique) {
    const schemad_index* staying = nullptr;
    for (const auto* index : in.index.indexes(collection)) {
        if (!marks(*index, field, unique)) continue;
        if (is_plain(*index))
            work.drop_index(*index, field);
        else
            staying = index;
    }
    if (!staying) return;
    draft.leave_out({collection, field}, flags[unique ? 0 : 1].path,
                    "the index " + std::string{view(staying->name)} +
                        (staying->column_count > 1 ? " has other columns, too" : " is more than that of a field"));
}

// Why the column cannot have a plain index; nothing when it can, or when the column itself is the trouble. The vendor
// is asked by having it write the index down.
std::optional<std::string> no_index(const Input& in, const schemad_column_spec& column, std::string_view collection,
                                    bool unique) {
    const bool is_there = column.existing && !(column.changed & SCHEMAD_CHANGE_TYPE);
    TableWork scratch(is_there ? std::string{collection} : "schemad",
                      is_there ? SCHEMAD_ALTER_TABLE : SCHEMAD_CREATE_TABLE);
    if (!is_there) {
        auto spec = column;
        spec.flags &= ~std::uint32_t{SCHEMAD_SPEC_UNIQUE | SCHEMAD_SPEC_INDEXED};
        spec.default_kind = SCHEMAD_DEFAULT_UNSTATED;
        spec.default_text = spec.generation_expression = no_str;
        spec.changed = 0;
        scratch.add_column(spec);
    }
    const auto refused = [&]() -> std::optional<std::string> {
        std::vector<schemad_change> changes;
        for (const auto& one : scratch.changes) changes.push_back(one.change);
        schemad_step step{};
        step.struct_size = sizeof step;
        step.kind = scratch.kind;
        step.table = str(scratch.name);
        step.changes = changes.data();
        step.change_count = changes.size();
        try {
            in.vendor.render(&*in.model.catalog, step);
            return std::nullopt;
        } catch (const VendorError& error) {
            return error.status == SCHEMAD_E_UNSUPPORTED ? std::optional<std::string>(error.what()) : std::nullopt;
        }
    };
    if (!is_there && refused()) return std::nullopt;
    std::uint32_t index_flags = unique ? SCHEMAD_INDEX_UNIQUE : 0;
    if (unique && in.vendor.has(SCHEMAD_CAP_UNIQUE_IS_CONSTRAINT)) index_flags |= SCHEMAD_INDEX_CONSTRAINT;
    scratch.add_index("schemad", view(column.name), index_flags);
    return refused();
}

std::string free_index_name(const Input& in, Draft& draft, bool unique, std::string_view collection,
                            std::string_view field) {
    const auto max = in.vendor.table().index_name_max;
    const auto kind = unique ? model::NameKind::unique : model::NameKind::index;
    auto name = model::default_name(kind, collection, field, max);
    // "a-b" and "a_b" give one name; a hand-made index may have taken it as well
    for (int n = 2; !draft.names.take_index(collection, name); ++n) {
        const auto number = std::to_string(n);
        const std::string_view parts[] = {field, number};
        name = model::default_name(kind, collection, parts, max);
    }
    return name;
}

} // namespace

// Adds the index, or drops every plain one of that kind by the name it really has.
void set_index(const Input& in, Draft& draft, TableWork& work, std::string_view collection, std::string_view field,
               bool unique, bool wanted, Phase phase) {
    if (!wanted) return drop_indexes(in, draft, work, collection, field, unique);
    std::uint32_t flags = 0;
    if (unique) flags |= SCHEMAD_INDEX_UNIQUE;
    if (unique && in.vendor.has(SCHEMAD_CAP_UNIQUE_IS_CONSTRAINT)) flags |= SCHEMAD_INDEX_CONSTRAINT;
    if (draft.retyped.contains(name_of(collection, field))) flags |= SCHEMAD_INDEX_OF_NEW_TYPE;
    work.add_index(free_index_name(in, draft, unique, collection, field), field, flags, phase);
}

// Where a foreign key needs an index at every moment, the next one is there before the last one goes.
void change_indexes(const Input& in, Draft& draft, TableWork& work, const EntityChange& change, std::uint32_t without) {
    const auto &collection = change.collection, &field = change.field;
    const bool needed = in.vendor.has(SCHEMAD_CAP_FOREIGN_KEY_INDEX) && keeps_foreign_key(in, collection, field);
    const auto add_phase = needed ? Phase::replace_index : Phase::add_index;
    const auto wanted = [&](const Flag& flag) { return nested_truthy(change.after, "schema", flag.key); };
    const bool bare = needed && !wanted(flags[0]) && !wanted(flags[1]);
    for (const auto& flag : flags) {
        if (without & flag.bit) { // the type would not have it
            if (nested_truthy(*change.before, "schema", flag.key))
                drop_indexes(in, draft, work, collection, field, flag.unique);
            continue;
        }
        if (nested_truthy(*change.before, "schema", flag.key) == wanted(flag)) continue; // by truth: null and 0 are no
        if (flag.unique && bare && !nested_truthy(*change.before, "schema", "is_indexed"))
            set_index(in, draft, work, collection, field, false, true, add_phase);
        if (!flag.unique && bare)
            draft.leave_out({collection, field}, "schema.is_indexed", "the foreign key keeps its index");
        else
            set_index(in, draft, work, collection, field, flag.unique, wanted(flag), add_phase);
    }
}

std::uint32_t indexes_left_out(const Input& in, Draft& draft, schemad_column_spec& spec, const EntityChange& change) {
    const bool retyped = (spec.changed & SCHEMAD_CHANGE_TYPE) != 0;
    const auto wanted = spec.flags;
    auto asked = spec; // of what is there already, nothing is asked
    for (const auto& flag : flags)
        if (!retyped && !schema_differs(change, flag.key)) asked.flags &= ~flag.bit;
    const auto before = asked.flags;
    leave_out_indexes(in, draft, asked, change.collection);
    const auto without = before & ~asked.flags;
    spec.flags = wanted & ~without;
    return without;
}

void leave_out_index_of_key(Draft& draft, const EntityName& entity) {
    draft.leave_out(entity, "schema.is_indexed", "a primary key has its own index, and needs no other");
}

void leave_out_indexes(const Input& in, Draft& draft, schemad_column_spec& spec, std::string_view collection) {
    for (const auto& flag : flags) {
        if (!(spec.flags & flag.bit)) continue;
        const auto why = no_index(in, spec, collection, flag.unique);
        if (!why) continue;
        spec.flags &= ~flag.bit;
        draft.leave_out({collection, view(spec.name)}, flag.path, *why);
    }
}

} // namespace schemad::plan
