package io.fairlead.ca.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ca.issue.IssuePolicy;
import io.fairlead.ca.sign.Authorities;
import io.fairlead.ca.sign.CaMeters;
import io.fairlead.ca.sign.CertificateAuthority;
import io.fairlead.ca.sign.PlugIn;
import io.fairlead.clock.Clock;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.store.file.FileStore;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateServiceTest {

    private static final byte[] NO_MESSAGE = {-1};

    @TempDir Path dir;

    @Test
    void whoComesWhileAllPlacesAreTakenIsToldToComeAgain() throws IOException {
        CertificateService service = service(1);
        List<Status.Code> answers = new ArrayList<>();
        // Within the answer to the first request its place is still taken: then the second one
        // comes.
        service.create(
                NO_MESSAGE,
                new Ended(first -> {
                    service.create(NO_MESSAGE, new Ended(answers::add));
                    answers.add(first);
                }));
        service.create(NO_MESSAGE, new Ended(answers::add));

        assertThat(answers)
                .containsExactly(
                        Status.Code.RESOURCE_EXHAUSTED,
                        Status.Code.INVALID_ARGUMENT,
                        Status.Code.INVALID_ARGUMENT);
    }

    private CertificateService service(int requestsMax) throws IOException {
        CaMeters meters = new CaMeters(new SimpleMeterRegistry());
        Authorities.Sources sources =
                new Authorities.Sources(
                        PlugIn.NONE,
                        new FileStore(dir.resolve("ca")),
                        new ObjectKey("", "Secret", "istio-system", "istio-ca-secret"),
                        "cluster.local",
                        false);
        return new CertificateService(
                new CertificateAuthority(
                        Authorities.open(sources, Clock.system(), meters),
                        IssuePolicy.DEFAULT,
                        Clock.system(),
                        meters),
                requestsMax);
    }

    /// Hears how a call ended.
    private record Ended(Consumer<Status.Code> with) implements StreamObserver<byte[]> {
        @Override
        public void onNext(byte[] message) {
            throw new AssertionError("an answer to nothing");
        }

        @Override
        public void onError(Throwable cause) {
            with.accept(Status.fromThrowable(cause).getCode());
        }

        @Override
        public void onCompleted() {
            with.accept(Status.Code.OK);
        }
    }
}
