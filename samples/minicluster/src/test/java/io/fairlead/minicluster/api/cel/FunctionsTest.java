package io.fairlead.minicluster.api.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.api.cel.Expression.Scope;
import io.fairlead.minicluster.api.cel.Expression.Wrong;
import io.fairlead.minicluster.api.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Kubernetes' functions: what each gives stands as rules in `functions.yaml`, of which a real kube-apiserver is asked
/// too; here is what they make of bad input.
class FunctionsTest {

    @Test
    void everyFunctionGivesWhatARealServerGives() throws Exception {
        JsonNode definition = yaml("functions.yaml");
        List<String> warnings = new ArrayList<>();
        assertThat(SchemaRules.ofDefinition(definition, warnings::add)).isEmpty();
        assertThat(warnings).isEmpty();
        assertThat(SchemaRules.check(schema(definition), yaml("lamp.yaml"), null)).isEmpty();
    }

    @Test
    void everyFunctionIsAskedFor() throws Exception {
        String rules = KubectlTable.resource(KubectlTable.class, "functions.yaml");
        assertThat(KubernetesFunctions.ALL)
                .extracting(function -> function.declaration().name())
                .allSatisfy(name ->
                        assertThat(rules).containsPattern("\\b" + Pattern.quote(name) + "\\("));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    url('x').getHost() == ''                | URL parse error during conversion from string: parse "x"
                    ip('1.2.3').family() == 4               | IP Address "1.2.3" parse error
                    ip.isCanonical('::ffff:1.2.3.4')        | IP Address "::ffff:1.2.3.4" parse error
                    cidr('1.2.3.4').prefixLength() == 4     | network address parse error
                    cidr('::/0').containsIP('x')            | IP Address "x" parse error
                    cidr('::/0').containsCIDR('::/129')     | network address parse error
                    quantity('').isInteger()                | quantities must match the regular expression
                    quantity('1e1000').isInteger()          | quantities must match the regular expression
                    quantity('0.5').asInteger() == 0        | cannot convert value to integer
                    quantity('1e30').asInteger() == 0       | cannot convert value to integer
                    'a'.find('(') == ''                     | missing closing )
                    'a'.findAll('[', 1) == []               | missing closing ]
                    [].min() == 1                           | min called on empty list
                    [].max() == 1                           | max called on empty list
                    [1, 'a'].isSorted()                     | items can't be compared: 1, a
                    [{}, {}].max() == {}                    | items can't be compared
                    ['a', 'b'].sum() == 'ab'                | items can't be added: a, b
                    [9223372036854775807, 1].sum() == 0     | long overflow
                    '%d'.format(['x']) == ''                | %d can't be of x
                    '%f'.format(['x']) == ''                | %f can't be of x
                    '%x'.format([1.5]) == ''                | %x can't be of 1.5
                    '%d'.format([]) == ''                   | index 0 out of range
                    '%q'.format([1]) == ''                  | unrecognized formatting clause "q"
                    'abc' + '%'.format([1]) == ''           | unrecognized formatting clause ""
                    format.named('x').value().validate('').hasValue() | No value present
                    """)
    void badInputIsTold(String expression, String message) throws Exception {
        Expression compiled = Expression.of(expression, Scope.RULE);
        assertThatThrownBy(() -> compiled.value(new Variables(Map.of()), Budget.ofObject()))
                .isInstanceOf(Wrong.class)
                .hasMessageContaining(message)
                .hasMessageEndingWith("evaluating rule: " + expression);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    size('%s', '1')              | found no matching overload
                    url(1).getHost() == ''       | found no matching overload
                    semver('1.0.0').major() == 1 | undeclared reference
                    """)
    void whatIsNoFunctionIsUnknown(String expression, String message) {
        assertThatThrownBy(() -> Expression.of(expression, Scope.RULE))
                .isInstanceOfSatisfying(
                        Wrong.class, wrong -> assertThat(wrong.isUnknownName()).isTrue())
                .hasMessageContaining(message);
    }

    @Test
    void whatCostsTooMuchIsCutOff() throws Exception {
        String list = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
        String loops =
                "[%1$s == %1$s]".formatted(list).repeat(10).replace("][", ", ") + ".size() > 0";
        for (String name : List.of("a", "b", "c", "d")) {
            loops = "%s.all(%s, %s)".formatted(list, name, loops);
        }
        String longer = "self.text" + ".replace('x', 'xxxxxxxxxx')".repeat(7) + " != ''";
        for (String rule : List.of(loops, loops + " || true", longer)) {
            assertThat(
                            failures(
                                    "{x-kubernetes-validations: [{rule: \"%s\"}]}".formatted(rule),
                                    "{text: x}"))
                    .singleElement()
                    .asString()
                    .contains("call cost exceeds limit for rule: " + rule);
        }
    }

    @Test
    void allRulesOfAnObjectShareABudget() throws Exception {
        String rule = "self.split('').all(c, self.split('').size() == 500)";
        String schema = "{items: {x-kubernetes-validations: [{rule: \"%s\"}]}}".formatted(rule);
        String items = ("\"" + "x".repeat(500) + "\", ").repeat(1_000);
        assertThat(failures(schema, "[" + items + "]"))
                .singleElement()
                .asString()
                .contains("no further validation rules will be run");
    }

    private static List<String> failures(String schema, String value) throws Exception {
        YAMLMapper yaml = new YAMLMapper();
        return SchemaRules.check(
                        new Schema(yaml.readTree(schema), Map.<String, ObjectNode>of()),
                        yaml.readTree(value),
                        null)
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static Schema schema(JsonNode definition) {
        return new Schema(
                definition.at("/spec/versions/0/schema/openAPIV3Schema"),
                Map.<String, ObjectNode>of());
    }

    private static JsonNode yaml(String resource) throws Exception {
        return new YAMLMapper().readTree(KubectlTable.resource(KubectlTable.class, resource));
    }
}
