package io.fairlead.minicluster.api.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.verb.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The three kinds of patches.
class PatchesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MergeKeys DEPLOYMENT =
            Registry.builtIn().find("apps", "v1", "deployments").orElseThrow().schema();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':1}|[{'op':'add','path':'/b','value':2}]|{'a':1,'b':2}",
                "{'a':[1,3]}|[{'op':'add','path':'/a/1','value':2}]|{'a':[1,2,3]}",
                "{'a':[1]}|[{'op':'add','path':'/a/-','value':2}]|{'a':[1,2]}",
                "{'a':1,'b':2}|[{'op':'remove','path':'/a'}]|{'b':2}",
                "{'a':1}|[{'op':'replace','path':'/a','value':[]}]|{'a':[]}",
                "{'a':{'b':1}}|[{'op':'move','from':'/a/b','path':'/c'}]|{'a':{},'c':1}",
                "{'a':{'b':1}}|[{'op':'copy','from':'/a','path':'/c'}]|{'a':{'b':1},'c':{'b':1}}",
                "{'a/b':1}|[{'op':'test','path':'/a~1b','value':1}]|{'a/b':1}",
            })
    void jsonPatch(String object, String patch, String expected) throws Exception {
        assertThat(apply(Patches.JSON, object, patch)).isEqualTo(json(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{'op':'remove','path':'/none'}]|422",
                "[{'op':'replace','path':'/none','value':1}]|422",
                "[{'op':'test','path':'/a','value':2}]|422",
                "[{'op':'add','path':'/a/b/c','value':2}]|422",
                "[{'op':'add','path':'/l/7','value':2}]|422",
                "[{'op':'leap','path':'/a'}]|400",
                "[{'op':'add','path':'/a'}]|400",
                "{'a':1}|400",
            })
    void jsonPatchesThatCantBeDone(String patch, int code) {
        assertThatThrownBy(() -> apply(Patches.JSON, "{'a':1,'l':[]}", patch))
                .isInstanceOfSatisfying(
                        ApiError.class, error -> assertThat(error.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':1,'b':2}|{'a':null,'c':3}|{'b':2,'c':3}",
                "{'a':{'b':1}}|{'a':{'c':{'d':null,'e':1}}}|{'a':{'b':1,'c':{'e':1}}}",
                "{'a':[1,2]}|{'a':[3]}|{'a':[3]}",
            })
    void mergePatch(String object, String patch, String expected) throws Exception {
        assertThat(apply(Patches.MERGE, object, patch)).isEqualTo(json(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{'name':'a','image':'1'}]|[{'name':'a','image':'2'}]|[{'name':'a','image':'2'}]",
                "[{'name':'a','image':'1'}]|[{'name':'b'}]|[{'name':'a','image':'1'},{'name':'b'}]",
                "[{'name':'a'},{'name':'b'}]|[{'name':'a','$patch':'delete'}]|[{'name':'b'}]",
                "[{'name':'a'},{'name':'b'}]|[{'$patch':'replace'},{'name':'c'}]|[{'name':'c'}]",
                "[{'name':'a','env':[{'name':'x','value':'1'}]}]|[{'name':'a','env':[{'name':'y','value':'2'}]}]"
                        + "|[{'name':'a','env':[{'name':'x','value':'1'},{'name':'y','value':'2'}]}]",
                "[{'name':'a','args':['1']}]|[{'name':'a','args':['2']}]|[{'name':'a','args':['2']}]",
            })
    void strategicPatchKnowsContainersByName(String containers, String patch, String expected)
            throws Exception {
        String wrap = "{'spec':{'template':{'spec':{'containers':%s}}}}";
        assertThat(apply(Patches.STRATEGIC, wrap.formatted(containers), wrap.formatted(patch)))
                .isEqualTo(json(wrap.formatted(expected)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The strategy's other half goes when the type changes.
                "{'spec':{'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1}}}}"
                        + "|{'spec':{'strategy':{'$retainKeys':['type'],'type':'Recreate'}}}"
                        + "|{'spec':{'strategy':{'type':'Recreate'}}}",
                "{'metadata':{'finalizers':['a','b']}}|{'metadata':{'finalizers':['c']}}"
                        + "|{'metadata':{'finalizers':['a','b','c']}}",
                "{'metadata':{'finalizers':['a','b']}}"
                        + "|{'metadata':{'$deleteFromPrimitiveList/finalizers':['a']}}"
                        + "|{'metadata':{'finalizers':['b']}}",
                "{'metadata':{'labels':{'a':'1'}}}|{'metadata':{'labels':{'$patch':'replace','b':'2'}}}"
                        + "|{'metadata':{'labels':{'b':'2'}}}",
                "{'metadata':{'labels':{'a':'1'}}}|{'metadata':{'labels':null}}|{'metadata':{}}",
            })
    void directives(String object, String patch, String expected) throws Exception {
        assertThat(apply(Patches.STRATEGIC, object, patch)).isEqualTo(json(expected));
    }

    @Test
    void theOrderOfAListIsSet() throws Exception {
        assertThat(
                        apply(
                                Patches.STRATEGIC,
                                "{'spec':{'template':{'spec':{'containers':[{'name':'a'},{'name':'b'}]}}}}",
                                "{'spec':{'template':{'spec':{'$setElementOrder/containers':"
                                        + "[{'name':'c'},{'name':'b'},{'name':'a'}],'containers':[{'name':'c'}]}}}}"))
                .isEqualTo(
                        json(
                                "{'spec':{'template':{'spec':{'containers':"
                                        + "[{'name':'c'},{'name':'b'},{'name':'a'}]}}}}"));
    }

    private static JsonNode apply(String type, String object, String patch)
            throws JsonProcessingException {
        return Patches.apply(type, (ObjectNode) json(object), json(patch), DEPLOYMENT);
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return JSON.readTree(text.replace('\'', '"'));
    }
}
