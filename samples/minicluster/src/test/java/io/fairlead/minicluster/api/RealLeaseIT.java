package io.fairlead.minicluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.store.ConfigStore;
import io.fairlead.model.store.ConfigStore.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// Daemons agree on who leads by a Lease of a real kube-apiserver.
final class RealLeaseIT extends LeaseTest {

    @Override
    TestServer server(Path state) throws Exception {
        return TestServer.real(state);
    }

    /// An update makes a Lease that isn't there; of two writers still only one gets through.
    @Override
    void assertGone(ConfigStore store, Map<String, String> contents, String before)
            throws IOException {
        assertThat(store.write(KEY, contents, before)).isInstanceOf(Outcome.Written.class);
        assertThat(store.write(KEY, contents, before)).isInstanceOf(Outcome.Conflict.class);
    }
}
