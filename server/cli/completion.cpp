// SPDX-License-Identifier: Apache-2.0
// Completion for three shells, written from the table of commands. Names and texts of the table are ours, and still
// stand in quotes: what a shell would read otherwise never leaves them.
#include <algorithm>

#include "server/cli/command_list.hpp"
#include "server/cli/options.hpp"

namespace schemad::cli {
namespace {

// In single quotes, as all three shells read them.
std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const auto& word : words) all += (all.empty() ? "" : " ") + word;
    return all;
}

bool is_file(const std::string& value) { return value == "FILE" || value == "OUT"; }
bool is_folder(const std::string& value) { return value == "FOLDER"; }
std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::vector<std::string> command_names() {
    std::vector<std::string> names;
    for (const auto& command : commands()) names.push_back(command.name);
    names.emplace_back("help");
    names.emplace_back("version");
    return names;
}

void write_bash(std::ostream& out) {
    out << "# completion of schemad for bash, made by `schemad completion bash`\n"
           "_schemad() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} flags= values=\n"
           "    COMPREPLY=()\n"
           "    if ((COMP_CWORD == 1)) || { [[ ${COMP_WORDS[1]} == help ]] && ((COMP_CWORD == 2)); }; then\n"
           "        mapfile -t COMPREPLY < <(compgen -W "
        << quoted(joined(command_names())) << " -- \"$word\")\n        return\n    fi\n    case ${COMP_WORDS[1]} in\n";
    for (const auto& command : commands()) {
        std::vector<std::string> flags{"--help"};
        out << "    " << command.name << ")\n        case $before in\n";
        for (const auto& flag : command.flags) {
            flags.push_back("--" + flag.name);
            if (flag.value.empty()) continue;
            out << "        --" << flag.name << ") ";
            if (!flag.choices.empty())
                out << "values=" << quoted(joined(flag.choices));
            else
                out << "values=" << (is_file(flag.value) ? "/file" : is_folder(flag.value) ? "/folder" : "/none");
            out << " ;;\n";
        }
        out << "        esac\n        flags=" << quoted(joined(flags)) << '\n';
        for (const auto& operand : command.operands)
            if (!operand.choices.empty())
                out << "        [[ -n $values || $word == -* ]] || values=" << quoted(joined(operand.choices)) << '\n';
        out << "        ;;\n";
    }
    out << "    esac\n"
           "    case $values in\n"
           "    /none) ;;\n"
           "    /folder) mapfile -t COMPREPLY < <(compgen -d -- \"$word\") ;;\n"
           "    /file) mapfile -t COMPREPLY < <(compgen -f -- \"$word\") ;;\n"
           "    '')\n"
           "        if [[ $word == -* ]]; then mapfile -t COMPREPLY < <(compgen -W \"$flags\" -- \"$word\")\n"
           "        else mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); fi ;;\n"
           "    *) mapfile -t COMPREPLY < <(compgen -W \"$values\" -- \"$word\") ;;\n"
           "    esac\n"
           "}\n"
           "complete -o filenames -F _schemad schemad\n";
}

// A description inside a specification of _arguments: brackets and colons mean something there.
std::string described(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

std::string action(const std::string& value, const std::vector<std::string>& choices) {
    if (!choices.empty()) return "(" + joined(choices) + ")";
    return is_file(value) ? "_files" : is_folder(value) ? "_files -/" : " ";
}

void write_zsh(std::ostream& out) {
    out << "#compdef schemad\n# completion of schemad for zsh, made by `schemad completion zsh`\n"
           "_schemad() {\n    local -a all\n    all=(\n";
    for (const auto& command : commands())
        out << "        " << quoted(command.name + ":" + described(command.summary)) << '\n';
    out << "        'help:show how a command is used'\n        'version:show the version'\n    )\n"
           "    if (( CURRENT == 2 )) || { [[ ${words[2]} == help ]] && (( CURRENT == 3 )); }; then\n"
           "        _describe -t commands 'command of schemad' all\n        return\n    fi\n"
           "    local name=${words[2]}\n    shift words\n    (( CURRENT-- ))\n    case $name in\n";
    for (const auto& command : commands()) {
        out << "    " << command.name << ")\n        _arguments '--help[show how it is used]'";
        for (const auto& flag : command.flags) {
            auto spec = std::string(flag.repeats ? "*" : "") + "--" + flag.name + (flag.value.empty() ? "" : "=") +
                        '[' + described(flag.text) + ']';
            if (!flag.value.empty()) spec += ':' + described(flag.value) + ':' + action(flag.value, flag.choices);
            out << " \\\n            " << quoted(spec);
        }
        std::size_t place = 0;
        for (const auto& operand : command.operands)
            out << " \\\n            "
                << quoted(std::to_string(++place) + (operand.needed ? ":" : "::") + described(operand.value) + ':' +
                          action(operand.value, operand.choices));
        out << "\n        ;;\n";
    }
    out << "    esac\n}\nif [[ $funcstack[1] == _schemad ]]; then _schemad \"$@\"; else compdef _schemad schemad; fi\n";
}

// In single quotes fish knows two escapes.
std::string fish_quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    return out + "'";
}

void write_fish(std::ostream& out) {
    out << "# completion of schemad for fish, made by `schemad completion fish`\n"
           "complete -c schemad -n __fish_use_subcommand -f\n";
    for (const auto& command : commands())
        out << "complete -c schemad -n __fish_use_subcommand -a " << command.name << " -d "
            << fish_quoted(command.summary) << '\n';
    out << "complete -c schemad -n __fish_use_subcommand -a version -d 'show the version'\n"
           "complete -c schemad -n __fish_use_subcommand -a help -d 'show how a command is used'\n"
           "complete -c schemad -n '__fish_seen_subcommand_from help' -f -a "
        << fish_quoted(joined(command_names())) << '\n';
    for (const auto& command : commands()) {
        const auto when = "complete -c schemad -n '__fish_seen_subcommand_from " + command.name + "' ";
        out << when << "-l help -d 'show how it is used'\n";
        for (const auto& flag : command.flags) {
            out << when << "-l " << flag.name;
            if (!flag.value.empty())
                out << (flag.choices.empty() && (is_file(flag.value) || is_folder(flag.value)) ? " -r -F" : " -x");
            if (!flag.choices.empty()) out << " -a " << fish_quoted(joined(flag.choices));
            out << " -d " << fish_quoted(first_line(flag.text)) << '\n';
        }
        for (const auto& operand : command.operands)
            if (!operand.choices.empty()) out << when << "-f -a " << fish_quoted(joined(operand.choices)) << '\n';
        if (command.operands.empty()) out << when << "-f\n";
    }
}

int completion(const Options& options, Streams& streams) {
    const auto shell = *options.operand();
    if (shell == "bash")
        write_bash(streams.out);
    else if (shell == "zsh")
        write_zsh(streams.out);
    else
        write_fish(streams.out);
    return 0;
}

} // namespace

Command completion_command() {
    return {"completion",
            "write the completion of this program for a shell",
            "Writes what a shell reads to complete commands, options and their values.",
            {},
            completion,
            {{"SHELL", "bash, zsh or fish", true, {"bash", "zsh", "fish"}}},
            {{"source <(schemad completion bash)", "in ~/.bashrc"},
             {"schemad completion zsh > ~/.zfunc/_schemad", "in a folder of $fpath"},
             {"schemad completion fish > ~/.config/fish/completions/schemad.fish", ""}}};
}

} // namespace schemad::cli
