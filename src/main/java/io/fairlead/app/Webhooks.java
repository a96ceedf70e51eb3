package io.fairlead.app;

import io.fairlead.ingest.decode.Limits;
import io.fairlead.ingest.file.Validations;
import io.fairlead.ingest.validate.FileCheck;
import io.fairlead.inject.webhook.InjectorFiles;
import io.fairlead.inject.webhook.WebhookLimits;
import io.fairlead.inject.webhook.WebhookServer;
import io.fairlead.model.config.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an API server asks the daemon, put together.
final class Webhooks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

    private volatile @Nullable WebhookServer server;

    /// @param options null when nobody asks
    /// @param identity null when there is none: then nothing is asked, for an API server speaks TLS only
    void start(
            @Nullable WebhookOptions options, @Nullable Identity identity, MeterRegistry registry)
            throws IOException {
        if (options == null || identity == null) {
            return;
        }
        Validations validations = new Validations(registry);
        InjectorFiles files = new InjectorFiles(options.config(), options.mesh(), Version.TEXT);
        WebhookServer opened =
                new WebhookServer(
                        options.address(),
                        new WebhookServer.Wiring(
                                identity.httpTls(),
                                files::config,
                                json -> problems(json, validations),
                                registry),
                        WebhookLimits.DEFAULT);
        opened.start();
        server = opened;
        LOG.atInfo().setMessage("webhooks started").addKeyValue("port", opened.port()).log();
    }

    /// What the daemon says of an object in a file. What is good is counted when it is read.
    private static List<Problem> problems(String json, Validations validations) {
        List<Problem> problems = FileCheck.check("object.json", json, Limits.DEFAULT).problems();
        validations.wrong(problems);
        return problems;
    }

    /// 0 when there is none.
    int port() {
        WebhookServer opened = server;
        return opened == null ? 0 : opened.port();
    }

    @Override
    public void close() {
        WebhookServer opened = server;
        if (opened != null) {
            opened.close();
        }
    }
}
