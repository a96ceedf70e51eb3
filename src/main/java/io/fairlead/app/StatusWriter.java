package io.fairlead.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.clock.Clock;
import io.fairlead.meter.Faults;
import io.fairlead.migrate.view.MigrationView;
import io.fairlead.migrate.view.StatusView;
import io.fairlead.migrate.view.StatusView.Condition;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.MtlsMigration;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.store.kube.MigrationObjects;
import io.fairlead.store.kube.MigrationObjects.Found;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says in the status of MtlsMigrations what became of them: of the one that counts how far the migration is, of others
/// why they don't count. It writes when phases change, and else every five seconds where something is new.
final class StatusWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int ALL_EVERY_LOOKS = 5;
    private static final String CONDITIONS = "conditions";
    private static final String STATUS = "status";
    private static final String SINCE = "lastTransitionTime";
    private static final JsonMapper JSON = new JsonMapper();

    private final MigrationObjects objects;
    private final Surroundings around;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Map<String, Integer> counted = Map.of();
    private String lastFailure = "";
    private int looks;

    /// @param acts whether this daemon is the one that acts
    record Surroundings(
            Clock clock,
            Faults faults,
            Supplier<MigrationView> view,
            Supplier<MeshSnapshot> mesh,
            Supplier<List<Problem>> problems,
            BooleanSupplier acts) {}

    StatusWriter(MigrationObjects objects, Surroundings around) {
        this.objects = objects;
        this.around = around;
    }

    void start() {
        Thread.ofVirtual().name("migration-status").start(this::run);
    }

    private void run() {
        try {
            while (!closed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        MigrationView view = around.view().get();
        if (view.at().isEmpty() || !around.acts().getAsBoolean()) {
            return;
        }
        try {
            StatusView status = StatusView.of(view);
            boolean all = looks++ % ALL_EVERY_LOOKS == 0;
            if (all || !status.units().equals(counted)) {
                write(status);
                counted = status.units();
            }
            tell("");
        } catch (IOException e) {
            tell(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // The client ends with the daemon, in the middle of a question.
            if (closed.getCount() > 0) {
                around.faults().onFault("migration status", e);
            }
        }
    }

    private void write(StatusView status) throws IOException {
        MeshSnapshot mesh = around.mesh().get();
        @Nullable ObjectKey counts = counting(mesh);
        List<Problem> problems = around.problems().get();
        Instant now = around.clock().now().truncatedTo(ChronoUnit.SECONDS);
        for (Found found : objects.list()) {
            List<Condition> conditions = new ArrayList<>();
            conditions.add(accepted(found.key(), counts, problems, mesh));
            ObjectNode next = JSON.createObjectNode();
            if (found.key().equals(counts)) {
                next = JSON.valueToTree(status);
                conditions.addAll(status.conditions());
            }
            JsonNode stands = JSON.readTree(found.status());
            next.put("observedGeneration", found.generation());
            next.set(CONDITIONS, dated(conditions, stands.path(CONDITIONS), found, now));
            String text = JSON.writeValueAsString(next);
            if (!says(stands, JSON.readTree(text))) {
                objects.status(found.key(), text);
            }
        }
    }

    /// The oldest of the root namespace.
    private static @Nullable ObjectKey counting(MeshSnapshot mesh) {
        return mesh.objects().values().stream()
                .filter(MtlsMigration.class::isInstance)
                .filter(one -> one.namespace().equals(mesh.mesh().rootNamespace()))
                .min(MeshObject.OLDEST_FIRST)
                .map(MeshObject::key)
                .orElse(null);
    }

    private static Condition accepted(
            ObjectKey key, @Nullable ObjectKey counts, List<Problem> problems, MeshSnapshot mesh) {
        String type = "Accepted";
        for (Problem problem : problems) {
            if (key.equals(problem.object()) && problem.isError()) {
                return new Condition(
                        type,
                        false,
                        "Invalid",
                        "%s %s; fix: %s"
                                .formatted(problem.field(), problem.message(), problem.fix())
                                .strip());
            }
        }
        String root = mesh.mesh().rootNamespace();
        if (!key.namespace().equals(root)) {
            return new Condition(
                    type, false, "OtherNamespace", "only one in %s counts".formatted(root));
        }
        return counts == null || counts.equals(key)
                ? new Condition(type, true, "Counts", "this object counts")
                : new Condition(
                        type,
                        false,
                        "AnotherCounts",
                        "%s is older, and counts; fix: put both into one".formatted(counts));
    }

    /// Each with the time at which its status was another one before.
    private static ArrayNode dated(
            List<Condition> conditions, JsonNode before, Found found, Instant now) {
        ArrayNode dated = JSON.createArrayNode();
        for (Condition condition : conditions) {
            String status = condition.status() ? "True" : "False";
            String since = now.toString();
            for (JsonNode one : before) {
                boolean same =
                        one.path("type").asText().equals(condition.type())
                                && one.path(STATUS).asText().equals(status);
                since = same ? one.path(SINCE).asText(since) : since;
            }
            dated.addObject()
                    .put("type", condition.type())
                    .put(STATUS, status)
                    .put("reason", condition.reason())
                    .put("message", condition.message())
                    .put("observedGeneration", found.generation())
                    .put(SINCE, since);
        }
        return dated;
    }

    private static boolean says(JsonNode stands, JsonNode next) {
        return next.properties().stream()
                .allMatch(one -> one.getValue().equals(stands.path(one.getKey())));
    }

    private void tell(String failure) {
        if (!failure.isEmpty() && !failure.equals(lastFailure)) {
            LOG.atWarn()
                    .setMessage("migration status not written")
                    .addKeyValue("reason", failure)
                    .log();
        }
        lastFailure = failure;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
