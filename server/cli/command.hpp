// SPDX-License-Identifier: Apache-2.0
// The sub-commands: one table of what each is called, takes and does, from which arguments are read and help,
// completion and manual pages are written. A command returns the exit status: 0 done, 1 failed (or differences, where
// it was asked for), 2 called wrongly, 3 refused; docs/command-line.md. Errors: run() catches everything and explains
// it on `err`.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace schemad::cli {

struct Streams {
    std::istream& in;
    std::ostream& out; // results: what a script reads
    std::ostream& err; // explanations, questions, progress
    bool in_is_terminal = false, out_is_terminal = false, err_is_terminal = false;
};
using Arguments = std::vector<std::string>;

class Options;

struct Flag {
    std::string name;  // without dashes
    std::string value; // what it takes, "FILE"; empty for a switch
    std::string text;
    bool repeats = false;
    std::vector<std::string> choices = {}; // no other value is taken
};

struct Operand {       // an argument without a name, by its place
    std::string value; // what it is, "FILE"
    std::string text;
    bool needed = true;
    std::vector<std::string> choices = {};
};

struct Example {
    std::string line; // as it would be typed
    std::string text;
};

struct Command {
    std::string name;
    std::string summary; // a line of the list of commands
    std::string purpose; // of its own help
    std::vector<Flag> flags;
    int (*run)(const Options&, Streams&);
    std::vector<Operand> operands = {};
    std::vector<Example> examples = {};
    bool always_tells_differences = false; // as with --exit-code
};

// All there are, in the order in which they are listed; made once.
const std::vector<Command>& commands();
const Command* command_named(std::string_view name);

// The whole program: the arguments after its name.
int run(const Arguments&, Streams&);

} // namespace schemad::cli
