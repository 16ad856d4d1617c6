// SPDX-License-Identifier: Apache-2.0
#include "server/cli/render.hpp"

#include <algorithm>
#include <cstdlib>

#include "server/cli/clean_stream.hpp"
#include "server/cli/printable.hpp"

namespace schemad::cli {
namespace {

constexpr std::size_t widest_name = 40; // columns; what is longer shifts its own line alone

enum class Style { plain, bold, green, yellow, red, faint };

class Pen {
public:
    Pen(std::ostream& out, bool colours) : out_(out), colours_(colours) {}
    void write(Style style, const std::string& text) {
        if (colours_ && style != Style::plain) write_raw(out_, code(style));
        out_ << text;
        if (colours_ && style != Style::plain) write_raw(out_, "\x1b[0m");
    }
    void write(const std::string& text) { out_ << text; }

private:
    static const char* code(Style style) {
        switch (style) {
        case Style::bold: return "\x1b[1m";
        case Style::green: return "\x1b[32m";
        case Style::yellow: return "\x1b[33m";
        case Style::red: return "\x1b[31m";
        default: return "\x1b[2m";
        }
    }
    std::ostream& out_;
    bool colours_;
};

char sign_of(Change::Kind kind) {
    return kind == Change::Kind::added ? '+' : kind == Change::Kind::removed ? '-' : '~';
}
Style style_of(Change::Kind kind) {
    return kind == Change::Kind::added ? Style::green : kind == Change::Kind::removed ? Style::red : Style::yellow;
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const auto& word : words) all += (all.empty() ? "" : ", ") + one_line(word);
    return all;
}

// What stands behind the name.
std::string told(const Change& change) {
    auto text = joined(change.words);
    if (change.of == Change::Of::relation && text.empty()) text = "relation";
    if (change.of == Change::Of::record) text = "record";
    if (change.kind == Change::Kind::removed && change.of == Change::Of::collection)
        text = "goes" + (text.empty() ? "" : ": " + text);
    return text;
}

std::size_t name_width(const Changes& changes) {
    std::size_t width = 0;
    for (const auto& group : changes.collections)
        for (const auto& change : group.changes)
            if (const auto own = width_of(one_line(change.name)); own <= widest_name) width = std::max(width, own);
    return width;
}

void write_group(const CollectionChanges& group, std::size_t width, Pen& pen) {
    const auto name = one_line(group.collection);
    const auto own = std::find_if(group.changes.begin(), group.changes.end(),
                                  [](const Change& change) { return change.of == Change::Of::collection; });
    if (own == group.changes.end()) {
        pen.write(Style::bold, name);
        pen.write("\n");
    }
    for (const auto& change : group.changes) {
        const bool whole = change.of == Change::Of::collection;
        const auto label = whole ? name : one_line(change.name);
        pen.write(style_of(change.kind), (whole ? "" : "  ") + std::string(1, sign_of(change.kind)) + ' ');
        pen.write(whole ? Style::bold : Style::plain, label);
        const auto text = told(change);
        const auto used = width_of(label) + (whole ? 0 : 2);
        const std::string gap(used < width + 2 ? width + 4 - used : 2, ' ');
        if (!text.empty() || !change.lost.empty()) pen.write(gap);
        pen.write(change.kind == Change::Kind::removed ? Style::faint : Style::plain, text);
        if (!change.lost.empty()) {
            pen.write(text.empty() ? "" : "; ");
            pen.write(Style::red, one_line(change.lost));
        }
        pen.write("\n");
        for (const auto& line : change.in_the_way) {
            pen.write(std::string(width + 6, ' '));
            pen.write(Style::red, one_line(line));
            pen.write("\n");
        }
    }
}

// In Markdown a name stands as code; what could end that, or the cell of a table, goes.
std::string code_text(const std::string& text) {
    std::string out;
    for (const char c : one_line(text))
        if (c == '|')
            out += "\\|";
        else
            out += c == '`' ? '\'' : c;
    return "`" + out + "`";
}

} // namespace

Look look_of(bool is_terminal) {
    const char *no = std::getenv("NO_COLOR"), *term = std::getenv("TERM");
    return {is_terminal && !(no && *no) && !(term && std::string_view(term) == "dumb"), false};
}

void write_text(const Changes& changes, const Look& look, std::ostream& out) {
    Pen pen(out, look.colours);
    const auto width = name_width(changes);
    for (const auto& group : changes.collections) write_group(group, width, pen);
    for (const auto& one : changes.also_lost) {
        pen.write("also ");
        pen.write(Style::red, one_line(one));
        pen.write("\n");
    }
    for (const auto& warning : changes.warnings) {
        pen.write(Style::yellow, "note: ");
        pen.write(one_line(warning) + "\n");
    }
    pen.write("\n" + counts_in_words(changes, look.past) + ".");
    const auto loss = loss_in_words(changes);
    if (!loss.empty() && !look.past)
        pen.write(Style::red, changes.counted ? " Lost: " + loss + "." : " Beware: " + loss + ".");
    if (changes.blocked) pen.write(Style::red, " Rows or settings are in the way: an apply would be refused.");
    pen.write("\n");
}

void write_markdown(const Changes& changes, const std::string& target, std::ostream& out) {
    out << "### Changes of the model of " << code_text(target) << "\n\n";
    if (changes.empty()) {
        out << "None.\n";
        return;
    }
    out << "| | Collection | Item | Change |\n|---|---|---|---|\n";
    for (const auto& group : changes.collections)
        for (const auto& change : group.changes) {
            std::string words = change.words.empty() ? "" : code_text(joined(change.words));
            if (!change.lost.empty()) words += (words.empty() ? "**" : " **") + one_line(change.lost) + "**";
            for (const auto& line : change.in_the_way) words += " **against it:** " + code_text(line);
            out << "| "
                << (change.kind == Change::Kind::added     ? "add"
                    : change.kind == Change::Kind::removed ? "**remove**"
                                                           : "change")
                << " | " << code_text(group.collection) << " | " << (change.name.empty() ? "" : code_text(change.name))
                << " | " << words << " |\n";
        }
    out << '\n' << counts_in_words(changes) << '.';
    if (const auto loss = loss_in_words(changes); !loss.empty())
        out << " **" << (changes.counted ? "Lost: " : "Beware: ") << loss << ".**";
    if (changes.blocked) out << " **Rows or settings are in the way: an apply would be refused.**";
    out << '\n';
    for (const auto& one : changes.also_lost) out << "\n- also " << code_text(one);
    for (const auto& one : changes.warnings) out << "\n- note: " << code_text(one);
    if (!changes.also_lost.empty() || !changes.warnings.empty()) out << '\n';
}

} // namespace schemad::cli
