package io.fairlead.install.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.ingest.decode.Documents;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplatesTest {
    private static final JsonNode VALUES =
            Documents.read(
                            "values",
                            """
                            name: web
                            port: 80
                            on: true
                            off: false
                            empty: ""
                            ratio: 1.5
                            list: [one, two]
                            none: []
                            map: {b: 2, a: 1}
                            deep: {er: {est: here}}
                            files: {a.txt: inside}
                            """,
                            io.fairlead.ingest.decode.Limits.DEFAULT)
                    .values()
                    .getFirst();

    private static String render(String text) {
        return Templates.read(Map.of("t.yaml", text)).render("t.yaml", VALUES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "plain~plain",
                "a {{ .name }} b~a web b",
                "a {{- .name -}} b~awebb",
                "a{{/* said */}}b~ab",
                "a {{- /* said */ -}} b~ab",
                "{{ .missing }}~''",
                "{{ .deep.er.est }}~here",
                "{{ (index .deep \"er\").est }}~here",
                "{{ if .on }}yes{{ else }}no{{ end }}~yes",
                "{{ if .off }}yes{{ else if .empty }}maybe{{ else }}no{{ end }}~no",
                "{{ if .none }}yes{{ end }}~''",
                "{{ if and .on .name }}yes{{ end }}~yes",
                "{{ and .on .empty .name }}~''",
                "{{ or .empty .name }}~web",
                "{{ not .off }}~true",
                "{{ with .deep.er }}{{ .est }}{{ $.name }}{{ end }}~hereweb",
                "{{ with .none }}x{{ else }}{{ .name }}{{ end }}~web",
                "{{ range .list }}[{{ . }}]{{ end }}~[one][two]",
                "{{ range $i, $v := .list }}{{ $i }}={{ $v }};{{ end }}~0=one;1=two;",
                "{{ range $k, $v := .map }}{{ $k }}={{ $v }};{{ end }}~a=1;b=2;",
                "{{ range .none }}x{{ else }}nothing{{ end }}~nothing",
                "{{ $x := .name }}{{ $x }}~web",
                "{{ $x := 1 }}{{ if .on }}{{ $x = 2 }}{{ end }}{{ $x }}~2",
                "{{ $x := 1 }}{{ if .on }}{{ $x := 2 }}{{ end }}{{ $x }}~1",
                "{{ .name | quote }}~\"web\"",
                "{{ .empty | default \"x\" }}~x",
                "{{ default .name .empty }}~web",
                "{{ .port | default 8080 }}~80",
                "{{ eq .name \"web\" }}{{ ne .port 81 }}~truetrue",
                "{{ printf \"%s:%d\" .name .port }}~web:80",
                "{{ ternary \"a\" \"b\" .on }}~a",
                "{{ \"a.b\" | replace \".\" \"-\" }}~a-b",
                "{{ \"abcdef\" | trunc 3 }}~abc",
                "{{ \"a-\" | trimSuffix \"-\" }}~a",
                "{{ hasKey .map \"a\" }}{{ hasKey .map \"c\" }}~truefalse",
                "{{ toJson .map }}~{\"a\":1,\"b\":2}",
                "{{ toYaml .list }}~- one\\n- two",
                "{{ dict \"k\" .port | toJson }}~{\"k\":80}",
                "{{ list 1 \"a\" | toJson }}~[1,\"a\"]",
                "{{ \"hi\" | b64enc }}~aGk=",
                "{{ .ratio }}~1.5",
                "{{ `raw \"text\"` }}~raw \"text\"",
                "{{ \"}}\" }}~}}",
                "{{ .files.Get \"a.txt\" }}{{ .files.Get \"b.txt\" }}~inside",
                "{{ define \"d\" }}<{{ . }}>{{ end }}{{ include \"d\" .name }}~<web>",
                "{{ define \"d\" }}a: 1\\nb: 2{{ end }}x:{{ include \"d\" . | nindent 2 }}~x:\\n  a: 1\\n  b: 2",
            })
    void givesWhatGoGives(String template, String expected) {
        assertThat(render(template.replace("\\n", "\n"))).isEqualTo(expected.replace("\\n", "\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{{ upper .name }}~t.yaml:1: unknown function \"upper\"",
                "a\\n\\n{{ lookup \"v1\" }}~t.yaml:3: unknown function \"lookup\"",
                "{{ .name~t.yaml:1: {{ without }}",
                "{{ if .on }}x~t.yaml:1: {{ if }} without {{ end }}",
                "x{{ end }}~t.yaml:1: {{ end }} without a beginning",
                "{{ .name.first }}~t.yaml:1: no field \"first\": what stands before it is no mapping",
                "{{ .missing.first }}~t.yaml:1: no field \"first\": what stands before it is nothing",
                "{{ .map }}~t.yaml:1: a mapping can't be written as text",
                "{{ $x }}~t.yaml:1: there is no variable $x",
                "{{ $x = 1 }}~t.yaml:1: there is no variable $x",
                "{{ eq .name .port }}~t.yaml:1: eq: \"web\" and 80 can't be compared",
                "{{ template \"x\" }}~t.yaml:1: {{ template }} is not part",
                "{{ range .name }}{{ end }}~t.yaml:1: range over \"\"web\"\", which is no list",
                "{{ include \"nobody\" . }}~t.yaml:1: there is no template \"nobody\"",
                "{{ required \"name it\" .empty }}~t.yaml:1: name it",
                "{{ fail \"never\" }}~t.yaml:1: never",
                "{{ quote }}~t.yaml:1: quote takes 1 arguments, not 0",
                "{{ nindent -1 .name }}~t.yaml:1: nindent: argument 1 is no number",
                "{{ .name .port }}~t.yaml:1: something that is no function is given arguments",
                "{{ printf \"%v\" .name }}~t.yaml:1: printf: only %s and %d",
                "{{ \"open }}~t.yaml:1: a quote is not closed",
                "{{ .a ; }}~t.yaml:1: ';' is not understood",
                "{{ if .on }}{{ define \"x\" }}{{ end }}{{ end }}~t.yaml:1: {{ define \"name\" }} stands outside",
            })
    void saysWhereAndWhatIsWrong(String template, String expected) {
        assertThatThrownBy(() -> render(template.replace("\\n", "\n")))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void templatesThatIncludeEachOtherForeverEnd() {
        assertThatThrownBy(() ->
                        render(
                                "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("deep");
    }

    @Test
    void blocksInEachOtherHaveALimit() {
        assertThatThrownBy(() -> render("{{ if .on }}".repeat(200) + "{{ end }}".repeat(200)))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("blocks in each other");
    }

    @Test
    void parenthesesInEachOtherHaveALimit() {
        assertThatThrownBy(() -> render("{{ " + "(".repeat(200) + "1" + ")".repeat(200) + " }}"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("parentheses");
    }

    @Test
    void outputHasALimit() {
        StringBuilder text = new StringBuilder("{{ define \"a0\" }}0123456789{{ end }}");
        for (int i = 1; i < 12; i++) {
            text.append("{{ define \"a").append(i).append("\" }}");
            text.append("{{ include \"a" + (i - 1) + "\" . }}".repeat(1));
            text.append(("{{ include \"a" + (i - 1) + "\" . }}").repeat(9));
            text.append("{{ end }}");
        }
        text.append("{{ include \"a11\" . }}");
        assertThatThrownBy(() -> render(text.toString()))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("more than");
    }

    @Test
    void filesKnowEachOthersTemplates() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("_helpers.tpl", "{{ define \"n\" }}{{ .name }}{{ end }}");
        texts.put("a.yaml", "a: {{ include \"n\" . }}");
        assertThat(Templates.read(texts).render("a.yaml", VALUES)).isEqualTo("a: web");
    }
}
