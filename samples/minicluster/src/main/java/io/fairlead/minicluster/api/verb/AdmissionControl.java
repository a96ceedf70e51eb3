package io.fairlead.minicluster.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.UnaryOperator;

/// Those outside of the server who have a say in a write. Whoever refuses throws an
/// {@link io.fairlead.minicluster.api.model.ApiError}.
public interface AdmissionControl {

    /// Nobody has a say.
    AdmissionControl NONE =
            new AdmissionControl() {
                @Override
                public JsonNode mutate(
                        AdmissionRequest request,
                        List<Served> versions,
                        UnaryOperator<ObjectNode> refit) {
                    return request.object();
                }

                @Override
                public void validate(AdmissionRequest request, List<Served> versions) {}
            };

    /// The object as these others want it.
    ///
    /// @param versions all that the type is served in
    /// @param refit fits an object that somebody changed to its schema again
    JsonNode mutate(
            AdmissionRequest request, List<Served> versions, UnaryOperator<ObjectNode> refit);

    /// May this be done, as it now stands?
    void validate(AdmissionRequest request, List<Served> versions);
}
