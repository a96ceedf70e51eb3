package io.fairlead.minicluster.api.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fairlead.minicluster.api.model.FieldError;
import io.fairlead.minicluster.api.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaRulesTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    /// A rule, an object for which it holds, and one for which it doesn't.
    static Stream<Arguments> rules() {
        return Stream.of(
                arguments("self.min <= self.max", "{min: 1, max: 2}", "{min: 3, max: 2}"),
                arguments("has(self.a) != has(self.b)", "{a: 1}", "{a: 1, b: 2}"),
                arguments(
                        "(has(self.a) ? 1 : 0) + (has(self.b) ? 1 : 0) <= 1", "{}", "{a: 1, b: 1}"),
                arguments("self.list.all(i, i.startsWith('x'))", "{list: [xa]}", "{list: [xa, b]}"),
                arguments("self.list.isSorted()", "{list: [a, b]}", "{list: [b, a]}"),
                arguments("self.list.indexOf('b') == 1", "{list: [a, b]}", "{list: [b]}"),
                arguments(
                        "url(self.u).getScheme() in ['http', 'https'] && url(self.u).getHostname() == 'h'",
                        "{u: 'https://h:1/p'}",
                        "{u: 'ftp://h/'}"),
                arguments("isURL(self.u)", "{u: 'http://x'}", "{u: 'not one'}"),
                arguments("isIP(self.u)", "{u: '::1'}", "{u: '1.2.3'}"),
                arguments("duration(self.d) >= duration('1ms')", "{d: 2ms}", "{d: 1us}"),
                arguments(
                        "self.at < timestamp('2020-01-01T00:00:00Z')",
                        "{at: '2019-01-01T00:00:00Z'}",
                        "{at: '2021-01-01T00:00:00Z'}"),
                arguments("self.__namespace__ == 'x'", "{namespace: x}", "{namespace: y}"),
                arguments("self.a__dash__b == 1", "{a-b: 1}", "{a-b: 2}"),
                arguments(
                        "self.labels['a-b'] == '1'",
                        "{labels: {a-b: '1'}}",
                        "{labels: {a-b: '2'}}"),
                arguments("self.u.matches('^[a-z]+$')", "{u: abc}", "{u: ABC}"),
                arguments("self.?a.orValue(5) == 5", "{}", "{a: 4}"),
                arguments("self.n == 1.5", "{n: 1.5}", "{n: 1}"),
                arguments("self.nothing == 1", "{nothing: 1}", "{}"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRuleHoldsOrIsNamed(String rule, String good, String bad) {
        Schema schema = of("{rule: \"%s\", message: no}".formatted(rule));
        assertThat(SchemaRules.check(schema, yaml(good), null)).isEmpty();
        assertThat(SchemaRules.check(schema, yaml(bad), null)).hasSize(1);
    }

    @Test
    void whatIsWrongIsToldAsTheRuleSays() {
        assertThat(texts(of("{rule: self.a == 1}"), "{a: 2}"))
                .containsExactly(": Invalid value: \"object\": failed rule: self.a == 1");
        assertThat(
                        texts(
                                of(
                                        "{rule: self.a == 1, message: m, messageExpression: \"'is ' + string(self.a)\", fieldPath: .a, reason: FieldValueForbidden}"),
                                "{a: 2}"))
                .containsExactly("a: Forbidden: is 2");
        assertThat(texts(of("{rule: self.a.b == 1}"), "{a: 2}").getFirst())
                .contains("evaluating rule: self.a.b == 1");
    }

    @Test
    void rulesStandWhereTheyCount() {
        Schema schema =
                schema(
                        """
                        properties:
                          items:
                            items: {x-kubernetes-validations: [{rule: self > 0, message: positive}]}
                          map:
                            additionalProperties: {x-kubernetes-validations: [{rule: self != 'x', message: not x}]}
                        """);
        assertThat(texts(schema, "{items: [1, -1], map: {k: x, l: y}}"))
                .containsExactly(
                        "items[1]: Invalid value: -1: positive",
                        "map.k: Invalid value: \"x\": not x");
    }

    @Test
    void aChangeIsHeldAgainstWhatWasThere() {
        Schema schema =
                schema(
                        """
                        properties:
                          size: {x-kubernetes-validations: [{rule: self >= oldSelf, message: only up}]}
                          kept: {x-kubernetes-validations: [{rule: oldSelf.hasValue() || self == 'first', optionalOldSelf: true, message: first}]}
                          ports:
                            x-kubernetes-list-type: map
                            x-kubernetes-list-map-keys: [name]
                            items:
                              properties: {name: {}, port: {x-kubernetes-validations: [{rule: self == oldSelf, message: fixed}]}}
                        """);
        assertThat(SchemaRules.check(schema, yaml("{size: 1}"), null)).isEmpty();
        assertThat(SchemaRules.check(schema, yaml("{size: 2}"), yaml("{size: 1}"))).isEmpty();
        assertThat(SchemaRules.check(schema, yaml("{size: 1}"), yaml("{size: 2}"))).hasSize(1);
        assertThat(SchemaRules.check(schema, yaml("{kept: second}"), null)).hasSize(1);
        assertThat(SchemaRules.check(schema, yaml("{kept: second}"), yaml("{kept: first}")))
                .isEmpty();
        assertThat(
                        SchemaRules.check(
                                schema,
                                yaml("{ports: [{name: b, port: 2}, {name: a, port: 9}]}"),
                                yaml("{ports: [{name: a, port: 1}, {name: b, port: 2}]}")))
                .extracting(FieldError::field)
                .containsExactly("ports[1].port");
    }

    @Test
    void aDefinitionWithARuleThatIsNoneIsRefusedAndOneWithAnUnknownNameWarns() {
        List<String> warnings = new ArrayList<>();
        List<FieldError> errors =
                SchemaRules.ofDefinition(
                        yaml(
                                """
                                spec:
                                  versions:
                                  - schema:
                                      openAPIV3Schema:
                                        properties:
                                          a: {items: {x-kubernetes-validations: [{rule: "self ="}]}}
                                          b: {x-kubernetes-validations: [{rule: "semver(self).isGreaterThan(self)"}]}
                                """),
                        warnings::add);
        assertThat(errors)
                .extracting(FieldError::field)
                .containsExactly(
                        "spec.versions[0].schema.openAPIV3Schema.properties[a].items.x-kubernetes-validations[0].rule");
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("properties[b]", "isn't held here", "undeclared reference to 'semver'");
    }

    @Test
    void anExpressionIsBounded() {
        String nested = "(".repeat(500) + "true" + ")".repeat(500);
        String list = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
        String loops =
                "%1$s.all(a, %1$s.all(b, %1$s.all(c, %1$s.all(d, %1$s.all(e, %1$s.all(f, true))))))"
                        .formatted(list);
        for (String rule : List.of(nested, "x".repeat(20_000), loops)) {
            List<FieldError> errors = new ArrayList<>();
            errors.addAll(
                    SchemaRules.ofDefinition(
                            yaml(
                                    "{spec: {versions: [{schema: {openAPIV3Schema: {x-kubernetes-validations: [{rule: \"%s\"}]}}}]}}"
                                            .formatted(rule)),
                            new ArrayList<String>()::add));
            errors.addAll(
                    SchemaRules.check(of("{rule: \"%s\"}".formatted(rule)), yaml("{}"), null));
            assertThat(errors).as("%.30s…", rule).isNotEmpty();
        }
    }

    private static List<String> texts(Schema schema, String object) {
        return SchemaRules.check(schema, yaml(object), null).stream()
                .map(FieldError::toString)
                .toList();
    }

    /// A schema with one rule for the whole object.
    private static Schema of(String rule) {
        return schema(
                """
                properties:
                  a: {}
                  at: {format: date-time}
                  namespace: {}
                  a-b: {}
                  labels: {additionalProperties: {}}
                x-kubernetes-validations: [%s]
                """
                        .formatted(rule));
    }

    private static Schema schema(String text) {
        return new Schema(yaml(text), Map.<String, ObjectNode>of());
    }

    private static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
