package io.fairlead.minicluster.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.function.Supplier;

/// Asks those outside of the server who may change or refuse what is written.
///
/// @param registry all types that are served now
record Outside(AdmissionControl control, Supplier<Registry> registry) {

    /// What these write isn't the object: whoever writes them asks those outside about what it is.
    static final Set<String> ASKED_BY_THEMSELVES =
            Set.of("scale", "binding", "exec", "portforward");

    ObjectNode mutated(AdmissionRequest request) {
        Target target = request.target();
        JsonNode mutated =
                control.mutate(
                        request,
                        registry.get().versions(target.type()),
                        object -> {
                            if (ASKED_BY_THEMSELVES.contains(target.subresource())) {
                                return object;
                            }
                            Admission.checkHead(target, object);
                            Admission.decode(target.served(), object, request.options().lenient());
                            return object;
                        });
        return mutated instanceof ObjectNode object
                ? object
                : JsonNodeFactory.instance.objectNode();
    }

    void validate(AdmissionRequest request) {
        control.validate(request, registry.get().versions(request.target().type()));
    }
}
