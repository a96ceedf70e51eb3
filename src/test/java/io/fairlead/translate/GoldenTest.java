package io.fairlead.translate;

import io.fairlead.testing.Golden;
import io.fairlead.translate.input.ResourceType;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What proxies are sent, in full: folders of `golden/translate`, one mesh and one proxy each.
class GoldenTest {
    private static final Map<ResourceType, String> FILES =
            Map.of(
                    ResourceType.CLUSTER, "clusters.json",
                    ResourceType.ENDPOINT, "endpoints.json",
                    ResourceType.LISTENER, "listeners.json",
                    ResourceType.ROUTE, "routes.json");

    @TestFactory
    Stream<DynamicTest> aProxyIsSentWhatTheFolderSays() {
        return GoldenCase.all().stream()
                .map(golden ->
                        DynamicTest.dynamicTest(
                                golden.name(),
                                () -> {
                                    for (var file : FILES.entrySet()) {
                                        Golden.check(
                                                golden.folder().resolve(file.getValue()),
                                                golden.json(file.getKey()));
                                    }
                                }));
    }
}
