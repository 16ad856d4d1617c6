// SPDX-License-Identifier: Apache-2.0
// The planner's state while a plan is made; private to engine/plan. One file per kind of entity:
// plan_collections.cpp, plan_fields.cpp, plan_defaults.cpp, plan_indexes.cpp, plan_relations.cpp (foreign keys and
// meta), key_types.cpp (foreign keys over columns whose type changes), lost_targets.cpp (foreign keys that would point
// to nothing), adopt.cpp (what is there untracked), fit.cpp (what this database cannot hold), references.cpp (names of
// fields in meta rows), clean_up.cpp (what else mentions what goes), meta_sql.cpp (rows as statements), emit.cpp (steps
// in order), undo.cpp (what leads back).
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "engine/database/trusted_sql.hpp"
#include "engine/plan/name_spaces.hpp"
#include "engine/plan/plan.hpp"
#include "engine/plan/refused.hpp"
#include "engine/plan/table_work.hpp"
#include "engine/snapshot/catalog_index.hpp"

namespace schemad::plan {

using database::TrustedSql;

class Planner {
public:
    Planner(ChangeSet&, const snapshot::Model&, const Vendor&, const model::SystemFields&, PlanOptions);
    Plan run();

private:
    void leave_out(const EntityName& entity, std::string property, std::string reason) {
        plan_.left_out.push_back({entity.collection, entity.field, std::move(property), std::move(reason)});
    }

    // plan_collections.cpp
    void plan_collections();
    void create_collection(const EntityChange&);
    void create_table(const std::string& collection);
    void remove_collection(const EntityChange&);
    std::vector<const EntityChange*> parents_first() const;
    std::vector<const EntityChange*> children_first() const;
    void check_group(const EntityChange&) const;

    // plan_fields.cpp
    void plan_fields();
    void create_fields_of(const std::string& collection);
    void create_field(const EntityChange&);
    void update_field(const EntityChange&);
    void remove_field(const EntityChange&);
    void alter_column(const EntityChange&, const schemad_column&);
    void ask_for_label(const EntityChange&, schemad_column_spec spec);
    void drop_index_of_rest(TableWork&, const std::string& collection, const std::string& field);
    void plan_system_field(const EntityChange&);
    void check_key_unchanged(const EntityChange&) const;
    bool own_spelling(const json::object& field);
    // The column type is one that only the vendor of the snapshot knows: the field is left out and named.
    bool has_foreign_type(const json::object& field);
    static void check_type(const EntityChange&);
    // What a key column of another vendor stands for: char(36) is how those without the type hold a uuid.
    json::object in_own_types(const json::object& field, const schemad_column* existing = nullptr);
    json::object with_cast_flag(const json::object& field, const EntityName&);
    json::object with_kept_cast_flag(const EntityChange&, const json::object& after);

    // plan_indexes.cpp
    void set_index(TableWork&, std::string_view collection, std::string_view field, bool unique, bool wanted,
                   Phase = Phase::add_index);
    void drop_indexes(TableWork&, std::string_view collection, std::string_view field, bool unique);
    // without: flags (SCHEMAD_SPEC_UNIQUE, SCHEMAD_SPEC_INDEXED) that the column cannot have, and that are named
    void change_indexes(TableWork&, const EntityChange&, std::uint32_t without);
    std::uint32_t indexes_left_out(schemad_column_spec&, const EntityChange&);
    void leave_out_indexes(schemad_column_spec&, std::string_view collection); // of a new column
    std::optional<std::string> no_index(const schemad_column_spec&, std::string_view collection, bool unique) const;
    std::string free_index_name(bool unique, std::string_view collection, std::string_view field);

    // adopt.cpp
    const schemad_column* untracked_column(const EntityChange&) const;
    void adopt_columns();
    void adopt_column(const EntityChange&, const schemad_column&);

    // fit.cpp
    std::optional<std::string> unfit_column(const json::object& field, bool own, bool with_expression) const;
    bool has_hidden_fields(const std::string& collection) const;
    void find_left_out_fields();
    void leave_field_out(const EntityChange&, std::string reason);
    bool is_left_out(std::string_view collection, std::string_view field) const {
        return left_out_fields_.contains(name_of(collection, field));
    }

