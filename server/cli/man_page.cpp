// SPDX-License-Identifier: Apache-2.0
// Manual pages in roff's man macros, written from the table of commands: one of the program and one of each command.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "server/cli/command_list.hpp"
#include "server/cli/options.hpp"
#include "server/cli/version.hpp"

namespace schemad::cli {
namespace {

// As roff prints it: no request at a line's head, no escape, and hyphens that stay hyphens when they are copied.
std::string roff(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if ((c == '.' || c == '\'') && (i == 0 || text[i - 1] == '\n')) out += "\\&";
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out += c;
    }
    return out;
}

void write_title(const std::string& name, const std::string& summary, std::ostream& out) {
    std::string title = name;
    std::transform(title.begin(), title.end(), title.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    out << ".TH " << roff(title) << " 1 \"\" \"schemad " << version << "\" \"schemad\"\n.SH NAME\n"
        << roff(name) << " \\- " << roff(summary) << '\n';
}

void write_exit_status(std::ostream& out) {
    out << ".SH EXIT STATUS\n"
           ".TP\n0\ndone; with \\-\\-exit\\-code: nothing differs\n"
           ".TP\n1\nfailed; with \\-\\-exit\\-code: something differs\n"
           ".TP\n2\ncalled wrongly; with \\-\\-exit\\-code also: failed\n"
           ".TP\n3\nrefused: nothing was changed, and somebody has to agree or to change something first\n";
}

void write_environment(std::ostream& out) {
    out << ".SH ENVIRONMENT\n"
           ".TP\nSCHEMAD_CONFIG\nthe configuration, where \\-\\-config does not name it\n"
           ".TP\nSCHEMAD_URL, SCHEMAD_TOKEN\nthe server that commands work on, and its token\n"
           ".TP\nNO_COLOR\nno colours, where it is set and not empty\n"
           ".PP\nEvery key of the configuration can be given as a variable, too; see docs/operations.md.\n";
}

void write_program(std::ostream& out) {
    write_title("schemad", "moves a data model between Directus projects", out);
    out << ".SH SYNOPSIS\n.B schemad\n.I COMMAND\n[options]\n.SH DESCRIPTION\n"
           "Takes snapshots of a model, compares them with a project or a server, and applies what differs. "
           "Each command has a page of its own, such as\n.BR schemad\\-diff (1).\n.SH COMMANDS\n";
    for (const auto& command : commands())
        out << ".TP\n.B " << roff(command.name) << '\n' << roff(command.summary) << '\n';
    write_exit_status(out);
    write_environment(out);
}

void write_command(const Command& command, std::ostream& out) {
    write_title("schemad-" + command.name, command.summary, out);
    out << ".SH SYNOPSIS\n.B " << roff(usage_of(command)) << "\n.SH DESCRIPTION\n" << roff(command.purpose) << '\n';
    for (const auto& operand : command.operands)
        out << ".TP\n.I " << roff(operand.value) << '\n' << roff(operand.text) << '\n';
    if (!command.flags.empty()) out << ".SH OPTIONS\n";
    for (const auto& flag : command.flags) {
        out << ".TP\n.B \\-\\-" << roff(flag.name);
        if (!flag.value.empty()) out << ' ' << roff(flag.value);
        out << '\n' << roff(flag.text) << '\n';
    }
    if (!command.examples.empty()) out << ".SH EXAMPLES\n";
    for (const auto& example : command.examples)
        out << ".TP\n.B " << roff(example.line) << '\n' << (example.text.empty() ? "\\&" : roff(example.text)) << '\n';
    write_exit_status(out);
    out << ".SH SEE ALSO\n.BR schemad (1)\n";
}

template <class Write> void write_page(const std::string& path, Write write) {
    std::ofstream out(path, std::ios::binary);
    write(out);
    out.close();
    if (!out) throw std::runtime_error(path + " cannot be written");
}

int man_page(const Options& options, Streams& streams) {
    const auto name = options.operand();
    if (const auto folder = options.one("folder")) {
        std::filesystem::create_directories(*folder);
        write_page(*folder + "/schemad.1", write_program);
        for (const auto& command : commands())
            write_page(*folder + "/schemad-" + command.name + ".1",
                       [&](std::ostream& out) { write_command(command, out); });
        return 0;
    }
    if (!name) {
        write_program(streams.out);
        return 0;
    }
    const auto* command = command_named(*name);
    if (!command) throw UsageError("there is no command \"" + *name + "\"; see `schemad help`");
    write_command(*command, streams.out);
    return 0;
}

} // namespace

Command man_page_command() {
    return {"man-page",
            "write a manual page, as the build installs them",
            "Writes the manual page of the program, or of one command, for man(1).",
            {{"folder", "FOLDER", "all pages, into files of this folder"}},
            man_page,
            {{"COMMAND", "of this one", false}},
            {{"schemad man-page diff | man -l -", "read it"}}};
}

} // namespace schemad::cli
