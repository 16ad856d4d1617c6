// SPDX-License-Identifier: Apache-2.0
#include "server/cli/options.hpp"

#include <algorithm>
#include <cstdlib>

#include <boost/program_options.hpp>

namespace schemad::cli {
namespace {

namespace po = boost::program_options;

constexpr const char* operand_key = " "; // no flag is called so

po::options_description described(const Command& command) {
    po::options_description all("Options");
    for (const auto& flag : command.flags) {
        if (flag.value.empty())
            all.add_options()(flag.name.c_str(), flag.text.c_str());
        else
            all.add_options()(flag.name.c_str(), po::value<std::vector<std::string>>()->value_name(flag.value),
                              flag.text.c_str());
    }
    all.add_options()("help,h", "show this text");
    return all;
}

std::string listed(const std::vector<std::string>& choices) {
    std::string all;
    for (std::size_t i = 0; i < choices.size(); ++i)
        all += (i == 0 ? "" : i + 1 == choices.size() ? " or " : ", ") + choices[i];
    return all;
}

std::string see_help(const Command& command) { return "; see `schemad " + command.name + " --help`"; }

void check(const std::vector<std::string>& choices, const std::string& value, const std::string& what) {
    if (!choices.empty() && std::find(choices.begin(), choices.end(), value) == choices.end())
        throw UsageError(what + " takes " + listed(choices));
}

} // namespace

Options::Options(const Command& command, const Arguments& arguments, std::ostream& out) : command_(command) {
    auto known = described(command);
    known.add_options()(operand_key, po::value<std::vector<std::string>>());
    po::variables_map parsed;
    try {
        using namespace po::command_line_style;
        po::positional_options_description places;
        if (!command.operands.empty()) places.add(operand_key, static_cast<int>(command.operands.size()));
        po::store(po::command_line_parser(arguments)
                      .options(known)
                      .style(unix_style & ~allow_guessing) // a script must not break when a flag is added
                      .positional(places)
                      .run(),
                  parsed);
    } catch (const po::error& error) { throw UsageError(error.what() + see_help(command)); }
    if (parsed.contains("help")) {
        write_help(command, out);
        throw HelpAsked();
    }
    for (const auto& flag : command.flags) {
        if (!parsed.contains(flag.name)) continue;
        auto& values = values_[flag.name];
        if (!flag.value.empty()) values = parsed[flag.name].as<std::vector<std::string>>();
        if (values.size() > 1 && !flag.repeats)
            throw UsageError("--" + flag.name + " is given more than once" + see_help(command));
        for (const auto& value : values) check(flag.choices, value, "--" + flag.name);
    }
    if (parsed.contains(operand_key)) operands_ = parsed[operand_key].as<std::vector<std::string>>();
    for (std::size_t i = 0; i < command.operands.size(); ++i) {
        const auto& wanted = command.operands[i];
        if (i < operands_.size() && !operands_[i].empty())
            check(wanted.choices, operands_[i], wanted.value);
        else if (wanted.needed || i < operands_.size())
            throw UsageError(wanted.value + " is missing" + see_help(command));
    }
}

std::optional<std::string> Options::one(const std::string& name) const {
    const auto found = values_.find(name);
    if (found == values_.end() || found->second.empty()) return std::nullopt;
    return found->second.front();
}

std::vector<std::string> Options::all(const std::string& name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>() : found->second;
}

std::string Options::needed(const std::string& name) const {
    auto value = one(name);
    if (!value || value->empty()) throw UsageError("--" + name + " is missing" + see_help(command_));
    return *std::move(value);
}

std::optional<std::string> Options::operand(std::size_t place) const {
    return place < operands_.size() ? std::optional(operands_[place]) : std::nullopt;
}

std::string usage_of(const Command& command) {
    std::string usage = "schemad " + command.name + " [options]";
    for (const auto& operand : command.operands)
        usage += operand.needed ? ' ' + operand.value : " [" + operand.value + ']';
    return usage;
}

void write_help(const Command& command, std::ostream& out) {
    out << "Usage: " << usage_of(command) << '\n' << command.purpose << '\n';
    if (!command.operands.empty()) out << "\nArguments:\n";
    for (const auto& operand : command.operands)
        out << "  " << operand.value << std::string(operand.value.size() < 8 ? 8 - operand.value.size() : 1, ' ')
            << operand.text << '\n';
    out << '\n' << described(command);
    if (!command.examples.empty()) out << "\nExamples:\n";
    for (const auto& example : command.examples) out << "  " << example.line << "\n      " << example.text << '\n';
}

std::vector<Flag> config_flags() {
    return {{"config", "FILE",
             "YAML or JSON configuration (else $SCHEMAD_CONFIG, ./schemad.yaml, /etc/schemad/schemad.yaml)"},
            {"listen", "HOST:PORT", "address to listen on, instead of the file's; may be repeated", true},
            {"plugins-directory", "FOLDER", "where libschemad_<vendor>.so files lie"},
            {"log-level",
             "LEVEL",
             "debug, info, warning, error or off",
             false,
             {"debug", "info", "warning", "error", "off"}}};
}

std::vector<Flag> with(std::vector<Flag> flags, std::vector<Flag> more) {
    flags.insert(flags.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    return flags;
}

config::LoadOptions load_options(const Options& options) {
    config::LoadOptions load;
    load.file = options.one("config");
    if (const char* named = std::getenv("SCHEMAD_CONFIG"); !load.file && named && *named) load.file = named;
    load.default_files = {"./schemad.yaml", "/etc/schemad/schemad.yaml"};
    load.environment = config::process_environment();
    load.listen = options.all("listen");
    load.plugins_directory = options.one("plugins-directory");
    load.log_level = options.one("log-level");
    load.executable_directory = config::executable_directory();
    return load;
}

} // namespace schemad::cli
