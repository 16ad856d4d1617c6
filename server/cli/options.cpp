// SPDX-License-Identifier: Apache-2.0
#include "server/cli/options.hpp"

#include <cstdlib>

#include <boost/program_options.hpp>

namespace schemad::cli {

namespace po = boost::program_options;

Options::Options(const std::string& command, const std::string& purpose, const std::vector<Flag>& flags,
                 const Arguments& arguments, std::ostream& out) {
    po::options_description described("Options");
    for (const auto& flag : flags) {
        if (flag.value.empty())
            described.add_options()(flag.name.c_str(), flag.text.c_str());
        else
            described.add_options()(flag.name.c_str(), po::value<std::vector<std::string>>()->value_name(flag.value),
                                    flag.text.c_str());
    }
    described.add_options()("help,h", "show this text");
    po::variables_map parsed;
    try {
        using namespace po::command_line_style;
        po::store(po::command_line_parser(arguments)
                      .options(described)
                      .style(unix_style & ~allow_guessing) // a script must not break when a flag is added
                      .positional({})
                      .run(),
                  parsed);
    } catch (const po::error& error) {
        throw UsageError(std::string(error.what()) + "; see `schemad " + command + " --help`");
    }
    if (parsed.contains("help")) {
        out << "Usage: schemad " << command << " [options]\n" << purpose << "\n\n" << described;
        throw HelpAsked();
    }
    for (const auto& flag : flags) {
        if (!parsed.contains(flag.name)) continue;
        auto& values = values_[flag.name];
        if (!flag.value.empty()) values = parsed[flag.name].as<std::vector<std::string>>();
        if (values.size() > 1 && !flag.repeats)
            throw UsageError("--" + flag.name + " is given more than once; see `schemad " + command + " --help`");
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

std::vector<Flag> config_flags() {
    return {{"config", "FILE",
             "YAML or JSON configuration (else $SCHEMAD_CONFIG, ./schemad.yaml, /etc/schemad/schemad.yaml)"},
            {"listen", "HOST:PORT", "address to listen on, instead of the file's; may be repeated", true},
            {"plugins-directory", "PATH", "where libschemad_<vendor>.so files lie"},
            {"log-level", "LEVEL", "debug, info, warning, error or off"}};
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
