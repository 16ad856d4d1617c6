// SPDX-License-Identifier: Apache-2.0
// engine/export: the five exports of every recorded input, byte for byte, and back from YAML.
#include <functional>

#include <boost/test/unit_test.hpp>

#include "tests/unit/formats/shown.hpp"
#include "tests/vectors.hpp"

using namespace schemad;
namespace json = boost::json;

namespace {

// JSON cannot hold NaN, the infinities and minus zero: they stand in the name, "num/10/falseNaN", "num/1/true0".
std::optional<double> number_in_name(const std::string& name) {
    if (name.rfind("num/", 0) != 0) return std::nullopt;
    if (name.ends_with("/true0") || name.ends_with("-0")) return -0.0;
    for (const char* special : {"-Infinity", "Infinity", "NaN"})
        if (name.ends_with(special)) return test::special_number(special);
    return std::nullopt;
}

struct Case {
    std::string name;
    std::optional<json::value> input; // nothing: undefined
    json::object output;
    bool reloads;
};

void for_each_case(const std::function<void(const Case&)>& check) {
    std::size_t count = 0;
    for (const auto& line : test::lines("engine/export/cases.jsonl")) {
        auto row = formats::read_json(line, {}).as_object();
        Case one{std::string(row.at("name").as_string()), std::nullopt, row.at("output").as_object(),
                 row.at("yaml_reload_equal").as_bool()};
        if (auto* input = row.if_contains("input")) one.input = *input;
        if (const auto number = number_in_name(one.name)) {
            auto& members = one.input->as_object();
            for (auto& member : members) {
                if (member.value().is_array())
                    member.value().as_array().at(0) = *number;
                else
                    member.value() = *number;
            }
        }
        check(one);
        ++count;
    }
    BOOST_CHECK_GT(count, 10U);
    BOOST_TEST_MESSAGE(count << " export cases");
}

void check_output(const Case& one, const char* format, const std::function<std::string(const json::value*)>& write) {
    const json::value* input = one.input ? &*one.input : nullptr;
    const auto& wanted = one.output.at(format);
    BOOST_TEST_CONTEXT(one.name << " as " << format) {
        if (wanted.is_object()) { // an error; a C string ends at a NUL that the message quotes
            try {
                BOOST_ERROR("should fail, gave " << write(input));
            } catch (const std::runtime_error& error) {
                const std::string text(wanted.as_object().at("error").as_string());
                BOOST_CHECK_EQUAL(error.what(), text.c_str());
            }
        } else {
            BOOST_CHECK_EQUAL(write(input), std::string_view(wanted.as_string()));
        }
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(yaml_exports_agree) {
    for_each_case([](const Case& one) { check_output(one, "yaml", formats::write_yaml); });
}

BOOST_AUTO_TEST_CASE(csv_exports_agree) {
    for_each_case([](const Case& one) {
        check_output(one, "csv", [](const json::value* value) { return formats::write_csv(value, false); });
        check_output(one, "csv_utf8", [](const json::value* value) { return formats::write_csv(value, true); });
    });
}

BOOST_AUTO_TEST_CASE(xml_exports_agree) {
    for_each_case([](const Case& one) { check_output(one, "xml", formats::write_xml); });
}

BOOST_AUTO_TEST_CASE(yaml_read_back_is_what_was_written) {
    for_each_case([](const Case& one) {
        if (!one.reloads) return;
        const auto again = formats::read_yaml(formats::write_yaml(one.input ? &*one.input : nullptr), {});
        BOOST_TEST_CONTEXT(one.name) {
            BOOST_REQUIRE_EQUAL(again.has_value(), one.input.has_value());
            if (again) BOOST_CHECK_EQUAL(test::shown(*again), test::shown(*one.input));
        }
    });
}

BOOST_AUTO_TEST_CASE(sample_files_agree) {
    const auto folder = test::conformance() / "engine" / "export";
    std::size_t count = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        const std::string name = file.path().filename().string(), suffix = ".input.json";
        if (!name.ends_with(suffix)) continue;
        ++count;
        const auto base = folder / name.substr(0, name.size() - suffix.size());
        const auto sample = [&](const char* extension) { return test::slurp(base.string() + extension); };
        const auto value = formats::read_json(test::slurp(file.path()), {});
        BOOST_TEST_CONTEXT(name) {
            BOOST_CHECK_EQUAL(formats::write_yaml(&value), sample(".yaml"));
            BOOST_CHECK_EQUAL(formats::write_csv(&value, false), sample(".csv"));
            BOOST_CHECK_EQUAL(formats::write_csv(&value, true), sample(".utf8.csv"));
            BOOST_CHECK_EQUAL(formats::write_xml(&value), sample(".xml"));
        }
    }
    BOOST_CHECK_GT(count, 0U);
}