    // references.cpp
    enum class FieldState { missing, column, alias };
    FieldState state_of(std::string_view collection, std::string_view field) const;
    static bool leads_to_alias(const json::object& field);
    void check_special(const EntityChange&) const;
    json::object without_dangling(const EntityChange&, const json::object* before, json::object after);
    void forget_field(const std::string& collection, const std::string& field, bool was_alias);
    void name_lonely_aliases();

    // plan_relations.cpp
    void plan_relations();
    void plan_foreign_keys();
    void plan_foreign_key(const std::string& collection, const std::string& field);
    void hold_rule(std::string& rule, const EntityName& entity, const char* property);
    const schemad_foreign_key* kept_foreign_key(const std::string& collection, const std::string& field) const;

    // plan_defaults.cpp
    void leave_out_unfit_default(schemad_column_spec& spec, const EntityName& name);
    bool has_default(const schemad_column_spec& spec, const schemad_column& column) const;
    void change_default(schemad_column_spec& spec, const schemad_column& column, const EntityName& name);

    // key_types.cpp: foreign keys over columns whose type changes
    bool is_retyped(std::string_view table, std::string_view column) const {
        return retyped_.contains(name_of(table, column));
    }
    bool is_over_retyped(const schemad_foreign_key&) const;
    bool meets_new_types(const schemad_step&) const;
    void require_one_type(const EntityName&, const EntityName& referenced, bool follows) const;
    void make_again(const schemad_foreign_key&);
    const schemad_foreign_key* foreign_key_of(std::string_view collection, std::string_view field) const;
    bool keeps_foreign_key(const std::string& collection, const std::string& field) const;
    struct Target {
        std::string table, column, on_update, on_delete; // rules empty: not stated
        bool from_relation = false;
    };
    std::optional<Target> wanted_target(const std::string& collection, const std::string& field);
    bool will_be_collection(std::string_view name) const;
    bool may_lack_table(std::string_view name) const;
    bool is_unique_column(std::string_view collection, std::string_view column) const;
    std::string key_column_of(std::string_view collection) const;

    // lost_targets.cpp
    void refuse_lost_targets() const;
    bool stays(const schemad_foreign_key&) const;

    // clean_up.cpp
    void forget_collection(const std::string& collection, bool had_table);
    void forget_references_to(const std::string& collection);
    void forget_permissions();
    const std::vector<const snapshot::MetaRow*>& relations_about(const std::string& collection);
    const std::vector<const snapshot::MetaRow*>& children_of(const std::string& folder);

    // name_clashes.cpp
    void refuse_name_clashes();
    void judge_table(const std::string& name);
    void judge_columns(const TableWork&);
    void judge_rows();
    std::string kind_of_table(std::string_view name) const; // "view", ...; empty: a table, or nothing
    std::string no_collection(std::string_view name) const; // why, as in "x has no table here"; where it is none
    std::string free_foreign_key_name(std::string_view collection, std::string_view field);

    // meta_sql.cpp
    enum class MetaOrder { write, remove };
    bool takes_row_id(ItemKind, const EntityName&, const json::value& wanted);
    std::set<std::int64_t>& used_row_ids(ItemKind);
    void insert_row(ItemKind, const EntityName&, json::object meta);
    void update_row(ItemKind, const EntityName&, const snapshot::MetaRow&, const json::object& before,
                    const json::object& after);
    void delete_row(ItemKind, const EntityName&, const snapshot::MetaRow&);
    Step& run_sql(MetaOrder, const std::string& table, const std::string& entity, const char* action, sql::SqlText sql,
                  std::vector<Param> params);
    // Finds a meta row again: by its id, or where that is not known (a plan without a database) by what it is for.
    struct RowKey {
        sql::SqlText where;
        std::vector<Param> params;
    };
    RowKey key_of(ItemKind, const snapshot::MetaRow&) const;
    Param encoded(ItemKind, std::string_view column, const json::value&) const;
    const snapshot::MetaRows& meta_rows(ItemKind kind) const {
        return kind == ItemKind::collection ? model_.collections
               : kind == ItemKind::field    ? model_.fields
                                            : model_.relations;
    }
    sql::SqlText q(std::string_view identifier) const { return vendor_.quoted(identifier); }
    bool has_column_named(std::string_view table, std::string_view column) const {
        return index_.column(table, column) != nullptr;
    }

