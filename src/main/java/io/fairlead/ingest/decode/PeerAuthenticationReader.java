package io.fairlead.ingest.decode;

import io.fairlead.model.config.Meta;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.policy.MtlsMode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads a PeerAuthentication.
record PeerAuthenticationReader(Complaints complaints) {
    private static final int PORT_MAX = 65_535;

    PeerAuthentication read(Meta meta, Cursor object) {
        Cursor spec = object.child("spec");
        if (spec == null) {
            return new PeerAuthentication(meta, Map.of(), MtlsMode.UNSET, new TreeMap<>());
        }
        Cursor selector = spec.child("selector");
        return new PeerAuthentication(
                meta,
                selector == null ? Map.of() : selector.textMap("matchLabels"),
                mode(spec.child("mtls")),
                ports(spec));
    }

    private SortedMap<Integer, MtlsMode> ports(Cursor spec) {
        SortedMap<Integer, MtlsMode> ports = new TreeMap<>();
        spec.map("portLevelMtls")
                .forEach((key, mtls) -> {
                    BigDecimal number = WordCheck.number(key);
                    if (number != null
                            && key.matches("\\d{1,5}")
                            && number.intValue() >= 1
                            && number.intValue() <= PORT_MAX) {
                        ports.put(number.intValue(), mode(mtls));
                    } else {
                        badPort(key, mtls);
                    }
                });
        return ports;
    }

    private void badPort(String key, Cursor mtls) {
        Told told =
                new Told(
                        "\"" + key + "\" is not a port",
                        "portLevelMtls names ports of the workload, 1 to " + PORT_MAX,
                        "write the port that the container listens on, as \"8080\":");
        complaints.error("bad-port", mtls.mapping().line(), mtls.path(), told);
    }

    /// An unknown word was told of already; its object is refused.
    private static MtlsMode mode(@Nullable Cursor mtls) {
        return switch (mtls == null ? "" : mtls.text("mode")) {
            case "DISABLE" -> MtlsMode.DISABLE;
            case "PERMISSIVE" -> MtlsMode.PERMISSIVE;
            case "STRICT" -> MtlsMode.STRICT;
            default -> MtlsMode.UNSET;
        };
    }
}