    // emit.cpp
    void emit();
    void emit_table(TableWork&, const std::vector<WorkedChange>&);
    std::vector<Statement> rendered(const schemad_step&, bool with_catalog = true) const;

    // undo.cpp
    void add_undo(Step&, const schemad_step&) const;
    std::vector<Statement> undo_of(Step&, const schemad_step&, const schemad_change&, std::size_t touch) const;
    std::vector<Statement> rendered_back(const schemad_step&, const schemad_change&, std::size_t touch) const;
    bool makes_own_index(std::string_view collection, std::string_view field) const;
    Statement insert_back(ItemKind, const snapshot::MetaRow&) const;
    std::vector<Param> raw_values(ItemKind, const snapshot::MetaRow&, const std::vector<std::string>& columns) const;

    TableWork& table(const std::string& name, std::uint32_t kind = SCHEMAD_ALTER_TABLE);
    const snapshot::MetaRow* row_of(ItemKind, std::string_view collection, std::string_view field = {}) const;
    bool is_created_table(const std::string& collection) const {
        const auto found = tables_.find(collection);
        return found != tables_.end() && found->second->kind == SCHEMAD_CREATE_TABLE;
    }
    bool is_removed(std::string_view collection) const {
        const auto* change = set_.change_of(ItemKind::collection, collection);
        return change && change->action == Action::remove;
    }

    ChangeSet& set_;
    const snapshot::Model& model_;
    const Vendor& vendor_;
    const model::SystemFields& system_;
    snapshot::CatalogIndex index_;
    std::deque<std::unique_ptr<TableWork>> order_; // tables in the order they were first touched
    std::unordered_map<std::string, TableWork*> tables_;
    std::vector<Step> writes_, removals_; // meta rows
    // by collection, so that no step scans the whole model
    std::unordered_map<std::string_view, std::vector<const EntityChange*>> field_changes_;
    std::unordered_map<std::string_view, std::vector<const snapshot::MetaRow*>> field_rows_;
    std::unordered_map<std::string, const snapshot::MetaRow*> rows_;
    NameSpaces names_;
    std::unordered_set<std::string> fields_written_; // new collections whose field rows are planned
    std::unordered_map<std::string, std::int64_t> next_sort_;
    std::set<std::int64_t> row_ids_[2]; // numbers of rows of fields and relations; filled when first needed
    std::unordered_map<std::string, std::vector<const snapshot::MetaRow*>> relations_about_, children_;
    std::unordered_set<const snapshot::MetaRow*> shortened_lists_;
    // columns that change their type, as name_of() names them, and what they become
    std::unordered_map<std::string, ColumnPreview> retyped_;
    std::unordered_map<std::string, std::unordered_set<std::string>> forgotten_fields_; // by collection
    std::unordered_map<std::string, bool> missing_types_;
    std::unordered_set<std::string> left_out_fields_, relations_gone_;      // as name_of() names them
    std::unordered_map<std::string, std::vector<std::string>> left_out_in_; // by collection
    std::unordered_map<std::string, json::object> adopted_;                 // what is there, as name_of() names it
    std::unordered_map<std::string, std::vector<Statement>> label_checks_;  // as name_of() names the field
    std::unordered_set<const schemad_index*> indexes_of_rest_;              // that are dropped
    std::optional<bool> foreign_spelling_;
    const PlanOptions options_;
    Plan plan_;
};

// For the planner's files: what an item states.
std::string_view nested_text(const json::object& item, std::string_view object, std::string_view key);
bool nested_truthy(const json::object& item, std::string_view object, std::string_view key);
// Whether a key under `schema` differs; one that is missing is null.
bool schema_differs(const EntityChange&, std::string_view key);
bool declared_differently(const EntityChange&); // the type as the snapshot spells it

} // namespace schemad::plan
